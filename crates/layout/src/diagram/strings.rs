//! String diagrams: frets, strings, nut, dots, barres, finger numbers (`docs/spec/pages.md#5.2`).
//!
//! The origin is the upper left corner of the grid; everything below it has a negative y.

use chordpro_chords::{Fingering, Fret};

use super::sketch::{Anchor, Caption, Lettering, Measure, Sketch};
use super::stroke;
use crate::page::{Circle, Color, Item, Line, Path, Pt, Segment};

/// Multiple of the finger size for numbers below the diagram.
const BELOW_SCALE: f64 = 1.4;
/// The base fret's text is as high as this share of a cell.
const BASE_FRET_SHARE: f64 = 0.85;
/// The curves of an arc.
const ARC_CURVES: f64 = 8.0;

/// How string diagrams look; lengths in points.
#[derive(Debug, Clone, PartialEq)]
pub struct StringStyle {
    /// Distance of two strings.
    pub cell_width: Pt,
    /// Distance of two frets.
    pub cell_height: Pt,
    /// Width of lines, as a share of the cell width.
    pub line_width: f64,
    /// Thickness of the nut in lines.
    pub nut_width: f64,
    /// Frets shown.
    pub cells: u32,
    /// Size of a dot, as a share of the smaller side of a cell.
    pub dot_size: f64,
    /// How barres are drawn.
    pub barre: BarreStyle,
    /// Thickness of a barre, as a share of the dot.
    pub barre_width: f64,
    /// Where finger numbers stand.
    pub fingers: FingerNumbers,
    /// Text of the base fret; `%s` is its number.
    pub base_fret_text: String,
    /// The side of the base fret's text.
    pub base_fret_side: Side,
    /// Gap between two diagrams, in cells.
    pub gap: f64,
    /// Gap between two rows, in cells.
    pub row_gap: f64,
}

/// How barres are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum BarreStyle {
    /// A thick line.
    #[default]
    Line,
    /// An arc above the dots.
    Arc,
}

/// Where finger numbers stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FingerNumbers {
    /// Nowhere.
    Hidden,
    /// In the dots.
    #[default]
    InDots,
    /// Under the diagram.
    Below,
}

/// A side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Side {
    /// Left of the diagram.
    #[default]
    Left,
    /// Right of it.
    Right,
}

/// The colours of one diagram.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct StringColors {
    /// Lines, crosses, circles, barres, the base fret's text.
    pub foreground: Color,
    /// Dots.
    pub dot: Color,
    /// Finger numbers.
    pub number: Color,
    /// Whether finger numbers below the diagram have the foreground instead, as their own is that of the paper.
    pub is_number_paper: bool,
}

impl StringStyle {
    /// The width of lines.
    pub fn line(&self) -> Pt {
        self.line_width * self.cell_width
    }

    /// The diameter of a dot.
    pub fn dot(&self) -> Pt {
        self.dot_size * self.cell_width.min(self.cell_height)
    }

    /// From the upper edge of the nut to the first fret.
    fn nut(&self) -> Pt {
        (self.nut_width - 1.0) * self.line()
    }

    /// The height of all cells.
    fn cells_height(&self) -> Pt {
        f64::from(self.cells) * self.cell_height
    }
}

/// A barre: one finger on several strings.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Barre {
    finger: char,
    fret: u8,
    first: usize,
    last: usize,
}

/// Draws `fingering`. Gives also the first fret that lies below the last cell, which is worth a warning.
///
/// `finger_size` is the size set for finger numbers, for numbers below the diagram.
pub fn draw(
    fingering: &Fingering,
    style: &StringStyle,
    colors: StringColors,
    finger_size: Option<Pt>,
    measure: &dyn Measure,
) -> (Sketch, Option<u8>) {
    let mut drawing = Drawing {
        fingering,
        style,
        colors,
        sketch: Sketch::default(),
        skipped: None,
    };
    drawing.grid();
    let barres = drawing.barres();
    drawing.draw_barres(&barres);
    drawing.marks(&barres);
    drawing.numbers(&barres, finger_size);
    drawing.base_fret();
    drawing.bounds(measure);
    (drawing.sketch, drawing.skipped)
}

struct Drawing<'a> {
    fingering: &'a Fingering,
    style: &'a StringStyle,
    colors: StringColors,
    sketch: Sketch,
    /// The fret that was left out, as it lies below the last cell.
    skipped: Option<u8>,
}

