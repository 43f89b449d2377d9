//! Values of headers in everyday notation.

/// The fret of a capo: `2`, `2nd fret`, `fret 2`, `II`, `no`.
pub(super) fn capo(value: &str) -> Option<u32> {
    let lower = value.to_lowercase();
    if matches!(
        lower.trim(),
        "no" | "none" | "no capo" | "kein" | "sans" | "0" | "-"
    ) {
        return Some(0);
    }
    let first = lower.split(|c: char| !c.is_alphanumeric()).find(|word| {
        word.starts_with(|c: char| c.is_ascii_digit())
            || matches!(*word, "i" | "ii" | "iii" | "iv" | "v" | "vi" | "vii")
    })?;
    let roman = ["i", "ii", "iii", "iv", "v", "vi", "vii"];
    if let Some(index) = roman.iter().position(|numeral| *numeral == first) {
        return u32::try_from(index + 1).ok();
    }
    let digits = number(first)?;
    digits.parse().ok().filter(|fret| *fret < 24)
}

/// The first integer in a text.
pub(super) fn number(value: &str) -> Option<&str> {
    let start = value.find(|c: char| c.is_ascii_digit())?;
    let rest = value.get(start..)?;
    let end = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    rest.get(..end).filter(|digits| digits.len() <= 4)
}

/// A time signature: `4/4`, `C`.
pub(super) fn signature(value: &str) -> Option<String> {
    let value = value.trim();
    if value.eq_ignore_ascii_case("common") || value == "C" {
        return Some("4/4".to_owned());
    }
    let mut words = value.split_whitespace().filter(|word| word.contains('/'));
    let (beats, unit) = words.next()?.split_once('/')?;
    let is_number = |text: &str| text.parse::<u8>().is_ok_and(|n| n > 0);
    (is_number(beats) && is_number(unit)).then(|| format!("{beats}/{unit}"))
}

/// A key: `D`, `Em`, `[D]`, `Bb major`, `F# minor`, `e-Moll`.
pub(super) fn key(value: &str) -> Option<String> {
    let value = value.trim().trim_matches(['[', ']', '(', ')']);
    let mut words = value.split(|c: char| c.is_whitespace() || c == '-' || c == '/' || c == ',');
    let note = words.next()?;
    let mode = words.next().unwrap_or("").to_lowercase();
    let mut letters = note.chars();
    let first = letters.next()?;
    let rest = letters.as_str();
    if !matches!(first.to_ascii_uppercase(), 'A'..='H') {
        return None;
    }
    let rest = rest.replace('♭', "b").replace('♯', "#");
    let (accidental, tail) = match rest.strip_prefix(['b', '#']) {
        Some(tail) => rest.split_at(rest.len().saturating_sub(tail.len())),
        None => ("", rest.as_str()),
    };
    let is_minor = match tail {
        "" => first.is_ascii_lowercase() && !mode.starts_with("maj"),
        "m" | "min" | "mi" => true,
        "maj" | "is" => false,
        _ => return None,
    };
    let is_minor = is_minor
        || matches!(
            mode.as_str(),
            "minor" | "min" | "m" | "moll" | "mineur" | "menor" | "minore"
        );
    let first = first.to_ascii_uppercase();
    let minor = if is_minor { "m" } else { "" };
    Some(format!("{first}{accidental}{minor}"))
}
