//! Keys and their names (`docs/spec/language.md#6.3.1`).

use crate::notation::Grammar;
use crate::{Chord, Notation, Spelling};

/// A key, as kept by a transposition.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Key {
    /// The key's name, such as `Bb` or `F#m`.
    pub name: String,
    /// Semitones of its root above the first note.
    pub ordinal: u8,
    /// Whether it is a minor key.
    pub is_minor: bool,
    /// Whether chords in this key are spelled with flats.
    pub is_flat: bool,
}

/// The settings `keys.*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyNaming {
    /// The key with six accidentals is G flat, not F sharp.
    pub flats: bool,
    /// Keys get their common names; otherwise they keep the name as written.
    pub force_common: bool,
    /// How minor keys are matched with major keys.
    pub minor: MinorKeys,
}

/// Which major key a minor key shares its signature with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum MinorKeys {
    /// The one three semitones down, as in the reference, so that C sharp minor is called D flat minor.
    #[default]
    LikeReference,
    /// The relative major, three semitones up.
    Relative,
}

impl Default for KeyNaming {
    fn default() -> Self {
        KeyNaming {
            flats: false,
            force_common: true,
            minor: MinorKeys::LikeReference,
        }
    }
}

impl Key {
    /// The key that a chord names: a root alone or with a minor quality, without extension and bass.
    pub fn of(chord: &Chord, notation: &Notation, naming: KeyNaming) -> Option<Key> {
        let root = chord.root.as_ref()?;
        let is_key = chord.extension.is_empty()
            && chord.bass.is_none()
            && (chord.quality.is_empty() || chord.is_minor());
        is_key.then(|| Key {
            name: key_name(chord, notation, naming),
            ordinal: root.ordinal,
            is_minor: chord.is_minor(),
            is_flat: is_flat(signature(root.ordinal, chord.is_minor(), naming), naming),
        })
    }
}

impl Key {
    /// Parses a key such as `Bb` or `F#m`, and gives it its common name.
    pub fn parse(text: &str, notation: &Notation) -> Option<Key> {
        let naming = KeyNaming {
            minor: MinorKeys::Relative,
            ..KeyNaming::default()
        };
        let chord = notation.parse(text, crate::Strictness::Strict)?;
        Key::of(&chord, notation, naming)
    }

    /// The key on a tonic (in semitones above the first note), under its common name.
    pub fn on(ordinal: u8, is_minor: bool, notation: &Notation, naming: KeyNaming) -> Key {
        let signature = signature(ordinal, is_minor, naming);
        let spelling = if is_too_sharp(signature, naming) {
            Spelling::Flat
        } else {
            Spelling::Sharp
        };
        let mark = if is_minor { "m" } else { "" };
        Key {
            name: notation.note_name(ordinal, spelling).to_owned() + mark,
            ordinal,
            is_minor,
            is_flat: is_flat(signature, naming),
        }
    }
}

/// The name of the key that `chord` names, in the notation of the chord.
pub fn key_name(chord: &Chord, notation: &Notation, naming: KeyNaming) -> String {
    let Some(root) = &chord.root else {
        return chord.name.clone();
    };
    if !naming.force_common {
        return chord.name.clone();
    }
    let spelling = match notation.grammar() {
        // Observed: degrees get the flat names, and a Roman key is always the first degree, which has no mode if the chord
        // comes from another notation. (A configuration can leave the names of degrees to the notation.)
        Grammar::Nashville => {
            return degree_name(notation, root.ordinal, Spelling::Flat) + minor_mark(chord);
        }
        Grammar::Roman => {
            let first = degree_name(notation, 0, Spelling::Sharp);
            return match chord.untranscoded {
                None if chord.is_minor() => first.to_lowercase(),
                _ => first,
            };
        }
        Grammar::Notes => {
            if is_too_sharp(signature(root.ordinal, chord.is_minor(), naming), naming) {
                Spelling::Flat
            } else {
                Spelling::Sharp
            }
        }
    };
    notation.note_name(root.ordinal, spelling).to_owned() + minor_mark(chord)
}

fn minor_mark(chord: &Chord) -> &'static str {
    if chord.is_minor() { "m" } else { "" }
}

