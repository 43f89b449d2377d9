//! Labels beside lines (`docs/spec/pages.md#4.2`).

use chordpro_config::view::DiagramAlign;

use crate::comment::comment_text;
use crate::composer::{Composer, label_lines};
use crate::element_font::FontElement;
use crate::error::LayoutError;
use crate::flowable::Flowable;
use crate::page::{Layer, Pt, Tag, TagChild};
use crate::style::PendingLabel;

/// From one line of a label to the next, in label sizes.
const LINE_HEIGHT: f64 = 1.2;

/// Draws the pending label beside a line whose body starts at `x`.
pub(crate) fn draw_label(composer: &mut Composer<'_, '_>, x: Pt, baseline: Pt) {
    let Some(label) = composer.style.pending_label.take() else {
        return;
    };
    if composer.indent == 0.0 || label.text.is_empty() {
        return;
    }
    let mut children = Vec::new();
    let font = composer.font(FontElement::Label);
    composer.sets_in(&font);
    let mut y = baseline;
    for line in label_lines(&label.text) {
        let at = match composer.style.config.pdf.labels.align {
            DiagramAlign::Right => x - composer.width("m", &font) - composer.width(line, &font),
            // The text starts where its middle should be: the reference adds where it should subtract.
            DiagramAlign::Center => x - composer.indent + composer.width(line, &font) / 2.0,
            DiagramAlign::Left | DiagramAlign::Spread => x - composer.indent,
        };
        let width = composer.width(line, &font);
        let at = composer.mirrored(at, width);
        if !children.is_empty() {
            children.push(TagChild::Blank);
        }
        composer
            .text(at, y, line, &font)
            .tag(Layer::Text, &mut children);
        y -= LINE_HEIGHT * font.size;
    }
    composer.tag(Tag::Label, label.line, children);
}

/// Keeps the label for the next line, or makes a comment of it.
///
/// # Errors
/// [`LayoutError::Exceeded`].
pub(crate) fn put_label(
    composer: &mut Composer<'_, '_>,
    rows: &mut Vec<Flowable>,
    label: &str,
    context: &str,
    line: u32,
) -> Result<(), LayoutError> {
    let kind = FontElement::from_name(&composer.style.config.pdf.labels.comment);
    match kind.filter(|_| !label.is_empty()) {
        Some(kind) => comment_text(composer, rows, kind, label, context, line),
        None => {
            composer.style.pending_label = (!label.is_empty()).then(|| PendingLabel {
                text: label.to_owned(),
                line,
            });
            Ok(())
        }
    }
}
