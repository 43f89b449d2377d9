//! A drawing with captions whose text is not set yet.

use crate::page::{Color, Item, Pt};

/// Shapes, and texts that belong to them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sketch {
    /// Left, lower, right, upper.
    pub bounds: [Pt; 4],
    /// Shapes, below all captions.
    pub items: Vec<Item>,
    /// Texts.
    pub captions: Vec<Caption>,
}

/// A short text in a drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct Caption {
    /// The text.
    pub text: String,
    /// What it is set in.
    pub font: Lettering,
    /// Its size.
    pub size: Pt,
    /// Which point of it is at [`Caption::x`].
    pub anchor: Anchor,
    /// Its place.
    pub x: Pt,
    /// Its baseline.
    pub baseline: Pt,
    /// Its colour.
    pub color: Color,
}

/// What a caption is set in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lettering {
    /// The font of base fret numbers.
    BaseFret,
    /// The font of finger numbers.
    Finger,
}

/// Which point of a text its place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Anchor {
    /// Its beginning.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// What drawings need to know of fonts.
pub trait Measure {
    /// The width of `text` at `size`.
    fn width(&self, font: Lettering, text: &str, size: Pt) -> Pt;
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A font whose characters are all 476 thousandths wide, as `x` in FreeSans.
    pub(crate) struct Em;

    impl Measure for Em {
        fn width(&self, _: Lettering, text: &str, size: Pt) -> Pt {
            text.chars().count() as f64 * 0.476 * size
        }
    }
}
