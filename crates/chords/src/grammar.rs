//! The grammar of chord names in notations with note names (`docs/spec/language.md#7.2`).

use crate::chord::Strictness;
use crate::extension::{self, QUALITIES};
use crate::{Chord, Notation, Note};

/// Parses a chord name: root, quality, extension, bass.
pub(crate) fn parse(notation: &Notation, text: &str, strictness: Strictness) -> Option<Chord> {
    let strict = read(notation, text, Names::OfTables, strict);
    match strictness {
        Strictness::Strict => strict,
        Strictness::Relaxed => strict
            .or_else(|| parse_enharmonic(notation, text))
            .or_else(|| read(notation, text, Names::All, relaxed)),
    }
}

/// Parses a strict chord name; root and bass can also be notes that are in no table, such as `Cb`, `E#`, `F##`.
pub(crate) fn parse_enharmonic(notation: &Notation, text: &str) -> Option<Chord> {
    read(notation, text, Names::All, strict)
}

/// The accepted note names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Names {
    /// The names in the notation's tables.
    OfTables,
    /// Also names with other accidentals.
    All,
}

fn read(
    notation: &Notation,
    text: &str,
    names: Names,
    body_of: impl Fn(&Notation, &str, Names) -> Option<Chord>,
) -> Option<Chord> {
    let (body, bass) = split_bass(notation, text, names);
    let mut chord = if body.is_empty() {
        // Rootless, such as "/G".
        bass.as_ref()?;
        Chord::default()
    } else {
        body_of(notation, body, names)?
    };
    text.clone_into(&mut chord.name);
    notation.name().clone_into(&mut chord.system);
    chord.bass = bass;
    Some(chord)
}

/// Splits off the bass: the note after the last slash. If no note follows the slash, it belongs to the body.
fn split_bass<'a>(notation: &Notation, text: &'a str, names: Names) -> (&'a str, Option<Note>) {
    if let Some((body, name)) = text.rsplit_once('/') {
        let bass = match names {
            Names::OfTables => notation.note(name),
            Names::All => notation
                .note(name)
                .or_else(|| notation.enharmonic_note(name)),
        };
        if bass.is_some() {
            return (body, bass);
        }
    }
    (text, None)
}

fn strict(notation: &Notation, body: &str, names: Names) -> Option<Chord> {
    roots(notation, body, names).find_map(|(root, rest)| {
        QUALITIES.iter().find_map(|(quality, group)| {
            let extension = extension::after_quality(rest, quality)
                .filter(|extension| extension::is_known(*group, extension))?;
            // "Cmaj" is the chord C, though its name stays.
            let is_bare = quality.is_empty() && extension == "maj";
            Some(chord(
                root.clone(),
                quality,
                if is_bare { "" } else { extension },
            ))
        })
    })
}

fn relaxed(notation: &Notation, body: &str, _: Names) -> Option<Chord> {
    let (root, rest) = notation.roots(body).next()?;
    QUALITIES.iter().find_map(|(quality, _)| {
        // The quality h requires one of its own extensions.
        if *quality == "h" {
            return None;
        }
        let extension = extension::after_quality(rest, quality)?;
        Some(chord(root.clone(), quality, extension))
    })
}

/// The note names at the start of a body; names from the tables come first.
fn roots<'a>(
    notation: &'a Notation,
    body: &'a str,
    names: Names,
) -> impl Iterator<Item = (Note, &'a str)> {
    let others = (names == Names::All)
        .then(|| notation.enharmonic_roots(body))
        .into_iter()
        .flatten();
    notation.roots(body).chain(others)
}

