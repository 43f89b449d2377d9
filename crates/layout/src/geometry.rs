//! Page geometry: paper, margins, sides, columns (`docs/spec/pages.md#2.1`, `#2.2`, `#2.3`, `#2.5`).

use chordpro_config::view::{self, ColumnWidth, Pdf};

use crate::page::Pt;

/// Which side of an open book a page is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Side {
    /// An even page of a book with dual pages.
    Left,
    /// An odd page; every page where pages are not dual.
    #[default]
    Right,
}

impl Side {
    /// The name, as `%{page.side}` gives it.
    pub fn name(self) -> &'static str {
        match self {
            Side::Left => "left",
            Side::Right => "right",
        }
    }
}

/// Paper and margins.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Geometry {
    /// Width of the paper.
    pub width: Pt,
    /// Height of the paper.
    pub height: Pt,
    /// `margintop`.
    pub margin_top: Pt,
    /// `marginbottom`.
    pub margin_bottom: Pt,
    /// `marginleft`.
    pub margin_left: Pt,
    /// `marginright`.
    pub margin_right: Pt,
    /// `headspace`.
    pub head_space: Pt,
    /// `footspace`.
    pub foot_space: Pt,
    /// `columnspace`.
    pub column_space: Pt,
}

impl Geometry {
    /// The geometry that the settings ask for.
    pub fn new(pdf: &Pdf) -> Self {
        Geometry {
            width: pdf.papersize.width,
            height: pdf.papersize.height,
            margin_top: pdf.margintop,
            margin_bottom: pdf.marginbottom,
            margin_left: pdf.marginleft,
            margin_right: pdf.marginright,
            head_space: pdf.headspace,
            foot_space: pdf.footspace,
            column_space: pdf.columnspace,
        }
    }

    /// All lengths multiplied by `factor`.
    pub(crate) fn enlarged(self, factor: f64) -> Self {
        Geometry {
            width: self.width * factor,
            height: self.height * factor,
            margin_top: self.margin_top * factor,
            margin_bottom: self.margin_bottom * factor,
            margin_left: self.margin_left * factor,
            margin_right: self.margin_right * factor,
            head_space: self.head_space * factor,
            foot_space: self.foot_space * factor,
            column_space: self.column_space * factor,
        }
    }

    /// The width between the margins.
    pub fn text_width(&self) -> Pt {
        self.width - self.margin_left - self.margin_right
    }

    /// The left and the right edge of the text area of a page on `side`.
    pub fn text_area(&self, side: Side) -> (Pt, Pt) {
        match side {
            Side::Right => (self.margin_left, self.width - self.margin_right),
            Side::Left => (self.margin_right, self.width - self.margin_left),
        }
    }

    /// Where the body starts.
    pub fn body_top(&self) -> Pt {
        self.height - self.margin_top
    }
}

/// The most columns that a song can ask for.
const MOST_COLUMNS: usize = 50;

/// The columns of a page: where each starts, from the left edge of the text area, and where the last one ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Columns {
    offsets: Vec<Pt>,
    space: Pt,
}

impl Columns {
    /// The columns that the settings and the song's `{columns}` ask for, in `width`.
    ///
    /// A number of columns leaves widths that are as many in place.
    pub fn new(setting: &view::Columns, song: Option<u32>, width: Pt, space: Pt) -> Self {
        let count = song.map(|count| usize::try_from(count).unwrap_or(1).clamp(1, MOST_COLUMNS));
        match (setting, count) {
            (view::Columns::Widths(widths), None) => Columns::explicit(widths, width, space),
            (view::Columns::Widths(widths), Some(count)) if widths.len() == count => {
                Columns::explicit(widths, width, space)
            }
            (_, Some(count)) => Columns::equal(count, width, space),
            (setting, None) => Columns::equal(setting.count(), width, space),
        }
    }

    /// `count` columns of equal width in `width`, `space` apart.
    pub fn equal(count: usize, width: Pt, space: Pt) -> Self {
        let count = count.max(1);
        #[expect(clippy::cast_precision_loss, reason = "the number of columns is small")]
        let n = count as f64;
        let step = (width - (n - 1.0) * space) / n;
        let mut offsets = Vec::with_capacity(count + 1);
        for index in 0..count {
            #[expect(clippy::cast_precision_loss, reason = "the number of columns is small")]
            offsets.push(index as f64 * (step + space));
        }
        offsets.push(width);
        Columns { offsets, space }
    }

    /// Columns of the widths given, which include the space after each.
    ///
    /// Percentages are not taken from what stars share, as in the reference: such columns can leave the paper.
    pub fn explicit(widths: &[ColumnWidth], width: Pt, space: Pt) -> Self {
        if widths.is_empty() {
            return Columns::equal(1, width, space);
        }
        let mut available = width + space;
        let mut stars = 0.0;
        for entry in widths {
            match entry {
                ColumnWidth::Points(points) => available -= points,
                ColumnWidth::Percent(_) => {}
                ColumnWidth::Rest => stars += 1.0,
            }
        }
        let mut offsets = vec![0.0];
        let mut at = 0.0;
        for entry in widths {
            at += match entry {
                ColumnWidth::Points(points) => *points,
                ColumnWidth::Percent(percent) => percent / 100.0 * width,
                ColumnWidth::Rest => available / stars,
            };
            offsets.push(at);
        }
        Columns { offsets, space }
    }

    /// How many there are; at least one.
    pub fn count(&self) -> usize {
        self.offsets.len().saturating_sub(1)
    }

    /// The left and the right edge of column `index` on a page whose text area is `area`.
    pub fn edges(&self, index: usize, area: (Pt, Pt)) -> (Pt, Pt) {
        let (left, right) = area;
        if self.count() <= 1 {
            return (left, right);
        }
        let at = |index: usize| self.offsets.get(index).copied().unwrap_or(0.0);
        let space = if index + 1 < self.count() {
            self.space
        } else {
            0.0
        };
        (left + at(index), left + at(index + 1) - space)
    }

    /// The width of the first column without the space after it, the measure of pictures; `None` with one column.
    pub fn first_width(&self) -> Option<Pt> {
        match self.offsets.as_slice() {
            [first, second, _, ..] => Some(second - first - self.space),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_columns_on_a4() {
        let columns = Columns::equal(2, 515.0, 20.0);
        assert_eq!(columns.edges(0, (40.0, 555.0)), (40.0, 287.5));
        assert_eq!(columns.edges(1, (40.0, 555.0)), (307.5, 555.0));
    }

    #[test]
    fn percentages_are_not_taken_from_the_stars() {
        let columns = Columns::explicit(
            &[
                ColumnWidth::Percent(30.0),
                ColumnWidth::Rest,
                ColumnWidth::Points(100.0),
            ],
            515.0,
            30.0,
        );
        assert_eq!(columns.offsets, [0.0, 154.5, 599.5, 699.5]);
    }

    #[test]
    fn margins_swap_on_left_pages() {
        let geometry = Geometry {
            width: 595.0,
            height: 842.0,
            margin_top: 80.0,
            margin_bottom: 40.0,
            margin_left: 50.0,
            margin_right: 30.0,
            head_space: 60.0,
            foot_space: 20.0,
            column_space: 20.0,
        };
        assert_eq!(geometry.text_area(Side::Right), (50.0, 565.0));
        assert_eq!(geometry.text_area(Side::Left), (30.0, 545.0));
        assert_eq!(geometry.body_top(), 762.0);
    }
}
