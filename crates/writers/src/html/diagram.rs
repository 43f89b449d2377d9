//! Chord diagrams as inline SVG, with the geometry of pages (`docs/spec/pages.md#5.2`, `#5.3`).

use std::fmt::Write as _;

use chordpro_chords::{Chord, Fingering, Fret};
use chordpro_song::{Song, markup};

use super::escape::{is_color, push_attribute, push_text};
use super::keyboard;
use super::number::push_hundredths;
use crate::settings::is_keyboard;

/// Distance between strings, and between frets.
const CELL: f64 = 6.0;
/// Width of lines.
const LINE: f64 = 0.6;
/// Height of the nut.
const NUT: f64 = 4.0 * LINE;
/// Diameter of a dot.
const DOT: f64 = 4.8;
/// Pixels per unit.
const ZOOM: f64 = 2.2;

/// Writes a diagram with the chord's name above it; nothing if no fingering is known.
pub(super) fn push_figure(out: &mut String, chord: &Chord, song: &Song, grid: &mut Grid) {
    if !has_diagram(chord, song) {
        return;
    }
    out.push_str("<figure class=\"diagram\"><figcaption>");
    push_text(out, &name(chord));
    out.push_str("</figcaption>");
    push_diagram(out, chord, song, grid);
    out.push_str("</figure>\n");
}

/// Writes the diagram alone.
pub(super) fn push_diagram(out: &mut String, chord: &Chord, song: &Song, grid: &mut Grid) {
    if is_keyboard(&song.config) {
        keyboard::push_diagram(out, chord, song, ZOOM);
    } else if let Some(fingering) = strings(chord) {
        push_strings(out, chord, fingering, song, grid);
    }
}

/// The name in a diagram.
pub(super) fn name(chord: &Chord) -> String {
    let shown = chord.display.as_deref().unwrap_or(chord);
    markup::plain(&shown.name).into_owned()
}

fn has_diagram(chord: &Chord, song: &Song) -> bool {
    if is_keyboard(&song.config) {
        !keyboard::keys(chord, song).is_empty()
    } else {
        strings(chord).is_some()
    }
}

fn strings(chord: &Chord) -> Option<&Fingering> {
    chord
        .fingering
        .as_ref()
        .filter(|fingering| !fingering.frets.is_empty() && !fingering.is_all_muted())
}

/// Writes the opening tag of a drawing, whose accessible name is the chord's name.
pub(super) fn push_open(out: &mut String, chord: &Chord, bounds: [f64; 4], zoom: f64) {
    let [x, y, width, height] = bounds;
    for (before, value) in [
        ("<svg viewBox=\"", x),
        (" ", y),
        (" ", width),
        (" ", height),
        ("\" width=\"", (width * zoom).round()),
        ("\" height=\"", (height * zoom).round()),
    ] {
        out.push_str(before);
        push_hundredths(out, value);
    }
    out.push_str("\" role=\"img\" aria-label=\"");
    push_attribute(out, &name(chord));
    out.push('"');
    if let Some(color) = chord.diagram.as_deref().filter(|color| is_color(color)) {
        out.push_str(" style=\"color:");
        out.push_str(color);
        out.push('"');
    }
    out.push('>');
}

fn push_strings(
    out: &mut String,
    chord: &Chord,
    fingering: &Fingering,
    song: &Song,
    grid: &mut Grid,
) {
    let highest = fingering
        .frets
        .iter()
        .map(|fret| match fret {
            Fret::At(fret) => *fret,
            Fret::Muted => 0,
        })
        .max()
        .unwrap_or_default();
    let configured = song.config.pdf.diagrams.vcells.clamp(3.0, 24.0);
    let frets = configured.floor().max(f64::from(highest.min(24)));
    let strings = f64::from(u8::try_from(fingering.frets.len()).unwrap_or(u8::MAX));
    let width = (strings - 1.0) * CELL;
    let height = NUT + frets * CELL;
    let base = i32::from(fingering.base_fret.max(1)) + fingering.base_label_offset;
    // Room for the base fret number at the left, and the same at the right.
    let side = if base > 1 { 11.0 } else { 4.0 };
    push_open(
        out,
        chord,
        [-side, -6.0, width + 2.0 * side, height + 8.0],
        ZOOM,
    );
    let shape = GridShape {
        strings: fingering.frets.len(),
        frets,
        has_nut: fingering.base_fret <= 1,
    };
    out.push_str(grid.path(shape));
    for (string, fret) in fingering.frets.iter().enumerate() {
        if *fret == Fret::Muted {
            let (x, arm) = (position(string), DOT / 3.0);
            let (top, bottom) = (-0.77 * DOT - LINE, -0.1 * CELL - LINE);
            push_line(out, (x - arm, top), (x + arm, bottom));
            push_line(out, (x - arm, bottom), (x + arm, top));
        }
    }
    out.push_str("\"/>");
    if base > 1 {
        let _ = write!(
            out,
            "<text x=\"-3.4\" y=\"{:.2}\" font-size=\"7\" text-anchor=\"end\" fill=\"currentColor\">{base}</text>",
            NUT + 0.85 * CELL
        );
    }
    push_barres(out, fingering);
    for (string, fret) in fingering.frets.iter().enumerate() {
        let x = position(string);
        match fret {
            Fret::Muted => {}
            Fret::At(0) => {
                push_circle(out, (x, -0.35 * CELL - LINE), DOT / 3.0);
                out.push_str(" fill=\"none\" stroke=\"currentColor\" stroke-width=\"");
                push_hundredths(out, LINE);
                out.push_str("\"/>");
            }
            Fret::At(fret) => {
                let y = NUT + (f64::from(*fret) - 0.5) * CELL;
                push_circle(out, (x, y), DOT / 2.0);
                out.push_str(" fill=\"currentColor\"/>");
                if let Some(finger) = finger(fingering, string) {
                    out.push_str("<text x=\"");
                    push_hundredths(out, x);
                    out.push_str("\" y=\"");
                    push_hundredths(out, y + DOT / 3.0);
                    out.push_str("\" font-size=\"");
                    push_hundredths(out, DOT);
                    out.push_str("\" text-anchor=\"middle\" fill=\"var(--page,#fff)\">");
                    out.push(finger);
                    out.push_str("</text>");
                }
            }
        }
    }
    out.push_str("</svg>");
}

