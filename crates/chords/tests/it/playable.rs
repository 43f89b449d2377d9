//! Checks voicings by independent rules: shares no code with the generator, not even the intervals of chords, which come from
//! `tests/data/qualities.json`.

use std::collections::BTreeSet;
use std::time::Instant;

use chordpro_chords::{
    BassPlacement, ChordTones, Fret, Fretboard, Grips, Instrument, InstrumentKind, Library,
    Notation, Strictness, Tuning, voicings, voicings_with,
};
use serde::Deserialize;

/// The instruments that are measured.
const INSTRUMENTS: [&str; 12] = [
    "guitar",
    "guitar-drop-d",
    "guitar-dadgad",
    "guitar-open-g",
    "guitalele",
    "ukulele",
    "baritone-ukulele",
    "mandolin",
    "banjo-5",
    "tenor-banjo",
    "charango",
    "cavaquinho",
];
const ROOTS: [&str; 12] = [
    "C", "Db", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B",
];
const NATURALS: [(char, i64); 7] = [
    ('C', 0),
    ('D', 2),
    ('E', 4),
    ('F', 5),
    ('G', 7),
    ('A', 9),
    ('B', 11),
];

#[derive(Deserialize)]
struct Qualities {
    qualities: Vec<Quality>,
}

#[derive(Deserialize)]
struct Quality {
    name: String,
    tones: Vec<i64>,
    may_omit: Vec<i64>,
}

fn qualities() -> Vec<Quality> {
    let text = include_str!("../data/qualities.json");
    let file: Qualities = serde_json::from_str(text).expect("a table of qualities");
    assert_eq!(file.qualities.len(), 40);
    file.qualities
}

/// Semitones of a pitch such as `F#4` above C0.
fn pitch(text: &str) -> i64 {
    let mut total = 0;
    for letter in text.chars() {
        match letter {
            '#' => total += 1,
            'b' => total -= 1,
            '0'..='9' => total += 12 * i64::from(letter.to_digit(10).expect("a digit")),
            letter => {
                total += NATURALS
                    .iter()
                    .find(|(name, _)| *name == letter)
                    .expect("a note")
                    .1;
            }
        }
    }
    total
}

/// The state of one string: its open pitch, its first fret, and the stopped fret.
struct Stopped {
    open: i64,
    start: i64,
    fret: Option<i64>,
}

impl Stopped {
    fn sounds(&self) -> Option<i64> {
        self.fret.map(|fret| match fret {
            0 => self.open,
            fret => self.open + fret - self.start,
        })
    }
}

/// The faults of a voicing; empty if it is playable and sounds the chord.
fn faults(strings: &[Stopped], root: i64, quality: &Quality, bass: Option<i64>) -> Vec<String> {
    let mut faults = Vec::new();
    let frets: Vec<i64> = strings
        .iter()
        .filter_map(|string| string.fret)
        .filter(|fret| *fret > 0)
        .collect();
    if let (Some(low), Some(high)) = (frets.iter().min(), frets.iter().max())
        && high - low > 3
    {
        faults.push(format!("frets {low} to {high}"));
    }
    for string in strings {
        if string
            .fret
            .is_some_and(|fret| fret > 0 && fret <= string.start)
        {
            faults.push("a fret behind the start of the string".to_owned());
        }
    }
    if fingers(strings) > 4 {
        faults.push(format!("{} fingers", fingers(strings)));
    }
    let heard: BTreeSet<i64> = strings
        .iter()
        .filter_map(Stopped::sounds)
        .map(|pitch| (pitch - root).rem_euclid(12))
        .collect();
    let mut allowed: BTreeSet<i64> = quality.tones.iter().copied().collect();
    allowed.extend(bass);
    // The eleventh belongs to a thirteenth chord, although it is never required.
    if quality.name.contains("13") && !quality.name.contains("b13") {
        allowed.insert(5);
    }
    for foreign in heard.difference(&allowed) {
        faults.push(format!("foreign {foreign}"));
    }
    for tone in &quality.tones {
        if !heard.contains(tone) && !quality.may_omit.contains(tone) {
            faults.push(format!("lacks {tone}"));
        }
    }
    let lowest = strings.iter().filter_map(Stopped::sounds).min();
    if let Some(bass) = bass
        && lowest.map(|lowest| (lowest - root).rem_euclid(12)) != Some(bass)
    {
        faults.push("another bass".to_owned());
    }
    faults
}

