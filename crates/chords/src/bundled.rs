//! Built-in chord libraries, embedded as data. A chord is parsed on its first lookup (`docs/spec/configuration.md#8.2`).

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock};

use serde::Deserialize;

use crate::definition::{BaseFret, CopySource, Definition};
use crate::{Chord, Fret, Library, Notation, Strictness, Tuning};

/// The names of the built-in libraries.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    TABLES.iter().map(|table| table.rows.name)
}

/// The library called `name`; overlays lie on top of the guitar's library.
pub(crate) fn library(name: &str) -> Option<Arc<Library>> {
    Some(Arc::clone(&find(name)?.library))
}

/// The library called `name` if it is not an overlay.
pub(crate) fn library_of_its_own(name: &str) -> Option<Arc<Library>> {
    let table = find(name)?;
    (!table.rows.is_overlay).then(|| Arc::clone(&table.library))
}

/// The definitions of the library called `name`.
pub(crate) fn definitions(name: &str) -> Option<Vec<Definition>> {
    Some(find(name)?.rows.definitions().collect())
}

fn find(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.rows.name == name)
}

/// A library's file, and the positions of its chords in it.
struct Rows {
    name: &'static str,
    is_overlay: bool,
    tuning: &'static [&'static str],
    text: &'static str,
    /// Byte ranges of the rows in `text`.
    rows: &'static [(usize, usize)],
    /// The names in the order of their first definition, each with the row that defines it last.
    names: &'static [(&'static str, usize)],
    /// Indexes into `names`, sorted by name.
    sorted: &'static [usize],
}

impl Rows {
    fn definition(&self, row: usize) -> Option<Definition> {
        let (start, end) = *self.rows.get(row)?;
        let text = self.text.get(start..end)?;
        let row = serde_json::from_str(text).expect("the embedded libraries are well-formed");
        Some(definition(row))
    }

    fn definitions(&self) -> impl Iterator<Item = Definition> {
        (0..self.rows.len()).filter_map(|row| self.definition(row))
    }
}

/// A chord after its first lookup; `None` if its row is unusable.
type LazyChord = OnceLock<Option<Arc<Chord>>>;

/// A built-in library whose chords are parsed on first lookup.
pub(crate) struct Table {
    rows: &'static Rows,
    library: LazyLock<Arc<Library>>,
    /// The chords under their names, in the order of `names`.
    chords: LazyLock<Box<[LazyChord]>>,
    /// Indexes into `names` by agnostic name, the name independent of spelling; built on the first agnostic lookup.
    agnostic: LazyLock<HashMap<String, usize>>,
}

impl fmt::Debug for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Table").field(&self.rows.name).finish()
    }
}

impl Table {
    /// The chord called exactly `name`.
    pub(crate) fn by_name(&self, name: &str) -> Option<&Arc<Chord>> {
        let name_at = |at: &usize| self.rows.names.get(*at).map_or("", |(name, _)| *name);
        let found = self
            .rows
            .sorted
            .binary_search_by(|at| name_at(at).cmp(name));
        self.chord(*self.rows.sorted.get(found.ok()?)?)
    }

    /// The chord whose agnostic name is `name`.
    pub(crate) fn by_agnostic(&self, name: &str) -> Option<&Arc<Chord>> {
        self.chord(*self.agnostic.get(name)?)
    }

    /// All chords by name, in order of definition.
    pub(crate) fn chords(&self) -> impl Iterator<Item = (&str, &Arc<Chord>)> {
        let names = self.rows.names.iter().enumerate();
        names.filter_map(|(at, (name, _))| Some((*name, self.chord(at)?)))
    }

    fn chord(&self, at: usize) -> Option<&Arc<Chord>> {
        let chord = self.chords.get(at)?.get_or_init(|| {
            let (name, row) = self.rows.names.get(at)?;
            let definition = self.rows.definition(*row)?;
            let notation = Notation::common();
            let parsed = notation.parse(name, Strictness::Strict);
            let chord =
                self.library
                    .defined(name, parsed, &definition, &notation, Strictness::Strict);
            chord.ok().map(Arc::new)
        });
        chord.as_ref()
    }
}

/// The bundled table number `$number`, which is its index.
macro_rules! tables {
    ($($number:literal)*) => {
        [$(Table {
            rows: &ROWS[$number],
            library: LazyLock::new(|| build(&TABLES[$number])),
            chords: LazyLock::new(|| {
                ROWS[$number].names.iter().map(|_| OnceLock::new()).collect()
            }),
            agnostic: LazyLock::new(|| agnostic_names(&ROWS[$number])),
        }),*]
    };
}

static ROWS: [Rows; 10] = include!(concat!(env!("OUT_DIR"), "/tables.rs"));

static TABLES: [Table; 10] = tables! { 0 1 2 3 4 5 6 7 8 9 };

