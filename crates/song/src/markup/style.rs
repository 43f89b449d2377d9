//! The style of a span, relative to the font of the element that it stands in.

use std::sync::Arc;

/// A style, resolved as far as is possible without knowing the base font: everything is either as in the element, or
/// given; lengths are points plus a multiple of the element's font size.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Style {
    /// Another font family, in lower case.
    pub family: Option<Arc<str>>,
    /// Another slant.
    pub slant: Option<Slant>,
    /// Another weight.
    pub weight: Option<Weight>,
    /// The size.
    pub size: Size,
    /// The text colour, as written in lower case.
    pub color: Option<Arc<str>>,
    /// The colour behind the text, as written in lower case.
    pub background: Option<Arc<str>>,
    /// Lines below the text.
    pub underline: Lines,
    /// Their colour; the text colour where not given.
    pub underline_color: Option<Arc<str>>,
    /// Lines above the text.
    pub overline: Lines,
    /// Their colour; the text colour where not given.
    pub overline_color: Option<Arc<str>>,
    /// Whether a line goes through the text.
    pub is_struck: bool,
    /// Its colour; the text colour where not given.
    pub strike_color: Option<Arc<str>>,
    /// How far the text is raised above the baseline.
    pub rise: Measure,
    /// Where it leads: an address, `#name`, or `file#name`.
    pub link: Option<Arc<str>>,
}

/// The slant of a font.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slant {
    /// Upright.
    Upright,
    /// Italic or oblique.
    Italic,
}

/// The weight of a font.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weight {
    /// Normal.
    Normal,
    /// Bold.
    Bold,
    /// Heavy.
    Heavy,
    /// Semi-bold.
    SemiBold,
    /// Medium.
    Medium,
    /// Book.
    Book,
    /// Light.
    Light,
}

impl Weight {
    /// The weight called `name` in a font description.
    pub fn from_name(name: &str) -> Option<Weight> {
        Some(match name {
            "normal" => Weight::Normal,
            "bold" => Weight::Bold,
            "heavy" => Weight::Heavy,
            "semi" | "semibold" => Weight::SemiBold,
            "medium" => Weight::Medium,
            "book" => Weight::Book,
            "light" => Weight::Light,
            _ => return None,
        })
    }

    /// The name in a font description.
    pub fn name(self) -> &'static str {
        match self {
            Weight::Normal => "normal",
            Weight::Bold => "bold",
            Weight::Heavy => "heavy",
            Weight::SemiBold => "semibold",
            Weight::Medium => "medium",
            Weight::Book => "book",
            Weight::Light => "light",
        }
    }
}

/// A font size.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Size {
    /// Points.
    Points(f64),
    /// Times the element's size.
    Scaled(f64),
}

impl Default for Size {
    fn default() -> Self {
        Size::Scaled(1.0)
    }
}

impl Size {
    /// The size in points in an element whose font has `base` points.
    pub fn resolve(self, base: f64) -> f64 {
        match self {
            Size::Points(points) => points,
            Size::Scaled(factor) => factor * base,
        }
    }

    pub(super) fn times(self, factor: f64) -> Size {
        match self {
            Size::Points(points) => Size::Points(points * factor),
            Size::Scaled(scale) => Size::Scaled(scale * factor),
        }
    }

    /// `factor` times this size, as a length.
    pub(super) fn length(self, factor: f64) -> Measure {
        match self {
            Size::Points(points) => Measure {
                points: points * factor,
                sizes: 0.0,
            },
            Size::Scaled(scale) => Measure {
                points: 0.0,
                sizes: scale * factor,
            },
        }
    }
}

/// Lines along a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lines {
    /// None.
    #[default]
    None,
    /// One.
    Single,
    /// Two.
    Double,
}

/// A length: points plus a multiple of the element's font size.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Measure {
    /// Points.
    pub points: f64,
    /// Times the element's font size.
    pub sizes: f64,
}

impl Measure {
    /// The length in points in an element whose font has `base` points.
    pub fn resolve(self, base: f64) -> f64 {
        self.points + self.sizes * base
    }

    /// Whether it is zero whatever the font.
    pub fn is_zero(self) -> bool {
        self.points == 0.0 && self.sizes == 0.0
    }

    pub(super) fn plus(self, other: Measure) -> Measure {
        Measure {
            points: self.points + other.points,
            sizes: self.sizes + other.sizes,
        }
    }
}