/// The number of fingers needed: at each fret, one for every group of strings that a straight finger can hold.
fn fingers(strings: &[Stopped]) -> usize {
    let frets: BTreeSet<i64> = strings.iter().filter_map(|string| string.fret).collect();
    frets
        .into_iter()
        .filter(|fret| *fret > 0)
        .map(|fret| {
            // A string that the finger must not press splits the group.
            strings
                .split(|string| string.fret.is_none_or(|other| other < fret))
                .filter(|group| group.iter().any(|string| string.fret == Some(fret)))
                .count()
        })
        .sum()
}

struct Bench {
    name: &'static str,
    open: Vec<(i64, i64)>,
    kind: &'static InstrumentKind,
}

fn bench(name: &'static str) -> Bench {
    let instrument = Instrument::find(name).expect("an instrument");
    let tuning = instrument.tuning().expect("an instrument with strings");
    Bench {
        name,
        open: (0..)
            .zip(tuning.pitches())
            .map(|(string, text)| {
                let is_short = name == "banjo-5" && string == 0;
                (pitch(text), if is_short { 5 } else { 0 })
            })
            .collect(),
        kind: instrument.kind(),
    }
}

impl Bench {
    fn first(&self, name: &str) -> Option<Vec<Stopped>> {
        let InstrumentKind::Strings { fretboard, .. } = self.kind else {
            panic!("{} has strings", self.name);
        };
        let chord = Notation::common()
            .parse(name, Strictness::Relaxed)
            .unwrap_or_else(|| panic!("{name} is a chord"));
        let tones = ChordTones::of(&chord).unwrap_or_else(|| panic!("{name} has tones"));
        let found = voicings(&tones, fretboard, 8);
        let first = found.list.first()?;
        Some(
            self.open
                .iter()
                .zip(&first.frets)
                .map(|((open, start), fret)| Stopped {
                    open: *open,
                    start: *start,
                    fret: fret.map(i64::from),
                })
                .collect(),
        )
    }
}

fn shape(strings: &[Stopped]) -> String {
    let fret = |string: &Stopped| string.fret.map_or("x".to_owned(), |fret| fret.to_string());
    strings.iter().map(fret).collect::<Vec<_>>().join(" ")
}

