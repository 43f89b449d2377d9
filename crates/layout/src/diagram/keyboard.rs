//! Keyboard diagrams: white keys, black keys, pressed keys (`docs/spec/pages.md#5.3`).
//!
//! The origin is the upper left corner of the keys; everything has a negative y.

use super::sketch::Sketch;
use super::stroke;
use crate::page::{Cap, Color, Item, Line, Path, Pt, Rect, Segment};

/// The numbers of white keys that have a black key at their right, counted from the C left of the first key.
const BLACK_KEYS: [i32; 17] = [1, 2, 4, 5, 6, 8, 9, 11, 12, 13, 15, 16, 18, 19, 20, 22, 23];

/// How keyboard diagrams look; lengths in points.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyboardStyle {
    /// Width of a white key.
    pub key_width: Pt,
    /// Height of a white key.
    pub key_height: Pt,
    /// How many white keys are shown: 7, 10, 14, 17 or 21.
    pub keys: u32,
    /// The first white key.
    pub base: FirstKey,
    /// Width of lines, as a share of the key width.
    pub line_width: f64,
    /// Gap between two diagrams, in keys.
    pub gap: f64,
    /// Gap between two rows, as a share of the height.
    pub row_gap: f64,
}

/// The leftmost key of a keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum FirstKey {
    /// C.
    #[default]
    C,
    /// F.
    F,
}

impl FirstKey {
    /// White keys above C.
    fn position(self) -> i32 {
        match self {
            FirstKey::C => 0,
            FirstKey::F => 3,
        }
    }

    /// Semitones above C.
    fn semitones(self) -> i32 {
        match self {
            FirstKey::C => 0,
            FirstKey::F => 5,
        }
    }
}

/// The colours of keyboards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyboardColors {
    /// Lines and black keys.
    pub foreground: Color,
    /// Pressed keys.
    pub pressed: Color,
}

impl KeyboardStyle {
    /// The width of lines.
    pub fn line(&self) -> Pt {
        self.line_width * self.key_width
    }

    /// Semitones shown.
    fn semitones(&self) -> i32 {
        match self.keys {
            10 => 17,
            17 => 29,
            keys => i32::try_from(12 * (u64::from(keys) / 7))
                .unwrap_or(12)
                .max(12),
        }
    }
}

/// The outline of a pressed key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// Wide at the upper left.
    Left,
    /// Narrow above.
    Middle,
    /// Wide at the upper right.
    Right,
    /// A black key.
    Black,
}

/// Draws the keys with those of a chord pressed: `keys` are semitones above `root`, which counts from C.
pub fn draw(keys: &[u8], root: u8, style: &KeyboardStyle, colors: KeyboardColors) -> Sketch {
    let (width, height, line) = (style.key_width, style.key_height, style.line());
    let total = f64::from(style.keys) * width;
    let mut items = vec![Item::Rect(Rect {
        x0: 0.0,
        y0: -height,
        x1: total,
        y1: 0.0,
        fill: None,
        stroke: Some(stroke(line, colors.foreground)),
    })];
    for key in 1..style.keys {
        let x = f64::from(key) * width;
        items.push(Item::Line(Line {
            from: (x, 0.0),
            to: (x, -height),
            width: line,
            color: colors.foreground,
            cap: Cap::Butt,
        }));
    }
    let base = style.base.position();
    let count = i32::try_from(style.keys).unwrap_or(i32::MAX);
    for key in BLACK_KEYS {
        if key < base {
            continue;
        }
        if key > count.saturating_add(base) {
            break;
        }
        let x = f64::from(key - base - 1) * width + 2.0 * width / 3.0;
        items.push(Item::Rect(Rect {
            x0: x,
            y0: -height / 2.0,
            x1: x + 2.0 * width / 3.0,
            y1: 0.0,
            fill: Some(colors.foreground),
            stroke: Some(stroke(line, colors.foreground)),
        }));
    }
    for (left, shape) in pressed(keys, root, style) {
        items.push(Item::Path(Path {
            segments: outline(shape, f64::from(left) * width, width, height),
            fill: Some(colors.pressed),
            stroke: Some(stroke(line, colors.foreground)),
        }));
    }
    Sketch {
        bounds: [
            -line / 2.0,
            -height - line / 2.0,
            total + line / 2.0,
            line / 2.0,
        ],
        items,
        captions: Vec::new(),
    }
}

/// The white key at or left of each pressed key, and the shape of the pressed key.
fn pressed(keys: &[u8], root: u8, style: &KeyboardStyle) -> Vec<(i32, Shape)> {
    use Shape::{Black, Left, Middle, Right};
    const TABLE: [(i32, Shape); 12] = [
        (0, Left),
        (0, Black),
        (1, Middle),
        (1, Black),
        (2, Right),
        (3, Left),
        (3, Black),
        (4, Middle),
        (4, Black),
        (5, Middle),
        (5, Black),
        (6, Right),
    ];
    let root = i32::from(root);
    let Some(first) = keys.first().map(|&key| i32::from(key) + root) else {
        return Vec::new();
    };
    let mut shift = -12 * first.div_euclid(12);
    if first < style.base.semitones() {
        shift += 12;
    }
    let range = style.semitones();
    let base = style.base.position();
    keys.iter()
        .filter_map(|&key| {
            let mut key = i32::from(key) + root + shift;
            if key < 0 {
                key += 12;
            }
            while key >= range {
                key -= 12;
            }
            let mut octave = key.div_euclid(12);
            let (position, shape) = *TABLE.get(usize::try_from(key.rem_euclid(12)).ok()?)?;
            let mut position = position - base;
            while position < 0 {
                position += 7;
                octave -= 1;
            }
            position %= 7;
            if octave >= 1 {
                position += 7 * octave;
            }
            Some((position, shape))
        })
        .collect()
}

