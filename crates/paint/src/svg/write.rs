//! Numbers, colours and text as SVG writes them.

use std::borrow::Cow;
use std::fmt;

use chordpro_layout::Color;

/// A number with at most three decimals, without trailing zeros.
pub(super) fn number(value: f64) -> Number {
    Number(value)
}

pub(super) struct Number(f64);

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const LARGEST: f64 = 1e12;
        if !self.0.is_finite() {
            return f.write_str("0");
        }
        #[expect(
            clippy::cast_possible_truncation,
            reason = "clamped to a range that the integer holds"
        )]
        let thousandths = (self.0.clamp(-LARGEST, LARGEST) * 1000.0).round() as i64;
        if thousandths < 0 {
            f.write_str("-")?;
        }
        let whole = thousandths.unsigned_abs();
        write!(f, "{}", whole / 1000)?;
        match whole % 1000 {
            0 => Ok(()),
            part if part % 100 == 0 => write!(f, ".{}", part / 100),
            part if part % 10 == 0 => write!(f, ".{:02}", part / 10),
            part => write!(f, ".{part:03}"),
        }
    }
}

/// A colour as three pairs of hexadecimal digits.
pub(super) fn color(color: Color) -> Hex {
    Hex(color)
}

pub(super) struct Hex(Color);

impl fmt::Display for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Color { r, g, b } = self.0;
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

/// Text for content and attributes; characters that XML cannot hold are left out.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    let needs_work = |character: char| {
        matches!(
            character,
            '<' | '>' | '&' | '"' | '\'' | '\u{fffe}' | '\u{ffff}'
        ) || (character.is_control() && character > '\0' && character < ' ')
            || character == '\0'
    };
    if !text.contains(needs_work) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\t' | '\n' | '\r' => out.push(' '),
            '\0'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => {}
            other => out.push(other),
        }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_short_as_three_decimals_allow() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0001, "0"),
            (12.5, "12.5"),
            (-12.25, "-12.25"),
            (1.0005, "1.001"),
            (0.031, "0.031"),
            (f64::NAN, "0"),
        ] {
            assert_eq!(number(value).to_string(), text);
        }
    }

    #[test]
    fn text_cannot_leave_its_place() {
        assert_eq!(escaped("a<b>&\"'\u{1}c"), "a&lt;b&gt;&amp;&quot;&#39;c");
        assert_eq!(escaped("plain é"), "plain é");
    }
}
