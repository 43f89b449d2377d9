//! Font errors: why a font cannot be used.

/// Why the bytes of a font cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FontError {
    /// The file is larger than [`FontBook::LARGEST_FONT`](crate::FontBook::LARGEST_FONT).
    #[error("the font file is too large")]
    TooLarge,
    /// The bytes are not a TrueType or OpenType font, or essential tables are broken.
    #[error("the font file cannot be read")]
    Malformed,
    /// The font has no outlines: fonts with only bitmaps or colour glyphs cannot be drawn.
    #[error("the font has no outlines")]
    NoOutlines,
    /// The outlines need more work than those of any real font: nested components or subroutines without end.
    #[error("the outlines of the font are too elaborate")]
    TooElaborate,
    /// The font's licence bits forbid embedding it in documents.
    #[error("the font does not allow embedding")]
    NotEmbeddable,
}
