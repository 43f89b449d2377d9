//! Paint errors: why pages could not be painted.

use chordpro_song::Exceeded;

/// Why pages could not be painted. Messages contain no song text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PaintError {
    /// A limit of the budget was exceeded.
    #[error(transparent)]
    Exceeded(#[from] Exceeded),
    /// There is no page with that number.
    #[error("there is no page {page}; the last page is {pages}")]
    NoSuchPage {
        /// The 1-based number of the requested page.
        page: usize,
        /// The number of pages.
        pages: usize,
    },
    /// The page or the resolution is unusable: the picture would be empty or too large.
    #[error("a page of that size and resolution cannot be painted")]
    Size,
    /// A font cannot be embedded in the document.
    #[error("a font cannot be put into the document: {0}")]
    Font(String),
    /// The document does not meet the requested standard.
    #[error("the document does not meet the standard: {0}")]
    Standard(String),
    /// The document exceeds a limit of its format, or a part of it cannot be written.
    #[error("the document cannot be written: {0}")]
    Format(String),
}
