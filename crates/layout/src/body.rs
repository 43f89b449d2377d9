//! The element loop (`docs/spec/pages.md#3.4`).

use std::sync::Arc;

use chordpro_config::Trust;
use chordpro_song::Setting;
use chordpro_song::markup::Text;

use crate::chorus::{Depth, comment_font};
use crate::composer::{Composer, PendingLabel};
use crate::diagram::placing::AtFoot;
use crate::element_font::FontElement;
use crate::elements::{self, Element, ElementKind};
use crate::error::LayoutError;
use crate::keep_together;
use crate::paginator::Paginator;
use crate::place::Place;
use crate::structure::Parent;

/// Whether an element only says something about what follows.
fn is_setting(kind: &ElementKind<'_>) -> bool {
    matches!(
        kind,
        ElementKind::Label(_)
            | ElementKind::SectionEnd
            | ElementKind::GridShape(_)
            | ElementKind::Setting(_)
            | ElementKind::Key
    )
}

/// Where the sections of a body begin and end.
struct Sections<'e> {
    /// The kind of the section that goes on, empty outside; `None` behind the end of one.
    context: Option<&'e str>,
}

/// What an element begins.
#[derive(Clone, Copy)]
enum Begun {
    /// A section, in a line of the source.
    Section(u32),
    /// What stands outside of sections.
    Outside,
}

impl<'e> Sections<'e> {
    /// Takes the next element; gives what it begins, if anything.
    fn enter(&mut self, element: &Element<'e>) -> Option<Begun> {
        let context = element.context;
        let begun = if context.is_empty() {
            Begun::Outside
        } else {
            Begun::Section(element.place.line)
        };
        let begun = (self.context != Some(context)).then_some(begun);
        self.context = match element.kind {
            ElementKind::SectionEnd => None,
            _ => Some(context),
        };
        begun
    }
}

impl Composer<'_, '_> {
    /// Lays out the whole body: the first page, all elements, what comes after them. Gives whether diagrams that belong to
    /// the foot of a page took a page of their own below the song.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`], [`LayoutError::RecallKind`].
    pub(crate) fn body(
        &mut self,
        pages: &mut Paginator<'_>,
        at_foot: AtFoot,
    ) -> Result<bool, LayoutError> {
        pages.new_page(self)?;
        let elements = elements::of_song(self.song);
        let shows = |element: &Element<'_>| !is_setting(&element.kind) || self.has_comment(element);
        let first = elements.iter().position(shows);
        let first = first.unwrap_or(elements.len());
        self.elements_with(pages, &elements, Depth::default(), |this, place, index| {
            if index == first {
                this.prepare(place, at_foot)?;
                this.guides(place);
            }
            Ok(())
        })?;
        if first == elements.len() {
            self.guides(pages);
        }
        let count = pages.pages.len();
        let is_foot_wanted = self.place_diagrams_below(pages, at_foot)?;
        Ok(is_foot_wanted && pages.pages.len() > count)
    }