/// The library of a table: the shared table itself, or an overlay on the guitar's.
fn build(table: &'static Table) -> Arc<Library> {
    let rows = table.rows;
    if !rows.is_overlay {
        let tuning = Tuning::parse(rows.tuning).expect("the embedded tunings are notes");
        return Arc::new(Library::of_table(table, tuning));
    }
    let guitar = library("guitar").expect("the guitar is in the bundle");
    let mut library = guitar.on_top();
    let strictness = match rows.name {
        "jazzy-chords" => Strictness::Relaxed,
        _ => Strictness::Strict,
    };
    let notation = Notation::common();
    for definition in rows.definitions() {
        // An overlay can copy a chord that the guitar lacks; such an entry is left out, as in the reference.
        let _ = library.add(&definition, &notation, strictness);
    }
    Arc::new(library)
}

fn agnostic_names(rows: &Rows) -> HashMap<String, usize> {
    let notation = Notation::common();
    // If two rows have the same name, the last row counts.
    let mut places: Vec<(usize, &(&str, usize))> = rows.names.iter().enumerate().collect();
    places.sort_by_key(|(_, (_, row))| *row);
    let agnostic = places.into_iter().filter_map(|(at, (name, _))| {
        let chord = notation.parse(name, Strictness::Strict)?;
        Some((chord.agnostic()?, at))
    });
    agnostic.collect()
}

#[derive(Deserialize)]
struct Row {
    name: String,
    base: Option<i64>,
    frets: Option<Vec<i64>>,
    fingers: Option<Vec<Finger>>,
    keys: Option<Vec<i64>>,
    copy: Option<String>,
    display: Option<String>,
    format: Option<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Finger {
    Number(i64),
    Letter(char),
}

fn definition(row: Row) -> Definition {
    let fingers = row.fingers.map(|fingers| {
        fingers
            .into_iter()
            .map(|finger| match finger {
                Finger::Number(number) => u32::try_from(number)
                    .ok()
                    .and_then(|number| char::from_digit(number, 10)),
                Finger::Letter('X') => Some('x'),
                Finger::Letter('N') => None,
                Finger::Letter(letter) => Some(letter),
            })
            .collect()
    });
    Definition {
        names: row.name.split('|').map(str::to_owned).collect(),
        base: row.base.map(BaseFret::Number),
        frets: row
            .frets
            .map(|frets| frets.into_iter().map(Fret::from_number).collect()),
        fingers,
        keys: row.keys,
        copy: row.copy.map(CopySource::Fingering),
        display: row.display,
        format: row.format,
        ..Definition::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_library_is_complete() {
        for (name, count) in [
            ("guitar", 1155),
            ("guitar-ly", 187),
            ("ukulele", 111),
            ("ukulele-ly", 221),
            ("mandolin-ly", 306),
            ("charango", 221),
            ("keyboard", 2),
        ] {
            let library = library(name).expect("a library of the bundle");
            assert_eq!(library.chords().len(), count, "{name}");
        }
    }

    #[test]
    fn a_chord_that_is_looked_up_is_as_if_all_were_added_in_order() {
        for table in TABLES.iter().filter(|table| !table.rows.is_overlay) {
            let tuning = Tuning::parse(table.rows.tuning).expect("notes");
            let mut eager = Library::empty(tuning);
            for definition in table.rows.definitions() {
                let added = eager.add(&definition, &Notation::common(), Strictness::Strict);
                assert!(added.is_ok(), "{}: {definition:?}", table.rows.name);
            }
            assert_eq!(table.library.chords(), eager.chords());
            for (_, chord) in eager.chords() {
                assert_eq!(table.library.by_chord(chord), eager.by_chord(chord));
            }
            for text in ["Bes", "Dis7", "Ges", "xyz"] {
                let chord = Notation::common().parse(text, Strictness::Strict);
                let chord = chord.unwrap_or_default();
                assert_eq!(table.library.by_chord(&chord), eager.by_chord(&chord));
            }
        }
    }

    #[test]
    fn a_crossed_out_string_is_told_from_one_without_finger() {
        let library = library("guitar").expect("a library of the bundle");
        let fingers = |name: &str| {
            let chord = library.by_name(name).expect("a chord of the guitar");
            chord.fingering.clone().expect("a fingering").fingers
        };
        let finger = |letter| Some(letter);
        assert_eq!(
            fingers("G#sus4"),
            ['x', 'x', '3', '4', '1', '1'].map(finger)
        );
        assert_eq!(fingers("C")[0], finger('x'));
    }

    #[test]
    fn jazzy_names_are_read_relaxed() {
        let library = library("jazzy-chords").expect("a library of the bundle");
        let chord = library.by_name("CΔ").expect("a jazzy chord");
        assert_eq!(chord.extension, "Δ");
        assert!(chord.has_frets());
    }
}
