//! Lines of lyrics: segments with their chords.

use std::sync::Arc;

use chordpro_chords::Chord;

use super::Span;
use crate::markup::Text;

/// A line of lyrics, or another text that may hold chords.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Line {
    /// Its segments: one for each bracket where the line has brackets, and one for text before the first; else exactly one.
    pub segments: Vec<Segment>,
    /// Whether the line has brackets, if only empty ones.
    pub has_brackets: bool,
}

/// A piece of a line, with the chord that stands at its beginning.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Segment {
    /// The chord or annotation.
    pub chord: Option<ChordRef>,
    /// The lyrics from there to the next chord.
    pub text: Text,
    /// Where it stands in the source, from its bracket on.
    pub place: Span,
    /// Where its text stands, behind the bracket; the whole line, where that is not known.
    pub lyrics: Span,
}

impl Segment {
    /// Where its brackets stand; the whole segment, where that is not known.
    pub fn brackets(&self) -> Span {
        let (place, lyrics) = (self.place, self.lyrics);
        if (lyrics.line, lyrics.end_line) == (place.line, place.line)
            && lyrics.column > place.column
        {
            Span {
                end_line: place.line,
                end_column: lyrics.column,
                ..place
            }
        } else {
            place
        }
    }
}

impl Line {
    /// A line without chords.
    pub fn plain(text: impl Into<Text>) -> Self {
        Line {
            segments: vec![Segment {
                text: text.into(),
                ..Segment::default()
            }],
            has_brackets: false,
        }
    }

    /// The chords and annotations of the line.
    pub fn chords(&self) -> impl Iterator<Item = &ChordRef> {
        self.segments
            .iter()
            .filter_map(|segment| segment.chord.as_ref())
    }

    /// The chords and annotations, to be changed.
    pub(crate) fn chords_mut(&mut self) -> impl Iterator<Item = &mut ChordRef> {
        self.segments
            .iter_mut()
            .filter_map(|segment| segment.chord.as_mut())
    }

    /// Whether a chord of the line has a name that can be seen.
    pub fn has_named_chords(&self) -> bool {
        self.chords().any(|chord| !chord.name.trim().is_empty())
    }

    /// The texts of the segments, with markup as the song writes it.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.segments
            .iter()
            .map(|segment| segment.text.as_written())
    }
}

/// A chord at one place of the song.
#[derive(Debug, Clone, PartialEq)]
pub struct ChordRef {
    /// The name: of the chord after transposing; of an annotation `*text`.
    pub name: Arc<str>,
    /// What is displayed (`docs/spec/language.md#7.8`); annotations without their star.
    pub display: Text,
    /// As `display`, without the `display` and `format` of a definition and without markup: what ChordPro output writes.
    pub plain: Arc<str>,
    /// The format made of what surrounds the chord in its brackets, such as `(%{formatted})`.
    pub format: Option<Arc<str>>,
    /// What it is.
    pub info: ChordInfo,
}

/// What stands in brackets.
#[derive(Debug, Clone, PartialEq)]
pub enum ChordInfo {
    /// A chord.
    Chord(Arc<Chord>),
    /// A bare note name.
    Note(Arc<Chord>),
    /// `N.C.` and its like.
    NoChord,
    /// `[*text]`, bars, blanks, and chords that are not known at all.
    Annotation,
    /// A strum code, such as `dn`; the glyph is a code point of the symbol font.
    Strum {
        /// The glyph's code point in the symbol font.
        glyph: char,
    },
}

impl ChordRef {
    /// Whether it is an annotation (bars, blanks and unknown chords included).
    pub fn is_annotation(&self) -> bool {
        matches!(self.info, ChordInfo::Annotation)
    }
}
