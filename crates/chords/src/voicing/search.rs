//! Voicing search: tries the frets of each hand position, string by string, and keeps the cheapest voicings.

use std::collections::HashSet;

use super::grips::{self, Grips};
use super::play::{Play, lowest_interval};
use super::shape::{BassPlacement, MAX_FINGERS, SPAN, Voicing};
use super::{cost, fingers};
use crate::{ChordTones, Fretboard, note::interval};

/// The maximum number of search steps. Ordinary tunings of four to seven strings need a few thousand; only instruments with many
/// strings reach the maximum, and the best positions come first.
const MAX_STEPS: u32 = 60_000;
/// Positions above this fret repeat lower ones an octave higher. They are tried only if a requested bass needs them.
const HIGHEST_POSITION: u8 = 12;

/// The state of the strings decided so far.
#[derive(Debug, Clone, Copy, Default)]
struct Hand {
    covered: u16,
    fingers: u8,
    /// One bit per fret of the position: a finger there can continue as a barre.
    barres: u8,
    muted_run: u8,
    inner_mutes: u8,
    /// The highest pressed fret above the position.
    span: u8,
    /// A lower bound on the cost of the strings so far.
    cost: u32,
    has_sound: bool,
    is_at_position: bool,
}

struct Search<'a> {
    tones: &'a ChordTones,
    bass: Option<u8>,
    required: u16,
    limit: usize,
    steps: u32,
    position: u8,
    shift: u8,
    choices: Vec<Vec<Play>>,
    plays: Vec<Play>,
    best: Vec<(u32, Vec<Play>)>,
    known: Option<&'a HashSet<Vec<Option<u8>>>>,
    bass_weight: cost::BassWeight,
}

pub(super) fn search(
    tones: &ChordTones,
    bass: BassPlacement,
    fretboard: &Fretboard,
    limit: usize,
    grips: Option<&Grips>,
) -> Vec<Voicing> {
    let asked = tones.bass.filter(|_| bass != BassPlacement::Missing);
    let strings = fretboard.strings().len();
    let essential = tones.formula.essential().chain(asked);
    let mut required = essential.fold(0_u16, |set, interval| set | 1 << interval);
    if strings <= 3 {
        required = few_strings(tones, asked);
    }
    let mut search = Search {
        tones,
        bass: asked.filter(|_| bass == BassPlacement::Lowest),
        required,
        limit,
        steps: MAX_STEPS,
        position: 1,
        shift: 0,
        choices: Vec::with_capacity(strings),
        plays: Vec::with_capacity(strings),
        best: Vec::with_capacity(limit + 1),
        bass_weight: if strings <= 4 || fretboard.is_reentrant() {
            cost::BassWeight::Slight
        } else {
            cost::BassWeight::Full
        },
        known: grips
            .filter(|_| tones.bass.is_none())
            .and_then(|grips| grips.of_formula(&tones.formula)),
    };
    let allowed = tones
        .formula
        .intervals
        .iter()
        .chain(&tones.formula.optional)
        .copied()
        .chain(asked)
        .fold(0_u16, |set, interval| set | 1 << interval);
    let lowest = fretboard
        .strings()
        .iter()
        .map(|string| string.start)
        .min()
        .unwrap_or(0);
    search.shift = lowest;
    let last = fretboard.frets().saturating_sub(SPAN - 1).max(1);
    for position in lowest.saturating_add(1)..=last {
        if position > lowest.saturating_add(HIGHEST_POSITION) && !search.best.is_empty() {
            break;
        }
        search.position = position;
        search.choices = choices(fretboard, position, tones.root, allowed);
        search.string(Hand::default());
    }
    search.finish()
}

/// With three strings, any tone can be omitted except the third, or its replacement, and the seventh.
fn few_strings(tones: &ChordTones, asked: Option<u8>) -> u16 {
    let third = tones.formula.intervals.get(1).copied();
    let seventh = tones
        .formula
        .intervals
        .iter()
        .copied()
        .find(|interval| matches!(interval, 9..=11));
    third
        .into_iter()
        .chain(seventh.filter(|_| tones.formula.intervals.len() > 3))
        .chain(asked)
        .fold(0, |set, interval| set | 1 << interval)
}

/// The possible states of each string with the hand at `position`.
fn choices(fretboard: &Fretboard, position: u8, root: u8, allowed: u16) -> Vec<Vec<Play>> {
    let last = position.saturating_add(SPAN - 1).min(fretboard.frets());
    fretboard
        .strings()
        .iter()
        .map(|string| {
            let mut plays: Vec<Play> = std::iter::once(0)
                .chain(position..=last)
                .filter_map(|fret| {
                    let pitch = string.pitch_at(fret)?;
                    let interval = interval(root.into(), pitch);
                    (allowed & (1 << interval) != 0).then_some(Play::Sounding {
                        fret,
                        interval,
                        pitch,
                    })
                })
                .collect();
            plays.push(Play::Muted);
            plays
        })
        .collect()
}

