//! Decimal numbers.

use std::fmt::Write as _;

/// Appends `value` with up to `digits` significant digits, without trailing zeros.
pub(super) fn push_number(out: &mut String, value: f64, digits: usize) {
    let start = out.len();
    let magnitude = value.abs();
    let whole = if magnitude < 1.0 {
        1
    } else {
        magnitude.log10().floor() as usize + 1
    };
    let _ = write!(out, "{value:.*}", digits.saturating_sub(whole));
    if out.get(start..).is_some_and(|text| text.contains('.')) {
        let length = out.trim_end_matches('0').trim_end_matches('.').len();
        out.truncate(length);
    }
}

/// Appends `value` with at most two decimals, without trailing zeros: enough for a drawing on a screen.
///
/// Formatted by hand: a drawing has hundreds of numbers, and `core::fmt` was most of the cost of a page.
pub(super) fn push_hundredths(out: &mut String, value: f64) {
    const LARGEST: f64 = 1e9;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "clamped to a range that the integer holds"
    )]
    let hundredths = (value.clamp(-LARGEST, LARGEST) * 100.0 + 0.5_f64.copysign(value)) as i64;
    if hundredths < 0 {
        out.push('-');
    }
    let hundredths = hundredths.unsigned_abs();
    out.push_str(itoa::Buffer::new().format(hundredths / 100));
    match hundredths % 100 {
        0 => {}
        part if part % 10 == 0 => {
            out.push('.');
            push_digit(out, part / 10);
        }
        part => {
            out.push('.');
            push_digit(out, part / 10);
            push_digit(out, part % 10);
        }
    }
}

fn push_digit(out: &mut String, digit: u64) {
    out.push(char::from(b'0' + (digit % 10) as u8));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hundredths_are_rounded_and_short() {
        let number = |value| {
            let mut out = String::new();
            push_hundredths(&mut out, value);
            out
        };
        assert_eq!(number(0.0), "0");
        assert_eq!(number(-0.3), "-0.3");
        assert_eq!(number(-0.004), "0");
        assert_eq!(number(12.345), "12.35");
        assert_eq!(number(7.05), "7.05");
        assert_eq!(number(0.05), "0.05");
        assert_eq!(number(-10.5), "-10.5");
        assert_eq!(number(1e300), "1000000000");
        assert_eq!(number(f64::NAN), "0");
    }

    fn number(value: f64, digits: usize) -> String {
        let mut out = String::new();
        push_number(&mut out, value, digits);
        out
    }

    #[test]
    fn numbers_are_short() {
        assert_eq!(number(12.0 * 0.833_331_25, 15), "9.999975");
        assert_eq!(number(12.0 / 0.833_331_25, 15), "14.40003600009");
        assert_eq!(number(18.0, 15), "18");
        assert_eq!(number(100.0, 3), "100");
        assert_eq!(number(-0.25, 4), "-0.25");
    }
}
