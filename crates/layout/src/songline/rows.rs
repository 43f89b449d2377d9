//! The rows of a song line as they are read: its chords, and its words.

use chordpro_song::ChordRef;

use crate::page::{Layer, SourcePlace, Tag, TagChild, TagNode};
use crate::structure;
use crate::textline::Placed;

/// What was placed of a line so far.
#[derive(Default)]
pub(super) struct Rows {
    chords: Vec<TagChild>,
    words: Vec<TagChild>,
}

impl Rows {
    /// Takes a chord of the row of chords.
    pub(super) fn chord(&mut self, chord: &ChordRef, placed: Placed, source: SourcePlace) {
        if !self.chords.is_empty() {
            self.chords.push(TagChild::Blank);
        }
        self.chords.push(tagged(chord, placed, source));
    }

    /// Takes the names of chords that are one text.
    pub(super) fn names(&mut self, placed: Placed) {
        placed.tag(Layer::Text, &mut self.chords);
    }

    /// Takes the heading of a column of chords, which is read before them.
    pub(super) fn heading(&mut self, placed: Placed) {
        let mut heading = Vec::new();
        placed.tag(Layer::Text, &mut heading);
        heading.push(TagChild::Blank);
        heading.append(&mut self.chords);
        self.chords = heading;
    }

    /// Takes a chord among the words.
    pub(super) fn inline_chord(&mut self, chord: &ChordRef, placed: Placed, source: SourcePlace) {
        self.words.push(tagged(chord, placed, source));
    }

    /// Takes words.
    pub(super) fn words(&mut self, placed: Placed, source: SourcePlace) {
        let before = self.words.len();
        placed.tag(Layer::Text, &mut self.words);
        let words = self.words.get_mut(before..).unwrap_or_default();
        structure::locate(words, source);
    }

    /// Takes a phrase of nothing but blanks, which is not drawn.
    pub(super) fn blank(&mut self) {
        self.words.push(TagChild::Blank);
    }

    /// The rows from the top down.
    pub(super) fn tagged(self, is_chords_under: bool) -> Vec<TagChild> {
        let has_text = |children: &[TagChild]| {
            children
                .iter()
                .any(|child| !matches!(child, TagChild::Blank))
        };
        let row = |tag, children: Vec<TagChild>| {
            has_text(&children).then(|| TagNode::new(tag, 0, children).into_child())
        };
        let chords = row(Tag::ChordRow, self.chords);
        let words = row(Tag::Words, self.words);
        let rows = if is_chords_under {
            [words, chords]
        } else {
            [chords, words]
        };
        rows.into_iter().flatten().collect()
    }
}

fn tagged(chord: &ChordRef, placed: Placed, source: SourcePlace) -> TagChild {
    let tag = if chord.is_annotation() {
        Tag::Annotation
    } else {
        Tag::Chord
    };
    let mut children = Vec::new();
    placed.tag(Layer::Text, &mut children);
    structure::locate(&mut children, source);
    TagNode::new(tag, 0, children).into_child()
}
