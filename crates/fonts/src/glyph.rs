//! Positioned glyphs, as measured and as painted.

use crate::FaceId;

/// One glyph of a shaped run. Advances and offsets are in thousandths of the em.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    /// The glyph id in its face; 0 is `.notdef`.
    pub id: u16,
    /// The pen movement, without the kerning before the glyph.
    pub advance: f64,
    /// Kerning or shaping: the distance right of the pen at which the glyph is drawn; the pen is moved by it *before* the glyph.
    pub x_offset: f64,
    /// The height above the baseline at which the glyph is drawn.
    pub y_offset: f64,
    /// The first byte of the glyph's text in the run's text.
    pub start: u32,
    /// The byte after the glyph's text in the run's text.
    pub end: u32,
}

/// Glyphs of one face, in visual order.
#[derive(Debug, Clone, PartialEq)]
pub struct ShapedRun {
    /// The face: the requested one, or a fallback.
    pub face: FaceId,
    /// The glyphs, from left to right.
    pub glyphs: Vec<Glyph>,
    /// The text of the run, in logical order.
    pub text: String,
    /// The characters that are in no face and are shown as `.notdef`; in order, with repetitions.
    pub missing: Vec<char>,
}

impl ShapedRun {
    /// The pen movement over the run, in thousandths of the em.
    pub fn width(&self) -> f64 {
        width(&self.glyphs)
    }
}

/// The pen movement over `glyphs`, in thousandths of the em.
pub fn width(glyphs: &[Glyph]) -> f64 {
    glyphs
        .iter()
        .map(|glyph| glyph.x_offset + glyph.advance)
        .sum()
}
