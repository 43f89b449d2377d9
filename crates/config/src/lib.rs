//! Configuration: relaxed JSON, presets, merging, the typed view of all settings, and format strings.
//!
//! Only this crate knows the names of settings. Everything works on values that are passed in: file contents come
//! from the caller.

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

mod builtin;
pub mod bytes;
mod chords;
mod config;
pub mod documentation;
mod draft;
mod error;
mod filter;
pub mod format;
#[cfg(test)]
#[path = "../../../tests/growth.rs"]
mod growth;
mod issue;
pub mod json;
mod merge;
mod migrate;
mod normalise;
mod number;
mod path;
mod preset;
pub mod print;
mod properties;
mod source;
mod to_json;
mod trust;
mod value;
pub mod view;

pub use config::{AllSettings, Config, Loaded, rows};
pub use error::ConfigError;
pub use issue::Issue;
pub use preset::{Preset, preset, presets};
pub use source::{Host, NoHost, Source};
pub use trust::Trust;
pub use value::{Map, Value};
