//! Chord names as degrees of the key: Nashville numbers and Roman numerals (`docs/spec/language.md#7.3`).

use crate::{Chord, Notation, Note, extension};

/// Numerals in matching order.
const NUMERALS: &[(&str, u8)] = &[
    ("iii", 4),
    ("ii", 2),
    ("iv", 5),
    ("i", 0),
    ("vii", 11),
    ("vi", 9),
    ("v", 7),
];

/// Parses a Nashville chord, such as `b3m7/5`.
pub(crate) fn parse_nashville(notation: &Notation, text: &str) -> Option<Chord> {
    let plain = plain(text);
    let (body, bass) = split_bass(&plain);
    let (root, rest) = digit(body)?;
    let bass = match bass {
        Some(bass) => {
            let (bass, rest) = digit(bass)?;
            rest.is_empty().then_some(())?;
            Some(prefixed(bass))
        }
        None => None,
    };
    let (quality, rest) = quality(rest, &["-", "+", "0", "o", "aug", "m", "dim"]);
    Some(Chord {
        name: text.to_owned(),
        system: notation.name().to_owned(),
        // The reference shows the digit without its accidental; the canonical text keeps both.
        root: Some(root.note),
        quality_canonical: extension::canonical_quality(quality).to_owned(),
        quality: quality.to_owned(),
        extension: rest.to_owned(),
        extension_canonical: canonical_extension(rest),
        bass,
        ..Chord::default()
    })
}

/// Parses a Roman chord, such as `#iv07/II`. A lower case numeral is a minor chord.
pub(crate) fn parse_roman(notation: &Notation, text: &str) -> Option<Chord> {
    let plain = plain(text);
    let (body, bass) = split_bass(&plain);
    let (root, rest) = numeral(body)?;
    let bass = match bass {
        Some(bass) => {
            let (mut bass, rest) = numeral(bass)?;
            rest.is_empty().then_some(())?;
            bass.text = bass.text.to_uppercase();
            bass.canonical = bass.text.clone();
            Some(bass)
        }
        None => None,
    };
    let (quality, rest) = quality(rest, &["+", "0", "o", "aug", "dim", "h"]);
    let is_minor = quality.is_empty() && !root.text.contains(char::is_uppercase);
    Some(Chord {
        name: text.to_owned(),
        system: notation.name().to_owned(),
        root: Some(root),
        quality_canonical: if is_minor {
            "-".to_owned()
        } else {
            extension::canonical_quality(quality).to_owned()
        },
        quality: quality.to_owned(),
        extension: rest.to_owned(),
        extension_canonical: canonical_extension(rest),
        bass,
        ..Chord::default()
    })
}

/// The text with musical signs replaced by plain characters.
fn plain(text: &str) -> String {
    text.chars()
        .map(|character| match character {
            '♭' => 'b',
            '♯' => '#',
            'Δ' => '^',
            'ø' => 'h',
            '°' => '0',
            other => other,
        })
        .collect()
}

fn split_bass(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once('/') {
        Some((body, bass)) => (body, Some(bass)),
        None => (text, None),
    }
}

fn accidental(text: &str) -> (&str, i8, &str) {
    for (sign, modifier) in [("b", -1), ("#", 1)] {
        if let Some(rest) = text.strip_prefix(sign) {
            return (sign, modifier, rest);
        }
    }
    ("", 0, text)
}

fn shifted(degree: u8, modifier: i8) -> u8 {
    degree
        .saturating_add(12)
        .saturating_add_signed(modifier)
        .checked_rem(12)
        .unwrap_or(0)
}

struct Degree {
    prefix: &'static str,
    note: Note,
}

fn digit(text: &str) -> Option<(Degree, &str)> {
    let (prefix, modifier, rest) = accidental(text);
    let (digit, degree) = [
        ("1", 0),
        ("2", 2),
        ("3", 4),
        ("4", 5),
        ("5", 7),
        ("6", 9),
        ("7", 11),
    ]
    .into_iter()
    .find(|(digit, _)| rest.starts_with(digit))?;
    let rest = rest.strip_prefix(digit)?;
    let prefix = match prefix {
        "b" => "b",
        "#" => "#",
        _ => "",
    };
    let note = Note {
        text: digit.to_owned(),
        canonical: digit.to_owned(),
        ordinal: shifted(degree, modifier),
        modifier,
    };
    Some((Degree { prefix, note }, rest))
}

fn prefixed(degree: Degree) -> Note {
    let Degree { prefix, mut note } = degree;
    note.text.insert_str(0, prefix);
    note.canonical.clone_from(&note.text);
    note
}

fn numeral(text: &str) -> Option<(Note, &str)> {
    let (prefix, modifier, rest) = accidental(text);
    let (length, degree) = NUMERALS.iter().find_map(|(numeral, degree)| {
        let start = rest.get(..numeral.len())?;
        start
            .eq_ignore_ascii_case(numeral)
            .then_some((numeral.len(), *degree))
    })?;
    let (numeral, rest) = rest.split_at_checked(length)?;
    let text = format!("{prefix}{numeral}");
    let note = Note {
        canonical: text.clone(),
        text,
        ordinal: shifted(degree, modifier),
        modifier,
    };
    Some((note, rest))
}

fn quality<'a>(text: &'a str, qualities: &[&'static str]) -> (&'static str, &'a str) {
    qualities
        .iter()
        .find_map(|quality| Some((*quality, extension::after_quality(text, quality)?)))
        .unwrap_or(("", text))
}

fn canonical_extension(extension: &str) -> String {
    match extension {
        "7+" => "^7".to_owned(),
        other => extension::canonical_extension(other).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Chord, Notation, Strictness};

    fn parse(system: &str, text: &str) -> Option<Chord> {
        Notation::builtin(system)
            .expect("a built-in notation")
            .parse(text, Strictness::Strict)
    }

    fn parts(system: &str, text: &str) -> Option<String> {
        let chord = parse(system, text)?;
        let root = chord.root?;
        Some(format!(
            "{} {} {}({}) {} {}",
            root.text,
            root.ordinal,
            chord.quality,
            chord.quality_canonical,
            chord.extension,
            chord.bass.map_or(String::new(), |bass| bass.text)
        ))
    }

    #[test]
    fn a_nashville_root_is_shown_without_its_accidental() {
        assert_eq!(parts("nashville", "b7").as_deref(), Some("7 10 ()  "));
        assert_eq!(
            parts("nashville", "#4Δ7/b5").as_deref(),
            Some("4 6 () ^7 b5")
        );
        assert_eq!(
            parse("nashville", "♭7").map(|chord| chord.name).as_deref(),
            Some("♭7")
        );
    }

    #[test]
    fn small_numerals_are_minor() {
        assert_eq!(parts("roman", "iim7").as_deref(), Some("ii 2 (-) m7 "));
        assert_eq!(
            parts("roman", "ii07/biii").as_deref(),
            Some("ii 2 0(0) 7 BIII")
        );
        assert_eq!(parts("roman", "IV/ii").as_deref(), Some("IV 5 ()  II"));
    }

    #[test]
    fn a_bass_that_is_no_degree_makes_the_chord_unknown() {
        assert_eq!(parse("nashville", "1/8"), None);
        assert_eq!(parse("roman", "I/G"), None);
        assert_eq!(parse("nashville", "maj"), None);
    }
}
