//! Stores the chorus and recalls it at `{chorus}` (`docs/spec/language.md#5.2`).

use std::collections::HashMap;
use std::sync::Arc;

use chordpro_chords::Transposition;

use crate::attributes;
use crate::song_reader::{Outcome, SongReader};
use crate::transposing::Transposing;
use crate::{ChordInfo, Element, ElementKind, Recall, SongLine};

/// The elements of the last chorus.
#[derive(Debug, Default)]
pub(crate) struct Chorus {
    elements: Vec<usize>,
    /// The directives' transposition when the last element was added.
    transposition: Transposition,
}

impl Chorus {
    /// Notes that an element is about to be added to the body, in case it belongs to the chorus.
    pub(crate) fn note(&mut self, context: &str, index: usize, transposing: &Transposing) {
        if context != "chorus" {
            return;
        }
        self.elements.push(index);
        if self.transposition != *transposing.inner() {
            self.transposition.clone_from(transposing.inner());
        }
    }

    /// A new chorus begins.
    pub(crate) fn forget(&mut self) {
        self.elements.clear();
    }

    /// A `{key}` changes the remembered transposition in place, which is why it makes no difference to a recall.
    pub(crate) fn set_key(&mut self, key: Option<chordpro_chords::Key>) {
        self.transposition = self.transposition.with_key(key);
    }
}

impl SongReader<'_, '_> {
    /// `{chorus}`.
    pub(crate) fn chorus_directive(&mut self, argument: &str) -> Outcome {
        if !self.context.is_empty() {
            let context = self.context.to_string();
            self.warn(
                "misplaced-recall",
                format!("{{chorus}} encountered while in {context} context -- ignored"),
            );
            return Outcome::Done;
        }
        self.charge_chorus();
        if self.is_exceeded() {
            return Outcome::Done;
        }
        let mut label = None;
        let mut body = None;
        if !self.chorus.elements.is_empty() {
            let mut copy: Vec<Element> = self
                .chorus
                .elements
                .iter()
                .filter_map(|index| self.song.body.get(*index).cloned())
                .collect();
            if !argument.is_empty() {
                label = attributes::parse(argument, Some("label"))
                    .swap_remove("label")
                    .filter(|label| !label.is_empty());
                self.label_copy(&mut copy, label.as_deref());
            }
            self.move_copy(&mut copy);
            body = Some(copy);
        } else if !argument.is_empty() {
            label = attributes::parse(argument, Some("label")).swap_remove("label");
        }
        self.push(ElementKind::Recall(Recall { body, label }));
        Outcome::Done
    }

    /// Charges a copy of the chorus: its elements, the parts of its lines, and its text.
    fn charge_chorus(&mut self) {
        let (mut parts, mut bytes) = (0_usize, 0_usize);
        for index in &self.chorus.elements {
            if let Some(element) = self.song.body.get(*index) {
                let size = size(&element.kind);
                parts = parts.saturating_add(size.parts);
                bytes = bytes.saturating_add(size.bytes);
            }
        }
        self.charge(parts);
        self.charge_text(bytes);
    }

    /// Gives the copy the label of the recall, or takes its own away.
    fn label_copy(&mut self, copy: &mut Vec<Element>, label: Option<&str>) {
        let has_own = copy
            .first()
            .is_some_and(|element| matches!(element.kind, ElementKind::Label(_)));
        if has_own {
            copy.remove(0);
        }
        if let Some(label) = label {
            copy.insert(
                0,
                Element {
                    kind: ElementKind::Label(label.to_owned()),
                    context: "chorus".into(),
                    line: self.lines.number(),
                },
            );
            if self.config.settings.choruslabels {
                self.song.labels.push(label.to_owned());
            }
        }
    }

    /// Transposes the song lines of the copy from what was in force at the chorus to what is now. Comments and grids
    /// keep their chords, as with the reference.
    fn move_copy(&mut self, copy: &mut [Element]) {
        let now = self.transposing.print().clone();
        if *self.transposing.inner() == self.chorus.transposition {
            return;
        }
        let then = self.transposing.print_with(&self.chorus.transposition);
        let difference = then.inverted().plus(&now);
        let mut moved = HashMap::new();
        for element in copy {
            if let ElementKind::SongLine(SongLine {
                chords: Some(chords),
                ..
            }) = &mut element.kind
            {
                for chord in chords.iter_mut().flatten() {
                    if !matches!(chord.info, ChordInfo::Annotation) {
                        let key = (Arc::clone(&chord.name), chord.format.clone());
                        let place = moved.entry(key).or_insert_with(|| {
                            let mut place = chord.clone();
                            self.move_chord(&mut place, &difference);
                            place
                        });
                        chord.clone_from(place);
                    }
                }
            }
        }
    }
}

/// What a copy of an element takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Size {
    /// Phrases, cells, or the one thing that it is.
    parts: usize,
    /// The text in it.
    bytes: usize,
}

fn size(kind: &ElementKind) -> Size {
    let one = |bytes| Size { parts: 1, bytes };
    match kind {
        ElementKind::SongLine(line) => size_of_line(line),
        ElementKind::Comment(comment) => size_of_line(&comment.content),
        ElementKind::GridLine(line) | ElementKind::StrumLine(line) => Size {
            parts: line.tokens.len().saturating_add(1),
            bytes: line.original.len().saturating_mul(2),
        },
        ElementKind::Delegate(delegate) => Size {
            parts: delegate.data.len().saturating_add(1),
            bytes: delegate.data.iter().map(String::len).sum(),
        },
        ElementKind::Diagrams(names) => Size {
            parts: names.len().saturating_add(1),
            bytes: 0,
        },
        ElementKind::Image(image) => one(image.options.values().map(String::len).sum()),
        ElementKind::Setting(setting) => one(setting.value.len()),
        ElementKind::TabLine(text)
        | ElementKind::Label(text)
        | ElementKind::Ignored(text)
        | ElementKind::Key(text) => one(text.len()),
        ElementKind::Control(control) => one(control.value.as_ref().map_or(0, String::len)),
        ElementKind::Empty
        | ElementKind::Recall(_)
        | ElementKind::NewPage
        | ElementKind::ColumnBreak
        | ElementKind::SectionEnd
        | ElementKind::GridShape(_) => one(0),
    }
}

fn size_of_line(line: &SongLine) -> Size {
    let chords = line.chords.iter().flatten().flatten();
    let texts = line.phrases.iter().map(String::len);
    let original = line.original.as_ref().map_or(0, String::len);
    Size {
        parts: line.phrases.len(),
        bytes: chords
            .map(|chord| chord.display.len())
            .chain(texts)
            .fold(original, usize::saturating_add),
    }
}
