//! Opens and closes sections (`docs/spec/language.md#5.1`).

use std::sync::Arc;

use chordpro_config::view::DelegateKind;

use crate::attributes;
use crate::chorus::Chorus;
use crate::delegate::DelegateData;
use crate::markup::Text;
use crate::memory::{Memories, Storing};
use crate::song_reader::{Outcome, SongReader};
use crate::text::{capitalized, is_word};
use crate::transposing::Transposing;
use crate::truth::is_set;
use crate::{Diagnostic, Fix, GridShape, Label, SectionBuilder, Severity, Span, grid};

/// How the lines of the section in force are read.
#[derive(Debug)]
pub(crate) enum Section {
    /// Lyrics, or no section at all.
    Plain,
    /// Literal lines.
    Tab,
    /// Grid lines.
    Grid,
    /// Data for a handler.
    Delegated(Box<DelegateData>),
    /// Nothing is read up to the end directive.
    Skipped {
        /// The section's name.
        name: String,
    },
}

/// Whether a section that opens is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opening {
    /// Its lines are read.
    Read,
    /// Its lines are skipped: its selector is not satisfied, or its argument came to nothing.
    Skip,
}

/// The sections of a song while it is read.
#[derive(Debug)]
pub(crate) struct Sections {
    /// The body so far.
    pub(crate) body: SectionBuilder,
    /// How the lines of the section in force are read.
    pub(crate) mode: Section,
    /// The chords that sections memorise.
    pub(crate) memories: Memories,
    /// The last chorus.
    pub(crate) chorus: Chorus,
    /// The shape of the last grid.
    pub(crate) grid_shape: GridShape,
}

impl Default for Sections {
    fn default() -> Self {
        Sections {
            body: SectionBuilder::default(),
            mode: Section::Plain,
            memories: Memories::default(),
            chorus: Chorus::default(),
            grid_shape: GridShape {
                measures: 4,
                beats: 4,
                left: 1,
                right: 1,
                label: None,
            },
        }
    }
}

impl Sections {
    /// The name of the section in force; empty outside of sections.
    pub(crate) fn name(&self) -> &Arc<str> {
        self.body.name()
    }

    /// Begins a section of lyrics; what its lines are instead is said afterwards.
    pub(crate) fn start(&mut self, name: &str, place: Span) {
        self.body.start(name, place);
        self.mode = Section::Plain;
        self.memories.deselect();
    }

    /// Leaves the section in force without a trace in the body.
    pub(crate) fn leave(&mut self) {
        self.body.leave();
        self.mode = Section::Plain;
        self.memories.deselect();
    }

    /// Changes the body; how many sections it has more than before.
    pub(crate) fn put(
        &mut self,
        transposing: &Transposing,
        change: impl FnOnce(&mut SectionBuilder),
    ) -> usize {
        let is_chorus = **self.body.name() == *"chorus";
        let count = self.body.sections().len();
        change(&mut self.body);
        let sections = self.body.sections().len();
        if is_chorus && let Some(last) = sections.checked_sub(1) {
            self.chorus.note(last, transposing);
        }
        sections.saturating_sub(count)
    }

    /// Selects the chord memory that `cc` names, or gives it chords; `false` where `cc` is neither.
    fn select_memory(&mut self, section: &str, cc: Option<&str>, storing: Storing) -> bool {
        let Some(cc) = cc else {
            self.memories.select(section, storing);
            return true;
        };
        let trimmed = cc.trim();
        let mut is_recognized = true;
        let (name, chords) = match trimmed.split_once(':') {
            Some((name, chords)) if name.chars().all(is_word) => (name, Some(chords)),
            _ if !trimmed.is_empty() && trimmed.chars().all(is_word) => (trimmed, None),
            _ if trimmed.is_empty() => ("", None),
            _ if trimmed.contains(char::is_whitespace) => ("", Some(trimmed)),
            _ => {
                is_recognized = false;
                ("", None)
            }
        };
        let name = if name.is_empty() { section } else { name };
        let chords: Vec<String> = chords
            .unwrap_or_default()
            .split_whitespace()
            .map(str::to_owned)
            .collect();
        if chords.is_empty() {
            self.memories.select(name, storing);
        } else {
            self.memories.set(name, chords);
        }
        is_recognized
    }
}

impl SongReader<'_, '_> {
    /// `{start_of_NAME}`.
    pub(crate) fn start_section(
        &mut self,
        name: &str,
        argument: &str,
        opening: Opening,
    ) -> Outcome {
        if !self.sections.name().is_empty() {
            let context = capitalized(self.sections.name());
            let message = format!("Already in {context} context");
            let mut finding = Diagnostic::new("nested-section", Severity::Warning, message);
            finding.fixes.extend(self.end_fix());
            self.source.add(finding);
        }
        self.sections.start(name, self.source.lines.span());
        let delegate = self.delegate_kind(name);
        if opening == Opening::Skip || delegate == Some(DelegateKind::Omit) {
            self.sections.mode = Section::Skipped {
                name: name.to_owned(),
            };
            return Outcome::Done;
        }
        if name == "chorus" {
            self.sections.chorus.forget();
        }
        if let Some(kind) = delegate {
            self.start_delegate(name, argument, kind);
            return Outcome::Done;
        }
        match name {
            "grid" | "grille" => return self.start_grid(argument),
            "tab" => self.sections.mode = Section::Tab,
            _ => {}
        }
        self.start_plain(name, argument);
        Outcome::Done
    }

