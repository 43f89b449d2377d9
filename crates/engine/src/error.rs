//! Conversion errors: why a conversion gave no document.

use chordpro_song::{Diagnostic, Exceeded, ReadError};

/// Why a conversion gave no document. Messages contain no paths, keys or song text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A limit of the budget was exceeded.
    #[error(transparent)]
    Exceeded(#[from] Exceeded),
    /// An option has an invalid value. Raised before any song is read.
    #[error("{message}")]
    Option {
        /// The option: `transpose`, `config`, `meta`, `define`, …
        option: &'static str,
        /// The fault and the valid values.
        message: String,
    },
    /// A configuration cannot be used: it is unreadable or missing, or has a value without a meaning.
    #[error("{message}")]
    Config {
        /// The fault.
        message: String,
    },
    /// The song cannot be converted; the diagnostic has the place and the reason.
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
