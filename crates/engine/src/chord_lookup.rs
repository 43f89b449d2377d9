//! Chord lookup: the tones, names and shapes of a chord on an instrument.

use std::sync::Arc;

use chordpro_chords::{
    BassPlacement, Chord, ChordTones, Fingering, Fret, Fretboard, Instrument, InstrumentKind, Key,
    Library, Notation, Strictness, Tuning, lacks_bass, voicings,
};
use serde::{Deserialize, Serialize};

/// The maximum number of shapes returned.
const MAX_SHAPES: usize = 12;
/// The number of frets for a tuning that no instrument has.
const FRETS: u8 = 15;

/// A query for a chord.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct ChordQuery {
    /// The chord's name, in the common notation.
    pub name: String,
    /// The instrument's name; empty for `guitar`.
    pub instrument: String,
    /// The tuning instead of the instrument's: notes with octaves. Empty for the instrument's tuning.
    pub tuning: Vec<String>,
    /// The key for the chord's degree.
    pub key: Option<String>,
    /// Whether to mirror the shapes for left-handed players: strings in reverse order.
    pub is_left_handed: bool,
}

/// Why a query fails.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[non_exhaustive]
pub enum ChordLookupError {
    /// `N.C.`: nothing is played.
    #[error("\"{0}\" is no chord: nothing is played")]
    NoChord(String),
    /// The name is not a valid chord name.
    #[error("\"{0}\" is not the name of a chord")]
    UnknownChord(String),
    /// There is no instrument with this name.
    #[error("instrument must be one of {valid}")]
    Instrument {
        /// All valid names.
        valid: String,
    },
    /// The tuning has strings without a note, too few or too many.
    #[error(
        "tuning must be 3 to 12 notes with octaves from low to high, such as D2,A2,D3,G3,A3,D4: {0}"
    )]
    Tuning(String),
    /// The key is invalid.
    #[error("key must be a key such as Bb or F#m")]
    Key,
}

/// The origin of a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ShapeOrigin {
    /// From a hand-made table.
    Table,
    /// Computed.
    Generated,
}

/// One way to play a chord.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChordShape {
    /// The fret that fret number 1 stands for.
    pub base_fret: u8,
    /// One entry per string: 0 is open, others count from the base fret, `null` is not played.
    pub frets: Vec<Option<u8>>,
    /// One entry per string: the finger, `null` if unknown.
    pub fingers: Vec<Option<String>>,
    /// The origin of the shape.
    pub origin: ShapeOrigin,
    /// Whether the bass after the slash sounds.
    pub has_bass: bool,
}

/// The facts about a chord.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ChordReport {
    /// The name as requested.
    pub name: String,
    /// The root.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub root: Option<String>,
    /// The quality as written: `m`, `dim`.
    pub quality: String,
    /// The extension as written: `7`, `sus4`.
    pub extension: String,
    /// The bass after the slash.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bass: Option<String>,
    /// The names of the notes, from the root upwards; a bass that is not a chord tone comes last.
    pub tones: Vec<String>,
    /// The intervals above the root in semitones, in the same order.
    pub intervals: Vec<u8>,
    /// Other names of the same notes.
    pub enharmonics: Vec<String>,
    /// The degree in the given key, in Nashville numbers and Roman numerals.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub degree: Option<Degree>,
    /// The instrument.
    pub instrument: String,
    /// The strings; empty for keyboards.
    pub tuning: Vec<String>,
    /// The shapes, best first; table shapes come before generated ones.
    pub shapes: Vec<ChordShape>,
    /// The keys of a keyboard in semitones above the octave of the root, low to high.
    pub keys: Vec<u8>,
}

/// A degree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Degree {
    /// The key.
    pub key: String,
    /// In Nashville numbers, counted from the tonic.
    pub nashville: String,
    /// In Roman numerals.
    pub roman: String,
}

/// The names of all instruments.
pub fn instrument_names() -> impl Iterator<Item = &'static str> {
    Instrument::all().iter().map(Instrument::name)
}

