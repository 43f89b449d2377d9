//! Stores the chorus and recalls it at `{chorus}` (`docs/spec/language.md#5.2`).

use std::collections::HashMap;
use std::sync::Arc;

use chordpro_chords::Transposition;

use crate::attributes;
use crate::markup::Text;
use crate::song_reader::{Outcome, SongReader};
use crate::transposing::Transposing;
use crate::{BlockKind, ChordInfo, Label, Line, Recall, Section};

/// The last chorus.
#[derive(Debug, Default)]
pub(crate) struct Chorus {
    /// Its place among the sections of the song; `None` as long as nothing stands in it.
    section: Option<usize>,
    /// The directives' transposition when the last block was added.
    transposition: Transposition,
}

impl Chorus {
    /// Notes that something was put into the chorus, which is that section of the song.
    pub(crate) fn note(&mut self, section: usize, transposing: &Transposing) {
        self.section = Some(section);
        if self.transposition != *transposing.inner() {
            self.transposition.clone_from(transposing.inner());
        }
    }

    /// A new chorus begins.
    pub(crate) fn forget(&mut self) {
        self.section = None;
    }

    /// A `{key}` changes the remembered transposition in place, which is why it makes no difference to a recall.
    pub(crate) fn set_key(&mut self, key: Option<chordpro_chords::Key>) {
        self.transposition = self.transposition.with_key(key);
    }
}

impl SongReader<'_, '_> {
    /// `{chorus}`.
    pub(crate) fn chorus_directive(&mut self, argument: &str) -> Outcome {
        let name = self.sections.body.name();
        if !name.is_empty() {
            let message = format!("{{chorus}} encountered while in {name} context -- ignored");
            self.source.warn("misplaced-recall", message);
            return Outcome::Done;
        }
        self.charge_chorus();
        if self.charges.exceeded().is_some() {
            return Outcome::Done;
        }
        let given = (!argument.is_empty())
            .then(|| attributes::parse(argument, Some("label")).swap_remove("label"))
            .flatten();
        let Some(chorus) = self.chorus_section() else {
            let label =
                given.map(|label| Text::new(self.with_line_breaks(label), self.short_codes()));
            self.push(BlockKind::Recall(Recall { of: None, label }));
            return Outcome::Done;
        };
        let mut copy = Box::new(chorus.clone());
        let label = given
            .filter(|label| !label.is_empty())
            .map(|label| Text::new(self.with_line_breaks(label), self.short_codes()));
        if !argument.is_empty() {
            self.label_copy(&mut copy, label.clone());
        }
        self.move_copy(&mut copy);
        let of = Some(copy);
        self.push(BlockKind::Recall(Recall { of, label }));
        Outcome::Done
    }

    fn chorus_section(&self) -> Option<&Section> {
        self.sections
            .body
            .sections()
            .get(self.sections.chorus.section?)
    }

    /// Charges a copy of the chorus: its blocks, the parts of its lines, and its text.
    fn charge_chorus(&mut self) {
        let Some(chorus) = self.chorus_section() else {
            return;
        };
        let (mut parts, mut bytes) = (1_usize, 0_usize);
        for block in &chorus.blocks {
            let size = size(&block.kind);
            parts = parts.saturating_add(size.parts);
            bytes = bytes.saturating_add(size.bytes);
        }
        if let Some(label) = &chorus.label {
            parts = parts.saturating_add(1);
            bytes = bytes.saturating_add(label.text.as_written().len());
        }
        self.charges.charge(parts);
        self.charges.charge_text(bytes);
    }

    /// Gives the copy the label of the recall, or takes its own away.
    fn label_copy(&mut self, copy: &mut Section, label: Option<Text>) {
        if let Some(text) = &label
            && self.config.settings.choruslabels
        {
            self.song.labels.push(text.as_written().to_owned());
        }
        let place = self.source.lines.span();
        copy.label = label.map(|text| Label { text, place });
    }

    /// Transposes the song lines of the copy from what was in force at the chorus to what is now. Comments and grids
    /// keep their chords, as with the reference.
    fn move_copy(&mut self, copy: &mut Section) {
        let now = self.transposing.print().clone();
        if *self.transposing.inner() == self.sections.chorus.transposition {
            return;
        }
        let then = self
            .transposing
            .print_with(&self.sections.chorus.transposition);
        let difference = then.inverted().plus(&now);
        let mut moved = HashMap::new();
        for block in &mut copy.blocks {
            let BlockKind::Line(line) = &mut block.kind else {
                continue;
            };
            for chord in line.chords_mut() {
                if !matches!(chord.info, ChordInfo::Annotation) {
                    let key = (Arc::clone(&chord.name), chord.format.clone());
                    let place = moved.entry(key).or_insert_with(|| {
                        let mut place = chord.clone();
                        self.resolver().move_chord(&mut place, &difference);
                        place
                    });
                    chord.clone_from(place);
                }
            }
        }
    }
}

/// What a copy of a block takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Size {
    /// Segments, cells, or the one thing that it is.
    parts: usize,
    /// The text in it.
    bytes: usize,
}

fn size(kind: &BlockKind) -> Size {
    let one = |bytes| Size { parts: 1, bytes };
    match kind {
        BlockKind::Line(line) => size_of_line(line),
        BlockKind::Comment(comment) => size_of_line(&comment.content),
        BlockKind::GridRow(row) => Size {
            parts: row.tokens.len().saturating_add(1),
            bytes: row.texts().map(str::len).fold(0, usize::saturating_add),
        },
        BlockKind::TextBlock(block) => Size {
            parts: block.data.len().saturating_add(1),
            bytes: block.data.iter().map(String::len).sum(),
        },
        BlockKind::Diagrams(names) => Size {
            parts: names.len().saturating_add(1),
            bytes: 0,
        },
        BlockKind::Picture(picture) => one(picture.options.values().map(String::len).sum()),
        BlockKind::Setting(setting) => one(setting.value.len()),
        BlockKind::Tab(text) | BlockKind::Ignored(text) | BlockKind::Key(text) => one(text.len()),
        BlockKind::Change(change) => one(change.value.as_ref().map_or(0, String::len)),
        BlockKind::Blank | BlockKind::Recall(_) | BlockKind::Break(_) | BlockKind::StrayEnd => {
            one(0)
        }
    }
}

fn size_of_line(line: &Line) -> Size {
    let chords = line.chords().map(|chord| chord.display.as_written().len());
    let texts = line.texts().map(str::len);
    Size {
        parts: line.segments.len(),
        bytes: chords.chain(texts).fold(0, usize::saturating_add),
    }
}
