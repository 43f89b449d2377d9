//! Glyphs with their places, as measured and as painted.

use crate::FaceId;

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

/// Glyphs of one face, in visual order.
#[derive(Debug, Clone, PartialEq)]
pub struct ShapedRun {
    /// The face: the asked one, or one that stands in for it.
    pub face: FaceId,
    /// The glyphs, from left to right.
    pub glyphs: Vec<Glyph>,
    /// The text of the run, in logical order.
    pub text: String,
    /// The characters that no face has, and that are shown as `.notdef`; in order, with repetitions.
    pub missing: Vec<char>,
}

impl ShapedRun {
    /// How far the pen moves over the run, in thousandths of the em.
    pub fn width(&self) -> f64 {
        width(&self.glyphs)
    }
}

/// How far the pen moves over `glyphs`, in thousandths of the em.
pub fn width(glyphs: &[Glyph]) -> f64 {
    glyphs
        .iter()
        .map(|glyph| glyph.x_offset + glyph.advance)
        .sum()
}
