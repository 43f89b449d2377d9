//! Notations: the names of the notes, and the grammar of chord names in them (`docs/spec/language.md#7.1`).

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use crate::{Chord, Note, chord::Strictness, degree, grammar};

/// The note names of a notation, as data.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct NoteTables {
    /// The name of the notation.
    pub system: String,
    /// Whether chords are relative to the key of the song.
    #[serde(default)]
    pub is_movable: bool,
    /// The names of each note in ascending order, with sharps; the canonical name comes first.
    pub sharp: Vec<Vec<String>>,
    /// The same with flats.
    pub flat: Vec<Vec<String>>,
}

/// Why note tables do not form a notation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NotationError {
    /// The sharp and the flat table differ in length, or have no notes or more than 255.
    #[error("the sharp and flat notes of {system} are not equally many")]
    Length {
        /// The notation.
        system: String,
    },
    /// A note has no name.
    #[error("note {index} of {system} has no name")]
    Unnamed {
        /// The notation.
        system: String,
        /// Index of the note.
        index: usize,
    },
}

/// How a notation forms chord names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Grammar {
    /// A note name, a quality, an extension.
    Notes,
    /// Degrees as digits.
    Nashville,
    /// Degrees as Roman numerals.
    Roman,
}

/// A notation: note names and the grammar of chord names.
#[derive(Debug, PartialEq, Eq)]
pub struct Notation {
    name: String,
    is_movable: bool,
    grammar: Grammar,
    sharp: Vec<String>,
    flat: Vec<String>,
    places: HashMap<String, Place>,
    longest_name: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place {
    ordinal: u8,
    modifier: i8,
}

/// The spelling of notes that have two names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Spelling {
    /// From the sharp table.
    Sharp,
    /// From the flat table.
    Flat,
}

impl Notation {
    /// The built-in notation called `name`.
    pub fn builtin(name: &str) -> Option<Arc<Notation>> {
        BUILTIN
            .iter()
            .find(|notation| notation.name == name)
            .cloned()
    }

    /// Whether both notations name the notes alike, whatever they are called themselves.
    pub fn has_same_notes(&self, other: &Notation) -> bool {
        self.sharp == other.sharp && self.flat == other.flat
    }

    /// The notation `common`.
    pub fn common() -> Arc<Notation> {
        Notation::builtin("common").expect("the common notation is built in")
    }

