//! The signs for repeated measures: `%` and `%%` (`docs/spec/pages.md#6.2`).

use super::stroke::slanted;
use super::{GridStyle, RowFrame};
use crate::page::{Item, Pt};

/// Draws the sign for one repeated measure, centred at `x`.
pub fn one(x: Pt, frame: &RowFrame, style: &GridStyle, items: &mut Vec<Item>) {
    let g = style.size;
    let third = g / 3.0;
    let x = x - 1.5 * third - third / 2.0;
    strokes(
        &[
            ((x, 0.2), (x + third, 0.7)),
            ((x, 0.6), (x + 0.07 * g, 0.7)),
            ((x + third - 0.05 * g, 0.2), (x + third + 0.02 * g, 0.3)),
        ],
        frame,
        style,
        items,
    );
}

/// Draws the sign for two repeated measures, centred at `x`.
pub fn two(x: Pt, frame: &RowFrame, style: &GridStyle, items: &mut Vec<Item>) {
    let g = style.size;
    let quarter = g / 4.0;
    let x = x - 2.7 * quarter - quarter / 2.0;
    let right = x + 1.75 * quarter;
    strokes(
        &[
            ((x, 0.2), (x + quarter, 0.7)),
            ((x, 0.6), (x + 0.07 * g, 0.7)),
            ((x + 0.75 * quarter, 0.2), (right, 0.7)),
            ((right - 0.05 * g, 0.2), (right + 0.02 * g, 0.3)),
        ],
        frame,
        style,
        items,
    );
}

/// A place: how far right, and the share of the font size above the baseline.
type Point = (Pt, f64);

/// Strokes whose heights are shares of the font size above the baseline. They are not blue as bars are.
fn strokes(ends: &[(Point, Point)], frame: &RowFrame, style: &GridStyle, items: &mut Vec<Item>) {
    let place = |(x, share): Point| (x, frame.baseline + share * style.size);
    items.extend(
        ends.iter()
            .map(|&(from, to)| slanted(place(from), place(to), style.line(), style.foreground)),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::tests::{frame, style};

    #[test]
    fn the_sign_has_the_measured_strokes() {
        let mut items = Vec::new();
        one(369.37, &frame(), &style(), &mut items);
        let ends: Vec<_> = items
            .iter()
            .map(|item| match item {
                Item::Line(line) => [line.from.0, line.from.1, line.to.0, line.to.1]
                    .map(|value| (value * 100.0).round() / 100.0),
                other => panic!("the sign is made of lines, not {other:?}"),
            })
            .collect();
        assert_eq!(
            ends,
            [
                [362.70, 755.0, 366.04, 760.0],
                [362.70, 759.0, 363.40, 760.0],
                [365.54, 755.0, 366.24, 756.0]
            ]
        );
    }

    #[test]
    fn the_sign_for_two_measures_has_four_strokes() {
        let mut items = Vec::new();
        two(100.0, &frame(), &style(), &mut items);
        assert_eq!(items.len(), 4);
    }
}
