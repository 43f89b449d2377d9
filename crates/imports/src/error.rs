//! Why a sheet could not be imported.

use crate::SheetFormat;

/// Why a sheet could not be imported. Messages name the format that was tried and hold no text of the sheet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The bytes are neither text nor an archive that is known.
    #[error("not a song sheet: {what}")]
    Unknown {
        /// What the bytes look like.
        what: &'static str,
    },
    /// The content is not in the format that was asked for or detected.
    #[error("cannot be read as {}: {reason}", .format.title())]
    Malformed {
        /// The format tried.
        format: SheetFormat,
        /// What is missing or wrong.
        reason: String,
        /// The line where reading stopped, from 1, where that is known.
        line: Option<u32>,
    },
    /// The content is larger than what is read.
    #[error("cannot be read as {}: {what} exceeds the limit of {allowed} {unit}", .format.title())]
    TooLarge {
        /// The format tried.
        format: SheetFormat,
        /// What is too large.
        what: &'static str,
        /// How much is allowed.
        allowed: usize,
        /// The unit of `allowed`.
        unit: &'static str,
    },
}

impl ImportError {
    /// A malformed sheet without a line.
    pub(crate) fn malformed(format: SheetFormat, reason: impl Into<String>) -> Self {
        ImportError::Malformed {
            format,
            reason: reason.into(),
            line: None,
        }
    }

    /// The line where reading stopped, from 1, where that is known.
    pub fn line(&self) -> Option<u32> {
        match self {
            ImportError::Malformed { line, .. } => *line,
            _ => None,
        }
    }
}
