//! Chord tables: what a song defines, shows and has resolved while it is read.

use std::collections::HashMap;
use std::sync::Arc;

use chordpro_chords::{Chord, Notation, Strictness};
use chordpro_config::Config;
use indexmap::{IndexMap, IndexSet};

use crate::lint::ChordSlips;
use crate::{ChordRef, Meta};

/// The chords of a song while it is read.
#[derive(Debug, Default)]
pub(crate) struct ChordTables {
    /// Every chord that the song shows, by name.
    pub(crate) chords: IndexMap<String, Arc<Chord>>,
    /// The notation to write chords in, where it is set.
    pub(crate) target: Option<Arc<Notation>>,
    /// What the song defines.
    pub(crate) definitions: HashMap<String, Arc<Chord>>,
    /// The chords that count for the diagrams at the end of the song.
    pub(crate) used: IndexSet<Arc<str>>,
    /// Texts that are no chords, and chords without a diagram, which were reported once.
    pub(crate) unknown: IndexSet<String>,
    /// Where texts that are no chords stand, for the fixes of their findings.
    pub(crate) slips: ChordSlips,
    /// Tokens that were resolved without a finding, under what is in force now.
    pub(crate) tokens: HashMap<String, ChordRef>,
    /// Whether it was said that degrees need a key.
    pub(crate) has_warned_movable: bool,
    /// Whether it was said that degrees cannot be transcoded.
    pub(crate) has_warned_degrees: bool,
}

impl ChordTables {
    /// Forgets resolved tokens: something that they depend on has changed.
    pub(crate) fn forget_tokens(&mut self) {
        self.tokens.clear();
    }

    /// The chord that the song or a table knows by exactly this name.
    pub(crate) fn known(&self, name: &str, config: &Config) -> Option<Arc<Chord>> {
        let defined = self.definitions.get(name);
        defined.or_else(|| config.library.by_name(name)).cloned()
    }

    /// The chord of the key that the song stated last.
    pub(crate) fn stated_key(&self, meta: &Meta, config: &Config) -> Option<Arc<Chord>> {
        let name = meta.values("_key").last()?;
        let stored = self.chords.get(name).cloned();
        stored.or_else(|| {
            let notation = self.shown_notation(config);
            notation.parse(name, Strictness::Strict).map(Arc::new)
        })
    }

    /// The notation that the song shows.
    pub(crate) fn shown_notation<'a>(&'a self, config: &'a Config) -> &'a Arc<Notation> {
        self.target.as_ref().unwrap_or(&config.notes)
    }
}
