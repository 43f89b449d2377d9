//! Capo advice: the frets at which a song's shapes are easiest.

use std::collections::HashMap;

use crate::{
    Chord, ChordTones, Fretboard, Key, KeyNaming, KeyShift, MinorKeys, Notation, voicings,
};

/// The highest fret that is suggested: beyond it strings are short and thin.
pub const MAX_CAPO: u8 = 7;
/// The cost of one fret of capo per chord played: as much as a voicing with one finger less saves.
pub const CAPO_FRET_COST: u64 = 8;

/// The cost of a song's shapes with a capo at a fret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CapoAdvice {
    /// The fret; 0 means no capo.
    pub fret: u8,
    /// The chord shapes as fingered, in order of first use, in the given notation; they sound at the song's pitch.
    pub shapes: Vec<String>,
    /// The difficulty: the costs of the best voicings, each times the number of times it is played, plus [`CAPO_FRET_COST`] per fret
    /// and chord.
    pub cost: u64,
    /// The number of different shapes that need a barre.
    pub barres: usize,
    /// The number of different shapes with open strings.
    pub open: usize,
}

/// The best shapes of chords on a fretboard, each searched for once.
#[derive(Debug, Clone)]
pub struct BestShapes {
    fretboard: Fretboard,
    known: HashMap<ChordTones, Option<Best>>,
}

/// How many shapes are kept: all chords of hundreds of songs.
const MAX_SHAPES: usize = 4096;

/// What counts of the best voicing of a chord.
#[derive(Debug, Clone, Copy)]
struct Best {
    cost: u32,
    has_barre: bool,
    /// Whether it has open strings.
    is_open: bool,
}

impl BestShapes {
    /// None yet, for `fretboard`.
    pub fn new(fretboard: Fretboard) -> Self {
        BestShapes {
            fretboard,
            known: HashMap::new(),
        }
    }

    fn of(&mut self, tones: ChordTones) -> Option<Best> {
        if let Some(best) = self.known.get(&tones) {
            return *best;
        }
        let list = voicings(&tones, &self.fretboard, 1).list;
        let best = list.first().map(|voicing| Best {
            cost: voicing.cost,
            has_barre: voicing.has_barre(),
            is_open: voicing.frets.contains(&Some(0)),
        });
        if self.known.len() >= MAX_SHAPES {
            self.known.clear();
        }
        self.known.insert(tones, best);
        best
    }
}

/// Advice for every fret from 0 to [`MAX_CAPO`], the easiest first; of equals the lower fret.
///
/// `chords` are the sounding chords, each with the number of times it is played. Shapes are spelled by the key, if one is given.
/// Chords with unknown tones are ignored.
pub fn capo_advice(
    chords: &[(Chord, u32)],
    key: Option<&Key>,
    fretboard: &Fretboard,
    notation: &Notation,
) -> Vec<CapoAdvice> {
    let mut shapes = BestShapes::new(fretboard.clone());
    capo_advice_with(&mut shapes, chords, key, notation)
}

/// The same, on the fretboard of `shapes`, which keeps what was searched for.
pub fn capo_advice_with(
    shapes: &mut BestShapes,
    chords: &[(Chord, u32)],
    key: Option<&Key>,
    notation: &Notation,
) -> Vec<CapoAdvice> {
    let mut advice: Vec<CapoAdvice> = (0..=MAX_CAPO)
        .map(|fret| at_fret(chords, &shift(key, fret, notation), shapes, notation))
        .collect();
    advice.sort_by_key(|advice| (advice.cost, advice.fret));
    advice
}

fn shift(key: Option<&Key>, fret: u8, notation: &Notation) -> KeyShift {
    let amount = -i32::from(fret);
    let Some(key) = key else {
        return KeyShift::without_key(amount);
    };
    let naming = KeyNaming {
        minor: MinorKeys::Relative,
        ..KeyNaming::default()
    };
    let tonic = crate::note::interval(fret.into(), key.ordinal.into());
    let shown = Key::on(tonic, key.is_minor, notation, naming);
    KeyShift::between(key, &shown, amount)
}

fn at_fret(
    chords: &[(Chord, u32)],
    shift: &KeyShift,
    shapes: &mut BestShapes,
    notation: &Notation,
) -> CapoAdvice {
    let fret = u8::try_from(-shift.amount()).unwrap_or(0);
    let mut advice = CapoAdvice {
        fret,
        shapes: Vec::new(),
        cost: 0,
        barres: 0,
        open: 0,
    };
    for (chord, count) in chords {
        let shape = if fret == 0 {
            chord.clone()
        } else {
            chord.transposed_in_key(shift, notation)
        };
        let Some(best) = ChordTones::of(&shape).and_then(|tones| shapes.of(tones)) else {
            continue;
        };
        advice.cost +=
            (u64::from(best.cost) + u64::from(fret) * CAPO_FRET_COST) * u64::from(*count);
        advice.barres += usize::from(best.has_barre);
        advice.open += usize::from(best.is_open);
        if !advice.shapes.contains(&shape.name) {
            advice.shapes.push(shape.name);
        }
    }
    advice
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Instrument, InstrumentKind, Strictness};

    fn chords(names: &str) -> Vec<(Chord, u32)> {
        let common = Notation::common();
        names
            .split(' ')
            .map(|name| {
                let chord = common.parse(name, Strictness::Strict).expect("a chord");
                (chord, 1)
            })
            .collect()
    }

    fn board(name: &str) -> Fretboard {
        match Instrument::find(name).map(Instrument::kind) {
            Some(InstrumentKind::Strings { fretboard, .. }) => fretboard.clone(),
            _ => panic!("{name} has strings"),
        }
    }

    #[test]
    fn a_song_in_e_flat_is_played_in_d_or_c() {
        let key = Key::on(3, false, &Notation::common(), KeyNaming::default());
        let advice = capo_advice(
            &chords("Eb Ab Bb Cm"),
            Some(&key),
            &board("guitar"),
            &Notation::common(),
        );
        let best: Vec<(u8, String)> = advice
            .iter()
            .take(2)
            .map(|advice| (advice.fret, advice.shapes.join(" ")))
            .collect();
        assert!(best.contains(&(1, "D G A Bm".to_owned())), "{best:?}");
        assert!(best.contains(&(3, "C F G Am".to_owned())), "{best:?}");
    }

    #[test]
    fn the_advice_is_what_trying_all_frets_gives() {
        let common = Notation::common();
        for instrument in ["guitar", "ukulele", "mandolin"] {
            let board = board(instrument);
            for names in ["Eb Ab Bb Cm", "F#m B E C#m7", "G C D Em", "Bb7 Eb7 F7"] {
                let advice = capo_advice(&chords(names), None, &board, &common);
                // Each fret separately: the song's pitch classes moved down by hand, on the bare fretboard.
                let cost = |fret: u8| -> u64 {
                    chords(names)
                        .iter()
                        .map(|(chord, _)| {
                            let mut tones = ChordTones::of(chord).expect("tones");
                            tones.root = (tones.root + 12 - fret) % 12;
                            u64::from(voicings(&tones, &board, 1).list[0].cost)
                                + 8 * u64::from(fret)
                        })
                        .sum()
                };
                let best = (0..=MAX_CAPO).min_by_key(|fret| (cost(*fret), *fret));
                assert_eq!(
                    advice.first().map(|advice| advice.fret),
                    best,
                    "{instrument} {names}"
                );
            }
        }
    }
}
