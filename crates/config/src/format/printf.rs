//! printf for one value.

use super::modifier::WIDEST;

/// A conversion: `%`, flags, width, precision, letter.
struct Conversion {
    is_left: bool,
    has_zeros: bool,
    plus: Option<char>,
    has_prefix: bool,
    width: usize,
    precision: Option<usize>,
    letter: char,
}

/// `value` formatted by `template` (`%03d`, `%.2f`, `%-8s`), including the text around the conversion. `None` if the template does
/// not have exactly one conversion.
pub(super) fn format(template: &str, value: &str) -> Option<String> {
    let mut result = String::new();
    let mut rest = template;
    let mut is_used = false;
    while let Some(at) = rest.find('%') {
        let (before, after) = rest.split_at(at);
        result.push_str(before);
        let after = after.get(1..)?;
        if let Some(behind) = after.strip_prefix('%') {
            result.push('%');
            rest = behind;
            continue;
        }
        if is_used {
            return None;
        }
        is_used = true;
        let (conversion, behind) = Conversion::parse(after)?;
        result.push_str(&conversion.print(value)?);
        rest = behind;
    }
    result.push_str(rest);
    Some(result)
}

impl Conversion {
    fn parse(text: &str) -> Option<(Conversion, &str)> {
        let flags_end = text.find(|letter| !"-+ 0#".contains(letter))?;
        let (flags, rest) = text.split_at(flags_end);
        let (width, rest) = number(rest);
        let (precision, rest) = match rest.strip_prefix('.') {
            Some(rest) => {
                let (precision, rest) = number(rest);
                (Some(precision.unwrap_or(0)), rest)
            }
            None => (None, rest),
        };
        let rest = rest.trim_start_matches(['h', 'l', 'q', 'L', 'V']);
        let letter = rest.chars().next()?;
        let plus = if flags.contains('+') {
            Some('+')
        } else {
            flags.contains(' ').then_some(' ')
        };
        let conversion = Conversion {
            is_left: flags.contains('-'),
            has_zeros: flags.contains('0'),
            plus,
            has_prefix: flags.contains('#'),
            width: width.unwrap_or(0),
            precision,
            letter,
        };
        Some((conversion, rest.get(letter.len_utf8()..)?))
    }

    fn print(&self, value: &str) -> Option<String> {
        let number = numeric_prefix(value);
        #[expect(clippy::cast_possible_truncation, reason = "`as` saturates")]
        let whole = number as i64;
        match self.letter {
            's' => {
                let text = match self.precision {
                    Some(precision) => value.chars().take(precision).collect(),
                    None => value.to_owned(),
                };
                Some(self.padded("", &text, self.has_zeros))
            }
            'c' => {
                let letter = u32::try_from(whole).ok().and_then(char::from_u32)?;
                Some(self.padded("", &letter.to_string(), self.has_zeros))
            }
            'd' | 'i' | 'u' => {
                let digits = self.digits(&whole.unsigned_abs().to_string());
                Some(self.padded(self.sign(whole < 0), &digits, self.fills_whole()))
            }
            'x' | 'X' | 'o' | 'b' | 'B' => {
                let (digits, prefix) = match self.letter {
                    'x' => (format!("{whole:x}"), "0x"),
                    'X' => (format!("{whole:X}"), "0X"),
                    'o' => (format!("{whole:o}"), "0"),
                    _ => (format!("{whole:b}"), "0b"),
                };
                let prefix = if self.has_prefix && whole != 0 {
                    prefix
                } else {
                    ""
                };
                Some(self.padded(prefix, &self.digits(&digits), self.fills_whole()))
            }
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                let text = self.real(number.abs());
                let text = if self.letter.is_uppercase() {
                    text.to_uppercase()
                } else {
                    text
                };
                Some(self.padded(self.sign(number < 0.0), &text, self.has_zeros))
            }
            _ => None,
        }
    }

    fn sign(&self, is_negative: bool) -> &'static str {
        match (is_negative, self.plus) {
            (true, _) => "-",
            (false, Some('+')) => "+",
            (false, Some(_)) => " ",
            (false, None) => "",
        }
    }

    fn fills_whole(&self) -> bool {
        self.has_zeros && self.precision.is_none()
    }

    fn digits(&self, digits: &str) -> String {
        let least = self.precision.unwrap_or(1);
        let missing = least.saturating_sub(digits.len());
        "0".repeat(missing) + digits
    }

    fn real(&self, number: f64) -> String {
        let precision = self.precision.unwrap_or(6).min(100);
        match self.letter.to_ascii_lowercase() {
            'f' => format!("{number:.precision$}"),
            'e' => scientific(number, precision),
            _ => {
                let significant = precision.max(1);
                let text = scientific(number, significant - 1);
                let exponent: i64 = text
                    .split_once('e')
                    .and_then(|(_, exponent)| exponent.parse().ok())
                    .unwrap_or(0);
                let limit = i64::try_from(significant).unwrap_or(i64::MAX);
                if exponent < -4 || exponent >= limit {
                    match text.split_once('e') {
                        Some((mantissa, exponent)) => {
                            format!("{}e{exponent}", without_zeros(mantissa))
                        }
                        None => text,
                    }
                } else {
                    let decimals = usize::try_from(limit - 1 - exponent).unwrap_or(0);
                    without_zeros(&format!("{number:.decimals$}")).to_owned()
                }
            }
        }
    }

    fn padded(&self, sign: &str, text: &str, with_zeros: bool) -> String {
        let length = sign.chars().count() + text.chars().count();
        let missing = self.width.saturating_sub(length);
        if self.is_left {
            format!("{sign}{text}{}", " ".repeat(missing))
        } else if with_zeros {
            format!("{sign}{}{text}", "0".repeat(missing))
        } else {
            format!("{}{sign}{text}", " ".repeat(missing))
        }
    }
}

