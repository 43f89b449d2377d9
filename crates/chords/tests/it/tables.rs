//! Every shape in every table sounds the chord of its name.
//!
//! The rule for hand-made shapes: no note may sound that is not part of the chord, except the bass of a slash chord, which
//! must. A perfect fifth may be missing, and the root (somebody else plays it); in chords with more than five
//! tones also the ninth, and the third that clashes with an eleventh. A diminished chord may have its seventh, because small
//! instruments have no other shape.

use chordpro_chords::{ChordTones, Fret, Library};

fn faults(library: &Library) -> Vec<String> {
    let mut faults = Vec::new();
    for (name, chord) in library.chords() {
        let (Some(tones), Some(fingering)) = (ChordTones::of(chord), &chord.fingering) else {
            continue;
        };
        if fingering.frets.is_empty() || fingering.is_all_muted() {
            continue;
        }
        let heard: Vec<u8> = fingering
            .frets
            .iter()
            .zip(library.tuning().ordinals())
            .filter_map(|(fret, open)| match fret {
                Fret::Muted => None,
                Fret::At(0) => Some(open),
                Fret::At(fret) => Some(open + fret + fingering.base_fret - 1),
            })
            .map(|pitch| (pitch + 12 - tones.root) % 12)
            .collect();
        let foreign: Vec<u8> = heard
            .iter()
            .copied()
            .filter(|interval| !may_sound(*interval, &tones))
            .collect();
        let missing: Vec<u8> = tones
            .formula
            .intervals
            .iter()
            .copied()
            .filter(|interval| !heard.contains(interval) && !may_go(*interval, &tones))
            .collect();
        let bass = tones.bass.filter(|bass| !heard.contains(bass));
        if !foreign.is_empty() || bass.is_some() || !missing.is_empty() {
            faults.push(format!(
                "{name}: base {} {:?} foreign {foreign:?} missing {missing:?} bass {bass:?} of {:?}",
                fingering.base_fret, fingering.frets, tones.formula.intervals
            ));
        }
    }
    faults
}

fn may_sound(interval: u8, tones: &ChordTones) -> bool {
    let is_diminished = tones.formula.intervals == [0, 3, 6];
    tones.formula.contains(interval)
        || tones.bass == Some(interval)
        || (is_diminished && interval == 9)
}

fn may_go(interval: u8, tones: &ChordTones) -> bool {
    matches!(interval, 0 | 7) || tones.formula.omissible.contains(&interval)
}

#[test]
fn every_shape_of_every_table_sounds_its_name() {
    let mut all = Vec::new();
    for name in Library::builtin_names() {
        let library = Library::builtin(name).expect("a built-in table");
        all.extend(
            faults(&library)
                .into_iter()
                .map(|fault| format!("{name} {fault}")),
        );
    }
    assert!(all.is_empty(), "{}:\n{}", all.len(), all.join("\n"));
}
