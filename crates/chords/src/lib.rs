//! Chord theory for ChordPro: notes, keys and notations, chord names, transposing and spelling, fingering libraries.
//!
//! The crate is pure: no files, clock or environment. Facts (extensions, fingerings, keyboard intervals) live in
//! `data/` and are embedded. Rules: `docs/spec/language.md#7`.

// clippy.toml lists what a pure library must not use.
#![cfg_attr(
    not(test),
    deny(
        clippy::disallowed_macros,
        clippy::disallowed_methods,
        clippy::disallowed_types,
        clippy::iter_over_hash_type
    )
)]

mod bundled;
mod capo;
mod chord;
mod definition;
mod degree;
mod extension;
mod fingering;
mod formula;
mod fretboard;
mod generator;
mod grammar;
mod instrument;
mod key;
mod key_detection;
mod keyboard;
mod library;
mod notation;
mod note;
mod order;
mod simplify;
mod spelling;
mod tones;
mod transcoding;
mod transposing;
mod transposition;
mod tuning;
mod voicing;

pub use capo::{BestShapes, CAPO_FRET_COST, CapoAdvice, MAX_CAPO, capo_advice, capo_advice_with};
pub use chord::{Chord, Origin, Strictness};
pub use definition::{BaseFret, CopySource, Definition, DefinitionError};
pub use fingering::{Fingering, Fret};
pub use formula::Formula;
pub use fretboard::{Fretboard, FretboardError, FrettedString, MAX_FRETS, STRINGS};
pub use generator::{Generated, Generator};
pub use instrument::{Instrument, InstrumentKind};
pub use key::{Key, KeyNaming, MinorKeys, key_name};
pub use key_detection::{DetectedKey, detect_key};
pub use keyboard::{is_no_chord, keyboard_keys, lacks_bass};
pub use library::{Library, Retuned};
pub use notation::{Grammar, Notation, NotationError, NoteTables, Spelling};
pub use note::{Note, Semitones};
pub use order::compare_names;
pub use simplify::Simplify;
pub use spelling::KeyShift;
pub use tones::ChordTones;
pub use transposition::{Accidentals, Transposition};
pub use tuning::{Tuning, TuningError};
pub use voicing::{
    BassPlacement, Grips, MAX_FINGERS, SPAN, Voicing, Voicings, easiest_path, positions, voicings,
    voicings_with,
};