impl Search<'_> {
    /// Decides the next string, and those after it.
    fn string(&mut self, hand: Hand) {
        if self.steps == 0 {
            return;
        }
        self.steps -= 1;
        let index = self.plays.len();
        let missing = (self.required & !hand.covered).count_ones();
        if missing as usize > self.choices.len() - index {
            return;
        }
        if self.is_beaten(&hand) {
            return;
        }
        if index == self.choices.len() {
            self.keep(&hand);
            return;
        }
        for choice in 0.. {
            let Some(play) = self.choices.get(index).and_then(|plays| plays.get(choice)) else {
                break;
            };
            let play = *play;
            if let Some(next) = hand.with(play, self.position, self.position - self.shift) {
                self.plays.push(play);
                self.string(next);
                self.plays.pop();
            }
        }
    }

    /// Whether no voicing that starts like this can be among the best.
    fn is_beaten(&self, hand: &Hand) -> bool {
        let Some((worst, _)) = self.best.get(self.limit - 1) else {
            return false;
        };
        let position = self.position - self.shift;
        cost::of_position(position) + cost::of_span(hand.span) + hand.cost >= *worst
    }

    fn keep(&mut self, hand: &Hand) {
        // A voicing without fingers belongs to the first position.
        let is_open = hand.fingers == 0 && self.position == self.shift + 1;
        if !(hand.is_at_position || is_open) || !hand.has_sound {
            return;
        }
        if self.bass.is_some() && self.bass != lowest_interval(&self.plays) {
            return;
        }
        let position = if is_open {
            0
        } else {
            self.position - self.shift
        };
        let mut cost = cost::cost(
            &self.plays,
            position,
            hand.fingers,
            self.tones,
            self.bass_weight,
        );
        if let Some(known) = self.known
            && !grips::shape_of(&self.plays).is_some_and(|shape| known.contains(&shape))
        {
            cost += cost::UNKNOWN_GRIP;
        }
        let at = self.best.partition_point(|(other, _)| *other <= cost);
        if at < self.limit {
            self.best.insert(at, (cost, self.plays.clone()));
            self.best.truncate(self.limit);
        }
    }

    fn finish(self) -> Vec<Voicing> {
        let tones = self.tones;
        self.best
            .into_iter()
            .map(|(cost, plays)| Voicing {
                fingers: fingers::assign(&plays),
                omitted: omitted(&plays, tones),
                frets: plays
                    .iter()
                    .map(|play| match play {
                        Play::Muted => None,
                        Play::Sounding { fret, .. } => Some(*fret),
                    })
                    .collect(),
                cost,
            })
            .collect()
    }
}

impl Hand {
    /// The hand after one more string; `None` if it would need too many fingers, or mute too many inner strings.
    fn with(mut self, play: Play, position: u8, relative: u8) -> Option<Hand> {
        let Play::Sounding { fret, interval, .. } = play else {
            self.barres = 0;
            if self.has_sound {
                self.muted_run += 1;
            } else {
                self.cost += cost::LOW_MUTE;
            }
            return Some(self);
        };
        let muted = std::mem::take(&mut self.muted_run);
        // One muted string directly above the lowest note is cheaper.
        let dear =
            (self.inner_mutes + muted).saturating_sub(1) - self.inner_mutes.saturating_sub(1);
        self.cost += u32::from(dear) * cost::INNER_MUTE;
        self.inner_mutes += muted;
        self.has_sound = true;
        self.covered |= 1 << interval;
        if fret == 0 {
            self.barres = 0;
            self.cost += cost::of_open_string(relative);
            return (self.inner_mutes <= 2).then_some(self);
        }
        let bit = 1_u8 << (fret - position);
        if self.barres & bit == 0 {
            self.fingers += 1;
            self.cost += cost::FINGER;
        }
        self.cost += cost::of_pressed_string(fret - position);
        self.span = self.span.max(fret - position);
        // A finger at a higher fret cannot continue over a string that is stopped lower.
        self.barres = (self.barres & (bit - 1)) | bit;
        self.is_at_position |= fret == position;
        (self.fingers <= MAX_FINGERS && self.inner_mutes <= 2).then_some(self)
    }
}

fn omitted(plays: &[Play], tones: &ChordTones) -> Vec<u8> {
    let is_heard = |wanted: u8| {
        plays
            .iter()
            .any(|play| matches!(play, Play::Sounding { interval, .. } if *interval == wanted))
    };
    tones
        .formula
        .intervals
        .iter()
        .copied()
        .filter(|interval| !is_heard(*interval))
        .collect()
}
