//! Font faces: the bundle, metrics, kerning, shaping, and fallback for characters that a face lacks.
//!
//! Measures are in thousandths of the em, as the reference counts them (truncated to integers; clause 1.3 of the page
//! specification).

/// A face of a [`FontBook`](crate), by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(pub u32);

/// One glyph of a shaped run. Advances and offsets are in thousandths of the em.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// The glyph's number in its face; 0 is `.notdef`.
    pub id: u16,
    /// How far the pen moves, kerning with the glyph before this one left out.
    pub advance: f64,
    /// Kerning or shaping: how far right of the pen the glyph is drawn and the pen is moved *before* it.
    pub x_offset: f64,
    /// How far above the baseline the glyph is drawn.
    pub y_offset: f64,
    /// The first byte of the glyph's text in the run's text.
    pub start: u32,
    /// The byte after the glyph's text in the run's text.
    pub end: u32,
}
