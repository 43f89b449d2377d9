//! Why a configuration cannot be used.

use crate::json::JsonError;

/// Why a configuration cannot be used. The messages are the reference's where it has one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// The text is no relaxed JSON.
    #[error("{name}: JSON error: {error}")]
    Json {
        /// The name of the configuration, as its owner gave it.
        name: String,
        /// What is wrong, and where.
        error: JsonError,
    },
    /// The text is relaxed JSON, but no map of settings.
    #[error("{name}: the configuration is {kind}, not a map of settings")]
    NoMap {
        /// The name of the configuration.
        name: String,
        /// What it is instead.
        kind: &'static str,
    },
    /// The properties cannot be read.
    #[error("{name}, line {line}: {message}")]
    Properties {
        /// The name of the configuration.
        name: String,
        /// The 1-based line.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// There is neither a preset nor a file of that name.
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
    /// Configurations include others too deeply, or too many of them.
    #[error("{name}: too many included configurations")]
    Includes {
        /// The name of the configuration that is one too much.
        name: String,
    },
    /// A heading of a page format is no row of three texts.
    #[error("Config error in {setting}: {message}")]
    Heading {
        /// The setting.
        setting: String,
        /// What is wrong.
        message: String,
    },
    /// A value that nothing can be done with.
    #[error("{message}")]
    Value {
        /// The setting.
        setting: &'static str,
        /// The reference's sentence.
        message: String,
    },
    /// A path (`--define`, `{+path: value}`) leads nowhere.
    #[error("{0}")]
    Path(String),
    /// A song changes its settings too often.
    #[error("a song changes its settings more than {limit} times")]
    Changes {
        /// The limit.
        limit: u32,
    },
}
