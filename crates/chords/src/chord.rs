//! A chord and its parts.

use crate::{Fingering, Note};

/// Where a chord's fingering comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Origin {
    /// Only the name was read; no table knows the chord.
    #[default]
    Parsed,
    /// The instrument's table, or a configuration.
    Config,
    /// `{define}` in the song.
    Song,
    /// `{chord}` in the song.
    Inline,
}

/// A chord: its name, the parts of the name, and its fingering where one is known.
///
/// A table entry whose name does not parse has a name and no parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chord {
    /// The name in its final spelling, after transposing and transcoding.
    pub name: String,
    /// The notation the name is in (`common`, `german`, …).
    pub system: String,
    /// The root; absent for rootless chords (`/G`) and for names that do not parse.
    pub root: Option<Note>,
    /// Quality as written: `m`, `min`, `-`, `dim`, …
    pub quality: String,
    /// Quality in canonical form: empty, `-`, `+`, `0`, `h`.
    pub quality_canonical: String,
    /// Extension as written: `7`, `sus4`, …
    pub extension: String,
    /// Extension in canonical form.
    pub extension_canonical: String,
    /// The bass after the slash.
    pub bass: Option<Note>,
    /// Whether this is a note name only (`settings.notenames`).
    pub is_note: bool,
    /// The fingering, where a table or a definition has one.
    pub fingering: Option<Fingering>,
    /// The chord to show instead of this one (`display`).
    pub display: Option<Box<Chord>>,
    /// The format string of a definition (`format`).
    pub format: Option<String>,
    /// `Some("0")`: no diagram; another text: the colour of the diagram.
    pub diagram: Option<String>,
    /// Where it comes from.
    pub origin: Origin,
    /// The chord before transposing.
    pub untransposed: Option<Box<Chord>>,
    /// The chord before transcoding.
    pub untranscoded: Option<Box<Chord>>,
    /// The chord this one was copied from.
    pub copied_from: Option<Box<Chord>>,
}
