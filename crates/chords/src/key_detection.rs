//! Key detection: finds the key of a song from its chords.

use crate::{Chord, note::interval};

/// A detected key.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DetectedKey {
    /// Semitones of the tonic above C, 0 to 11.
    pub tonic: u8,
    /// Whether it is a minor key.
    pub is_minor: bool,
    /// The margin over the next best key that is not its relative: 0 is a tie, 1 leaves no doubt.
    pub confidence: f32,
}

/// How well a kind of chord on a degree (in semitones above the tonic) fits a key.
type Fit = (u8, Kind, f32);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Major,
    /// A major triad with a minor seventh.
    Dominant,
    Minor,
    Diminished,
}

/// Scores of chords in major keys. Borrowed chords and secondary dominants fit a little.
const MAJOR: &[Fit] = &[
    (0, Kind::Major, 1.0),
    (0, Kind::Dominant, 0.5),
    (2, Kind::Minor, 0.8),
    (2, Kind::Dominant, 0.3),
    (2, Kind::Major, 0.2),
    (4, Kind::Minor, 0.6),
    (4, Kind::Dominant, 0.2),
    (5, Kind::Major, 1.0),
    (5, Kind::Dominant, 0.4),
    (5, Kind::Minor, 0.3),
    (7, Kind::Major, 1.0),
    (7, Kind::Dominant, 1.2),
    (9, Kind::Minor, 0.8),
    (9, Kind::Dominant, 0.3),
    (10, Kind::Major, 0.4),
    (8, Kind::Major, 0.2),
    (3, Kind::Major, 0.2),
    (11, Kind::Diminished, 0.6),
    (6, Kind::Diminished, 0.2),
];

/// Scores of chords in minor keys.
const MINOR: &[Fit] = &[
    (0, Kind::Minor, 1.0),
    (2, Kind::Diminished, 0.6),
    (3, Kind::Major, 0.8),
    (5, Kind::Minor, 0.9),
    (5, Kind::Major, 0.4),
    (7, Kind::Minor, 0.6),
    (7, Kind::Major, 1.0),
    (7, Kind::Dominant, 1.2),
    (8, Kind::Major, 0.8),
    (10, Kind::Major, 0.8),
    (10, Kind::Dominant, 0.6),
    (1, Kind::Major, 0.2),
    (11, Kind::Diminished, 0.6),
];

/// The score of a chord that does not fit.
const FOREIGN: f32 = -0.7;
/// The bonus for a step from the dominant to the tonic.
const CADENCE: f32 = 0.6;
/// The bonus for starting or ending on the tonic, as a fraction of the song's length.
const ENDS: f32 = 0.15;
const BEGINS: f32 = 0.1;

/// The key that fits the chords best; `None` if no chord has a root.
pub fn detect_key<'c>(chords: impl IntoIterator<Item = &'c Chord>) -> Option<DetectedKey> {
    let chords: Vec<(u8, Kind)> = chords.into_iter().filter_map(kind).collect();
    if chords.is_empty() {
        return None;
    }
    let mut scores: Vec<(f32, u8, bool)> = [false, true]
        .into_iter()
        .flat_map(|is_minor| (0..12).map(move |tonic| (tonic, is_minor)))
        .map(|(tonic, is_minor)| (score(&chords, tonic, is_minor), tonic, is_minor))
        .collect();
    // A stable sort, so that ties give the same key every time.
    scores.sort_by(|left, right| right.0.total_cmp(&left.0));
    let (best, tonic, is_minor) = *scores.first()?;
    let signature = |tonic: u8, is_minor: bool| (tonic + if is_minor { 3 } else { 0 }) % 12;
    let next = scores
        .iter()
        .find(|(_, other, minor)| signature(*other, *minor) != signature(tonic, is_minor))
        .map_or(0.0, |(score, ..)| *score);
    let confidence = if best > 0.0 {
        ((best - next) / best * 2.0).clamp(0.0, 1.0)
    } else {
        0.0
    };
    Some(DetectedKey {
        tonic,
        is_minor,
        confidence,
    })
}

fn kind(chord: &Chord) -> Option<(u8, Kind)> {
    let root = chord.root.as_ref().filter(|_| !chord.is_note)?;
    let has_seventh = chord.extension.starts_with(['7', '9', '1']);
    let kind = match chord.quality_canonical.as_str() {
        "-" => Kind::Minor,
        "0" | "h" => Kind::Diminished,
        _ if has_seventh => Kind::Dominant,
        _ => Kind::Major,
    };
    Some((root.ordinal, kind))
}

fn score(chords: &[(u8, Kind)], tonic: u8, is_minor: bool) -> f32 {
    let table = if is_minor { MINOR } else { MAJOR };
    let home = if is_minor { Kind::Minor } else { Kind::Major };
    let degree = |root: u8| interval(tonic.into(), root.into());
    let is_home = |chord: &(u8, Kind)| {
        degree(chord.0) == 0 && (chord.1 == home || (!is_minor && chord.1 == Kind::Dominant))
    };
    let fits: f32 = chords
        .iter()
        .map(|(root, kind)| {
            table
                .iter()
                .find(|(other, of, _)| *other == degree(*root) && of == kind)
                .map_or(FOREIGN, |(.., fit)| *fit)
        })
        .sum();
    let cadences: f32 = chords
        .iter()
        .zip(chords.iter().skip(1))
        .filter(|((root, kind), next)| {
            degree(*root) == 7 && matches!(kind, Kind::Major | Kind::Dominant) && is_home(next)
        })
        .map(|_| CADENCE)
        .sum();
    // Songs are far shorter than what a float counts exactly.
    let length = chords.len().min(1 << 20) as f32;
    let ends = chords.last().filter(|chord| is_home(chord));
    let begins = chords.first().filter(|chord| is_home(chord));
    fits + cadences
        + ends.map_or(0.0, |_| ENDS * length + 0.5)
        + begins.map_or(0.0, |_| BEGINS * length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Notation, Strictness};

    fn key(names: &str) -> Option<(u8, bool)> {
        let common = Notation::common();
        let chords: Vec<Chord> = names
            .split_whitespace()
            .filter_map(|name| common.parse(name, Strictness::Strict))
            .collect();
        detect_key(&chords).map(|key| (key.tonic, key.is_minor))
    }

    #[test]
    fn cadences_and_ends_tell_the_key() {
        assert_eq!(key("C F G7 C"), Some((0, false)));
        assert_eq!(key("Am Dm E7 Am"), Some((9, true)));
        assert_eq!(key("G D Em C"), Some((7, false)));
        assert_eq!(key("/G"), None);
        assert_eq!(key(""), None);
    }
}