/// Looks up a chord.
///
/// # Errors
/// See [`ChordLookupError`].
pub fn look_up_chord(query: &ChordQuery) -> Result<ChordReport, ChordLookupError> {
    let board = Board::of(query)?;
    let common = Notation::common();
    let chord = parse(&query.name, &common, &board)?;
    let tones = ChordTones::of(&chord);
    let mut shapes = board.shapes(&chord, tones.as_ref());
    if query.is_left_handed {
        for shape in &mut shapes {
            shape.frets.reverse();
            shape.fingers.reverse();
        }
    }
    let note = |note: &Option<chordpro_chords::Note>| note.as_ref().map(|note| note.text.clone());
    Ok(ChordReport {
        name: query.name.clone(),
        root: note(&chord.root),
        quality: chord.quality.clone(),
        extension: chord.extension.clone(),
        bass: note(&chord.bass),
        tones: tones
            .as_ref()
            .map(|tones| tones.note_names(&chord, &common))
            .unwrap_or_default(),
        intervals: tones
            .as_ref()
            .map(chordpro_chords::ChordTones::intervals)
            .unwrap_or_default(),
        enharmonics: chord.enharmonic_names(&common),
        degree: degree(query, &chord, &common)?,
        instrument: board.name.clone(),
        tuning: board.tuning.pitches().map(str::to_owned).collect(),
        shapes,
        keys: tones.map(|tones| tones.keys()).unwrap_or_default(),
    })
}

fn parse(name: &str, common: &Notation, board: &Board) -> Result<Chord, ChordLookupError> {
    let plain = name.to_ascii_lowercase().replace('.', "");
    if plain == "nc" {
        return Err(ChordLookupError::NoChord(name.to_owned()));
    }
    let tabled = || {
        let found = board.tables.iter().find_map(|table| table.by_name(name));
        found.map(|chord| Chord::clone(chord))
    };
    common
        .parse(name, Strictness::Strict)
        .or_else(|| common.parse_enharmonic(name))
        .or_else(tabled)
        .or_else(|| {
            // Any text is a valid extension here; only extensions with a meaning make a chord.
            let chord = common.parse(name, Strictness::Relaxed)?;
            ChordTones::of(&chord).is_some().then_some(chord)
        })
        .ok_or_else(|| ChordLookupError::UnknownChord(name.to_owned()))
}

fn degree(
    query: &ChordQuery,
    chord: &Chord,
    common: &Notation,
) -> Result<Option<Degree>, ChordLookupError> {
    let Some(text) = &query.key else {
        return Ok(None);
    };
    let key = Key::parse(text, common).ok_or(ChordLookupError::Key)?;
    let tonic = common
        .parse(text, Strictness::Strict)
        .and_then(|chord| chord.root)
        .ok_or(ChordLookupError::Key)?;
    let name = |system: &str| {
        Notation::builtin(system)
            .map(|to| chord.counted_from(&tonic, common, &to).name)
            .unwrap_or_default()
    };
    Ok(Some(Degree {
        key: key.name,
        nashville: name("nashville"),
        roman: name("roman"),
    }))
}

/// The instrument that a chord is looked up on.
struct Board {
    name: String,
    tuning: Tuning,
    fretboard: Option<Fretboard>,
    tables: Vec<Arc<Library>>,
}

impl Board {
    fn of(query: &ChordQuery) -> Result<Board, ChordLookupError> {
        let name = match query.instrument.as_str() {
            "" => "guitar",
            // Names of the reference's presets.
            "mandolin-ly" => "mandolin",
            "guitar-ly" => "guitar",
            "ukulele-ly" => "ukulele",
            name => name,
        };
        let instrument = Instrument::find(name).ok_or_else(|| ChordLookupError::Instrument {
            valid: instrument_names().collect::<Vec<_>>().join(", "),
        })?;
        if !query.tuning.is_empty() {
            return Board::of_tuning(&query.tuning);
        }
        let (tuning, fretboard) = match instrument.kind() {
            InstrumentKind::Strings {
                tuning, fretboard, ..
            } => (tuning.clone(), Some(fretboard.clone())),
            InstrumentKind::Keys => (Tuning::default(), None),
        };
        // Tables derived from LilyPond's have more chords.
        let more = match name {
            "guitar" => Some("guitar-ly"),
            "ukulele" => Some("ukulele-ly"),
            _ => None,
        };
        let own = instrument.library_name().and_then(Library::builtin);
        let mut tables: Vec<Arc<Library>> = own.into_iter().collect();
        tables.extend(more.and_then(Library::builtin));
        if query.instrument.ends_with("-ly") {
            tables.reverse();
        }
        Ok(Board {
            name: name.to_owned(),
            tuning,
            fretboard,
            tables,
        })
    }

    fn of_tuning(pitches: &[String]) -> Result<Board, ChordLookupError> {
        let wrong = |error: String| ChordLookupError::Tuning(error);
        let tuning = Tuning::parse(pitches).map_err(|error| wrong(error.to_string()))?;
        let fretboard = match Instrument::with_tuning(&tuning).map(Instrument::kind) {
            Some(InstrumentKind::Strings { fretboard, .. }) => fretboard.clone(),
            _ => Fretboard::new(&tuning, FRETS).map_err(|error| wrong(error.to_string()))?,
        };
        Ok(Board {
            name: Instrument::with_tuning(&tuning)
                .map_or("own tuning", Instrument::name)
                .to_owned(),
            tuning,
            fretboard: Some(fretboard),
            tables: Vec::new(),
        })
    }

