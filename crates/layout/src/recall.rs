//! Recalled choruses (`docs/spec/pages.md#3.6`).

use chordpro_song::markup::Text;
use chordpro_song::{CommentStyle, Recall, Severity};

use crate::body::{elements, put_label};
use crate::comment::comment_text;
use crate::composer::Composer;
use crate::element_font::FontElement;
use crate::elements;
use crate::error::LayoutError;
use crate::place::Place;

/// How deep recalls are nested.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Depth(u32);

/// Recalls within recalls are followed this far.
const DEEPEST: u32 = 16;

impl Depth {
    fn deeper(self) -> Depth {
        Depth(self.0.saturating_add(1))
    }
}

/// Draws a recalled chorus: its lines, or a comment that says so.
pub(crate) fn put_recall(
    composer: &mut Composer<'_, '_>,
    place: &mut dyn Place,
    recall: &Recall,
    line: u32,
    depth: Depth,
) -> Result<(), LayoutError> {
    if depth.0 >= DEEPEST {
        composer.say(
            "recall-depth",
            Severity::Warning,
            "Choruses are recalled within each other too deeply",
        );
        return Ok(());
    }
    let settings = composer.style.config.pdf.chorus.recall.clone();
    if let (true, Some(chorus)) = (settings.quote, &recall.of) {
        let body = elements::of_section(chorus);
        let count = u64::try_from(body.len()).unwrap_or(u64::MAX);
        composer.book.budget.charge_elements(count)?;
        let source = composer.source;
        composer.source.recall.get_or_insert(line);
        let laid = elements(composer, place, &body, depth.deeper());
        composer.source = source;
        return laid;
    }
    let context = if settings.choruslike { "chorus" } else { "" };
    let kind = recall_style(&settings.kind)?;
    // Without a chorus there is nothing that a label could stand at.
    let label = recall.of.as_ref().and(recall.heading());
    let label = label.map(Text::as_written);
    let tag = match label {
        Some(label) if composer.style.config.settings.choruslabels => {
            put_label(composer, place, label, context, line)?;
            settings.tag.as_str()
        }
        Some(label) => label,
        None => settings.tag.as_str(),
    };
    if tag.is_empty() {
        return Ok(());
    }
    comment_text(composer, place, kind, tag, context, line)
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
