//! Common grips: the shapes of hand-made tables, at any position on the neck.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::play::Play;
use crate::{ChordTones, Formula, Fret, Fretboard, Library};

/// A shape without its position: frets above the lowest that sounds (an open string counts as fret 0).
type Shape = Vec<Option<u8>>;

/// The shapes of a table by their intervals.
#[derive(Debug, Clone, Default)]
pub struct Grips {
    shapes: HashMap<Vec<u8>, HashSet<Shape>>,
}

impl Grips {
    /// The grips of a table's chords. One root (0 to 11) can be left out, to measure how well the others predict it.
    pub fn of_library(library: &Library, left_out: Option<u8>) -> Grips {
        let mut grips = Grips::default();
        for (_, chord) in library.chords() {
            let (Some(tones), Some(fingering)) = (ChordTones::of(chord), &chord.fingering) else {
                continue;
            };
            if Some(tones.root) == left_out || tones.bass.is_some() {
                continue;
            }
            let above = fingering.base_fret.saturating_sub(1);
            let frets = fingering.frets.iter().map(|fret| match fret {
                Fret::Muted => None,
                Fret::At(0) => Some(0),
                Fret::At(fret) => Some(fret.saturating_add(above)),
            });
            if let Some(shape) = shape(frets.collect()) {
                grips
                    .shapes
                    .entry(tones.formula.intervals)
                    .or_default()
                    .insert(shape);
            }
        }
        grips
    }

    /// The grips for the tuning of a fretboard, or for the same tuning at another pitch.
    pub(super) fn for_fretboard(fretboard: &Fretboard) -> Option<&'static Grips> {
        let steps = steps(fretboard)?;
        TABLES
            .iter()
            .find(|(own, _)| *own == steps)
            .map(|(_, grips)| grips)
    }

    pub(super) fn of_formula(&self, formula: &Formula) -> Option<&HashSet<Shape>> {
        self.shapes.get(&formula.intervals)
    }
}

/// The shape of the played strings.
pub(super) fn shape_of(plays: &[Play]) -> Option<Shape> {
    let frets = plays.iter().map(|play| match play {
        Play::Muted => None,
        Play::Sounding { fret, .. } => Some(*fret),
    });
    shape(frets.collect())
}

fn shape(mut frets: Shape) -> Option<Shape> {
    let lowest = frets.iter().flatten().copied().min()?;
    for fret in frets.iter_mut().flatten() {
        *fret -= lowest;
    }
    Some(frets)
}

/// The distance of each string from the previous one in semitones; `None` if strings start at different frets.
fn steps(fretboard: &Fretboard) -> Option<Vec<i32>> {
    let strings = fretboard.strings();
    let first = strings.first()?;
    strings
        .iter()
        .all(|string| string.start == first.start)
        .then(|| {
            strings
                .iter()
                .zip(strings.iter().skip(1))
                .map(|(below, string)| string.open - below.open)
                .collect()
        })
}

static TABLES: LazyLock<Vec<(Vec<i32>, Grips)>> = LazyLock::new(|| {
    ["guitar", "ukulele", "mandolin-ly", "charango"]
        .into_iter()
        .filter_map(|name| {
            let library = Library::builtin(name)?;
            let fretboard = Fretboard::new(library.tuning(), 12).ok()?;
            Some((steps(&fretboard)?, Grips::of_library(&library, None)))
        })
        .collect()
});
