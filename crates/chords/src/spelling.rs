//! Spelling by key: the name of a transposed note that has two.
//!
//! Every note has a position on the line of fifths: … Bb F C G D A E B F# C# …. Transposing from one key to another moves all
//! notes along it by the distance of the tonics, so a note keeps its function: the third of the chord on the fifth degree stays a
//! third, a lowered seventh stays lowered. If the result has a double accidental, or a name that players hardly read (E#, B#, Cb,
//! Fb), the plain name is used.

use std::sync::Arc;

use crate::note::Note;
use crate::{Chord, ChordTones, Key, Notation, Semitones, Spelling};

/// The positions of the flattest and the sharpest plain name: G flat and A sharp; C is 0.
const PLAIN: std::ops::RangeInclusive<i32> = -6..=10;

/// A transposition as a movement along the line of fifths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyShift {
    amount: Semitones,
    fifths: i32,
    /// The position of the major key whose signature the notes have before the movement.
    signature: Option<i32>,
}

impl KeyShift {
    /// The movement by `amount` semitones from one key to another.
    pub fn between(from: &Key, to: &Key, amount: Semitones) -> KeyShift {
        KeyShift {
            amount,
            fifths: place_of_key(to) - place_of_key(from),
            signature: Some(place_of_key(from) - if from.is_minor { 3 } else { 0 }),
        }
    }

    /// The shortest movement by `amount` semitones, for songs without a key.
    pub fn without_key(amount: Semitones) -> KeyShift {
        // A semitone is seven fifths; twelve fifths are no movement.
        let fifths = (7 * amount.rem_euclid(12)).rem_euclid(12);
        KeyShift {
            amount,
            fifths: if fifths > 6 || (fifths == 6 && amount < 0) {
                fifths - 12
            } else {
                fifths
            },
            signature: None,
        }
    }

    /// The number of semitones that the notes move.
    pub fn amount(&self) -> Semitones {
        self.amount
    }

    fn root(&self, chord: &Chord, root: &Note) -> i32 {
        let place = place_of(root);
        // A major chord on a raised degree is a carelessly written lowered one: A# in F is the fourth degree, Bb.
        let sharpest = if chord.is_minor() || chord.quality_canonical == "0" {
            9
        } else {
            6
        };
        plain(self.in_key(place, sharpest) + self.fifths)
    }

    fn bass(&self, root: Option<(i32, i32)>, bass: &Note) -> i32 {
        let place = place_of(bass);
        match root {
            // A bass keeps its function in the chord.
            Some((old, new)) if (-8..=12).contains(&(place - old)) => plain(new + place - old),
            _ => plain(self.in_key(place, 9) + self.fifths),
        }
    }

    /// The name of a note within reach of the key: from eight fifths below it to `sharpest`.
    fn in_key(&self, place: i32, sharpest: i32) -> i32 {
        let Some(signature) = self.signature else {
            return place;
        };
        let above = place - signature;
        if above > sharpest {
            place - 12
        } else if above < -8 {
            place + 12
        } else {
            place
        }
    }
}

impl Chord {
    /// The chord moved along the line of fifths, in the names of `notation`, with this one as its `untransposed`.
    ///
    /// Everything else is as in [`Chord::transposed`].
    #[must_use]
    pub fn transposed_in_key(&self, shift: &KeyShift, notation: &Notation) -> Chord {
        if notation.has_degrees() || notation.notes() != 12 || !self.is_parsed() {
            return self.clone();
        }
        let root = self.root.as_ref().map(|root| shift.root(self, root));
        let places = self.root.as_ref().map(place_of).zip(root);
        let bass = self.bass.as_ref().map(|bass| shift.bass(places, bass));
        let mut chord = Chord {
            root: root.map(|place| note_at(place, notation)),
            bass: bass.map(|place| note_at(place, notation)),
            fingering: None,
            display: None,
            copied_from: None,
            untransposed: Some(Arc::new(self.clone())),
            ..self.clone()
        };
        chord.name = chord.canonical_name(notation);
        chord
    }
}

