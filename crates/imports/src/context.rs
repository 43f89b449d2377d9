//! How sheets are read: what callers choose, and what all formats read with.

use std::sync::Arc;

use chordpro_chords::{Notation, Strictness};

use crate::chord_name::ChordNames;

/// How sheets are read.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ImportOptions {
    /// The notation of the chords.
    pub notation: Arc<Notation>,
    /// How strictly words are read as chords.
    pub strictness: Strictness,
    /// Tabs reach to multiples of this; 0 leaves them.
    pub tabstop: usize,
    /// Whether the first lines of a sheet become titles.
    pub infer_titles: bool,
    /// Whether the sheet is a part of a song: text before the music is lyrics.
    pub is_fragment: bool,
}

impl Default for ImportOptions {
    fn default() -> Self {
        ImportOptions {
            notation: Notation::common(),
            strictness: Strictness::Strict,
            tabstop: 8,
            infer_titles: true,
            is_fragment: false,
        }
    }
}

/// What all formats read with.
pub(crate) struct Context<'o> {
    pub(crate) options: &'o ImportOptions,
    pub(crate) names: ChordNames,
}

impl<'o> Context<'o> {
    pub(crate) fn new(options: &'o ImportOptions) -> Self {
        Context {
            options,
            names: ChordNames::new(&options.notation, options.strictness),
        }
    }
}
