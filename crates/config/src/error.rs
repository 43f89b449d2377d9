//! Configuration errors: why a configuration cannot be used.

use crate::json::JsonError;

/// Why a configuration cannot be used. The messages match the reference's, if it has one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The text is not relaxed JSON.
    #[error("{name}: JSON error: {error}")]
    Json {
        /// The name of the configuration, as given.
        name: String,
        /// The fault and its position.
        error: JsonError,
    },
    /// The text is relaxed JSON, but not a map of settings.
    #[error("{name}: the configuration is {kind}, not a map of settings")]
    NoMap {
        /// The name of the configuration.
        name: String,
        /// The kind of value that it is.
        kind: &'static str,
    },
    /// The properties cannot be read.
    #[error("{name}, line {line}: {message}")]
    Properties {
        /// The name of the configuration.
        name: String,
        /// The 1-based line.
        line: usize,
        /// The fault.
        message: String,
    },
    /// There is neither a preset nor a file with that name.
    #[error("{name}: No such file or directory")]
    Missing {
        /// The name as given.
        name: String,
    },
    /// The configuration is larger than 1 MiB.
    #[error("{name}: the configuration is larger than {limit} bytes")]
    Size {
        /// The name of the configuration.
        name: String,
        /// The limit.
        limit: usize,
    },
    /// Includes are nested too deeply, or there are too many.
    #[error("{name}: too many included configurations")]
    Includes {
        /// The name of the configuration that exceeds the limit.
        name: String,
    },
    /// A heading of a page format is not a row of three texts.
    #[error("Config error in {setting}: {message}")]
    Heading {
        /// The setting.
        setting: String,
        /// The fault.
        message: String,
    },
    /// The value is unusable and has no replacement.
    #[error("{message}")]
    Value {
        /// The setting.
        setting: &'static str,
        /// The reference's message.
        message: String,
    },
    /// A path (`--define`, `{+path: value}`) does not exist.
    #[error("{0}")]
    Path(String),
    /// A song changes its settings too often.
    #[error("a song changes its settings more than {limit} times")]
    Changes {
        /// The limit.
        limit: u32,
    },
}
