//! Voltas: bars with a number, and the line over the measures they cover (`docs/spec/pages.md#6.3`).

use super::bars::Place;
use super::stroke::{dot, vertical};
use super::{GridStyle, RowFrame};
use crate::page::{Cap, Item, Line, Pt};

/// A volta whose line is still to be drawn, at the next bar.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OpenVolta {
    /// Where its bar line is.
    pub x: Pt,
}

/// Draws the bar at `x`, with the dots of a repeat where it ends one and does not begin the row; the number goes to the
/// right of it, one line width away.
pub fn open(
    symbol: &str,
    x: Pt,
    place: Place,
    frame: &RowFrame,
    style: &GridStyle,
    items: &mut Vec<Item>,
) -> OpenVolta {
    let w = style.line();
    let x = x + place.shift(w) - w / 2.0;
    items.push(vertical(x, w, style.volta_color, frame, style));
    if symbol.starts_with(':') && place != Place::First {
        for share in [0.55, 0.15] {
            let y = frame.baseline + share * style.size;
            items.push(dot(x - 2.0 * w, y, w, style.volta_color));
        }
    }
    OpenVolta { x }
}

impl OpenVolta {
    /// Where its number begins.
    pub fn number(self, style: &GridStyle) -> Pt {
        self.x + style.line()
    }

    /// Draws the line over what it embraces: a share of the way to the next bar at `end`.
    pub fn close(self, end: Pt, frame: &RowFrame, style: &GridStyle, items: &mut Vec<Item>) {
        let w = style.line();
        let y = frame.baseline + 0.9 * style.size + w / 4.0;
        items.push(Item::Line(Line {
            from: (self.x, y),
            to: (self.x + (end - self.x) * style.volta_span, y),
            width: w / 2.0,
            color: style.volta_color,
            cap: Cap::Square,
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::tests::{frame, style};

    #[test]
    fn the_line_covers_its_share_of_the_way_to_the_next_bar() {
        let frame = RowFrame {
            baseline: 741.0,
            ..frame()
        };
        let mut items = Vec::new();
        let volta = open("|", 200.97, Place::Inner, &frame, &style(), &mut items);
        assert!((volta.x - 200.47).abs() < 0.01);
        assert!((volta.number(&style()) - 201.47).abs() < 0.01);
        volta.close(309.90, &frame, &style(), &mut items);
        let Some(Item::Line(line)) = items.last() else {
            panic!("a volta ends with its line");
        };
        assert!((line.to.0 - 277.07).abs() < 0.01);
        assert!((line.from.1 - 750.25).abs() < 0.01);
        assert!((line.width - 0.5).abs() < 1e-9);
    }

    #[test]
    fn a_repeat_that_ends_at_a_volta_has_its_dots_in_the_colour_of_the_volta() {
        let style = GridStyle {
            volta_color: crate::page::Color { r: 0, g: 255, b: 0 },
            ..style()
        };
        let dots = |symbol, place| {
            let mut items = Vec::new();
            let volta = open(symbol, 200.97, place, &frame(), &style, &mut items);
            let dots = items.into_iter().skip(1).map(move |item| match item {
                Item::Line(line) => (
                    (line.from.0 - volta.x).round(),
                    line.color == style.volta_color,
                ),
                other => panic!("dots are lines, not {other:?}"),
            });
            dots.collect::<Vec<_>>()
        };
        assert_eq!(dots(":|", Place::Inner), [(-2.0, true), (-2.0, true)]);
        assert_eq!(dots(":|", Place::First).len(), 0);
        assert_eq!(dots("|", Place::Inner).len(), 0);
    }
}