fn degree_name(notation: &Notation, ordinal: u8, spelling: Spelling) -> String {
    match Notation::builtin(notation.name()) {
        Some(own) => own.note_name(ordinal, spelling).to_owned(),
        None => notation.note_name(ordinal, spelling).to_owned(),
    }
}

/// The major key with the same signature.
fn signature(ordinal: u8, is_minor: bool, naming: KeyNaming) -> u8 {
    let shift = match (is_minor, naming.minor) {
        (false, _) => 0,
        (true, MinorKeys::LikeReference) => 9,
        (true, MinorKeys::Relative) => 3,
    };
    ordinal.saturating_add(shift).checked_rem(12).unwrap_or(0)
}

fn is_too_sharp(major: u8, naming: KeyNaming) -> bool {
    match major {
        1 | 3 | 8 | 10 => true,
        6 => naming.flats,
        _ => false,
    }
}

fn is_flat(major: u8, naming: KeyNaming) -> bool {
    major == 5 || is_too_sharp(major, naming)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Strictness;

    fn key(text: &str) -> Option<Key> {
        let common = Notation::common();
        let chord = common.parse(text, Strictness::Strict)?;
        Key::of(&chord, &common, KeyNaming::default())
    }

    fn name(text: &str) -> String {
        key(text).expect("a key").name
    }

    #[test]
    fn keys_have_common_names() {
        for (written, expected) in [
            ("C", "C"),
            ("C#", "Db"),
            ("D#", "Eb"),
            ("Gb", "F#"),
            ("G#", "Ab"),
            ("A#", "Bb"),
            ("C#m", "Dbm"),
            ("Ebm", "D#m"),
            ("F#m", "Gbm"),
            ("Abm", "G#m"),
            ("Bbm", "A#m"),
            ("Cmaj", "C"),
        ] {
            assert_eq!(name(written), expected);
        }
    }

    #[test]
    fn minor_keys_are_named_by_their_relative_major_where_asked_for() {
        let common = Notation::common();
        let naming = KeyNaming {
            minor: MinorKeys::Relative,
            ..KeyNaming::default()
        };
        for (written, expected) in [
            ("Dbm", "C#m"),
            ("Ebm", "D#m"),
            ("Gbm", "F#m"),
            ("Abm", "G#m"),
            ("A#m", "Bbm"),
            ("Am", "Am"),
        ] {
            let chord = common.parse(written, Strictness::Strict).expect("a chord");
            assert_eq!(key_name(&chord, &common, naming), expected);
        }
        let chord = common.parse("Dm", Strictness::Strict).expect("a chord");
        assert!(Key::of(&chord, &common, naming).is_some_and(|key| key.is_flat));
    }

    #[test]
    fn a_key_on_a_tonic_has_its_common_name() {
        let naming = KeyNaming {
            minor: MinorKeys::Relative,
            ..KeyNaming::default()
        };
        let names: Vec<String> = (0..12)
            .map(|tonic| Key::on(tonic, true, &Notation::common(), naming).name)
            .collect();
        assert_eq!(names.join(" "), "Cm C#m Dm D#m Em Fm F#m Gm G#m Am Bbm Bm");
    }

    #[test]
    fn a_key_has_no_extension_and_no_bass() {
        for text in ["C7", "C/G", "C+", "/G"] {
            assert_eq!(key(text), None, "{text}");
        }
    }

    #[test]
    fn flat_keys_are_known() {
        assert!(key("F").is_some_and(|key| key.is_flat));
        assert!(key("D").is_some_and(|key| !key.is_flat));
    }

    #[test]
    fn keys_as_degrees_follow_the_reference() {
        let transcoded = |system: &str| {
            let common = Notation::common();
            let target = Notation::builtin(system).expect("a built-in notation");
            let chord = common.parse("F#m", Strictness::Strict).expect("a chord");
            let chord = chord.transcoded(&common, &target, Some(0));
            key_name(&chord, &target, KeyNaming::default())
        };
        assert_eq!(transcoded("nashville"), "b5m");
        assert_eq!(transcoded("roman"), "I");
        assert_eq!(transcoded("solfege"), "Sem");
    }
}
