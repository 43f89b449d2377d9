//! Format strings: substitution of `%{name}` in texts (`docs/spec/language.md#6.5`, `#6.6`, `#6.7`).
//!
//! Inner substitutions come first, and results are scanned again, so that values can contain substitutions.
//! The reference stops with a fatal error after 15 of them; here up to [`MOST_SUBSTITUTIONS`] are made.

mod modifier;
mod printf;
mod syntax;

use std::borrow::Cow;

use syntax::Substitution;

/// The maximum number of substitutions in one text.
pub const MOST_SUBSTITUTIONS: usize = 1000;

/// The maximum number of bytes that substitutions can add to a text.
pub const MOST_ADDED: usize = 64 << 10;

/// The source of a format string's values.
pub trait Variables {
    /// The values of `name`, which has no index. `None` if there is no such item; a single value is a list of one.
    fn values(&self, name: &str) -> Option<Cow<'_, [String]>>;
}

/// A format string after substitution.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interpolated<'t> {
    /// The text; borrowed if nothing was substituted.
    pub text: Cow<'t, str>,
    /// Warnings about what could not be parsed, as sentences.
    pub warnings: Vec<String>,
}

/// Substitutes the values of `variables` in `text`; several values of an item are joined by `separator`.
pub fn interpolate<'t>(
    text: &'t str,
    variables: &dyn Variables,
    separator: &str,
) -> Interpolated<'t> {
    let mut warnings = Vec::new();
    let mut result = Cow::Borrowed(text);
    // Starts of substitutions that are still incomplete, because they contain another one.
    let mut open: Vec<usize> = Vec::new();
    let mut at = 0;
    let mut count = 0;
    while let Some(begin) = syntax::find(&result, at) {
        let Some(found) = syntax::parse(&result, begin) else {
            open.push(begin);
            at = begin + 2;
            continue;
        };
        let mut value = value_of(&found, variables, separator, &mut warnings);
        if result.get(found.begin..found.end) == Some(value.as_str()) {
            break;
        }
        count += 1;
        let added = result.len() - (found.end - found.begin) + value.len();
        if count > MOST_SUBSTITUTIONS || added > text.len().saturating_add(MOST_ADDED) {
            warnings.push("too many substitutions; the rest of the text stays as it is".to_owned());
            break;
        }
        if found.end == result.len() && found.begin == 0 {
            result = Cow::Owned(std::mem::take(&mut value));
        } else {
            let range = found.begin..found.end;
            result.to_mut().replace_range(range, &value);
        }
        // Only the innermost incomplete one can have become complete.
        at = open.pop().unwrap_or(begin);
    }
    Interpolated {
        text: result,
        warnings,
    }
}

fn value_of(
    found: &Substitution<'_>,
    variables: &dyn Variables,
    separator: &str,
    warnings: &mut Vec<String>,
) -> String {
    let (name, index) = split_index(found.key);
    let values = variables.values(name);
    let mut value = match (&values, index) {
        (None, _) => None,
        (Some(values), None) => Some(values.join(separator)),
        (Some(values), Some(index)) => {
            let place = if index == 0 {
                Some(0)
            } else if index > 0 {
                usize::try_from(index - 1).ok()
            } else {
                usize::try_from(index.unsigned_abs())
                    .ok()
                    .and_then(|back| values.len().checked_sub(back))
            };
            match place.and_then(|place| values.get(place)) {
                Some(value) => Some(value.clone()),
                None if index > 0 => Some(String::new()),
                None => None,
            }
        }
    };
    if let (Some(value), Some(modifiers)) = (&mut value, found.modifiers) {
        for modifier in syntax::split_modifiers(modifiers) {
            match modifier::apply(value, modifier) {
                Some(changed) => *value = changed,
                None => warnings.push(format!("Invalid format code '{modifier}'")),
            }
        }
    }
    let value = value.unwrap_or_default();
    let is_met = match found.test {
        Some(test) => value == syntax::unescape(test, ""),
        None => !value.is_empty(),
    };
    // Escapes are removed from everything substituted, both the value and the text around it.
    let value = syntax::unescape(&value, "%{}");
    match (is_met, found.then, found.otherwise) {
        (true, Some(then), _) => syntax::unescape(then, &value),
        (true, None, _) if found.test.is_none() => value,
        (false, _, Some(otherwise)) => syntax::unescape(otherwise, &value),
        _ => String::new(),
    }
}

