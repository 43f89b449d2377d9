//! The strokes that grids are drawn with.

use super::{GridStyle, RowFrame};
use crate::page::{Cap, Color, Item, Line, Pt};

/// A vertical line over the height of a row.
pub(super) fn vertical(
    x: Pt,
    width: Pt,
    color: Color,
    frame: &RowFrame,
    style: &GridStyle,
) -> Item {
    let top = frame.baseline + 0.9 * style.size;
    Item::Line(Line {
        from: (x, top),
        to: (x, top - style.size * style.stretch * style.spacing),
        width,
        color,
        cap: Cap::Square,
    })
}

/// A dot: a stroke as long as it is wide, with round ends.
pub(super) fn dot(x: Pt, y: Pt, width: Pt, color: Color) -> Item {
    slanted((x, y), (x, y + width), width, color)
}

/// A straight stroke with round ends.
pub(super) fn slanted(from: (Pt, Pt), to: (Pt, Pt), width: Pt, color: Color) -> Item {
    Item::Line(Line {
        from,
        to,
        width,
        color,
        cap: Cap::Round,
    })
}
