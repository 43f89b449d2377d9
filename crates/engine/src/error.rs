//! Why a conversion gave no document.

use chordpro_song::{Diagnostic, Exceeded, ReadError};

/// Why a conversion gave no document. No message holds a path, a key or song text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A limit of the budget was exceeded.
    #[error(transparent)]
    Exceeded(#[from] Exceeded),
    /// An option has a value that cannot be used. Happens before any song is read.
    #[error("{message}")]
    Option {
        /// The option: `transpose`, `config`, `meta`, `define`, …
        option: &'static str,
        /// What is wrong, and what would be valid.
        message: String,
    },
    /// A configuration cannot be used: not readable, not found, or a value that has no meaning.
    #[error("{message}")]
    Config {
        /// What is wrong with it.
        message: String,
    },
    /// The song cannot be converted; the diagnostic says where and why.
    #[error("{}", .0.message)]
    Song(Box<Diagnostic>),
    /// The document could not be written.
    #[error("the document could not be written: {0}")]
    Output(String),
}

impl From<ReadError> for Error {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Exceeded(exceeded) => Error::Exceeded(exceeded),
            ReadError::Song(diagnostic) => Error::Song(diagnostic),
            other => Error::Output(other.to_string()),
        }
    }
}
