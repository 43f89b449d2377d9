//! Curves that every painter draws the same way.

use chordpro_layout::Pt;

/// How far the control points of a quarter of a circle lie from its ends, as a part of the radius.
pub(crate) const QUARTER: f64 = 0.552_284_749_830_793_6;

/// The four quarters of a circle, from its right end against the clock: two control points and the end of each.
pub(crate) fn quarters((x, y): (Pt, Pt), radius: Pt, reach: f64) -> [[(Pt, Pt); 3]; 4] {
    let reach = radius * reach;
    [
        [
            (x + radius, y + reach),
            (x + reach, y + radius),
            (x, y + radius),
        ],
        [
            (x - reach, y + radius),
            (x - radius, y + reach),
            (x - radius, y),
        ],
        [
            (x - radius, y - reach),
            (x - reach, y - radius),
            (x, y - radius),
        ],
        [
            (x + reach, y - radius),
            (x + radius, y - reach),
            (x + radius, y),
        ],
    ]
}