fn outline(shape: Shape, left: Pt, width: Pt, height: Pt) -> Vec<Segment> {
    let (middle, bottom) = (-height / 2.0, -height);
    let (third, two_thirds) = (left + width / 3.0, left + 2.0 * width / 3.0);
    let right = left + width;
    let points: Vec<(Pt, Pt)> = match shape {
        Shape::Left => vec![
            (left, bottom),
            (left, 0.0),
            (two_thirds, 0.0),
            (two_thirds, middle),
            (right, middle),
            (right, bottom),
        ],
        Shape::Right => vec![
            (left, bottom),
            (left, middle),
            (third, middle),
            (third, 0.0),
            (right, 0.0),
            (right, bottom),
        ],
        Shape::Middle => vec![
            (left, bottom),
            (left, middle),
            (third, middle),
            (third, 0.0),
            (two_thirds, 0.0),
            (two_thirds, middle),
            (right, middle),
            (right, bottom),
        ],
        Shape::Black => vec![
            (two_thirds, middle),
            (two_thirds, 0.0),
            (left + 4.0 * width / 3.0, 0.0),
            (left + 4.0 * width / 3.0, middle),
        ],
    };
    let mut segments: Vec<Segment> = Vec::with_capacity(points.len() + 1);
    for (index, (x, y)) in points.into_iter().enumerate() {
        segments.push(if index == 0 {
            Segment::Move(x, y)
        } else {
            Segment::Line(x, y)
        });
    }
    segments.push(Segment::Close);
    segments
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLORS: KeyboardColors = KeyboardColors {
        foreground: Color::BLACK,
        pressed: Color {
            r: 128,
            g: 128,
            b: 128,
        },
    };

    fn style(keys: u32, base: FirstKey) -> KeyboardStyle {
        KeyboardStyle {
            key_width: 4.0,
            key_height: 20.0,
            keys,
            base,
            line_width: 0.1,
            gap: 3.95,
            row_gap: 0.3,
        }
    }

    fn paths(sketch: &Sketch) -> Vec<Vec<(f64, f64)>> {
        sketch
            .items
            .iter()
            .filter_map(|item| match item {
                Item::Path(path) => Some(
                    path.segments
                        .iter()
                        .filter_map(|segment| match *segment {
                            Segment::Move(x, y) | Segment::Line(x, y) => Some((x, y)),
                            _ => None,
                        })
                        .collect(),
                ),
                _ => None,
            })
            .collect()
    }

    /// Measured with the origin at (40, 141.6).
    #[test]
    fn the_key_of_c_has_the_measured_outline() {
        let sketch = draw(&[0, 4, 7], 0, &style(14, FirstKey::C), COLORS);
        let Some(Item::Rect(rect)) = sketch.items.first() else {
            panic!("the outline comes first");
        };
        assert_eq!(
            (rect.x0, rect.y0, rect.x1, rect.y1),
            (0.0, -20.0, 56.0, 0.0)
        );
        let rounded: Vec<_> = paths(&sketch)[0]
            .iter()
            .map(|(x, y)| {
                (
                    ((x + 40.0) * 100.0).round() / 100.0,
                    ((y + 141.6) * 100.0).round() / 100.0,
                )
            })
            .collect();
        assert_eq!(
            rounded,
            [
                (40.0, 121.6),
                (40.0, 141.6),
                (42.67, 141.6),
                (42.67, 131.6),
                (44.0, 131.6),
                (44.0, 121.6)
            ]
        );
    }

    #[test]
    fn ten_keys_from_f_press_the_measured_keys() {
        let style = style(10, FirstKey::F);
        let sharp = pressed(&[0, 3, 7], 6, &style);
        assert_eq!(
            sharp,
            [(0, Shape::Black), (2, Shape::Middle), (4, Shape::Black)]
        );
        let minor: Vec<_> = pressed(&[0, 3, 7], 9, &style);
        assert_eq!(minor.first().map(|key| key.0), Some(2));
        assert_eq!(minor.get(1).map(|key| key.0), Some(4));
        assert_eq!(minor.get(2).map(|key| key.0), Some(6));
    }

    #[test]
    fn a_chord_without_keys_presses_none() {
        let sketch = draw(&[], 0, &style(7, FirstKey::C), COLORS);
        assert!(paths(&sketch).is_empty());
        let black = sketch
            .items
            .iter()
            .filter(|item| matches!(item, Item::Rect(rect) if rect.fill.is_some()))
            .count();
        assert_eq!(black, 5);
    }
}
