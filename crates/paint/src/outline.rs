//! Curves shared by all painters.

use chordpro_layout::Pt;

/// The distance of a control point from the end of a quarter circle, as a fraction of the radius: 4/3 · (√2 − 1).
pub(crate) const QUARTER: f64 = 0.552_284_749_830_793_6;

/// The four quarters of a circle, counter-clockwise from its right end: two control points and the end of each.
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
