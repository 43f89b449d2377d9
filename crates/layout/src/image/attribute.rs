//! The attributes of pictures as values: lengths, offsets, scales, anchors (`docs/spec/pages.md#7.2`).

use crate::page::Pt;

/// A length: points, or hundredths of what is available.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Length {
    /// So many points.
    Points(Pt),
    /// So many hundredths.
    Percent(f64),
}

impl Length {
    /// Reads `100` and `50%`.
    pub fn parse(text: &str) -> Option<Length> {
        let text = text.trim();
        match text.strip_suffix('%') {
            Some(number) => finite(number).map(Length::Percent),
            None => finite(text).map(Length::Points),
        }
    }

    /// The length in points, where `whole` is available.
    pub fn of(self, whole: Pt) -> Pt {
        match self {
            Length::Points(points) => points,
            Length::Percent(percent) => whole * percent / 100.0,
        }
    }
}

/// How far a picture is moved from where it would stand.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Offset {
    /// How far.
    pub length: Option<Length>,
    /// Whether it has a minus sign, be it before a zero: it then counts from the opposite edge of the paper.
    pub is_negative: bool,
    /// Whether it counts from the picture's base line.
    pub is_from_base: bool,
}

impl Offset {
    /// Reads `10`, `-0`, `50%`, `base+3`; anything else is no offset.
    pub fn parse(text: &str) -> Offset {
        let text = text.trim();
        let (is_from_base, text) = match text.get(..4) {
            Some(word) if word.eq_ignore_ascii_case("base") => (true, text.get(4..).unwrap_or("")),
            _ => (false, text),
        };
        Offset {
            length: Length::parse(text),
            is_negative: text.starts_with('-'),
            is_from_base,
        }
    }

    /// The offset in points, where hundredths refer to `whole`.
    pub fn of(self, whole: Pt) -> Pt {
        self.length.map_or(0.0, |length| length.of(whole))
    }
}

/// Reads `0.5`, `50%` or two of them parted by a comma: horizontal and vertical scale.
pub fn scales(text: &str) -> Option<(f64, f64)> {
    let factor = |text: &str| match text.trim().strip_suffix('%') {
        Some(number) => finite(number).map(|percent| percent / 100.0),
        None => finite(text),
    };
    match text.split_once(',') {
        Some((x, y)) => Some((factor(x)?, factor(y)?)),
        None => factor(text).map(|both| (both, both)),
    }
}

/// What a picture's place refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Anchor {
    /// Between the lines; the picture takes space.
    #[default]
    Float,
    /// The current column.
    Column,
    /// The area within the margins.
    Page,
    /// The same, on this and all following pages of the song.
    AllPages,
    /// The paper.
    Paper,
    /// The current line; the picture takes no space.
    Line,
}

impl Anchor {
    /// The anchor called `name`; anything unknown floats.
    pub fn parse(name: &str) -> Anchor {
        match name {
            "column" => Anchor::Column,
            "page" => Anchor::Page,
            "allpages" => Anchor::AllPages,
            "paper" => Anchor::Paper,
            "line" => Anchor::Line,
            _ => Anchor::Float,
        }
    }
}

/// The alignment of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// At the left.
    Left,
    /// In the middle.
    Center,
    /// At the right.
    Right,
}

impl Align {
    /// The alignment called `name`.
    pub fn parse(name: &str) -> Option<Align> {
        match name {
            "left" => Some(Align::Left),
            "center" | "centre" => Some(Align::Center),
            "right" => Some(Align::Right),
            _ => None,
        }
    }
}

fn finite(text: &str) -> Option<f64> {
    text.trim()
        .parse::<f64>()
        .ok()
        .filter(|number| number.is_finite())
        .map(|number| number.clamp(-1e6, 1e6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_points_or_shares() {
        assert_eq!(Length::parse("50%"), Some(Length::Percent(50.0)));
        assert_eq!(Length::parse("12.5"), Some(Length::Points(12.5)));
        assert_eq!(Length::parse("wide"), None);
        assert_eq!(Length::Percent(50.0).of(515.0), 257.5);
    }

    #[test]
    fn a_negative_zero_is_negative() {
        assert!(Offset::parse("-0").is_negative);
        assert!(!Offset::parse("0").is_negative);
        assert!(Offset::parse("base-3").is_from_base);
        assert_eq!(Offset::parse("base+3").of(0.0), 3.0);
    }

    #[test]
    fn scales_are_one_or_two_factors() {
        assert_eq!(scales("50%,100%"), Some((0.5, 1.0)));
        assert_eq!(scales("2"), Some((2.0, 2.0)));
        assert_eq!(scales("x"), None);
    }
}
