//! Configuration: relaxed JSON, presets, merging, the typed view of all settings, and format strings.
//!
//! Only this crate knows the names of settings. Everything here works on values that are handed in: what is read from
//! files comes from the caller.

mod builtin;
mod config;
mod error;
pub mod format;
mod issue;
pub mod json;
mod number;
mod trust;
mod value;
pub mod view;

pub use config::{AllSettings, Config, rows};
pub use error::ConfigError;
pub use issue::Issue;
pub use trust::Trust;
pub use value::{Map, Value};
