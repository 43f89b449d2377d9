//! Import options, and the context that all formats share.

use std::sync::Arc;

use chordpro_chords::{Notation, Strictness};

use crate::chord_name::ChordNames;

/// Options for reading sheets.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ImportOptions {
    /// The notation of the chords.
    pub notation: Arc<Notation>,
    /// How strictly chord names are parsed.
    pub strictness: Strictness,
    /// The tab width in columns; 0 keeps tabs.
    pub tabstop: usize,
    /// Whether the first lines of a sheet become titles.
    pub infer_titles: bool,
    /// Whether the sheet is part of a song: text before the music is then lyrics.
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

/// The context that all formats share.
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