    fn start_plain(&mut self, name: &str, argument: &str) {
        let mut memory = None;
        if !argument.is_empty() {
            let mut attributes = attributes::parse(argument, Some("label"));
            memory = attributes.shift_remove("cc");
            let label = attributes.shift_remove("label");
            if !attributes.is_empty() {
                self.source.warn(
                    "garbage-in-section",
                    format!("Garbage in start_of_{name}: {argument} (ignored)"),
                );
            } else if let Some(label) = label.filter(|label| is_set(label)) {
                if name != "chorus" || self.config.settings.choruslabels {
                    self.song.labels.push(label.clone());
                }
                self.label(label);
            }
        }
        self.select_memory(name, memory.as_deref(), Storing::WhenFirst);
    }

    fn start_grid(&mut self, argument: &str) -> Outcome {
        self.sections.mode = Section::Grid;
        let attributes = if argument.is_empty() {
            attributes::Attributes::new()
        } else {
            attributes::parse(argument, Some("shape"))
        };
        let mut label = None;
        match attributes.get("shape").filter(|shape| !shape.is_empty()) {
            None => {}
            Some(shape) => match grid::parse_shape(shape) {
                grid::ShapeArgument::Shape(mut shape) => {
                    label = shape
                        .label
                        .take()
                        .map(|label| label.as_written().to_owned());
                    self.sections.grid_shape = shape;
                }
                grid::ShapeArgument::Label(text) => label = Some(text),
                grid::ShapeArgument::Zero => {
                    self.source.warn(
                        "invalid-grid-shape",
                        format!("Invalid grid params: {shape} (must be non-zero)"),
                    );
                    return Outcome::Refused;
                }
            },
        }
        let shape = GridShape {
            label: label.map(|label| Text::new(label, self.short_codes())),
            ..self.sections.grid_shape.clone()
        };
        self.put(|body| body.shape(shape));
        if let Some(label) = attributes.get("label").filter(|label| !label.is_empty()) {
            self.song.labels.push(label.clone());
            self.label(label.clone());
        }
        match attributes.get("cc").map(String::as_str) {
            Some("") => {}
            cc => self.select_memory("grid", cc, Storing::AtOnce),
        }
        Outcome::Done
    }

    /// Gives the section in force its label.
    fn label(&mut self, label: String) {
        let label = self.with_line_breaks(label);
        let place = self.source.lines.span();
        let text = Text::new(label, self.short_codes());
        self.put(|body| body.label(Label { text, place }));
    }

    /// A label with real line breaks for `\n`, which only quoted labels have otherwise; pages break these lines by themselves.
    pub(crate) fn with_line_breaks(&self, label: String) -> String {
        if self.is_corrected() && label.contains("\\n") {
            label.replace("\\n", "\n")
        } else {
            label
        }
    }

    /// Selects the chord memory that `cc` names, or gives it chords.
    fn select_memory(&mut self, section: &str, cc: Option<&str>, storing: Storing) {
        if !self.sections.select_memory(section, cc, storing) {
            let cc = cc.unwrap_or_default();
            self.source.say(
                "unrecognized-cc",
                format!("Unrecognized cc value: \"{cc}\""),
            );
        }
    }

    /// The fix of the section in force, which something else ends than its own directive.
    pub(crate) fn end_fix(&mut self) -> Option<Fix> {
        let name = Arc::clone(self.sections.name());
        let is_certain = matches!(self.sections.mode, Section::Plain | Section::Grid);
        self.lint(|lint| lint.end_fix(&name, is_certain)).flatten()
    }

    /// `{end_of_NAME}`.
    pub(crate) fn end_section(&mut self, name: &str) {
        let open = Arc::clone(self.sections.name());
        let is_seen = self.lint(|lint| lint.ends_misspelt_section(name, &open)) == Some(true);
        if **self.sections.body.name() != *name && !is_seen {
            let message = format!("Not in {} context", capitalized(name));
            let mut finding = Diagnostic::new("section-mismatch", Severity::Warning, message);
            let fix = self.lint(|lint| lint.mismatch_fix(name, &open));
            finding.fixes.extend(fix.flatten());
            self.source.add(finding);
        }
        let place = self.source.lines.span();
        self.put(|body| body.end(place));
        self.sections.leave();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Recalled;

    #[test]
    fn a_memory_is_named_or_given_its_chords() {
        let mut sections = Sections::default();
        let recalled = |sections: &mut Sections| sections.memories.recall();
        assert!(sections.select_memory("verse", Some("mine: C G"), Storing::WhenFirst));
        let chord = |name: &str| Recalled::Content(name.to_owned());
        assert_eq!(recalled(&mut sections), chord("C"));
        assert!(sections.select_memory("verse", Some("mine"), Storing::WhenFirst));
        assert_eq!(recalled(&mut sections), chord("C"));
        assert!(sections.select_memory("verse", None, Storing::WhenFirst));
        assert_eq!(recalled(&mut sections), Recalled::Empty);
        assert!(!sections.select_memory("verse", Some("?"), Storing::WhenFirst));
    }

    #[test]
    fn a_section_that_is_left_reads_lyrics_again() {
        let mut sections = Sections::default();
        sections.start("tab", Span::default());
        sections.mode = Section::Tab;
        assert_eq!(&**sections.name(), "tab");
        sections.leave();
        assert!(sections.name().is_empty());
        assert!(matches!(sections.mode, Section::Plain));
        assert!(sections.body.sections().is_empty());
    }
}
