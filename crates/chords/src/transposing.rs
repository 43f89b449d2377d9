//! Transposing a single chord (`docs/spec/language.md#7.7.4`).

use std::sync::Arc;

use crate::note::{Note, is_natural};
use crate::{Chord, Notation, Origin, Spelling, Transposition};

impl Chord {
    /// The chord `transposition` higher, spelled in `notation`, with this one as its `untransposed`.
    ///
    /// The fingering and the `display` are dropped, because they belong to another chord; the `format` stays. Degrees and names that
    /// did not parse are returned unchanged.
    #[must_use]
    pub fn transposed(&self, transposition: &Transposition, notation: &Notation) -> Chord {
        if notation.has_degrees() || !self.is_parsed() {
            return self.clone();
        }
        let amount = transposition.amount;
        let direction = transposition.direction;
        let by_direction = spelling(i32::from(direction));
        let mut chord = Chord {
            root: self
                .root
                .as_ref()
                .map(|root| moved(root, amount, direction, by_direction, notation)),
            // The reference spells the bass by the sign of the amount, even if accidentals are forced.
            bass: self
                .bass
                .as_ref()
                .map(|bass| moved(bass, amount, direction, spelling(amount), notation)),
            fingering: None,
            display: None,
            copied_from: None,
            untransposed: Some(Arc::new(self.clone())),
            ..self.clone()
        };
        chord.name = chord.canonical_name(notation);
        chord
    }

    /// The chord `amount` semitones higher, with root and bass in the same kind of accidentals; otherwise as [`Chord::transposed`].
    #[must_use]
    pub fn transposed_with(
        &self,
        amount: i32,
        accidentals: Spelling,
        notation: &Notation,
    ) -> Chord {
        let direction = match accidentals {
            Spelling::Sharp => 1,
            Spelling::Flat => -1,
        };
        let by = Transposition {
            amount,
            direction,
            ..Transposition::default()
        };
        let mut chord = self.transposed(&by, notation);
        if let (Some(bass), Some(own)) = (&mut chord.bass, &self.bass)
            && !notation.has_degrees()
        {
            *bass = moved(own, amount, direction, accidentals, notation);
            chord.name = chord.canonical_name(notation);
        }
        chord
    }

    /// Whether the name before transposing is in a table. Such a chord is never reported as unknown.
    pub fn was_tabled(&self) -> bool {
        self.is_tabled()
            || self
                .untransposed
                .as_ref()
                .is_some_and(|chord| chord.origin != Origin::Parsed)
    }
}

fn spelling(amount: i32) -> Spelling {
    if amount > 0 {
        Spelling::Sharp
    } else {
        Spelling::Flat
    }
}

fn moved(note: &Note, amount: i32, direction: i8, spelling: Spelling, notation: &Notation) -> Note {
    let notes = i64::from(notation.notes().max(1));
    let ordinal = i64::from(note.ordinal)
        .saturating_add(amount.into())
        .rem_euclid(notes);
    let ordinal = u8::try_from(ordinal).unwrap_or(0);
    let text = notation.note_name(ordinal, spelling).to_owned();
    Note {
        canonical: text.clone(),
        text,
        ordinal,
        modifier: if is_natural(ordinal) { 0 } else { direction },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Strictness;

    fn transposed(text: &str, by: &str) -> String {
        let common = Notation::common();
        let by = Transposition::parse(by).expect("a transposition");
        common
            .parse(text, Strictness::Strict)
            .expect("a chord")
            .transposed(&by, &common)
            .name
    }

    #[test]
    fn the_direction_spells_the_root() {
        assert_eq!(transposed("C", "1"), "C#");
        assert_eq!(transposed("C", "-11"), "Db");
        assert_eq!(transposed("C", "1f"), "Db");
        assert_eq!(transposed("C#m7", "0f"), "Dbm7");
    }

    #[test]
    fn the_amount_spells_the_bass() {
        assert_eq!(transposed("C/G", "1f"), "Db/G#");
        assert_eq!(transposed("/G", "2"), "/A");
    }

    #[test]
    fn forced_accidentals_hold_for_the_bass_too() {
        let common = Notation::common();
        let chord = common.parse("C/G", Strictness::Strict).expect("a chord");
        assert_eq!(
            chord.transposed_with(1, Spelling::Flat, &common).name,
            "Db/Ab"
        );
        assert_eq!(
            chord.transposed_with(-11, Spelling::Sharp, &common).name,
            "C#/G#"
        );
    }

    #[test]
    fn aliases_disappear_and_quality_stays() {
        assert_eq!(transposed("Bes", "12"), "A#");
        assert_eq!(transposed("Bes", "-12"), "Bb");
        assert_eq!(transposed("Cmin7", "2"), "Dmin7");
        assert_eq!(transposed("Cmaj", "2"), "D");
    }

    #[test]
    fn degrees_stay() {
        let roman = Notation::builtin("roman").expect("a built-in notation");
        let chord = roman.parse("ii7", Strictness::Strict).expect("a chord");
        assert_eq!(chord.transposed(&Transposition::by(2), &roman), chord);
    }
}
