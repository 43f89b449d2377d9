//! Bar lines of grids: single, double, with repeat dots, final (`docs/spec/pages.md#6.2`).

use super::stroke::{dot, vertical};
use super::{GridStyle, RowFrame};
use crate::page::{Color, Item, Pt};

/// Where in its row a bar stands; it decides to which side bar lines lean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The first bar.
    First,
    /// Neither the first nor the last.
    Inner,
    /// The last bar.
    Last,
}

impl Place {
    fn number(self) -> f64 {
        match self {
            Place::First => -1.0,
            Place::Inner => 0.0,
            Place::Last => 1.0,
        }
    }

    /// `amount` for the first bar, else 0.
    pub fn shift(self, amount: Pt) -> Pt {
        if self == Place::First { amount } else { 0.0 }
    }
}

/// Draws the bar written `symbol` at `x`. Symbols that are not known are drawn as a single line.
pub fn draw(
    symbol: &str,
    x: Pt,
    place: Place,
    frame: &RowFrame,
    style: &GridStyle,
    items: &mut Vec<Item>,
) {
    let pen = Pen { frame, style };
    let w = style.line();
    match symbol {
        "||" => {
            let x = x - 0.5 - w * (place.number() + 1.0);
            items.push(pen.stroke(x, w));
            items.push(pen.stroke(x + 2.0 * w, w));
        }
        "|:" | "{" => {
            let x = x - 0.5 + place.shift(w);
            items.push(pen.stroke(x, w));
            pen.dots(x + 2.0 * w, items);
        }
        ":|" | "}" => {
            let x = x + if place == Place::First { w } else { -2.5 * w };
            items.push(pen.stroke(x + 2.0 * w, w));
            pen.dots(x, items);
        }
        ":|:" | "}{" => {
            let x = x - 2.5 * w;
            items.push(pen.stroke(x + 2.0 * w, w));
            pen.dots(x, items);
            pen.dots(x + 4.0 * w, items);
        }
        "|." => {
            let x = x - 0.5 * w * (place.number() + 1.0) + place.shift(w);
            items.push(pen.colored(x, 2.0 * w, style.foreground));
        }
        _ => items.push(pen.stroke(x - w / 2.0 + place.shift(w), w)),
    }
}

struct Pen<'a> {
    frame: &'a RowFrame,
    style: &'a GridStyle,
}

impl Pen<'_> {
    fn colored(&self, x: Pt, width: Pt, color: Color) -> Item {
        vertical(x, width, color, self.frame, self.style)
    }

    fn stroke(&self, x: Pt, width: Pt) -> Item {
        self.colored(x, width, self.style.symbol_color)
    }

    /// The two dots of a repeat.
    fn dots(&self, x: Pt, items: &mut Vec<Item>) {
        for share in [0.55, 0.15] {
            let y = self.frame.baseline + share * self.style.size;
            items.push(dot(x, y, self.style.line(), self.style.symbol_color));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::tests::{frame, style};
    use crate::page::Line;

    fn lines(symbol: &str, x: Pt, place: Place) -> Vec<Line> {
        let mut items = Vec::new();
        draw(symbol, x, place, &frame(), &style(), &mut items);
        items
            .into_iter()
            .map(|item| match item {
                Item::Line(line) => line,
                other => panic!("bars are lines, not {other:?}"),
            })
            .collect()
    }

    fn xs(symbol: &str, x: Pt, place: Place) -> Vec<f64> {
        lines(symbol, x, place)
            .iter()
            .map(|line| (line.from.0 * 100.0).round() / 100.0)
            .collect()
    }

    #[test]
    fn bars_stand_where_they_were_measured() {
        assert_eq!(xs("|:", 92.04, Place::First), [92.54, 94.54, 94.54]);
        assert_eq!(xs("|", 200.97, Place::Inner), [200.47]);
        assert_eq!(
            xs(":|:", 200.97, Place::Inner),
            [200.47, 198.47, 198.47, 202.47, 202.47]
        );
        assert_eq!(xs("||", 92.04, Place::First), [91.54, 93.54]);
    }

    #[test]
    fn a_bar_line_reaches_from_above_the_text_to_below_it() {
        let line = lines("|", 200.97, Place::Inner).remove(0);
        assert!((line.from.1 - 762.0).abs() < 0.02);
        assert!((line.to.1 - 752.1).abs() < 0.02);
    }

    #[test]
    fn repeat_dots_are_two_short_strokes() {
        let lines = lines("|:", 92.04, Place::First);
        assert!((lines[1].from.1 - 758.5).abs() < 0.01);
        assert!((lines[1].to.1 - 759.5).abs() < 0.01);
        assert!((lines[2].from.1 - 754.5).abs() < 0.01);
    }

    #[test]
    fn the_final_bar_has_the_foreground_colour_and_double_width() {
        let line = lines("|.", 300.0, Place::Last).remove(0);
        assert_eq!(line.color, Color::BLACK);
        assert!((line.width - 2.0).abs() < 1e-9);
        assert!((line.from.0 - 299.0).abs() < 1e-9);
    }

    #[test]
    fn braces_are_the_same_as_repeat_bars() {
        assert_eq!(
            xs("}{", 200.97, Place::Inner),
            xs(":|:", 200.97, Place::Inner)
        );
    }
}
