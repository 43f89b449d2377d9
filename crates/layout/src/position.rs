//! Where the next flowable goes: the frame of the page, its columns, and the height that is reached.

use chordpro_config::view::PageClass;

use crate::geometry::{Columns, Geometry, Side};
use crate::page::Pt;

/// A place in the columns of a page.
#[derive(Debug, Clone)]
pub(crate) struct Position {
    /// Paper and margins.
    pub(crate) geometry: Geometry,
    /// The columns.
    pub(crate) columns: Columns,
    /// The left and the right edge of the page's text area.
    pub(crate) area: (Pt, Pt),
    /// The right edge of that area where nothing stands beside it.
    pub(crate) widest: Pt,
    /// The left edge of the current column.
    pub(crate) left: Pt,
    /// The right edge of the current column.
    pub(crate) right: Pt,
    /// Where the body starts on this page.
    pub(crate) top: Pt,
    /// The lower limit of this page.
    pub(crate) bottom: Pt,
    /// The current column, from 0.
    pub(crate) column: usize,
    /// The height that is reached.
    pub(crate) y: Pt,
    /// What each column of this page leaves free at its top.
    pub(crate) spread_space: Pt,
    /// Whether blank lines are skipped.
    pub(crate) ignores_blanks: bool,
    /// The page.
    pub(crate) page: PageFacts,
}

/// What a flowable is made for: the edges of its column, and the height where it begins, in its own coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Measure {
    /// The left edge of the column.
    pub(crate) left: Pt,
    /// The right edge of the column.
    pub(crate) right: Pt,
    /// How far the origin of its coordinates is from the left edge of the paper.
    pub(crate) origin: Pt,
    /// The right edge of the paper.
    pub(crate) paper: Pt,
    /// Where it begins.
    pub(crate) top: Pt,
    /// The page.
    pub(crate) page: PageFacts,
}

/// What the text on a page may tell of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageFacts {
    /// Its number.
    pub(crate) number: u32,
    /// Its class.
    pub(crate) class: PageClass,
    /// Its side.
    pub(crate) side: Side,
    /// How many pages there are.
    pub(crate) count: usize,
}

impl Position {
    /// Before the first page.
    pub(crate) fn new(geometry: Geometry, columns: Columns) -> Self {
        Position {
            geometry,
            columns,
            area: (0.0, 0.0),
            widest: 0.0,
            left: 0.0,
            right: 0.0,
            top: 0.0,
            bottom: 0.0,
            column: 0,
            y: 0.0,
            spread_space: 0.0,
            ignores_blanks: true,
            page: PageFacts {
                number: 0,
                class: PageClass::First,
                side: Side::Right,
                count: 0,
            },
        }
    }

    /// The top of the columns.
    pub(crate) fn column_top(&self) -> Pt {
        self.top - self.spread_space
    }

    /// Goes to the top of a column of this page.
    pub(crate) fn enter_column(&mut self, column: usize) {
        self.column = column;
        (self.left, self.right) = self.columns.edges(column, self.area);
        self.y = self.column_top();
    }

    /// Narrows the text of this page to `right`; `columns` stay for the rest of the song.
    pub(crate) fn narrow(&mut self, right: Pt, columns: Columns) {
        self.area.1 = right;
        self.columns = columns;
        (self.left, self.right) = self.columns.edges(self.column, self.area);
    }

    /// Makes the body of this page start at `top`, in all columns.
    pub(crate) fn lower_top(&mut self, top: Pt) {
        self.top = top;
        self.y = top;
    }

    /// The height of the body, from margin to margin.
    pub(crate) fn body_height(&self) -> Pt {
        self.geometry.body_top() - self.geometry.margin_bottom
    }

    /// The width and the height that pictures between the lines are fitted into, right of a margin of `indent`. Without columns
    /// the width is the whole page's, also where diagrams stand beside the text.
    pub(crate) fn available(&self, indent: Pt) -> (Pt, Pt) {
        let whole = self.widest - self.area.0;
        let width = self.columns.first_width().unwrap_or(whole) - indent;
        (width, self.body_height())
    }

    /// The measure of what goes down the column.
    pub(crate) fn measure(&self) -> Measure {
        Measure {
            left: 0.0,
            right: self.right - self.left,
            origin: self.left,
            paper: self.geometry.width - self.left,
            top: 0.0,
            page: self.page,
        }
    }

    /// The measure of what has its place on the paper.
    pub(crate) fn measure_on_paper(&self) -> Measure {
        Measure {
            left: self.left,
            right: self.right,
            origin: 0.0,
            paper: self.geometry.width,
            top: self.y,
            page: self.page,
        }
    }
}