fn scientific(number: f64, precision: usize) -> String {
    let text = format!("{number:.precision$e}");
    match text.split_once('e') {
        Some((mantissa, exponent)) => {
            let (sign, digits) = match exponent.strip_prefix('-') {
                Some(digits) => ('-', digits),
                None => ('+', exponent),
            };
            format!("{mantissa}e{sign}{digits:0>2}")
        }
        None => text,
    }
}

fn without_zeros(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}

/// A number of at most [`WIDEST`] at the start of `text`, and the rest.
fn number(text: &str) -> (Option<usize>, &str) {
    let end = text
        .find(|letter: char| !letter.is_ascii_digit())
        .unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let number = (!digits.is_empty()).then(|| digits.parse().unwrap_or(WIDEST).min(WIDEST));
    (number, rest)
}

/// The number at the start of a text; 0 if there is none.
fn numeric_prefix(text: &str) -> f64 {
    let text = text.trim_start();
    let mut end = 0;
    let mut has_point = false;
    let mut has_digit = false;
    for (index, letter) in text.char_indices() {
        match letter {
            '+' | '-' if index == 0 => {}
            '.' if !has_point => has_point = true,
            '0'..='9' => has_digit = true,
            _ => break,
        }
        end = index + 1;
    }
    if !has_digit {
        return 0.0;
    }
    text.get(..end)
        .and_then(|number| number.trim_end_matches('.').parse().ok())
        .unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_print_as_c_prints_them() {
        for (template, value, expected) in [
            ("%03d", "7", "007"),
            ("%+d", "7", "+7"),
            ("%-5d|", "-3", "-3   |"),
            ("%05d", "-3", "-0003"),
            ("%x", "255", "ff"),
            ("%#X", "255", "0XFF"),
            ("%.3s", "abcdef", "abc"),
            ("%e", "12345.678", "1.234568e+04"),
            ("%g", "0.0001", "0.0001"),
            ("%g", "1234567", "1.23457e+06"),
            ("%d%%", "12", "12%"),
            ("%s km", "3", "3 km"),
            ("%d", "abc", "0"),
            ("%d", "12abc", "12"),
            ("%5.1f", "2.25x", "  2.2"),
        ] {
            assert_eq!(
                format(template, value).as_deref(),
                Some(expected),
                "{template}"
            );
        }
        assert_eq!(format("%y", "1"), None);
        assert_eq!(format("%d%d", "1"), None);
    }
}
