//! The bar beside choruses (`docs/spec/pages.md#3.5`).

use crate::composer::Composer;
use crate::page::{Cap, Item, Line, Pt};

/// Draws the piece of the bar that belongs to a line of the chorus, `height` high, at the current position.
fn chorus_bar(composer: &mut Composer<'_, '_>, height: Pt) {
    let chorus = &composer.style.config.pdf.chorus;
    let (offset, width) = (chorus.bar.offset, chorus.bar.width);
    if offset == 0.0 || width == 0.0 {
        return;
    }
    let x = composer.mirrored(
        composer.measure.left + composer.indent - offset + chorus.indent,
        0.0,
    );
    let color = composer.typesetter.theme.ink(&chorus.bar.color);
    let y = composer.measure.top;
    composer.shape(Item::Line(Line {
        from: (x, y),
        to: (x, y - height),
        width,
        color,
        cap: Cap::Square,
    }));
}

/// What every line of a chorus begins with: its piece of the bar; its label is dropped where labels are not shown.
pub(crate) fn begin_chorus_line(composer: &mut Composer<'_, '_>, height: Pt) {
    chorus_bar(composer, height);
    if !composer.style.config.settings.choruslabels {
        composer.style.pending_label = None;
    }
}