impl Note {
    /// The tonic of the relative major of the minor key on this note, three semitones higher.
    #[must_use]
    pub fn relative_major(&self, notation: &Notation) -> Note {
        note_at(plain(place_of(self) - 3), notation)
    }
}

impl Chord {
    /// The chord under the other plain names of its root: `A#m7` for `Bbm7`. The bass keeps its function.
    pub fn enharmonic_names(&self, notation: &Notation) -> Vec<String> {
        let Some(root) = &self.root else {
            return Vec::new();
        };
        let place = place_of(root);
        [place - 12, place + 12]
            .into_iter()
            .filter(|other| PLAIN.contains(other))
            .map(|other| {
                let mut chord = self.clone();
                chord.root = Some(note_at(other, notation));
                chord.bass = self
                    .bass
                    .as_ref()
                    .map(|bass| note_at(plain(place_of(bass) + other - place), notation));
                chord.canonical_name(notation)
            })
            .collect()
    }
}

impl ChordTones {
    /// The intervals above the root; a bass that is not a chord tone comes last.
    pub fn intervals(&self) -> Vec<u8> {
        let bass = self
            .bass
            .filter(|bass| !self.formula.intervals.contains(bass));
        self.formula.intervals.iter().copied().chain(bass).collect()
    }

    /// The plain names of the chord's notes in the order of [`ChordTones::intervals`], spelled as thirds above its root.
    pub fn note_names(&self, chord: &Chord, notation: &Notation) -> Vec<String> {
        let Some(root) = &chord.root else {
            return Vec::new();
        };
        let has = |interval: u8| self.formula.intervals.contains(&interval);
        self.intervals()
            .into_iter()
            .map(|interval| {
                let fifths = match interval {
                    0 => 0,
                    1 => -5,
                    2 => 2,
                    // A raised ninth together with a major third.
                    3 if has(4) => 9,
                    3 => -3,
                    4 => 4,
                    5 => -1,
                    // A raised eleventh together with a fifth.
                    6 if has(7) => 6,
                    6 => -6,
                    7 => 1,
                    8 if has(7) => -4,
                    8 => 8,
                    9 if has(6) && has(3) && !has(7) => -9,
                    9 => 3,
                    10 => -2,
                    _ => 5,
                };
                note_at(plain(place_of(root) + fifths), notation).text
            })
            .collect()
    }
}

/// The degree of a note relative to a tonic, in the names of a movable notation.
pub(crate) fn degree(note: &Note, tonic: &Note, to: &Notation) -> Note {
    note_at(plain(place_of(note) - place_of(tonic)), to)
}

/// The position of a note on the line of fifths.
fn place_of(note: &Note) -> i32 {
    // There are seven names per accidental: naturals are at -1 (F) to 5 (B).
    let lowest = 7 * i32::from(note.modifier) - 1;
    let wanted = 7 * i32::from(note.ordinal);
    lowest + (wanted - lowest).rem_euclid(12)
}

fn place_of_key(key: &Key) -> i32 {
    let is_natural = crate::note::is_natural(key.ordinal);
    place_of(&Note {
        text: String::new(),
        canonical: String::new(),
        ordinal: key.ordinal,
        modifier: match (is_natural, key.is_flat) {
            (true, _) => 0,
            (false, true) => -1,
            (false, false) => 1,
        },
    })
}

fn plain(mut place: i32) -> i32 {
    while place > *PLAIN.end() {
        place -= 12;
    }
    while place < *PLAIN.start() {
        place += 12;
    }
    place
}

