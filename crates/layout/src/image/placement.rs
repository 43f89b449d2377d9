//! The position of a picture (`docs/spec/pages.md#7.4`).

use super::attribute::{Align, Anchor, Offset};
use super::size::Size;
use crate::page::Pt;

/// The places that anchors refer to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// The paper.
    pub paper: Size,
    /// Left and right edge of the page's text area.
    pub page: (Pt, Pt),
    /// Left and right edge of the column.
    pub column: (Pt, Pt),
    /// Where the body begins.
    pub top: Pt,
    /// The lower margin.
    pub bottom: Pt,
    /// The left edge and the top of the current line.
    pub line: (Pt, Pt),
}

impl Frame {
    fn body_height(&self) -> Pt {
        self.top - self.bottom
    }
}

/// The upper left corner of a picture between the lines, whose slot begins at `y`.
///
/// `x` is the left edge of the body, `available` the width that alignment refers to.
pub fn float(
    drawn: Size,
    align: Align,
    offset: (Offset, Offset),
    at: (Pt, Pt),
    available: Pt,
    frame: &Frame,
) -> (Pt, Pt) {
    let (x, y) = at;
    let aligned = match align {
        Align::Left => x,
        Align::Center => x + available / 2.0,
        Align::Right => x + available,
    };
    let ox = offset.0.of(frame.page.1 - aligned - drawn.width);
    let oy = offset.1.of(y - frame.bottom - drawn.height);
    let left = match align {
        Align::Left => aligned,
        Align::Center => aligned - drawn.width / 2.0,
        Align::Right => aligned - drawn.width,
    };
    (left + ox, y - oy)
}

/// The upper left corner of a picture that takes no space.
pub fn anchored(
    anchor: Anchor,
    drawn: Size,
    align: Align,
    offset: (Offset, Offset),
    frame: &Frame,
) -> (Pt, Pt) {
    let (x, y) = offset;
    let spare_height = frame.body_height() - drawn.height;
    let (left, top) = match anchor {
        Anchor::Paper => {
            let ox = x.of(frame.paper.width - drawn.width);
            let oy = y.of(frame.paper.height - drawn.height);
            let left = if x.is_negative {
                frame.paper.width - drawn.width + ox
            } else {
                ox
            };
            let top = if y.is_negative {
                drawn.height - oy
            } else {
                frame.paper.height - oy
            };
            (left, top)
        }
        Anchor::Line => {
            let (left, top) = frame.line;
            let right = frame.column.1;
            (
                left + x.of(right - left - drawn.width),
                top - y.of(top - frame.bottom - drawn.height),
            )
        }
        Anchor::Column => {
            let (left, right) = frame.column;
            (
                left + x.of(right - left - drawn.width),
                frame.top - y.of(spare_height),
            )
        }
        Anchor::Page | Anchor::AllPages | Anchor::Float => {
            let (left, right) = frame.page;
            (
                left + x.of(right - left - drawn.width),
                frame.top - y.of(spare_height),
            )
        }
    };
    let shift = match align {
        Align::Left => 0.0,
        Align::Center => drawn.width / 2.0,
        Align::Right => drawn.width,
    };
    (left - shift, top)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame {
        paper: Size {
            width: 595.0,
            height: 842.0,
        },
        page: (40.0, 555.0),
        column: (40.0, 555.0),
        top: 762.0,
        bottom: 40.0,
        line: (40.0, 735.6),
    };
    const SIZE: Size = Size {
        width: 100.0,
        height: 50.0,
    };

    fn at(x: &str, y: &str) -> (Offset, Offset) {
        (Offset::parse(x), Offset::parse(y))
    }

    fn place(anchor: &str, x: &str, y: &str) -> (Pt, Pt) {
        anchored(Anchor::parse(anchor), SIZE, Align::Left, at(x, y), &FRAME)
    }

    #[test]
    fn a_floating_picture_is_centred() {
        let corner = float(
            SIZE,
            Align::Center,
            at("", ""),
            (40.0, 747.6),
            515.0,
            &FRAME,
        );
        assert_eq!(corner, (247.5, 747.6));
    }

    #[test]
    fn offsets_move_right_and_down() {
        let size = Size {
            width: 50.0,
            height: 25.0,
        };
        let corner = float(
            size,
            Align::Right,
            at("10", "5"),
            (40.0, 647.6),
            515.0,
            &FRAME,
        );
        assert_eq!(corner, (515.0, 642.6));
    }

    #[test]
    fn negative_offsets_count_from_the_far_edges_of_the_paper() {
        assert_eq!(place("paper", "-20", "-30"), (475.0, 80.0));
        assert_eq!(place("paper", "-0", "-0"), (495.0, 50.0));
    }

    #[test]
    fn anchors_have_their_own_corners() {
        assert_eq!(place("page", "10", "20"), (50.0, 742.0));
        assert_eq!(place("column", "100%", "100%"), (455.0, 90.0));
        assert_eq!(place("paper", "50%", "50%"), (247.5, 446.0));
        assert_eq!(place("line", "20", "10"), (60.0, 725.6));
    }
}