    /// Lays out elements in order.
    pub(crate) fn elements(
        &mut self,
        place: &mut dyn Place,
        elements: &[Element<'_>],
        depth: Depth,
    ) -> Result<(), LayoutError> {
        self.elements_with(place, elements, depth, |_, _, _| Ok(()))
    }

    /// Lays out elements in order; `before` is called with the index of each that is to come.
    fn elements_with(
        &mut self,
        place: &mut dyn Place,
        elements: &[Element<'_>],
        depth: Depth,
        mut before: impl FnMut(&mut Self, &mut dyn Place, usize) -> Result<(), LayoutError>,
    ) -> Result<(), LayoutError> {
        let mut together = keep_together::together(elements, &self.style.config.native)
            .into_iter()
            .peekable();
        let mut rest = elements.iter().enumerate().peekable();
        let mut chords: Vec<&str> = Vec::new();
        let (around, source) = (self.section, self.source);
        let mut sections = Sections { context: Some("") };
        while let Some((index, element)) = rest.next() {
            before(self, place, index)?;
            if let Some(begun) = sections.enter(element) {
                self.enter_section(begun, around);
            }
            self.book.budget.at_line(element.place.line);
            self.book.budget.tick()?;
            if place.is_full() {
                break;
            }
            while let Some(range) = together.next_if(|range| range.start == index) {
                let range = elements.get(range).unwrap_or_default();
                self.keep_together(place, range, depth)?;
            }
            self.source = source.at(element.place);
            let next = rest.peek().map(|(_, element)| &element.kind);
            if let ElementKind::Diagrams(names) = &element.kind {
                // Diagrams that follow each other share their rows.
                chords.extend(names.iter().map(String::as_str));
                if !matches!(next, Some(ElementKind::Diagrams(_))) {
                    place.position_mut().ignores_blanks = false;
                    let chords = std::mem::take(&mut chords);
                    self.diagrams_here(place, &chords, element.place.line)?;
                }
                continue;
            }
            self.element(place, element, next, depth)?;
            if !self.drawing.diagnostics.is_empty() {
                // What is said about an element that draws nothing.
                self.put_unmarked(place, 0.0);
            }
        }
        (self.section, self.source) = (around, source);
        Ok(())
    }

    /// Enters a section, or goes back to what there is `around` all of them.
    fn enter_section(&mut self, begun: Begun, around: Option<Parent>) {
        self.section = match begun {
            Begun::Section(line) => Some(self.new_section(line)),
            Begun::Outside => around,
        };
    }

    fn element(
        &mut self,
        place: &mut dyn Place,
        element: &Element<'_>,
        next: Option<&ElementKind<'_>>,
        depth: Depth,
    ) -> Result<(), LayoutError> {
        match &element.kind {
            ElementKind::Empty => {
                let goes_on =
                    matches!(next, Some(ElementKind::Empty | ElementKind::Ignored) | None);
                self.blank(place, goes_on);
                return Ok(());
            }
            ElementKind::Ignored | ElementKind::Control(_) => {}
            kind if is_setting(kind) => {}
            _ => place.position_mut().ignores_blanks = false,
        }
        let context = element.context;
        match &element.kind {
            ElementKind::SongLine(line) => self.songline(place, line, context, element.place.line),
            ElementKind::TabLine(text) => self.tab(place, text, context, element.place.line),
            ElementKind::Comment(comment) => self.comment(
                place,
                comment_font(comment.style),
                &comment.content,
                context,
                element.place.line,
            ),
            ElementKind::GridLine(line) => self.grid_row(place, line, element.place.line),
            ElementKind::Image(image) => self.image(place, image, element),
            ElementKind::Recall(recall) => self.recall(place, recall, element.place.line, depth),
            ElementKind::NewPage => {
                place.new_page(self)?;
                self.guides(place);
                Ok(())
            }
            ElementKind::ColumnBreak => place.break_column(self),
            ElementKind::Control(control) => {
                self.control(control);
                Ok(())
            }
            // Without chords there are no grids, nor their labels.
            ElementKind::Label(_)
                if context == "grid" && self.style.config.settings.lyrics_only =>
            {
                Ok(())
            }
            ElementKind::Label(label) => self.label(place, label, context, element.place.line),
            ElementKind::GridShape(shape) => {
                self.grid_shape(shape);
                match &shape.label {
                    Some(_) if self.style.config.settings.lyrics_only => Ok(()),
                    Some(label) => {
                        self.label(place, label.as_written(), context, element.place.line)
                    }
                    None => Ok(()),
                }
            }
            ElementKind::Setting(setting) => {
                self.set_again(setting);
                Ok(())
            }
            ElementKind::Empty
            | ElementKind::Diagrams(_)
            | ElementKind::TextBlock
            | ElementKind::Key
            | ElementKind::SectionEnd
            | ElementKind::Ignored => Ok(()),
        }
    }

    /// Takes over a setting that the song makes more than once; others are in force from the start.
    fn set_again(&mut self, setting: &Setting) {
        // The reader has seen to it that the song may set this: else there is no configuration.
        if setting.config.is_none() || !self.repeated_settings.contains(&setting.path) {
            return;
        }
        let changed = self
            .style
            .config
            .set(&setting.path, &setting.value, Trust::Untrusted);
        if let Ok((config, _)) = changed {
            self.typesetter.configure(&config);
            self.style.config = Arc::new(config);
        }
    }

    /// A blank line: it moves on without asking for space, and is left out at the start of a page that was asked for.
    /// `goes_on` says whether nothing but blank lines follows next.
    pub(crate) fn blank(&mut self, place: &mut dyn Place, goes_on: bool) {
        let position = place.position_mut();
        if position.ignores_blanks {
            position.ignores_blanks = goes_on;
            return;
        }
        let height = self.font(FontElement::Empty).size * self.style.config.pdf.spacing.empty;
        self.start_row(place);
        self.put_row(place, height);
    }

    /// Whether an element has a label that becomes a comment.
    fn has_comment(&self, element: &Element<'_>) -> bool {
        let label = match element.kind {
            ElementKind::Label(label) => Some(label),
            ElementKind::GridShape(shape) => shape.label.as_ref().map(Text::as_written),
            _ => None,
        };
        label.is_some_and(|label| !label.is_empty())
            && FontElement::from_name(&self.style.config.pdf.labels.comment).is_some()
    }

    /// Keeps the label for the next line, or makes a comment of it.
    pub(crate) fn label(
        &mut self,
        place: &mut dyn Place,
        label: &str,
        context: &str,
        line: u32,
    ) -> Result<(), LayoutError> {
        let kind = FontElement::from_name(&self.style.config.pdf.labels.comment);
        match kind.filter(|_| !label.is_empty()) {
            Some(kind) => self.comment_text(place, kind, label, context, line),
            None => {
                self.style.pending_label = (!label.is_empty()).then(|| PendingLabel {
                    text: label.to_owned(),
                    line,
                });
                Ok(())
            }
        }
    }
}
