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

#[cfg(test)]
mod tests {
    use super::*;

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