#[test]
fn every_chord_of_every_instrument_is_playable() {
    let mut wrong = Vec::new();
    for instrument in INSTRUMENTS.map(bench) {
        for root in ROOTS {
            for quality in qualities() {
                let name = format!("{root}{}", quality.name);
                let Some(strings) = instrument.first(&name) else {
                    wrong.push(format!("{} {name}: none", instrument.name));
                    continue;
                };
                let faults = faults(&strings, pitch(root), &quality, None);
                if !faults.is_empty() {
                    let shape = shape(&strings);
                    let faults = faults.join(", ");
                    wrong.push(format!("{} {name} {shape}: {faults}", instrument.name));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn a_chord_takes_less_than_two_milliseconds_even_here() {
    // In a build without optimisation, beside other tests; a release build needs a fifth.
    let count = u32::try_from(12 * 12 * qualities().len()).expect("a few thousand");
    let start = Instant::now();
    for instrument in INSTRUMENTS.map(bench) {
        for root in ROOTS {
            for quality in qualities() {
                let _ = instrument.first(&format!("{root}{}", quality.name));
            }
        }
    }
    let mean = start.elapsed() / count;
    assert!(mean.as_micros() < 2000, "{mean:?}");
}

#[test]
fn twelve_strings_of_any_pitch_take_bounded_time() {
    let chord = Notation::common()
        .parse("C13", Strictness::Strict)
        .expect("a chord");
    let tones = ChordTones::of(&chord).expect("tones");
    for pitches in [
        vec!["C4"; 12],
        vec![
            "C0", "C9", "F#4", "B2", "E9", "A1", "D5", "G3", "C2", "Eb7", "Ab6", "E0",
        ],
    ] {
        let tuning = Tuning::parse(&pitches).expect("a tuning");
        let fretboard = Fretboard::new(&tuning, 24).expect("a fretboard");
        let start = Instant::now();
        let _ = voicings(&tones, &fretboard, 64);
        assert!(start.elapsed().as_millis() < 2000, "{pitches:?}");
    }
}

/// Whether any playable voicing has the bass lowest, by trying all frets of all strings.
fn can_have_bass(bench: &Bench, frets: i64, root: i64, quality: &Quality, bass: i64) -> bool {
    (1..=frets - 3).any(|position| {
        let choices: Vec<Option<i64>> = [None, Some(0)]
            .into_iter()
            .chain((position..position + 4).map(Some))
            .collect();
        let count = choices
            .len()
            .pow(u32::try_from(bench.open.len()).expect("a few strings"));
        (0..count).any(|mut number| {
            let strings: Vec<Stopped> = bench
                .open
                .iter()
                .map(|(open, start)| {
                    let fret = *choices.get(number % choices.len()).expect("a fret");
                    number /= choices.len();
                    Stopped {
                        open: *open,
                        start: *start,
                        fret,
                    }
                })
                .collect();
            faults(&strings, root, quality, Some(bass)).is_empty()
        })
    })
}

#[test]
fn an_asked_bass_is_lowest_wherever_the_tuning_allows_it() {
    let all = qualities();
    let mut seen = BTreeSet::new();
    for (instrument, frets) in [("ukulele", 12), ("mandolin", 15), ("cavaquinho", 17)] {
        let bench = bench(instrument);
        let InstrumentKind::Strings { fretboard, .. } = bench.kind else {
            panic!("strings");
        };
        for (root, bass) in [
            ("C", "E"),
            ("G", "B"),
            ("D", "F#"),
            ("Am", "G"),
            ("C", "D"),
            ("F7", "Eb"),
            ("Bdim7", "C"),
        ] {
            let quality = all
                .iter()
                .find(|quality| quality.name == root[1..])
                .expect("a quality");
            let above = (pitch(bass) - pitch(&root[..1])).rem_euclid(12);
            let chord = Notation::common()
                .parse(&format!("{root}/{bass}"), Strictness::Strict)
                .expect("a chord");
            let found = voicings(&ChordTones::of(&chord).expect("tones"), fretboard, 3);
            let can = can_have_bass(&bench, frets, pitch(&root[..1]), quality, above);
            assert_eq!(
                found.bass == BassPlacement::Lowest,
                can,
                "{instrument} {root}/{bass}"
            );
            seen.insert(format!("{:?}", found.bass));
            for voicing in &found.list {
                let strings: Vec<Stopped> = bench
                    .open
                    .iter()
                    .zip(&voicing.frets)
                    .map(|((open, start), fret)| Stopped {
                        open: *open,
                        start: *start,
                        fret: fret.map(i64::from),
                    })
                    .collect();
                let bass = (found.bass == BassPlacement::Lowest).then_some(above);
                let mut quality = Quality {
                    name: quality.name.clone(),
                    tones: quality.tones.clone(),
                    may_omit: quality.may_omit.clone(),
                };
                if found.bass == BassPlacement::Inside {
                    quality.tones.push(above);
                }
                assert_eq!(
                    faults(&strings, pitch(&root[..1]), &quality, bass),
                    [""; 0],
                    "{instrument} {root}/{above} {}",
                    shape(&strings)
                );
            }
        }
    }
    assert!(seen.len() > 1, "{seen:?}");
}

/// How many of the guitar's hand-made shapes are among the first three, and how many there are; with the grips that `grips` gives
/// for a root.
fn hand_made_among_first(grips: impl Fn(u8) -> Option<Grips>) -> (usize, usize) {
    let guitar = bench("guitar");
    let InstrumentKind::Strings { fretboard, .. } = guitar.kind else {
        panic!("a guitar has strings");
    };
    let library = Library::builtin("guitar").expect("a table");
    let (mut found, mut count) = (0, 0);
    for (ordinal, root) in (0..).zip(ROOTS) {
        let grips = grips(ordinal);
        for quality in qualities() {
            let chord = Notation::common()
                .parse(&format!("{root}{}", quality.name), Strictness::Relaxed)
                .expect("a chord");
            let Some(fingering) = library
                .by_chord(&chord)
                .and_then(|chord| chord.fingering.clone())
            else {
                continue;
            };
            let by_hand: Vec<Option<u8>> = fingering
                .frets
                .iter()
                .map(|fret| match fret {
                    Fret::Muted => None,
                    Fret::At(0) => Some(0),
                    Fret::At(fret) => Some(fret + fingering.base_fret - 1),
                })
                .collect();
            let tones = ChordTones::of(&chord).expect("tones");
            let voicings = match &grips {
                None => voicings(&tones, fretboard, 3),
                Some(grips) => voicings_with(&tones, fretboard, 3, Some(grips)),
            };
            count += 1;
            if voicings.list.iter().any(|voicing| voicing.frets == by_hand) {
                found += 1;
            } else {
                println!("{} {by_hand:?}", chord.name);
            }
        }
    }
    println!("{found} of {count}");
    (found, count)
}

#[test]
fn hand_made_shapes_of_the_guitar_are_among_the_first_three() {
    let (found, count) = hand_made_among_first(|_| None);
    assert!(found * 100 >= count * 90, "{found} of {count}");
}

#[test]
fn the_shapes_of_other_roots_foretell_those_of_a_root() {
    let library = Library::builtin("guitar").expect("a table");
    let (found, count) =
        hand_made_among_first(|root| Some(Grips::of_library(&library, Some(root))));
    assert!(found * 100 >= count * 85, "{found} of {count}");
}
