//! Numbers, colours and text in SVG syntax.

use std::borrow::Cow;
use std::fmt;

use chordpro_layout::Color;

/// A number with at most three decimals, without trailing zeros.
pub(super) fn number(value: f64) -> Number {
    Number { value, decimals: 3 }
}

/// A number with at most one decimal, for places in font units.
pub(super) fn coarse(value: f64) -> Number {
    Number { value, decimals: 1 }
}

/// A factor, with the many decimals that thousands ask for.
pub(super) fn factor(value: f64) -> Number {
    Number { value, decimals: 7 }
}

pub(super) struct Number {
    value: f64,
    decimals: u32,
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = self.digits();
        f.write_str(std::str::from_utf8(digits.bytes()).expect("digits are text"))
    }
}

impl Number {
    /// Its digits, formatted by hand: a page has thousands of numbers, and `core::fmt` would be most of its cost.
    pub(super) fn digits(&self) -> Digits {
        let (is_negative, mut rest, decimals) = self.parts();
        let mut digits = Digits::default();
        let mut written = 0;
        while rest > 0 || written <= decimals {
            if decimals > 0 && written == decimals {
                digits.put(b'.');
            }
            digits.put(b'0' + (rest % 10) as u8);
            rest /= 10;
            written += 1;
        }
        if is_negative {
            digits.put(b'-');
        }
        digits
    }

    /// Whether it is negative, its digits as an integer, and the number of decimals.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::float_cmp,
        reason = "casts saturate, and only numbers that stay what they are count as whole"
    )]
    fn parts(&self) -> (bool, u64, u32) {
        const LARGEST: f64 = 1e9;
        let whole = self.value as i32;
        // Outlines are drawn in whole units, which are nearly all numbers of a page.
        if f64::from(whole) == self.value {
            return (whole < 0, whole.unsigned_abs().into(), 0);
        }
        let mut decimals = self.decimals;
        let scaled = if self.value.is_finite() {
            let unit = f64::from(10_u32.pow(decimals));
            (self.value.clamp(-LARGEST, LARGEST) * unit).round() as i64
        } else {
            0
        };
        let mut rest = scaled.unsigned_abs();
        while decimals > 0 && rest.is_multiple_of(10) {
            rest /= 10;
            decimals -= 1;
        }
        (scaled < 0, rest, decimals)
    }
}

/// The digits of a number, filled from the last to the first.
#[derive(Default)]
pub(super) struct Digits {
    bytes: [u8; 24],
    written: usize,
}

impl Digits {
    pub(super) fn bytes(&self) -> &[u8] {
        let start = self.bytes.len() - self.written;
        self.bytes.get(start..).unwrap_or_default()
    }

    fn put(&mut self, byte: u8) {
        self.written += 1;
        let at = self.bytes.len().checked_sub(self.written);
        if let Some(place) = at.and_then(|at| self.bytes.get_mut(at)) {
            *place = byte;
        }
    }
}

/// A colour as `#rrggbb`.
pub(super) fn color(color: Color) -> Hex {
    Hex(color)
}

pub(super) struct Hex(Color);

impl fmt::Display for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Color { r, g, b } = self.0;
        if self.0 == Color::BLACK {
            return f.write_str("#000");
        }
        write!(f, "#{r:02x}{g:02x}{b:02x}")
    }
}

/// Text for content and attributes; characters that XML does not allow are left out.
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
        assert_eq!(factor(-0.012_345_67).to_string(), "-0.0123457");
        assert_eq!(factor(2.0).to_string(), "2");
        assert_eq!(number(1e300).to_string(), "1000000000");
    }

    #[test]
    fn text_cannot_leave_its_place() {
        assert_eq!(escaped("a<b>&\"'\u{1}c"), "a&lt;b&gt;&amp;&quot;&#39;c");
        assert_eq!(escaped("plain é"), "plain é");
    }
}
