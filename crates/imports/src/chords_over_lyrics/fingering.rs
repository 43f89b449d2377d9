//! Fingerings in chords-over-lyrics text, such as `Am: x02210` (`docs/spec/language.md#12.2`, `docs/spec/outputs.md#12.4`).

/// A fingering in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct LineFingering<'a> {
    name: &'a str,
    frets: &'a str,
}

impl LineFingering<'_> {
    /// The definition of the chord.
    pub(super) fn directive(&self) -> String {
        let numbers = self.frets.chars().filter_map(|fret| fret.to_digit(10));
        // If there are no frets, the reference writes this.
        let base = numbers.min().unwrap_or(100);
        let shift = base.saturating_sub(1);
        let mut directive = format!("{{define {} base-fret {base} frets", self.name);
        for fret in self.frets.chars() {
            directive.push(' ');
            match fret.to_digit(10) {
                Some(number) => directive.push_str(&number.saturating_sub(shift).to_string()),
                None => directive.push('-'),
            }
        }
        directive.push('}');
        directive
    }
}

/// The fingerings of a line: those with a colon, then those with spaces, then those with an equals sign. The text before each
/// match is skipped, so a line with mixed forms loses some, as in the reference.
pub(super) fn fingerings(line: &str) -> Vec<LineFingering<'_>> {
    let mut found = Vec::new();
    let mut rest = line;
    for notation in [with_colon, with_blank, with_equals] {
        while let Some((fingering, after)) = next(rest, notation) {
            found.push(fingering);
            rest = after;
        }
    }
    found
}

/// A name and a fingering at the start of a chord name, and the rest.
type Found<'a> = (LineFingering<'a>, &'a str);

/// The first fingering: at the first letter `A` to `G` of each word, if there is one.
fn next<'a>(text: &'a str, notation: fn(&'a str, usize) -> Option<Found<'a>>) -> Option<Found<'a>> {
    let mut rest = text;
    while let Some(start) = rest.find(|letter| matches!(letter, 'A'..='G')) {
        let candidate = rest.get(start..)?;
        let end = candidate
            .find(char::is_whitespace)
            .unwrap_or(candidate.len());
        if let Some(found) = notation(candidate, end) {
            return Some(found);
        }
        rest = candidate.get(end..)?;
    }
    None
}

/// `C:032010`; spaces and bars are allowed after the colons.
fn with_colon(text: &str, end: usize) -> Option<Found<'_>> {
    let mut start = 1;
    while let Some(offset) = text.get(start..end)?.find(':') {
        let colon = start.saturating_add(offset);
        let after = text.get(colon..)?.trim_start_matches(':');
        if let Some((frets, rest)) = barred_frets(after.trim_start()) {
            let name = text.get(..colon)?;
            return Some((LineFingering { name, frets }, rest));
        }
        start = text.len().saturating_sub(after.len());
    }
    None
}

/// `C 032010`; bars are allowed.
fn with_blank(text: &str, end: usize) -> Option<Found<'_>> {
    let (name, after) = text.split_at_checked(end)?;
    let start = after.trim_start();
    if start.len() == after.len() {
        return None;
    }
    let (frets, rest) = barred_frets(start)?;
    Some((LineFingering { name, frets }, rest))
}

/// `C=032010` and `C = 032010`.
fn with_equals(text: &str, end: usize) -> Option<Found<'_>> {
    let word = text.get(..end)?;
    let inside = word.char_indices().skip(1).filter(|(_, sign)| *sign == '=');
    for (sign, _) in inside {
        let after = text.get(sign..)?.strip_prefix('=')?;
        // Spaces follow only the last sign of a word.
        if let Some((frets, rest)) = frets(after.trim_start()) {
            let name = text.get(..sign)?;
            return Some((LineFingering { name, frets }, rest));
        }
    }
    let after = text.get(end..)?.trim_start().strip_prefix('=')?;
    let (frets, rest) = frets(after.trim_start())?;
    Some((LineFingering { name: word, frets }, rest))
}

fn barred_frets(text: &str) -> Option<(&str, &str)> {
    match text.strip_prefix('|') {
        // Bars are on both sides or on neither.
        Some(inner) => frets(inner).filter(|(_, rest)| rest.starts_with('|')),
        None => frets(text),
    }
}

/// The frets of three to seven strings.
fn frets(text: &str) -> Option<(&str, &str)> {
    let length = text
        .bytes()
        .take(7)
        .take_while(|fret| matches!(fret, b'x' | b'X' | b'0'..=b'9'))
        .count();
    if length < 3 {
        return None;
    }
    text.split_at_checked(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn directives(line: &str) -> Vec<String> {
        fingerings(line)
            .iter()
            .map(LineFingering::directive)
            .collect()
    }

    #[test]
    fn three_ways_to_write_a_fingering() {
        let c = "{define C base-fret 0 frets 0 3 2 0 1 0}";
        for line in [
            "C:032010",
            "C:: 032010",
            "C: |032010|",
            "C 032010",
            "C = 032010",
            "C=032010",
        ] {
            assert_eq!(directives(line), [c], "{line}");
        }
    }

    #[test]
    fn frets_count_from_the_lowest() {
        assert_eq!(
            directives("D5 x577xx"),
            ["{define D5 base-fret 5 frets - 1 3 3 - -}"]
        );
        assert_eq!(
            directives("C: xxx"),
            ["{define C base-fret 100 frets - - -}"]
        );
    }

    #[test]
    fn words_are_no_fingerings() {
        for line in ["Cx", "C 32", "c: 032010", "=032010", "032010", "C|x577xx"] {
            assert_eq!(directives(line), Vec::<String>::new(), "{line}");
        }
    }

    #[test]
    fn several_fingerings_stand_in_one_line() {
        assert_eq!(directives("Am: x02210   D5 x577xx").len(), 2);
        // The text before the first match with a colon is skipped.
        assert_eq!(directives("D5 x577xx  Am: x02210").len(), 1);
    }
}
