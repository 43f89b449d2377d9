//! Import errors: why a sheet could not be imported.

use crate::SheetFormat;

/// Why a sheet could not be imported. Messages name the format that was tried and contain no text of the sheet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The bytes are neither text nor a known archive.
    #[error("not a song sheet: {what}")]
    Unknown {
        /// The detected kind of file.
        what: &'static str,
    },
    /// The content is not in the requested or detected format.
    #[error("cannot be read as {}: {reason}", .format.title())]
    Malformed {
        /// The format that was tried.
        format: SheetFormat,
        /// The fault.
        reason: String,
        /// The 1-based line where reading stopped, if known.
        line: Option<u32>,
    },
    /// The content exceeds a limit.
    #[error("cannot be read as {}: {what} exceeds the limit of {allowed} {unit}", .format.title())]
    TooLarge {
        /// The format that was tried.
        format: SheetFormat,
        /// The thing that is too large.
        what: &'static str,
        /// The limit.
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

    /// The 1-based line where reading stopped, if known.
    pub fn line(&self) -> Option<u32> {
        match self {
            ImportError::Malformed { line, .. } => *line,
            _ => None,
        }
    }
}
