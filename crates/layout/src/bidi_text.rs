//! Texts of several pieces, some of which run from right to left: set in the order of their line.

use std::borrow::Cow;

use crate::composer::Composer;
use crate::element_font::ElementFont;
use crate::page::Pt;
use crate::textline::Placed;
use crate::typeset::{PartOfLine, Typesetter, from_left_to_right};

/// Sets texts in the order of their line.
pub(crate) fn bidi_parts(
    composer: &mut Composer<'_, '_>,
    texts: &[Cow<'_, str>],
    font: &ElementFont,
    is_backward: bool,
) -> Vec<PartOfLine> {
    let mut parts = Vec::with_capacity(texts.len());
    for (index, text) in texts.iter().enumerate() {
        // A blank at the end of the line would move it away from its margin.
        let is_last =
            index + 1 == texts.len() && is_backward && !text.chars().all(char::is_whitespace);
        let text = if is_last { text.trim_end() } else { text };
        let requests = composer.typesetter.pictures(text, font);
        parts.push((text, composer.inline_pictures(&requests)));
    }
    composer.typesetter.bidi(&parts, font, is_backward)
}

/// Draws a text of several pieces in the order of its line.
pub(crate) fn text_bidi(
    composer: &mut Composer<'_, '_>,
    x: Pt,
    baseline: Pt,
    text: &str,
    font: &ElementFont,
    is_backward: bool,
) -> Placed {
    let parts = bidi_parts(composer, &[Cow::Borrowed(text)], font, is_backward);
    let fragments = parts.into_iter().flat_map(|part| part.fragments);
    let line = Typesetter::line_of(from_left_to_right(fragments), font);
    let x = composer.mirrored(x, line.width);
    composer.place(x, baseline, line)
}