impl Drawing<'_> {
    fn strings(&self) -> usize {
        self.fingering.frets.len()
    }

    fn width(&self) -> Pt {
        self.x(self.strings().saturating_sub(1))
    }

    fn x(&self, string: usize) -> Pt {
        string as f64 * self.style.cell_width
    }

    fn line(&mut self, from: (Pt, Pt), to: (Pt, Pt), width: Pt, color: Color) {
        self.sketch.items.push(Item::Line(Line {
            from,
            to,
            width,
            color,
            cap: crate::page::Cap::Butt,
        }));
    }

    fn grid(&mut self) {
        let style = self.style;
        let (line, nut, width) = (style.line(), style.nut(), self.width());
        let color = self.colors.foreground;
        let (left, right) = (-line / 2.0, width + line / 2.0);
        for fret in 0..=style.cells {
            let y = -f64::from(fret) * style.cell_height - nut;
            self.line((left, y), (right, y), line, color);
        }
        let lowest = -(style.cells_height() + nut + line / 2.0);
        for string in 0..self.strings() {
            let x = self.x(string);
            self.line((x, line / 2.0), (x, lowest), line, color);
        }
        if self.fingering.base_fret <= 1 && style.nut_width > 1.0 {
            let lines = (style.nut_width - 1.0).clamp(0.0, 1000.0) as u32;
            for index in 0..lines {
                let y = -f64::from(index) * line;
                self.line((left, y), (right, y), line, color);
            }
        }
    }

    /// Fingers that press two strings or more, in the order of their first string. None where fingers are not shown.
    fn barres(&self) -> Vec<Barre> {
        let mut barres: Vec<Barre> = Vec::new();
        if self.style.fingers == FingerNumbers::Hidden {
            return barres;
        }
        let mut seen: Vec<(char, u8, usize, usize)> = Vec::new();
        for (string, (fret, finger)) in self
            .fingering
            .frets
            .iter()
            .zip(&self.fingering.fingers)
            .enumerate()
        {
            let (Fret::At(fret @ 1..), Some(finger)) = (*fret, *finger) else {
                continue;
            };
            match seen.iter_mut().find(|entry| entry.0 == finger) {
                Some(entry) => entry.3 = string,
                None => seen.push((finger, fret, string, string)),
            }
        }
        barres.extend(
            seen.into_iter()
                .filter(|(_, _, first, last)| first < last)
                .map(|(finger, fret, first, last)| Barre {
                    finger,
                    fret,
                    first,
                    last,
                }),
        );
        barres
    }

    fn draw_barres(&mut self, barres: &[Barre]) {
        for barre in barres {
            match self.style.barre {
                BarreStyle::Line => self.barre_line(*barre),
                BarreStyle::Arc => self.barre_arc(*barre),
            }
        }
    }

    fn barre_line(&mut self, barre: Barre) {
        let style = self.style;
        let y = -style.nut() - f64::from(barre.fret) * style.cell_height + style.cell_height / 2.0;
        let width = style.barre_width * style.dot();
        self.line(
            (self.x(barre.first), y),
            (self.x(barre.last), y),
            width,
            self.colors.foreground,
        );
    }

    fn barre_arc(&mut self, barre: Barre) {
        let style = self.style;
        let (cell, height) = (style.cell_width, style.cell_height);
        let span = self.x(barre.last) - self.x(barre.first);
        let rx = (span + 0.7 * cell) / 2.0;
        let ry = 0.4 * height;
        let center = self.x(barre.first) - 0.35 * cell + rx;
        let mut y = -style.nut() - f64::from(barre.fret) * height + 1.25 * height;
        if barre.fret == 1 {
            y += style.nut();
        }
        for base in [y, y - 0.8] {
            self.sketch.items.push(Item::Path(Path {
                segments: half_ellipse(center, base, rx, ry),
                fill: None,
                stroke: Some(stroke(style.line() + 0.2, self.colors.foreground)),
            }));
        }
    }

    /// Dots, crosses, circles of open strings.
    fn marks(&mut self, barres: &[Barre]) {
        let style = self.style;
        let (line, nut, dot) = (style.line(), style.nut(), style.dot());
        let height = style.cell_height;
        for (string, fret) in self.fingering.frets.iter().enumerate() {
            let x = self.x(string);
            match *fret {
                Fret::At(0) if self.fingering.base_fret > 0 => {
                    self.sketch.items.push(Item::Circle(Circle {
                        center: (x, 0.35 * height + line),
                        radius: dot / 3.0,
                        fill: None,
                        stroke: Some(stroke(line, self.colors.foreground)),
                    }));
                }
                Fret::At(0) => {}
                Fret::At(fret) => {
                    if u32::from(fret) > style.cells && self.skipped.is_none() {
                        self.skipped = Some(fret);
                        continue;
                    }
                    if style.barre == BarreStyle::Line && self.is_inside_barre(string, barres) {
                        continue;
                    }
                    self.sketch.items.push(Item::Circle(Circle {
                        center: (x, -nut - (f64::from(fret) - 0.5) * height),
                        radius: dot / 2.0,
                        fill: Some(self.colors.dot),
                        stroke: None,
                    }));
                }
                Fret::Muted => {
                    let color = self.colors.foreground;
                    let (upper, lower) = (0.77 * dot + line, 0.1 * height + line);
                    let half = dot / 3.0;
                    self.line((x - half, upper), (x + half, lower), line, color);
                    self.line((x + half, upper), (x - half, lower), line, color);
                }
            }
        }
    }

    /// Whether a barre covers `string` between its ends, which then shows no number, and no dot where the barre is a line.
    fn is_inside_barre(&self, string: usize, barres: &[Barre]) -> bool {
        let finger = self.fingering.fingers.get(string).copied().flatten();
        barres.iter().any(|barre| {
            Some(barre.finger) == finger && string != barre.first && string != barre.last
        })
    }

    fn numbers(&mut self, barres: &[Barre], finger_size: Option<Pt>) {
        let style = self.style;
        let (size, baseline, color) = match style.fingers {
            FingerNumbers::Hidden => return,
            FingerNumbers::InDots if self.colors.number == self.colors.dot => return,
            FingerNumbers::InDots => (style.dot(), None, self.colors.number),
            FingerNumbers::Below => (
                finger_size.unwrap_or_else(|| style.dot()) * BELOW_SCALE,
                Some(
                    -style.nut()
                        - style.line()
                        - (f64::from(style.cells) + 1.0) * style.cell_height,
                ),
                if self.colors.is_number_paper {
                    self.colors.foreground
                } else {
                    self.colors.number
                },
            ),
        };
        let pairs = self.fingering.frets.iter().zip(&self.fingering.fingers);
        for (string, (fret, finger)) in pairs.enumerate() {
            let (Fret::At(fret @ 1..), Some(finger)) = (*fret, *finger) else {
                continue;
            };
            let finger = finger.to_ascii_uppercase();
            if !matches!(finger, '1'..='9' | 'A'..='Z') {
                continue;
            }
            if baseline.is_none() && self.is_inside_barre(string, barres) {
                continue;
            }
            let in_dot =
                -style.nut() - (f64::from(fret) - 0.5) * style.cell_height - style.dot() / 3.0;
            self.sketch.captions.push(Caption {
                text: finger.to_string(),
                font: Lettering::Finger,
                size,
                anchor: Anchor::Middle,
                x: self.x(string),
                baseline: baseline.unwrap_or(in_dot),
                color,
            });
        }
    }

    fn base_fret_size(&self) -> Pt {
        self.style.cell_height / BASE_FRET_SHARE
    }

    fn base_fret_label(&self) -> Option<String> {
        let base =
            i32::from(self.fingering.base_fret).saturating_add(self.fingering.base_label_offset);
        (base > 1).then(|| self.style.base_fret_text.replace("%s", &base.to_string()))
    }

    fn base_fret(&mut self) {
        let Some(text) = self.base_fret_label() else {
            return;
        };
        let cells = f64::from(self.fingering.base_label_offset) + BASE_FRET_SHARE;
        let baseline = -self.style.nut() - cells * self.style.cell_height;
        let (anchor, x) = match self.style.base_fret_side {
            Side::Left => (Anchor::End, 0.0),
            Side::Right => (Anchor::Start, self.width()),
        };
        self.sketch.captions.push(Caption {
            text,
            font: Lettering::BaseFret,
            size: self.base_fret_size(),
            anchor,
            x,
            baseline,
            color: self.colors.foreground,
        });
    }

    fn bounds(&mut self, measure: &dyn Measure) {
        let style = self.style;
        let (line, dot) = (style.line(), style.dot());
        let mut left = -dot / 2.0;
        let mut right = self.width() + dot / 2.0;
        if let Some(text) = self.base_fret_label() {
            let size = self.base_fret_size();
            let wide = measure.width(Lettering::BaseFret, &format!("xx{text}"), size);
            let gap = BASE_FRET_SHARE * measure.width(Lettering::BaseFret, "x", size);
            match style.base_fret_side {
                Side::Left => left = -wide,
                Side::Right => right = self.width() + dot / 2.0 + wide,
            }
            for caption in &mut self.sketch.captions {
                if caption.font == Lettering::BaseFret {
                    caption.x += match style.base_fret_side {
                        Side::Left => -gap,
                        Side::Right => gap,
                    };
                }
            }
        }
        let mut lower = -(style.cells_height() + style.nut()) - line / 2.0;
        if style.fingers == FingerNumbers::Below {
            lower -= style.cell_height + line;
        }
        self.sketch.bounds = [left, lower, right, 0.77 * dot + 2.0 * line];
    }
}

/// The upper half of an ellipse, from left to right, in as many curves as the reference draws.
fn half_ellipse(center: Pt, base: Pt, rx: Pt, ry: Pt) -> Vec<Segment> {
    let step = std::f64::consts::PI / ARC_CURVES;
    let reach = 4.0 / 3.0 * (step / 4.0).tan();
    let at = |angle: f64| (center + rx * angle.cos(), base + ry * angle.sin());
    let (x, y) = at(std::f64::consts::PI);
    let mut segments = vec![Segment::Move(x, y)];
    let mut angle = std::f64::consts::PI;
    for _ in 0..ARC_CURVES as usize {
        let next = angle - step;
        let ((x0, y0), (x1, y1)) = (at(angle), at(next));
        segments.push(Segment::Curve(
            x0 + reach * rx * angle.sin(),
            y0 - reach * ry * angle.cos(),
            x1 - reach * rx * next.sin(),
            y1 + reach * ry * next.cos(),
            x1,
            y1,
        ));
        angle = next;
    }
    segments
}

#[cfg(test)]
mod tests;
