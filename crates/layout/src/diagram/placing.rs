//! Placement of chord diagrams in rows: how many fit, where a row starts, how far apart they stand (`docs/spec/pages.md#5.1`).

use crate::page::Pt;

/// The measures of the diagrams of one instrument, in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Measures {
    /// The width of a diagram.
    pub width: Pt,
    /// The least gap to the next one.
    pub gap: Pt,
    /// The height of a row without the gap below.
    pub height: Pt,
    /// The gap below a row.
    pub row_gap: Pt,
}

impl Measures {
    /// From one row to the next.
    pub fn row(&self) -> Pt {
        self.height + self.row_gap
    }

    /// From one diagram to the next.
    pub fn pitch(&self) -> Pt {
        self.width + self.gap
    }

    /// How many diagrams a row of `width` holds; at least one.
    pub fn row_capacity(&self, width: Pt) -> usize {
        let pitch = self.pitch();
        if pitch > 0.0 {
            (((width + self.gap) / pitch).floor().clamp(1.0, 10_000.0)) as usize
        } else {
            1
        }
    }
}

/// How rows are aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// At the left.
    #[default]
    Left,
    /// Centred; rows are balanced.
    Center,
    /// At the right.
    Right,
    /// Full rows are stretched, others centred.
    Spread,
}

impl Align {
    /// The alignment called `name`; anything unknown is left.
    pub fn parse(name: &str) -> Align {
        match name {
            "center" | "centre" => Align::Center,
            "right" => Align::Right,
            "spread" => Align::Spread,
            _ => Align::Left,
        }
    }
}

/// The rows that a number of diagrams takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rows {
    measures: Measures,
    width: Pt,
    align: Align,
    /// Diagrams to a row.
    pub capacity: usize,
}

/// One row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row {
    /// How many diagrams it holds.
    pub count: usize,
    /// How far the first one is from the left edge.
    pub offset: Pt,
    /// From one diagram to the next.
    pub pitch: Pt,
}

impl Rows {
    /// The rows for `count` diagrams in `width`.
    pub fn new(measures: Measures, count: usize, width: Pt, align: Align) -> Rows {
        let mut capacity = measures.row_capacity(width);
        if align == Align::Center && count > 0 {
            let rows = (count - 1) / capacity + 1;
            capacity = (count - 1) / rows + 1;
        }
        Rows {
            measures,
            width,
            align,
            capacity,
        }
    }

    /// How many rows `count` diagrams take.
    pub fn rows(&self, count: usize) -> usize {
        count.div_ceil(self.capacity)
    }

    /// The next row, where `left` diagrams are left.
    pub fn next(&self, left: usize) -> Row {
        let count = left.min(self.capacity);
        let pitch = self.measures.pitch();
        let spare = self.width + self.measures.gap - count as f64 * pitch;
        match self.align {
            Align::Spread if left == self.capacity && left > 1 => Row {
                count,
                offset: 0.0,
                pitch: pitch + spare / (self.capacity - 1) as f64,
            },
            Align::Left => Row {
                count,
                offset: 0.0,
                pitch,
            },
            Align::Right => Row {
                count,
                offset: spare,
                pitch,
            },
            Align::Center | Align::Spread => Row {
                count,
                offset: spare * 0.5,
                pitch,
            },
        }
    }
}

/// The columns of diagrams at the right of the page.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SideColumns {
    /// How many columns.
    pub columns: usize,
    /// Their width with the gaps between them.
    pub width: Pt,
}

impl SideColumns {
    /// The columns for `count` diagrams in a text area of `height`.
    pub fn new(measures: Measures, count: usize, height: Pt) -> SideColumns {
        let rows = (height / measures.row()).floor();
        let rows = if rows >= 1.0 {
            rows.min(10_000.0) as usize
        } else {
            1
        };
        let columns = count.saturating_sub(1) / rows + 1;
        SideColumns {
            columns,
            width: (columns - 1) as f64 * measures.pitch() + measures.width,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GUITAR: Measures = Measures {
        width: 30.0,
        gap: 23.7,
        height: 43.8,
        row_gap: 18.0,
    };

    fn near(left: f64, right: f64) {
        assert!((left - right).abs() < 0.006, "{left} is not {right}");
    }

    #[test]
    fn ten_guitar_diagrams_fit_a_row_of_a4() {
        let rows = Rows::new(GUITAR, 16, 515.0, Align::Left);
        assert_eq!(rows.next(16).count, 10);
        assert_eq!(rows.next(6).count, 6);
        assert_eq!(rows.rows(16), 2);
        near(rows.next(16).pitch, 53.7);
    }

    #[test]
    fn centred_rows_are_balanced() {
        let rows = Rows::new(GUITAR, 16, 515.0, Align::Center);
        let row = rows.next(16);
        assert_eq!(row.count, 8);
        near(row.offset, 54.55);
    }

    #[test]
    fn a_full_row_at_the_right_has_the_measured_offset() {
        let rows = Rows::new(GUITAR, 10, 515.0, Align::Right);
        near(rows.next(10).offset, 1.70);
    }

    #[test]
    fn only_a_row_that_is_exactly_full_is_spread() {
        let rows = Rows::new(GUITAR, 16, 515.0, Align::Spread);
        near(rows.next(16).pitch, 53.7);
        near(rows.next(16).offset, 0.85);
        let full = rows.next(10);
        near(full.offset, 0.0);
        near(full.pitch * 9.0 + 30.0, 515.0);
    }

    #[test]
    fn sixteen_diagrams_at_the_right_take_two_columns() {
        let side = SideColumns::new(GUITAR, 16, 722.0);
        assert_eq!(side.columns, 2);
        near(40.0 + 515.0 - side.width, 471.3);
    }

    #[test]
    fn a_row_holds_one_diagram_however_narrow_it_is() {
        assert_eq!(Rows::new(GUITAR, 3, 1.0, Align::Left).next(3).count, 1);
        assert_eq!(SideColumns::new(GUITAR, 3, 1.0).columns, 3);
    }
}
