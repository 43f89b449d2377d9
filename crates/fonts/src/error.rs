//! Why a font cannot be used.

/// Why the bytes of a font cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FontError {
    /// The file is larger than [`FontBook::LARGEST_FONT`](crate::FontBook::LARGEST_FONT).
    #[error("the font file is too large")]
    TooLarge,
    /// The bytes are no TrueType or OpenType font, or essential tables are broken.
    #[error("the font file cannot be read")]
    Malformed,
    /// The font has no outlines: bitmap and color only fonts cannot be drawn.
    #[error("the font has no outlines")]
    NoOutlines,
    /// The outlines call for more work than any font does: glyphs of glyphs, or subroutines of subroutines, without end.
    #[error("the outlines of the font are too elaborate")]
    TooElaborate,
    /// The licence bits of the font forbid putting it into documents.
    #[error("the font does not allow embedding")]
    NotEmbeddable,
}
