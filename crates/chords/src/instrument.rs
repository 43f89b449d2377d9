//! Instruments by plain names: tunings, courses, short strings.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::{Fretboard, Tuning};

/// An instrument.
#[derive(Debug)]
pub struct Instrument {
    name: String,
    title: String,
    kind: InstrumentKind,
    library: Option<String>,
}

/// The kind of instrument: strings or keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InstrumentKind {
    /// Strings, or courses of strings that are tuned and pressed together.
    Strings {
        /// The open strings in the order of diagrams, left to right.
        tuning: Tuning,
        /// The fretboard.
        fretboard: Fretboard,
        /// Whether the strings come in courses.
        has_courses: bool,
    },
    /// Keys.
    Keys,
}

impl Instrument {
    /// All instruments, in the order of the documentation.
    pub fn all() -> &'static [Instrument] {
        &INSTRUMENTS
    }

    /// The instrument called `name`, such as `ukulele` or `banjo-5`.
    pub fn find(name: &str) -> Option<&'static Instrument> {
        INSTRUMENTS
            .iter()
            .find(|instrument| instrument.name == name)
    }

    /// The instrument whose strings are tuned to the same pitches.
    pub fn with_tuning(tuning: &Tuning) -> Option<&'static Instrument> {
        INSTRUMENTS.iter().find(|instrument| {
            matches!(&instrument.kind, InstrumentKind::Strings { tuning: own, .. }
                if own.midi_pitches() == tuning.midi_pitches())
        })
    }

    /// The name that selects it, such as `banjo-5`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The common name, with the number of strings if that is needed to tell it apart.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Strings or keys.
    pub fn kind(&self) -> &InstrumentKind {
        &self.kind
    }

    /// The tuning, if it has strings.
    pub fn tuning(&self) -> Option<&Tuning> {
        match &self.kind {
            InstrumentKind::Strings { tuning, .. } => Some(tuning),
            InstrumentKind::Keys => None,
        }
    }

    /// The name of its hand-made chord table, if there is one.
    pub fn library_name(&self) -> Option<&str> {
        self.library.as_deref()
    }
}

#[derive(Deserialize)]
struct File {
    instruments: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    name: String,
    title: String,
    #[serde(default)]
    tuning: Vec<String>,
    #[serde(default)]
    frets: u8,
    #[serde(default)]
    courses: bool,
    /// The string that starts behind the nut, and its fret.
    short_string: Option<(usize, u8)>,
    library: Option<String>,
}

static INSTRUMENTS: LazyLock<Vec<Instrument>> = LazyLock::new(|| {
    let file: File = serde_json::from_str(include_str!("../data/instruments.json"))
        .expect("the embedded instruments are well-formed");
    file.instruments.into_iter().map(instrument).collect()
});

fn instrument(row: Row) -> Instrument {
    let kind = if row.tuning.is_empty() {
        InstrumentKind::Keys
    } else {
        let tuning = Tuning::parse(&row.tuning).expect("the embedded tunings are notes");
        let mut fretboard =
            Fretboard::new(&tuning, row.frets).expect("the embedded tunings have a few strings");
        if let Some((string, fret)) = row.short_string {
            fretboard = fretboard.with_start(string, fret);
        }
        InstrumentKind::Strings {
            tuning,
            fretboard,
            has_courses: row.courses,
        }
    };
    Instrument {
        name: row.name,
        title: row.title,
        kind,
        library: row.library,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instruments_have_names_of_their_own() {
        let mut names: Vec<_> = Instrument::all().iter().map(Instrument::name).collect();
        names.sort_unstable();
        let count = names.len();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(count >= 24);
    }

    #[test]
    fn a_table_is_for_the_tuning_of_its_instrument() {
        for instrument in Instrument::all() {
            let (Some(name), Some(tuning)) = (instrument.library_name(), instrument.tuning())
            else {
                continue;
            };
            let library = crate::Library::builtin(name).expect("a built-in table");
            assert!(
                library.tuning().has_same_notes(tuning),
                "{}",
                instrument.name()
            );
        }
    }

    #[test]
    fn an_instrument_is_found_by_its_tuning() {
        let tuning = Tuning::parse(&["G4", "C4", "E4", "A4"]).expect("a tuning");
        let found = Instrument::with_tuning(&tuning).expect("an instrument");
        assert_eq!(found.name(), "ukulele");
    }
}
