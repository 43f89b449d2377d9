//! Keyboard diagrams as inline SVG (`docs/spec/pages.md#5.3`).

use std::fmt::Write as _;

use chordpro_chords::{Chord, keyboard_keys};
use chordpro_song::Song;

use super::diagram::push_open;

/// Width of a white key.
const WIDTH: f64 = 4.0;
/// Height of a white key.
const HEIGHT: f64 = 20.0;
/// Width of lines.
const LINE: f64 = 0.4;
/// The number of white keys before each semitone of an octave, and whether the key is black.
const KEYS: [(u8, bool); 12] = [
    (0, false),
    (0, true),
    (1, false),
    (1, true),
    (2, false),
    (3, false),
    (3, true),
    (4, false),
    (4, true),
    (5, false),
    (5, true),
    (6, false),
];

/// The keys of a chord in semitones above the root.
pub(super) fn keys(chord: &Chord, song: &Song) -> Vec<u8> {
    keyboard_keys(chord, song.config.library.tuning())
}

/// Writes at least two octaves from C, with the keys of the chord pressed.
pub(super) fn push_diagram(out: &mut String, chord: &Chord, song: &Song, zoom: f64) {
    let keys = keys(chord, song);
    let Some(lowest) = keys.first() else { return };
    let root = chord
        .root
        .as_ref()
        .map_or(0, |root| i32::from(root.ordinal));
    // The lowest key is moved to the first octave.
    let shift = -(i32::from(*lowest) + root).div_euclid(12) * 12;
    let pressed: Vec<i32> = keys
        .iter()
        .map(|key| i32::from(*key) + root + shift)
        .collect();
    let highest = pressed.iter().copied().max().unwrap_or_default();
    let octaves = (highest.div_euclid(12) + 1).clamp(2, 4);
    let whites = f64::from(octaves * 7);
    push_open(
        out,
        chord,
        [
            -LINE,
            -LINE,
            whites * WIDTH + 2.0 * LINE,
            HEIGHT + 2.0 * LINE,
        ],
        zoom * 0.7,
    );
    // White keys first, black keys above them.
    for is_black in [false, true] {
        for key in 0..octaves * 12 {
            let Some((white, black)) = usize::try_from(key.rem_euclid(12))
                .ok()
                .and_then(|key| KEYS.get(key))
            else {
                continue;
            };
            if *black != is_black {
                continue;
            }
            let left = f64::from(key.div_euclid(12) * 7 + i32::from(*white)) * WIDTH;
            let (x, width, height) = if is_black {
                (left + WIDTH * 2.0 / 3.0, WIDTH * 2.0 / 3.0, HEIGHT / 2.0)
            } else {
                (left, WIDTH, HEIGHT)
            };
            let fill = match (pressed.contains(&key), is_black) {
                (true, _) => "var(--chord,#1c4fa0)",
                (false, true) => "currentColor",
                (false, false) => "var(--page,#fff)",
            };
            let _ = write!(
                out,
                "<rect x=\"{x:.2}\" y=\"0\" width=\"{width:.2}\" height=\"{height}\" fill=\"{fill}\" stroke=\"currentColor\" stroke-width=\"{LINE}\"/>"
            );
        }
    }
    out.push_str("</svg>");
}
