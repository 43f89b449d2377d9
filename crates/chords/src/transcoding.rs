//! Transcoding: a chord written in another notation (`docs/spec/language.md#7.7.5`).

use std::sync::Arc;

use crate::notation::Grammar;
use crate::note::Note;
use crate::{Chord, Notation, Spelling, spelling};

impl Chord {
    /// The chord in the notation `to`, with this one as its `untranscoded`.
    ///
    /// For a movable notation, `key_ordinal` is the root of the key; without it, the key is C. Chords already in `to`,
    /// degrees, and names that did not parse are returned unchanged.
    #[must_use]
    pub fn transcoded(&self, from: &Notation, to: &Notation, key_ordinal: Option<u8>) -> Chord {
        if self.system == to.name() || from.has_degrees() || !self.is_parsed() {
            return self.clone();
        }
        let key = if to.is_movable() {
            key_ordinal.unwrap_or(0)
        } else {
            0
        };
        let mut chord = Chord {
            system: to.name().to_owned(),
            root: self.root.as_ref().map(|root| respelled(root, key, to)),
            bass: self.bass.as_ref().map(|bass| respelled(bass, key, to)),
            untranscoded: Some(Arc::new(self.clone())),
            ..self.clone()
        };
        if to.grammar() == Grammar::Roman && self.is_minor() {
            chord.quality.clear();
        }
        // The name is built before the numeral becomes lower case, and its bass is lower case although the text of the bass is not.
        chord.name = match (to.has_degrees(), &chord.bass) {
            (true, Some(bass)) => {
                let mut named = Chord {
                    bass: Some(Note {
                        text: bass.text.to_lowercase(),
                        ..bass.clone()
                    }),
                    ..chord.clone()
                };
                named.untranscoded = None;
                named.canonical_name(to)
            }
            _ => chord.canonical_name(to),
        };
        if to.grammar() == Grammar::Roman
            && self.is_minor()
            && let Some(root) = &mut chord.root
        {
            root.text = root.text.to_lowercase();
            root.canonical.clone_from(&root.text);
        }
        chord
    }
}

impl Chord {
    /// The chord in the movable notation `to`, relative to `tonic`, with this one as its `untranscoded`.
    ///
    /// The accidentals of degrees follow from their position in the key (C in D is the lowered seventh, `b7`), and the name is the
    /// displayed one: minor chords in Roman numerals are lower case. The same chords as in [`Chord::transcoded`] are returned unchanged.
    #[must_use]
    pub fn counted_from(&self, tonic: &Note, from: &Notation, to: &Notation) -> Chord {
        let has_octaves = from.notes() == 12 && to.notes() == 12;
        if self.system == to.name() || from.has_degrees() || !self.is_parsed() || !has_octaves {
            return self.clone();
        }
        let degree = |note: &Note| spelling::degree(note, tonic, to);
        let mut chord = Chord {
            system: to.name().to_owned(),
            root: self.root.as_ref().map(degree),
            bass: self.bass.as_ref().map(degree),
            untranscoded: Some(Arc::new(self.clone())),
            ..self.clone()
        };
        if to.grammar() == Grammar::Roman && self.is_minor() {
            chord.quality.clear();
            if let Some(root) = &mut chord.root {
                root.text = root.text.to_lowercase();
                root.canonical.clone_from(&root.text);
            }
        }
        chord.name = chord.shown_name();
        chord
    }
}

fn respelled(note: &Note, key: u8, to: &Notation) -> Note {
    let notes = i16::from(to.notes().max(1));
    let ordinal = i16::from(note.ordinal)
        .saturating_sub(key.into())
        .rem_euclid(notes);
    let ordinal = u8::try_from(ordinal).unwrap_or(0);
    let text = to
        .note_name(ordinal, Spelling::of(note.modifier))
        .to_owned();
    Note {
        canonical: text.clone(),
        text,
        ordinal,
        modifier: note.modifier,
    }
}

#[cfg(test)]
mod tests {
    use crate::{Chord, Notation, Strictness};

    fn transcoded(text: &str, system: &str, key: Option<u8>) -> Chord {
        let common = Notation::common();
        let to = Notation::builtin(system).expect("a built-in notation");
        common
            .parse(text, Strictness::Strict)
            .expect("a chord")
            .transcoded(&common, &to, key)
    }

    fn name(text: &str, system: &str, key: Option<u8>) -> String {
        transcoded(text, system, key).name
    }

    #[test]
    fn sharps_stay_sharps_in_other_note_names() {
        assert_eq!(name("Bb", "german", None), "B");
        assert_eq!(name("A#m7/Es", "german", None), "Aism7/Es");
        assert_eq!(name("C#/F", "latin", None), "Do#/Fa");
        assert_eq!(name("/G", "nashville", None), "/5");
    }

    #[test]
    fn movable_notations_count_from_the_key() {
        assert_eq!(name("C", "nashville", Some(2)), "#6");
        assert_eq!(name("Bb", "nashville", Some(2)), "b6");
        assert_eq!(name("C", "nashville", None), "1");
    }

    #[test]
    fn a_roman_minor_chord_has_a_small_numeral_and_a_capital_name() {
        let chord = transcoded("Cm7/Es", "roman", None);
        assert_eq!(chord.name, "I7/biii");
        assert_eq!(chord.root.map(|root| root.text).as_deref(), Some("i"));
        assert_eq!(chord.bass.map(|bass| bass.text).as_deref(), Some("bIII"));
        assert_eq!(chord.quality, "");
    }

    #[test]
    fn a_chord_in_the_target_notation_stays() {
        let chord = transcoded("Bes", "common", None);
        assert_eq!(chord.name, "Bes");
        assert_eq!(chord.untranscoded, None);
    }

    fn counted(names: &str, tonic: &str, system: &str) -> String {
        let common = Notation::common();
        let to = Notation::builtin(system).expect("a built-in notation");
        let tonic = common.note(tonic).expect("a note");
        let names: Vec<String> = names
            .split(' ')
            .map(|name| {
                let chord = common.parse(name, Strictness::Strict).expect("a chord");
                chord.counted_from(&tonic, &common, &to).name
            })
            .collect();
        names.join(" ")
    }

    #[test]
    fn degrees_have_their_accidentals_by_their_place_in_the_key() {
        assert_eq!(
            counted("D C Bb F G#dim A/C#", "D", "nashville"),
            "1 b7 b6 b3 #4dim 5/7"
        );
        assert_eq!(counted("Am C G F E7", "C", "nashville"), "6m 1 5 4 37");
        assert_eq!(counted("Am C G F E7", "A", "nashville"), "1m b3 b7 b6 57");
    }

    #[test]
    fn minor_chords_in_roman_numbers_have_small_names() {
        assert_eq!(
            counted("C Em Am7 Dm Am/C", "C", "roman"),
            "I iii vi7 ii vi/I"
        );
    }
}
