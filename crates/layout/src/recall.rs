//! Recalled choruses (`docs/spec/pages.md#3.6`).

use chordpro_song::markup::Text;
use chordpro_song::{CommentStyle, Recall};

use crate::comment::comment_text;
use crate::composer::Composer;
use crate::element_font::FontElement;
use crate::error::LayoutError;
use crate::flowable::Flowable;
use crate::label::put_label;

/// Makes a comment of a recalled chorus that says so; its lines are elements of their own.
///
/// # Errors
/// [`LayoutError::Exceeded`], [`LayoutError::RecallKind`].
pub(crate) fn recall_line(
    composer: &mut Composer<'_, '_>,
    rows: &mut Vec<Flowable>,
    recall: &Recall,
    line: u32,
) -> Result<(), LayoutError> {
    let settings = composer.style.config.pdf.chorus.recall.clone();
    let context = if settings.choruslike { "chorus" } else { "" };
    let kind = recall_style(&settings.kind)?;
    // Without a chorus there is nothing that a label could stand at.
    let label = recall.of.as_ref().and(recall.heading());
    let label = label.map(Text::as_written);
    let tag = match label {
        Some(label) if composer.style.config.settings.choruslabels => {
            put_label(composer, rows, label, context, line)?;
            settings.tag.as_str()
        }
        Some(label) => label,
        None => settings.tag.as_str(),
    };
    if tag.is_empty() {
        return Ok(());
    }
    comment_text(composer, rows, kind, tag, context, line)
}

/// The kind of comments that `pdf.chorus.recall.type` names.
fn recall_style(name: &str) -> Result<FontElement, LayoutError> {
    [
        FontElement::Comment,
        FontElement::CommentItalic,
        FontElement::CommentBox,
    ]
    .into_iter()
    .find(|element| element.name() == name)
    .ok_or(LayoutError::RecallKind)
}

/// The font of a kind of comments.
pub(crate) fn comment_font(style: CommentStyle) -> FontElement {
    match style {
        CommentStyle::Plain => FontElement::Comment,
        CommentStyle::Italic => FontElement::CommentItalic,
        CommentStyle::Boxed => FontElement::CommentBox,
    }
}
