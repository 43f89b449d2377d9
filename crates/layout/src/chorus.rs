//! Choruses: the bar beside them, and recalls (`docs/spec/pages.md#3.5`, `#3.6`).

use chordpro_song::markup::Text;
use chordpro_song::{CommentStyle, Recall, Severity};

use crate::composer::Composer;
use crate::element_font::FontElement;
use crate::elements;
use crate::error::LayoutError;
use crate::page::{Cap, Item, Line, Pt};
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

impl Composer<'_, '_> {
    /// Draws the piece of the bar that belongs to a line of the chorus, `height` high, at the current position.
    fn chorus_bar(&mut self, height: Pt) {
        let chorus = &self.style.config.pdf.chorus;
        let (offset, width) = (chorus.bar.offset, chorus.bar.width);
        if offset == 0.0 || width == 0.0 {
            return;
        }
        let x = self.mirrored(
            self.measure.left + self.indent - offset + chorus.indent,
            0.0,
        );
        let color = self.typesetter.theme.ink(&chorus.bar.color);
        let y = self.measure.top;
        self.shape(Item::Line(Line {
            from: (x, y),
            to: (x, y - height),
            width,
            color,
            cap: Cap::Square,
        }));
    }

    /// What every line of a chorus begins with: its piece of the bar; its label is dropped where labels are not shown.
    pub(crate) fn begin_chorus_line(&mut self, height: Pt) {
        self.chorus_bar(height);
        if !self.style.config.settings.choruslabels {
            self.style.pending_label = None;
        }
    }

    /// Draws a recalled chorus: its lines, or a comment that says so.
    pub(crate) fn recall(
        &mut self,
        place: &mut dyn Place,
        recall: &Recall,
        line: u32,
        depth: Depth,
    ) -> Result<(), LayoutError> {
        if depth.0 >= DEEPEST {
            self.say(
                "recall-depth",
                Severity::Warning,
                "Choruses are recalled within each other too deeply",
            );
            return Ok(());
        }
        let settings = self.style.config.pdf.chorus.recall.clone();
        if let (true, Some(chorus)) = (settings.quote, &recall.of) {
            let body = elements::of_section(chorus);
            let count = u64::try_from(body.len()).unwrap_or(u64::MAX);
            self.book.budget.charge_elements(count)?;
            let source = self.source;
            self.source.recall.get_or_insert(line);
            let laid = self.elements(place, &body, depth.deeper());
            self.source = source;
            return laid;
        }
        let context = if settings.choruslike { "chorus" } else { "" };
        let kind = recall_style(&settings.kind)?;
        // Without a chorus there is nothing that a label could stand at.
        let label = recall.of.as_ref().and(recall.heading());
        let label = label.map(Text::as_written);
        let tag = match label {
            Some(label) if self.style.config.settings.choruslabels => {
                self.label(place, label, context, line)?;
                settings.tag.as_str()
            }
            Some(label) => label,
            None => settings.tag.as_str(),
        };
        if tag.is_empty() {
            return Ok(());
        }
        self.comment_text(place, kind, tag, context, line)
    }
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
