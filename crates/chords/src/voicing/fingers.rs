//! Finger assignment: which finger presses which string.

use super::play::Play;
use super::shape::MAX_FINGERS;

/// One finger: its fret and the range of strings that it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Grip {
    fret: u8,
    first: usize,
    last: usize,
}

/// The finger of each string, 1 to 4; `None` if the string is open or muted.
///
/// Barres follow common practice: the index finger bars the lowest fret if other strings are stopped above it and no later
/// string is open; other fingers bar only if there are not enough of them.
pub(super) fn assign(plays: &[Play]) -> Vec<Option<u8>> {
    let frets: Vec<Option<u8>> = plays
        .iter()
        .map(|play| match play {
            Play::Muted => None,
            Play::Sounding { fret, .. } => Some(*fret),
        })
        .collect();
    let Some(lowest) = frets
        .iter()
        .flatten()
        .copied()
        .filter(|fret| *fret > 0)
        .min()
    else {
        return vec![None; frets.len()];
    };
    let is_index = |grip: &Grip, string: usize| {
        grip.fret == lowest && !frets.iter().skip(string).any(|fret| *fret == Some(0))
    };
    // A short barre is easier than one finger per string if the other strings are stopped, but not if they are open.
    let has_use = frets.iter().flatten().any(|fret| *fret > lowest)
        || !frets.iter().flatten().any(|fret| *fret == 0);
    let mut grips = [
        join(&frets, |grip, string| {
            has_use && is_index(grip, string) && grip.last + 1 == string
        }),
        join(&frets, is_index),
        join(&frets, |_, _| true),
    ]
    .into_iter()
    .min_by_key(|grips| grips.len().max(usize::from(MAX_FINGERS)))
    .unwrap_or_default();
    grips.sort_unstable();
    number(&grips, lowest, &frets)
}

/// The grips, with strings at the same fret joined to a barre if `joins` allows it for the grip so far and the next string.
fn join(frets: &[Option<u8>], joins: impl Fn(&Grip, usize) -> bool) -> Vec<Grip> {
    let mut grips: Vec<Grip> = Vec::new();
    for (string, fret) in frets.iter().enumerate() {
        let Some(fret) = fret.filter(|fret| *fret > 0) else {
            continue;
        };
        let reaches = |grip: &Grip| {
            frets.get(grip.last..string).is_some_and(|between| {
                between
                    .iter()
                    .all(|other| other.is_some_and(|other| other >= fret))
            })
        };
        match grips
            .iter_mut()
            .rfind(|grip| grip.fret == fret && reaches(grip) && joins(grip, string))
        {
            Some(grip) => grip.last = string,
            None => grips.push(Grip {
                fret,
                first: string,
                last: string,
            }),
        }
    }
    grips
}

/// Numbers the grips in order of their frets: one finger per fret if enough fingers remain for the rest.
fn number(grips: &[Grip], lowest: u8, frets: &[Option<u8>]) -> Vec<Option<u8>> {
    let mut fingers = vec![None; frets.len()];
    let mut used = 0;
    let mut left = u8::try_from(grips.len()).unwrap_or(MAX_FINGERS);
    for grip in grips {
        left -= 1;
        let wanted = grip.fret - lowest + 1;
        let finger = wanted.min(MAX_FINGERS.saturating_sub(left)).max(used + 1);
        used = finger;
        // Strings between the ends of a barre can be stopped above it, by other fingers.
        for (string, (place, fret)) in fingers.iter_mut().zip(frets).enumerate() {
            if (grip.first..=grip.last).contains(&string) && *fret == Some(grip.fret) {
                *place = Some(finger);
            }
        }
    }
    fingers
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fingers(frets: &str) -> String {
        let plays: Vec<Play> = frets
            .chars()
            .map(|fret| match fret.to_digit(10) {
                None => Play::Muted,
                Some(fret) => Play::Sounding {
                    fret: u8::try_from(fret).expect("a digit"),
                    interval: 0,
                    pitch: 0,
                },
            })
            .collect();
        assign(&plays)
            .into_iter()
            .map(|finger| finger.map_or("-".to_owned(), |finger| finger.to_string()))
            .collect()
    }

    #[test]
    fn open_chords_have_a_finger_for_each_string() {
        assert_eq!(fingers("x32010"), "-32-1-");
        assert_eq!(fingers("xx0232"), "---132");
        assert_eq!(fingers("x02220"), "--123-");
        assert_eq!(fingers("320003"), "21---3");
    }

    #[test]
    fn barres_are_held_by_the_index_finger() {
        assert_eq!(fingers("133211"), "134211");
        assert_eq!(fingers("x24432"), "-13421");
        assert_eq!(fingers("xx3211"), "--3211");
        assert_eq!(fingers("xx0211"), "---211");
        assert_eq!(fingers("2222"), "1111");
        assert_eq!(fingers("222222"), "111111");
    }

    #[test]
    fn other_fingers_hold_two_strings_where_there_are_too_few() {
        assert_eq!(fingers("x13331"), "-12341");
        assert_eq!(fingers("x13333"), "-13333");
    }
}