/// The strings and frets of the last diagram, reused because the diagrams of a song are nearly all alike here.
#[derive(Debug, Default)]
pub(super) struct Grid {
    drawn: Option<GridShape>,
    path: String,
}

#[derive(Debug, Clone, Copy, PartialEq)]
struct GridShape {
    strings: usize,
    /// An integer.
    frets: f64,
    has_nut: bool,
}

impl Grid {
    /// The start of a path, up to the marks of muted strings.
    fn path(&mut self, shape: GridShape) -> &str {
        if self.drawn != Some(shape) {
            self.path.clear();
            shape.push(&mut self.path);
            self.drawn = Some(shape);
        }
        &self.path
    }
}

impl GridShape {
    fn push(self, out: &mut String) {
        let _ = write!(
            out,
            "<path fill=\"none\" stroke=\"currentColor\" stroke-width=\"{LINE}\" d=\""
        );
        let width = position(self.strings.saturating_sub(1));
        let height = NUT + self.frets * CELL;
        let half = LINE / 2.0;
        let mut fret = 0.0;
        while fret <= self.frets {
            let y = NUT + fret * CELL;
            push_line(out, (-half, y), (width + half, y));
            fret += 1.0;
        }
        for string in 0..self.strings {
            let x = position(string);
            push_line(out, (x, -half), (x, height + half));
        }
        if self.has_nut {
            for row in [0.0, 1.0, 2.0, 3.0] {
                push_line(out, (-half, row * LINE), (width + half, row * LINE));
            }
        }
    }
}

/// A circle, its tag still open.
fn push_circle(out: &mut String, (x, y): (f64, f64), radius: f64) {
    for (before, value) in [("<circle cx=\"", x), ("\" cy=\"", y), ("\" r=\"", radius)] {
        out.push_str(before);
        push_hundredths(out, value);
    }
    out.push('"');
}

/// Writes a line of a path in its shortest form.
#[expect(
    clippy::float_cmp,
    reason = "a line is level or upright where both ends were given the same number"
)]
fn push_line(out: &mut String, (x0, y0): (f64, f64), (x1, y1): (f64, f64)) {
    out.push('M');
    push_hundredths(out, x0);
    out.push(' ');
    push_hundredths(out, y0);
    if y0 == y1 {
        out.push('H');
        push_hundredths(out, x1);
    } else if x0 == x1 {
        out.push('V');
        push_hundredths(out, y1);
    } else {
        out.push('L');
        push_hundredths(out, x1);
        out.push(' ');
        push_hundredths(out, y1);
    }
}

fn position(string: usize) -> f64 {
    f64::from(u8::try_from(string).unwrap_or(u8::MAX)) * CELL
}

/// The finger on a string, if it is shown.
fn finger(fingering: &Fingering, string: usize) -> Option<char> {
    let finger = (*fingering.fingers.get(string)?)?.to_ascii_uppercase();
    (finger.is_ascii_uppercase() || ('1'..='9').contains(&finger)).then_some(finger)
}

/// Writes barres: bars across the strings that one finger holds on one fret.
fn push_barres(out: &mut String, fingering: &Fingering) {
    let mut held: Vec<(char, u8, usize, usize)> = Vec::new();
    for (string, fret) in fingering.frets.iter().enumerate() {
        let (Fret::At(fret @ 1..), Some(finger)) = (fret, finger(fingering, string)) else {
            continue;
        };
        match held.iter_mut().find(|(other, _, _, _)| *other == finger) {
            Some((_, _, _, last)) => *last = string,
            None => held.push((finger, *fret, string, string)),
        }
    }
    for (_, fret, first, last) in held.into_iter().filter(|(_, _, a, b)| a < b) {
        let y = NUT + (f64::from(fret) - 0.5) * CELL;
        let _ = write!(
            out,
            "<path stroke=\"currentColor\" stroke-width=\"{:.2}\" d=\"M{} {y:.2}H{}\"/>",
            0.8 * DOT,
            position(first),
            position(last)
        );
    }
}