/// Splits a final `.INDEX` from a key. The index 0 means all values; other spellings of zero mean the first.
fn split_index(key: &str) -> (&str, Option<i64>) {
    let split = key.rsplit_once('.').and_then(|(name, index)| {
        let digits = index.strip_prefix('-').unwrap_or(index);
        let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number || name.is_empty() {
            return None;
        }
        let last = if index.starts_with('-') {
            i64::MIN + 1
        } else {
            i64::MAX
        };
        let place = (index != "0").then(|| index.parse().unwrap_or(last));
        Some((name, place))
    });
    split.unwrap_or((key, None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growth::linear;

    struct Song(Vec<(&'static str, Vec<String>)>);

    impl Variables for Song {
        fn values(&self, name: &str) -> Option<Cow<'_, [String]>> {
            self.0
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, values)| Cow::Borrowed(values.as_slice()))
        }
    }

    fn song() -> Song {
        let list = |values: &[&str]| values.iter().map(|&value| value.to_owned()).collect();
        Song(vec![
            ("title", list(&["T"])),
            ("artist", list(&["A1", "A2"])),
            ("album", list(&["yes"])),
            ("year", list(&["1939|1967"])),
            ("loop", list(&["%{loop}"])),
            ("grow", list(&["%{grow}%{grow}"])),
            ("nested", list(&["<%{title}>"])),
            ("none", list(&[])),
            ("escaped", list(&[r"a\}b\\c \%{title}"])),
            ("number", list(&["7.5 kg"])),
            ("name", list(&["mary-jane o'hara SMITH"])),
        ])
    }

    fn filled(text: &str) -> String {
        interpolate(text, &song(), "; ").text.into_owned()
    }

    #[test]
    fn the_examples_of_the_specification_hold() {
        for (text, expected) in [
            ("%{artist}", "A1; A2"),
            ("%{artist.0}", "A1; A2"),
            ("%{artist.1}", "A1"),
            ("%{artist.-1}", "A2"),
            ("%{artist.00}", "A1"),
            ("%{artist.-0}", "A1"),
            ("%{artist.3}", ""),
            ("%{escaped}", r"a}b\c T"),
            ("%{escaped|<%{}>}", r"<a}b\c T>"),
            ("%{album|<%{}>}", "<yes>"),
            ("%{album=yes|Y|N}", "Y"),
            ("%{album=no|Y|N}", "N"),
            ("%{album=yes}", ""),
            ("%{nope=|E|F}", "E"),
            ("%{nope|a}", ""),
            ("%{nope|a|b}", "b"),
            ("%{album|%{artist|%{}-%{title}}|x}", "A1; A2-T"),
            (r"\%{artist}", r"\%{artist}"),
            (r"%{album|a\|b|c}", "a|b"),
            (r"\\%{artist.1}", r"\\A1"),
            (r"%{album|\%{title}}", "T"),
            ("%{year}", "1939|1967"),
            ("%{album|x%{year}y|z}", "%{album|x1939|1967y|z}"),
            ("%{ artist}", "%{ artist}"),
            ("%{artist }", "%{artist }"),
            ("%{nested}", "<T>"),
            ("%{title|}", ""),
            ("%{none|a|b}", "b"),
            ("%{title.1}%{title.-1}", "TT"),
            ("%{}", "%{}"),
            ("a%{", "a%{"),
        ] {
            assert_eq!(filled(text), expected, "{text}");
        }
    }

    #[test]
    fn modifiers_change_the_value() {
        for (text, expected) in [
            ("%{title:lc}", "t"),
            ("%{name:uc}", "MARY-JANE O'HARA SMITH"),
            ("%{name:sc}", "Mary-jane o'hara SMITH"),
            ("%{name:ic}", "Mary-Jane O'hara SMITH"),
            ("%{title:lpad(3)}", "  T"),
            ("%{title:lpad(6,ab)}", "ababaT"),
            ("%{title:rpad(3,.)}|", "T..|"),
            ("%{artist.1:replace(A,B)}", "B1"),
            ("%{number:%03d}", "007"),
            ("%{number:%.2f}", "7.50"),
            ("%{title:%-3s}|", "T  |"),
            ("%{album:lc:uc|%{}!}", "YES!"),
            ("%{album:uc=YES|a|b}", "a"),
            (r"%{album:replace(y,\:)}", ":es"),
            ("%{nope:lpad(3)}", ""),
        ] {
            assert_eq!(filled(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_said_and_left_out() {
        let result = interpolate("%{title:nope:lc}", &song(), "");
        assert_eq!(result.text, "t");
        assert_eq!(result.warnings, ["Invalid format code 'nope'"]);
    }

    #[test]
    fn a_modifier_ends_at_a_bar() {
        assert_eq!(filled("%{title:lc|a%{artist.1}}"), "aA1");
    }

    #[test]
    fn a_text_without_substitutions_is_borrowed() {
        assert!(matches!(
            interpolate(r"a \{ b", &song(), "").text,
            Cow::Borrowed(_)
        ));
    }

    #[test]
    fn more_than_fifteen_substitutions_are_made() {
        assert_eq!(filled(&"%{title}".repeat(900)), "T".repeat(900));
    }

    #[test]
    fn a_value_that_is_its_own_name_ends_the_work() {
        assert_eq!(filled("%{loop}"), "%{loop}");
    }

    #[test]
    fn growth_is_bounded() {
        let result = interpolate("%{grow}", &song(), "");
        assert!(result.text.len() <= 7 + MOST_ADDED);
        assert_eq!(result.warnings.len(), 1);
        let padded = interpolate("%{title:lpad(999999999)}", &song(), "");
        assert_eq!(padded.text.len(), 10_000);
        let printed = interpolate("%{title:%999999999d}", &song(), "");
        assert_eq!(printed.text.len(), 10_000);
    }

    #[test]
    fn a_megabyte_of_openings_ends_quickly() {
        for piece in ["%{", "%{a|", "%{a|%{}", "%{title", "{%{a:", "%{a|b|c|d"] {
            let filled = linear(piece, 1_000_000, filled);
            assert!(filled == piece.repeat(1_000_000 / piece.len()), "{piece}");
        }
    }

    #[test]
    fn deep_nesting_is_done_inside_out() {
        let text = format!("{}x{}", "%{title|".repeat(500), "}".repeat(500));
        assert_eq!(filled(&text), "x");
    }
}
