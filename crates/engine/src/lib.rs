//! The one front door: a [`Request`] in, an [`Artifact`] out, within a [`Budget`].
//!
//! The table of formats lives here; so does what a song may see ([`Assets`]). The engine starts no thread and reads no
//! file, clock or environment: dates, deadlines and assets are inputs.

mod configuration;
mod convert;
mod error;
mod fonts;
mod format;
mod import;
mod inspect;
mod pages;
mod request;

pub use chordpro_chords::{Chord, Fret, Library, compare_names};
pub use chordpro_config::format::{Variables, interpolate};
pub use chordpro_config::{Config, Value, presets, print};
pub use chordpro_song::{
    AssetKind, Assets, Budget, Diagnostic, Exceeded, Limits, NoAssets, Severity,
};
pub use convert::Engine;
pub use error::Error;
pub use format::Format;
pub use inspect::{converted_config, is_preset, is_transposition};
pub use request::{Artifact, ConfigSource, Diagrams, Input, Options, Profile, Request, Trust};
