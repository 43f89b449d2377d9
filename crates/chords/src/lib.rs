//! Chord theory for ChordPro: notes, keys and notations, chord names, transposing and spelling, fingering libraries.
//!
//! The crate is pure: no files, clock or environment. Facts (extensions, fingerings, keyboard intervals) live in
//! `data/` and are embedded. Source of the rules: clause 7 of the language specification.

mod chord;
mod fingering;
mod note;
mod transposition;

pub use chord::{Chord, Origin};
pub use fingering::{Fingering, Fret};
pub use note::{Note, Semitones};
pub use transposition::{Accidentals, Key, Transposition};