fn note_at(place: i32, notation: &Notation) -> Note {
    let ordinal = u8::try_from((7 * place).rem_euclid(12)).unwrap_or(0);
    let modifier = match place {
        ..-1 => -1,
        6.. => 1,
        _ => 0,
    };
    let text = notation
        .note_name(ordinal, Spelling::of(modifier))
        .to_owned();
    Note {
        canonical: text.clone(),
        text,
        ordinal,
        modifier,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{KeyNaming, MinorKeys, Strictness};

    fn key(name: &str) -> Key {
        let common = Notation::common();
        let chord = common.parse(name, Strictness::Strict).expect("a chord");
        let naming = KeyNaming {
            minor: MinorKeys::Relative,
            ..KeyNaming::default()
        };
        Key::of(&chord, &common, naming).expect("a key")
    }

    fn moved(chords: &str, from: &str, amount: i32, to: &str) -> String {
        let shift = KeyShift::between(&key(from), &key(to), amount);
        moved_by(chords, &shift)
    }

    fn moved_by(chords: &str, shift: &KeyShift) -> String {
        let common = Notation::common();
        let names: Vec<String> = chords
            .split(' ')
            .map(|name| {
                let chord = common.parse(name, Strictness::Relaxed).expect("a chord");
                chord.transposed_in_key(shift, &common).name
            })
            .collect();
        names.join(" ")
    }

    #[test]
    fn chords_of_the_key_have_its_accidentals() {
        assert_eq!(moved("G C D7 Em Bm Am", "G", 3, "Bb"), "Bb Eb F7 Gm Dm Cm");
        assert_eq!(moved("C F G Am", "C", 1, "Db"), "Db Gb Ab Bbm");
        assert_eq!(moved("Am Dm E7 G", "Am", 6, "Ebm"), "D#m G#m A#7 C#");
        assert_eq!(moved("Bb Eb F", "Bb", -1, "A"), "A D E");
    }

    #[test]
    fn chords_from_elsewhere_keep_their_meaning() {
        assert_eq!(moved("Bb Ab Eb", "C", 2, "D"), "C Bb F");
        assert_eq!(moved("A7/C# B/D# Fm/Ab", "C", 3, "Eb"), "C7/E D/F# Abm/B");
        assert_eq!(moved("E7 E/G# G#dim", "Am", -2, "Gm"), "D7 D/F# F#dim");
    }

    #[test]
    fn careless_names_are_put_right() {
        assert_eq!(moved("A# D# C", "F", 2, "G"), "C F D");
        assert_eq!(moved("A#", "F", 5, "Bb"), "Eb");
    }

    #[test]
    fn rare_names_become_plain() {
        assert_eq!(moved("B E", "B", 7, "F#"), "F# B");
        assert_eq!(
            moved("C/E# C/B# C/Cb C/Fb", "C", 2, "D"),
            "D/G D/D D/Db D/Gb"
        );
        assert_eq!(moved("E# B# Cb Fb F## Dbb", "C", 2, "D"), "G D Db Gb A D");
    }

    #[test]
    fn tones_are_spelled_as_thirds() {
        let common = Notation::common();
        let names = |name: &str| {
            let chord = common.parse(name, Strictness::Relaxed).expect("a chord");
            let tones = ChordTones::of(&chord).expect("tones");
            tones.note_names(&chord, &common).join(" ")
        };
        assert_eq!(names("F#m7b5"), "F# A C E");
        assert_eq!(names("Bb7/Ab"), "Bb D F Ab");
        assert_eq!(names("C7#9"), "C E G Bb D#");
        assert_eq!(names("Eaug"), "E G# C");
        let chord = common
            .parse("Bbm7/Db", Strictness::Strict)
            .expect("a chord");
        assert_eq!(chord.enharmonic_names(&common), ["A#m7/C#"]);
    }

    #[test]
    fn songs_without_a_key_move_the_shorter_way() {
        let three = KeyShift::without_key(3);
        assert_eq!(moved_by("G C D Em", &three), "Bb Eb F Gm");
        assert_eq!(moved_by("C", &KeyShift::without_key(1)), "Db");
        assert_eq!(moved_by("C", &KeyShift::without_key(6)), "F#");
        assert_eq!(moved_by("C", &KeyShift::without_key(-6)), "Gb");
        assert_eq!(moved_by("C#m F#", &KeyShift::without_key(12)), "C#m F#");
    }
}
