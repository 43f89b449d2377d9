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
        self.with_digits(|digits| f.write_str(digits))
    }
}

impl Number {
    /// Its digits: a page has thousands of numbers, and formatting them one by one would be most of its cost.
    pub(super) fn with_digits<R>(&self, work: impl FnOnce(&str) -> R) -> R {
        let (is_negative, mut rest, decimals) = self.parts();
        // From the last digit to the first.
        let mut digits = [0_u8; 24];
        let mut start = digits.len();
        let mut written = 0;
        while rest > 0 || written <= decimals {
            if decimals > 0 && written == decimals {
                start -= 1;
                put(&mut digits, start, b'.');
            }
            start -= 1;
            put(&mut digits, start, b'0' + (rest % 10) as u8);
            rest /= 10;
            written += 1;
        }
        if is_negative {
            start -= 1;
            put(&mut digits, start, b'-');
        }
        let text = digits
            .get(start..)
            .and_then(|text| std::str::from_utf8(text).ok());
        work(text.expect("digits are text"))
    }
}

impl Number {
    /// Whether it is below zero, its digits as a whole number, and how many of them are decimals.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::float_cmp,
        reason = "casts saturate, and only numbers that stay what they are count as whole"
    )]
    fn parts(&self) -> (bool, u64, u32) {
        const LARGEST: f64 = 1e12;
        let whole = self.0 as i32;
        // Outlines are drawn in whole units: nearly all numbers of a page are.
        if f64::from(whole) == self.0 {
            return (whole < 0, whole.unsigned_abs().into(), 0);
        }
        let thousandths = if self.0.is_finite() {
            (self.0.clamp(-LARGEST, LARGEST) * 1000.0).round() as i64
        } else {
            0
        };
        let mut rest = thousandths.unsigned_abs();
        let mut decimals = 3;
        while decimals > 0 && rest.is_multiple_of(10) {
            rest /= 10;
            decimals -= 1;
        }
        (thousandths < 0, rest, decimals)
    }
}

fn put(digits: &mut [u8; 24], at: usize, byte: u8) {
    if let Some(place) = digits.get_mut(at) {
        *place = byte;
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
