//! Grids: rows of cells between bars (`docs/spec/pages.md#6`).

pub mod bars;
pub mod cells;
pub mod draw;
pub mod repeat;
mod stroke;
pub mod volta;

pub use cells::{Alignment, Cells, Content, PlacedRow, PlacedText, RowKind, place};

pub use draw::draw;

use crate::page::{Color, Pt};

/// How grids look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct GridStyle {
    /// The font size of cells.
    pub size: Pt,
    /// `pdf.spacing.grid`.
    pub spacing: f64,
    /// How high bar lines are, as a share of the row.
    pub stretch: f64,
    /// The colour of bars.
    pub symbol_color: Color,
    /// The theme's foreground: repeated measures, final bars.
    pub foreground: Color,
    /// The colour of voltas.
    pub volta_color: Color,
    /// The colour of their numbers, which does not know the theme's names.
    pub volta_number_color: Color,
    /// Which part of the way to the next bar a volta's line covers.
    pub volta_span: f64,
    /// The width of lines between cells; 0 for none.
    pub cell_line_width: Pt,
    /// Their colour.
    pub cell_line_color: Color,
}

impl GridStyle {
    /// The width of bar lines.
    pub fn line(&self) -> Pt {
        self.size / 10.0
    }
}

/// Where a row goes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RowFrame {
    /// The left edge, right of the label margin.
    pub left: Pt,
    /// The baseline.
    pub baseline: Pt,
    /// The right edge of the paper: rows end there.
    pub paper_width: Pt,
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    const BLUE: Color = Color { r: 0, g: 0, b: 255 };

    pub(crate) fn style() -> GridStyle {
        GridStyle {
            size: 10.0,
            spacing: 1.2,
            stretch: 0.825,
            symbol_color: BLUE,
            foreground: Color::BLACK,
            volta_color: BLUE,
            volta_number_color: BLUE,
            volta_span: 0.7,
            cell_line_width: 0.0,
            cell_line_color: BLUE,
        }
    }

    pub(crate) fn frame() -> RowFrame {
        RowFrame {
            left: 40.0,
            baseline: 753.0,
            paper_width: 595.0,
        }
    }
}
