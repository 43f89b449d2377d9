//! The built-in chord libraries, embedded as data and parsed on first use (`docs/spec/configuration.md#8.2`).

use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use crate::definition::{BaseFret, CopySource, Definition};
use crate::{Fret, Library, Strictness, Tuning};

/// The names of the built-in libraries.
pub(crate) fn names() -> impl Iterator<Item = &'static str> {
    BUNDLE.iter().map(|entry| entry.name)
}

/// The library called `name`; what only adds to others lies on top of the guitar.
pub(crate) fn library(name: &str) -> Option<Arc<Library>> {
    let entry = find(name)?;
    Some(Arc::clone(&entry.library))
}

/// The library called `name` if it needs no other one.
pub(crate) fn library_of_its_own(name: &str) -> Option<Arc<Library>> {
    let entry = find(name)?;
    (!entry.source.overlay).then(|| Arc::clone(&entry.library))
}

/// The definitions of the library called `name`.
pub(crate) fn definitions(name: &str) -> Option<&'static [Definition]> {
    Some(&find(name)?.source.definitions)
}

fn find(name: &str) -> Option<&'static Entry> {
    BUNDLE.iter().find(|entry| entry.name == name)
}

struct Entry {
    name: &'static str,
    source: LazyLock<Source>,
    library: LazyLock<Arc<Library>>,
}

struct Source {
    overlay: bool,
    tuning: Tuning,
    definitions: Vec<Definition>,
}

macro_rules! entries {
    ($($name:literal: $strictness:expr),* $(,)?) => {
        [$(Entry {
            name: $name,
            source: LazyLock::new(|| {
                read(include_str!(concat!("../data/libraries/", $name, ".json")))
            }),
            library: LazyLock::new(|| build($name, $strictness)),
        }),*]
    };
}

static BUNDLE: [Entry; 10] = entries! {
    "guitar": Strictness::Strict,
    "guitar-ly": Strictness::Strict,
    "ukulele": Strictness::Strict,
    "ukulele-ly": Strictness::Strict,
    "mandolin-ly": Strictness::Strict,
    "charango": Strictness::Strict,
    "keyboard": Strictness::Strict,
    "brandtroemer": Strictness::Strict,
    "brandtroemer-muse": Strictness::Strict,
    "jazzy-chords": Strictness::Relaxed,
};

fn build(name: &'static str, strictness: Strictness) -> Arc<Library> {
    let source = &find(name)
        .expect("only names of the bundle are built")
        .source;
    let mut library = if source.overlay {
        library("guitar")
            .expect("the guitar is in the bundle")
            .on_top()
    } else {
        Library::empty(source.tuning.clone())
    };
    let notation = crate::Notation::common();
    for definition in &source.definitions {
        // An overlay may copy a chord that the guitar lacks; such an entry is left out, as in the reference.
        let added = library.add(definition, &notation, strictness);
        debug_assert!(added.is_ok() || source.overlay, "{name}: {definition:?}");
    }
    Arc::new(library)
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    overlay: bool,
    #[serde(default)]
    tuning: Vec<String>,
    chords: Vec<Row>,
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

fn read(text: &str) -> Source {
    let file: File = serde_json::from_str(text).expect("the embedded libraries are well-formed");
    Source {
        overlay: file.overlay,
        tuning: Tuning::parse(&file.tuning).expect("the embedded tunings are notes"),
        definitions: file.chords.into_iter().map(definition).collect(),
    }
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