    /// The names of the built-in notations.
    pub fn builtin_names() -> impl Iterator<Item = &'static str> {
        BUILTIN.iter().map(|notation| notation.name.as_str())
    }

    /// A notation from note tables. The systems `nashville` and `roman` keep their own grammar.
    ///
    /// # Errors
    /// See [`NotationError`].
    pub fn from_tables(tables: NoteTables) -> Result<Notation, NotationError> {
        let NoteTables {
            system,
            is_movable,
            sharp,
            flat,
        } = tables;
        if sharp.len() != flat.len() || sharp.is_empty() || sharp.len() > usize::from(u8::MAX) {
            return Err(NotationError::Length { system });
        }
        let mut places = HashMap::new();
        for (table, modifier) in [(&sharp, 1), (&flat, -1)] {
            for (ordinal, names) in (0u8..).zip(table) {
                if names.iter().all(String::is_empty) {
                    return Err(NotationError::Unnamed {
                        system,
                        index: ordinal.into(),
                    });
                }
                for name in names.iter().filter(|name| !name.is_empty()) {
                    let place = places
                        .entry(name.clone())
                        .or_insert(Place { ordinal, modifier });
                    // A name in both tables is a natural, with the index of the sharp table.
                    if place.modifier != modifier {
                        place.modifier = 0;
                    }
                }
            }
        }
        let grammar = match system.as_str() {
            "nashville" => Grammar::Nashville,
            "roman" => Grammar::Roman,
            _ => Grammar::Notes,
        };
        let first = |table: Vec<Vec<String>>| {
            table
                .into_iter()
                .filter_map(|names| names.into_iter().find(|name| !name.is_empty()))
                .collect()
        };
        #[expect(
            clippy::disallowed_methods,
            reason = "the longest is the same in any order"
        )]
        let longest_name = places.keys().map(String::len).max().unwrap_or(0);
        Ok(Notation {
            name: system,
            is_movable,
            grammar,
            longest_name,
            sharp: first(sharp),
            flat: first(flat),
            places,
        })
    }

    /// The name, such as `common`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether chords are relative to the key of the song. Such chords have no diagrams.
    pub fn is_movable(&self) -> bool {
        self.is_movable
    }

    /// The grammar of chord names.
    pub fn grammar(&self) -> Grammar {
        self.grammar
    }

    /// Whether chords are degrees, which are never transposed and cannot be transcoded.
    pub fn has_degrees(&self) -> bool {
        self.grammar != Grammar::Notes
    }

    /// The number of notes per octave.
    pub fn notes(&self) -> u8 {
        u8::try_from(self.sharp.len()).unwrap_or(u8::MAX)
    }

    /// The canonical name of a note; `ordinal` is taken modulo the number of notes.
    pub fn note_name(&self, ordinal: u8, spelling: Spelling) -> &str {
        let table = match spelling {
            Spelling::Sharp => &self.sharp,
            Spelling::Flat => &self.flat,
        };
        let index = ordinal.checked_rem(self.notes()).unwrap_or(0);
        table.get(usize::from(index)).map_or("", String::as_str)
    }

    /// The note called `name`.
    pub fn note(&self, name: &str) -> Option<Note> {
        let place = *self.places.get(name)?;
        Some(Note {
            text: name.to_owned(),
            canonical: self
                .note_name(place.ordinal, Spelling::of(place.modifier))
                .to_owned(),
            ordinal: place.ordinal,
            modifier: place.modifier,
        })
    }

    /// A note that is in no table: a natural with one or two accidentals, such as `Cb`, `E#`, `F##`, in German `Fes`.
    pub(crate) fn enharmonic_note(&self, name: &str) -> Option<Note> {
        self.enharmonic_roots(name)
            .find_map(|(note, rest)| rest.is_empty().then_some(note))
    }

    /// Such notes at the start of a text, longest first, each with the rest of the text.
    pub(crate) fn enharmonic_roots<'a>(
        &self,
        text: &'a str,
    ) -> impl Iterator<Item = (Note, &'a str)> {
        let natural = self.roots(text).find(|(note, _)| note.modifier == 0);
        let notes = i16::from(self.notes().max(1));
        let has_notes = self.grammar == Grammar::Notes && !self.is_movable;
        natural
            .filter(|_| has_notes)
            .into_iter()
            .flat_map(move |(natural, rest)| {
                ACCIDENTALS.iter().filter_map(move |(sign, modifier)| {
                    let after = rest.strip_prefix(sign)?;
                    if !self.writes(sign) {
                        return None;
                    }
                    let name = text.get(..text.len() - after.len())?;
                    let ordinal =
                        (i16::from(natural.ordinal) + i16::from(*modifier)).rem_euclid(notes);
                    Some((
                        Note {
                            text: name.to_owned(),
                            canonical: name.to_owned(),
                            ordinal: u8::try_from(ordinal).ok()?,
                            modifier: *modifier,
                        },
                        after,
                    ))
                })
            })
    }

    /// Whether the notation's tables use an accidental, or half of a double one: German has `Fis` but no `F#`.
    fn writes(&self, accidental: &str) -> bool {
        let sign = match accidental {
            "##" => "#",
            "♯♯" => "♯",
            "isis" => "is",
            "bb" => "b",
            "♭♭" => "♭",
            "eses" => "es",
            single => single,
        };
        let ends = |name: &String| name.len() > sign.len() && name.ends_with(sign);
        #[expect(
            clippy::disallowed_methods,
            reason = "whether one does is the same in any order"
        )]
        self.places.keys().any(ends)
    }

    /// Parses a chord name strictly, but also accepts roots and basses that are in no table: `Cb`, `C/E#`.
    pub fn parse_enharmonic(&self, text: &str) -> Option<Chord> {
        match self.grammar {
            Grammar::Notes => grammar::parse_enharmonic(self, text),
            Grammar::Nashville | Grammar::Roman => None,
        }
    }

    /// Parses a chord name: strictly first, then, if `strictness` allows, with any text as extension. The chord has no fingering.
    pub fn parse(&self, text: &str, strictness: Strictness) -> Option<Chord> {
        match self.grammar {
            Grammar::Notes => grammar::parse(self, text, strictness),
            Grammar::Nashville => degree::parse_nashville(self, text),
            Grammar::Roman => degree::parse_roman(self, text),
        }
    }

    /// Parses a bare note name (`settings.notenames`): `bb` and `Bb` are the note B flat. A bass, whose name starts with a capital,
    /// can follow: `e/B`.
    pub fn parse_note_name(&self, text: &str) -> Option<Chord> {
        let (name, bass) = match text.rsplit_once('/') {
            Some((name, bass)) => (name, Some(self.note(bass)?)),
            None => (text, None),
        };
        let mut letters = name.chars();
        let capital: String = letters
            .next()?
            .to_uppercase()
            .chain(letters.as_str().chars())
            .collect();
        let mut root = self.note(&capital)?;
        root.text = name.to_owned();
        Some(Chord {
            name: text.to_owned(),
            system: self.name.clone(),
            root: Some(root),
            bass,
            is_note: true,
            ..Chord::default()
        })
    }

    /// The note names at the start of `text`, longest first, each with the rest of the text.
    pub(crate) fn roots<'a>(&self, text: &'a str) -> impl Iterator<Item = (Note, &'a str)> {
        (1..=self.longest_name.min(text.len()))
            .rev()
            .filter_map(move |length| {
                let (name, rest) = text.split_at_checked(length)?;
                Some((self.note(name)?, rest))
            })
    }
}