    fn shapes(&self, chord: &Chord, tones: Option<&ChordTones>) -> Vec<ChordShape> {
        let Some(fretboard) = &self.fretboard else {
            return Vec::new();
        };
        let mut shapes: Vec<ChordShape> = Vec::new();
        for table in &self.tables {
            let found = table.by_name(&chord.name).or_else(|| table.by_sound(chord));
            if let Some(found) = found
                && let Some(fingering) = &found.fingering
                && !fingering.frets.is_empty()
            {
                let has_bass = !lacks_bass(found, table.tuning());
                let shape = shape(fingering, ShapeOrigin::Table, has_bass);
                if !shapes.iter().any(|other| other.is_same(&shape)) {
                    shapes.push(shape);
                }
            }
        }
        if let Some(tones) = tones {
            let found = voicings(tones, fretboard, MAX_SHAPES);
            let has_bass = found.bass != BassPlacement::Missing || tones.bass.is_none();
            for voicing in &found.list {
                let shape = shape(&voicing.fingering(), ShapeOrigin::Generated, has_bass);
                if !shapes.iter().any(|other| other.is_same(&shape)) {
                    shapes.push(shape);
                }
            }
        }
        shapes.truncate(MAX_SHAPES);
        shapes
    }
}

impl ChordShape {
    fn is_same(&self, other: &ChordShape) -> bool {
        let absolute = |shape: &ChordShape| -> Vec<Option<u8>> {
            let above = shape.base_fret.saturating_sub(1);
            let frets = shape.frets.iter();
            frets
                .map(|fret| {
                    fret.map(|fret| {
                        if fret == 0 {
                            0
                        } else {
                            fret.saturating_add(above)
                        }
                    })
                })
                .collect()
        };
        absolute(self) == absolute(other)
    }
}

fn shape(fingering: &Fingering, origin: ShapeOrigin, has_bass: bool) -> ChordShape {
    ChordShape {
        base_fret: fingering.base_fret,
        frets: fingering
            .frets
            .iter()
            .map(|fret| match fret {
                Fret::Muted => None,
                Fret::At(fret) => Some(*fret),
            })
            .collect(),
        fingers: fingering
            .fingers
            .iter()
            .map(|finger| finger.filter(|finger| *finger != 'x').map(String::from))
            .collect(),
        origin,
        has_bass,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(name: &str, instrument: &str) -> ChordReport {
        look_up_chord(&ChordQuery {
            name: name.to_owned(),
            instrument: instrument.to_owned(),
            key: Some("C".to_owned()),
            ..ChordQuery::default()
        })
        .expect("a chord")
    }

    #[test]
    fn a_report_has_tones_names_and_degree() {
        let report = report("F#m7b5", "");
        assert_eq!(report.tones, ["F#", "A", "C", "E"]);
        assert_eq!(report.enharmonics, ["Gbm7b5"]);
        let degree = report.degree.expect("a degree");
        assert_eq!(
            (degree.nashville.as_str(), degree.roman.as_str()),
            ("#4m7b5", "#iv7b5")
        );
    }

    #[test]
    fn shapes_of_tables_come_first_and_others_follow() {
        let report = report("C", "guitar");
        let first = report.shapes.first().expect("a shape");
        assert_eq!(first.origin, ShapeOrigin::Table);
        assert_eq!(
            first.frets,
            [None, Some(3), Some(2), Some(0), Some(1), Some(0)]
        );
        assert!(
            report
                .shapes
                .iter()
                .any(|shape| shape.origin == ShapeOrigin::Generated)
        );
        assert!(report.shapes.len() > 3);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |query: ChordQuery| look_up_chord(&query).expect_err("a wrong question");
        let name = |name: &str| ChordQuery {
            name: name.to_owned(),
            ..ChordQuery::default()
        };
        assert!(matches!(error(name("N.C.")), ChordLookupError::NoChord(_)));
        assert!(matches!(
            error(name("Foo")),
            ChordLookupError::UnknownChord(_)
        ));
        let tuba = ChordQuery {
            instrument: "tuba".to_owned(),
            ..name("C")
        };
        assert!(error(tuba).to_string().contains("banjo-5"));
        for tuning in [vec!["E2".to_owned(); 40], vec!["X".to_owned()]] {
            let query = ChordQuery {
                tuning,
                ..name("C")
            };
            assert!(matches!(error(query), ChordLookupError::Tuning(_)));
        }
    }
}
