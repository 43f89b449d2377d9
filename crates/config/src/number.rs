//! Numbers in the syntax of configurations.

/// The number that `text` as a whole represents: sign, digits, point, exponent.
///
/// Unlike Rust's own parser, it does not accept `inf`, `nan` or a final point.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.find(['e', 'E']) {
        Some(at) => (unsigned.get(..at)?, unsigned.get(at + 1..)),
        None => (unsigned, None),
    };
    let (whole, fraction) = match mantissa.split_once('.') {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let has_digits = |part: &str| !part.is_empty() && is_digits(part);
    let mantissa_is_good = match fraction {
        Some(fraction) => is_digits(whole) && has_digits(fraction),
        None => has_digits(whole),
    };
    let exponent_is_good =
        exponent.is_none_or(|part| has_digits(part.strip_prefix(['+', '-']).unwrap_or(part)));
    if !mantissa_is_good || !exponent_is_good {
        return None;
    }
    let number: f64 = text.strip_prefix('+').unwrap_or(text).parse().ok()?;
    number.is_finite().then_some(number)
}

/// The shortest representation with at most 15 significant digits, as the reference prints numbers.
pub(crate) fn format(number: f64) -> String {
    if number == 0.0 {
        return "0".to_owned();
    }
    if number.fract() == 0.0 && number.abs() < 1e15 {
        return format!("{number:.0}");
    }
    let scientific = format!("{number:.14e}");
    let (mantissa, exponent) = scientific
        .split_once('e')
        .expect("scientific notation has an exponent");
    let exponent: i32 = exponent.parse().expect("the exponent is a number");
    if (-5..15).contains(&exponent) {
        let digits = usize::try_from(14 - exponent).unwrap_or(0);
        let text = format!("{number:.digits$}");
        if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            text
        }
    } else {
        let mantissa = mantissa.trim_end_matches('0').trim_end_matches('.');
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{mantissa}e{sign}{:02}", exponent.unsigned_abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_relaxed_grammar() {
        for (text, number) in [
            ("007", 7.0),
            (".5", 0.5),
            ("+5", 5.0),
            ("1e3", 1000.0),
            ("-1.50", -1.5),
        ] {
            assert_eq!(parse(text), Some(number), "{text}");
        }
        for text in [
            "5.", "0x10", "1-2", "1a", "", "+", "inf", "NaN", "1e", "é", "1e999",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_print_with_fifteen_digits() {
        for (number, text) in [
            (6.081, "6.081"),
            (3.0, "3"),
            (-0.25, "-0.25"),
            (0.1 + 0.2, "0.3"),
            (1e20, "1e+20"),
            (1.5e-7, "1.5e-07"),
            (0.0001, "0.0001"),
        ] {
            assert_eq!(format(number), text);
        }
    }
}