impl Spelling {
    /// The table for a modifier; naturals are the same in both.
    pub fn of(modifier: i8) -> Self {
        if modifier < 0 {
            Spelling::Flat
        } else {
            Spelling::Sharp
        }
    }
}

/// Accidentals after a natural, double signs first.
const ACCIDENTALS: &[(&str, i8)] = &[
    ("##", 2),
    ("♯♯", 2),
    ("isis", 2),
    ("bb", -2),
    ("♭♭", -2),
    ("eses", -2),
    ("#", 1),
    ("♯", 1),
    ("is", 1),
    ("b", -1),
    ("♭", -1),
    ("es", -1),
];

static BUILTIN: LazyLock<Vec<Arc<Notation>>> = LazyLock::new(|| {
    let tables: Vec<NoteTables> = serde_json::from_str(include_str!("../data/notations.json"))
        .expect("the embedded notations are well-formed");
    tables
        .into_iter()
        .map(|tables| {
            Arc::new(Notation::from_tables(tables).expect("the embedded notations are complete"))
        })
        .collect()
});

#[cfg(test)]
mod tests {
    use super::*;

    fn place(system: &str, name: &str) -> Option<(u8, i8)> {
        let note = Notation::builtin(system)
            .expect("a built-in notation")
            .note(name)?;
        Some((note.ordinal, note.modifier))
    }

    #[test]
    fn eight_notations_are_built_in() {
        let names: Vec<_> = Notation::builtin_names().collect();
        assert_eq!(
            names,
            [
                "common",
                "dutch",
                "german",
                "scandinavian",
                "latin",
                "solfege",
                "nashville",
                "roman"
            ]
        );
    }

    #[test]
    fn a_name_of_both_tables_is_a_natural() {
        assert_eq!(place("common", "D"), Some((2, 0)));
        assert_eq!(place("common", "D#"), Some((3, 1)));
        assert_eq!(place("common", "Es"), Some((3, -1)));
        assert_eq!(place("common", "Cb"), None);
    }

    #[test]
    fn one_name_means_different_notes_in_different_notations() {
        assert_eq!(place("german", "B"), Some((10, -1)));
        assert_eq!(place("german", "H"), Some((11, 0)));
        assert_eq!(place("solfege", "Si"), Some((8, 1)));
        assert_eq!(place("latin", "Si"), Some((11, 0)));
    }

    #[test]
    fn an_alias_has_the_canonical_name_of_its_slot() {
        let note = Notation::common().note("Bes").expect("a note");
        assert_eq!((note.text.as_str(), note.canonical.as_str()), ("Bes", "Bb"));
    }

    #[test]
    fn tables_of_different_length_are_refused() {
        let tables = NoteTables {
            system: "odd".to_owned(),
            is_movable: false,
            sharp: vec![vec!["A".to_owned()]],
            flat: Vec::new(),
        };
        assert!(Notation::from_tables(tables).is_err());
    }

    #[test]
    fn a_note_name_may_begin_with_a_small_letter() {
        let note = Notation::common().parse_note_name("bb").expect("a note");
        assert!(note.is_note);
        assert_eq!(note.root.map(|root| root.ordinal), Some(10));
        assert_eq!(Notation::common().parse_note_name("a/b"), None);
        let note = Notation::common().parse_note_name("e/B").expect("a note");
        assert_eq!(note.bass.map(|bass| bass.ordinal), Some(11));
    }
}