pub(crate) fn chord(root: Note, quality: &str, extension: &str) -> Chord {
    Chord {
        root: Some(root),
        quality: quality.to_owned(),
        quality_canonical: extension::canonical_quality(quality).to_owned(),
        extension: extension.to_owned(),
        extension_canonical: extension::canonical_extension(extension).to_owned(),
        ..Chord::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str, strictness: Strictness) -> Option<String> {
        let chord = Notation::common().parse(text, strictness)?;
        let text = |note: Option<&Note>| note.map_or(String::new(), |note| note.text.clone());
        Some(format!(
            "{} {} {} {}",
            text(chord.root.as_ref()),
            chord.quality,
            chord.extension,
            text(chord.bass.as_ref())
        ))
    }

    fn strict(text: &str) -> Option<String> {
        parts(text, Strictness::Strict)
    }

    fn relaxed(text: &str) -> Option<String> {
        parts(text, Strictness::Relaxed)
    }

    #[test]
    fn a_shorter_root_is_tried_where_the_longer_one_fails() {
        assert_eq!(strict("Asus4").as_deref(), Some("A  sus4 "));
        assert_eq!(strict("Esus").as_deref(), Some("E  sus "));
        assert_eq!(strict("As7").as_deref(), Some("As  7 "));
    }

    #[test]
    fn the_m_of_maj_is_no_quality() {
        assert_eq!(strict("Cmaj7").as_deref(), Some("C  maj7 "));
        assert_eq!(strict("Cmmaj7").as_deref(), Some("C m maj7 "));
        assert_eq!(strict("Cmin7").as_deref(), Some("C min 7 "));
    }

    #[test]
    fn a_bare_maj_is_dropped_but_stays_in_the_name() {
        let chord = Notation::common()
            .parse("Cmaj", Strictness::Strict)
            .expect("a chord");
        assert_eq!(
            (chord.name.as_str(), chord.extension.as_str()),
            ("Cmaj", "")
        );
    }

    #[test]
    fn h_is_a_quality_only_with_its_own_extensions() {
        assert_eq!(strict("Ch7").as_deref(), Some("C h 7 "));
        assert_eq!(strict("Ch9").as_deref(), Some("C  h9 "));
    }

    #[test]
    fn the_bass_is_a_note_after_the_last_slash() {
        assert_eq!(strict("Am7/G").as_deref(), Some("A m 7 G"));
        assert_eq!(strict("/G").as_deref(), Some("   G"));
        for text in ["C/x", "C6/9", "C/", "/", "", "C//G"] {
            assert_eq!(strict(text), None, "{text}");
        }
        assert_eq!(relaxed("C6/9").as_deref(), Some("C  6/9 "));
    }

    #[test]
    fn names_often_expected_are_not_strict() {
        for text in [
            "CM7", "Cø", "C°", "CΔ", "C(add9)", "C-5", "C+9", "Cdim9", "C^7", "c", "Cb", "C ", " C",
        ] {
            assert_eq!(strict(text), None, "{text}");
        }
    }

    #[test]
    fn relaxed_names_take_any_extension() {
        assert_eq!(relaxed("Coda").as_deref(), Some("C o da "));
        assert_eq!(relaxed("Foo").as_deref(), Some("F o o "));
        assert_eq!(relaxed("Gm*").as_deref(), Some("G m * "));
        assert_eq!(relaxed("Cminq").as_deref(), Some("C min q "));
        assert_eq!(relaxed("Cmajx").as_deref(), Some("C  majx "));
        assert_eq!(relaxed("xyz"), None);
    }

    #[test]
    fn notes_of_no_table_are_read_where_asked_for() {
        let sounds = |text: &str| {
            let chord = parse_enharmonic(&Notation::common(), text)?;
            let ordinal = |note: Option<Note>| note.map(|note| (note.ordinal, note.modifier));
            Some((ordinal(chord.root), ordinal(chord.bass)))
        };
        assert_eq!(sounds("Cbmaj7"), Some((Some((11, -1)), None)));
        assert_eq!(sounds("C/E#"), Some((Some((0, 0)), Some((5, 1)))));
        assert_eq!(sounds("F##m"), Some((Some((7, 2)), None)));
        assert_eq!(sounds("Dbb"), Some((Some((0, -2)), None)));
        assert_eq!(sounds("Cbx"), None);
        let german = Notation::builtin("german").expect("a built-in notation");
        assert!(parse_enharmonic(&german, "Fes").is_some());
        assert!(parse_enharmonic(&german, "F#").is_none());
        assert_eq!(strict("Cb"), None);
    }

    #[test]
    fn parts_have_canonical_forms() {
        let chord = Notation::common()
            .parse("Cminsus", Strictness::Strict)
            .expect("a chord");
        assert_eq!(chord.quality_canonical, "-");
        assert_eq!(chord.extension_canonical, "sus4");
    }
}
