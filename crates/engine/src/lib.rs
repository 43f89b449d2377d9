#![doc = include_str!("../README.md")]
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

mod build_id;
mod chord_lookup;
mod configuration;
mod convert;
mod error;
mod finding;
mod fonts;
mod format;
mod import;
mod inspect;
mod known_shapes;
mod licences;
mod lint;
mod off_page;
mod pages;
mod preview;
mod request;
mod song_report;

pub use build_id::{BUILD, VERSION};
pub use chord_lookup::{
    ChordLookupError, ChordQuery, ChordReport, ChordShape, Degree, ShapeOrigin, instrument_names,
    look_up_chord,
};
pub use chordpro_chords::{Chord, Fret, Library, compare_names};
pub use chordpro_config::bytes;
pub use chordpro_config::format::{Variables, interpolate};
pub use chordpro_config::{Config, Preset, Value, presets, print};
pub use chordpro_imports::{
    Confidence, Detection, Import, ImportedSong, ReportLine, SheetFormat, Taken,
};
pub use chordpro_song::decode::{decode, encode_like};
pub use chordpro_song::{
    AssetKind, Assets, Budget, Diagnostic, Edit, Exceeded, Fix, Limit, Limits, NoAssets, Severity,
    fix, suggestion,
};
pub use chordpro_writers::json::SCHEMA as SONG_SCHEMA;
pub use convert::Engine;
pub use error::Error;
pub use finding::{Finding, FindingEdit, FindingFix};
pub use format::Format;
pub use inspect::{converted_config, is_key, is_preset, is_transposition};
pub use licences::licences;
pub use preview::{
    Phase, Preview, PreviewCapo, PreviewChord, PreviewFinding, PreviewKey, PreviewPage, PreviewSong,
};
pub use request::{
    Artifact, ConfigSource, Diagrams, Input, Options, PageChoice, Profile, Request, Trust,
};
pub use song_report::{CapoReport, KeyReport, Needs, SectionReport, SongReport, UsedChord};
