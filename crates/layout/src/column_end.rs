//! Whether what stays together ends in this column, or would in the next one, which is then begun at once
//! (`native.keep-sections`, `native.no-widows`): the heights of flowables, added up.

use std::ops::Range;

use chordpro_config::view::PageClass;

use crate::compose::Blanks;
use crate::error::LayoutError;
use crate::flow::{Composed, Flow};
use crate::geometry::Side;
use crate::page::Pt;
use crate::paginator::Paginator;
use crate::paper::Paper;
use crate::position::Position;

/// How far down flowables reach in a column without an end.
struct Reach {
    position: Position,
    /// The lowest height that was asked for so far.
    lowest: Pt,
}

impl Reach {
    fn add(&mut self, composed: &Composed) {
        let position = &mut self.position;
        match composed.blanks {
            Blanks::Unchanged => {}
            Blanks::Shown => position.ignores_blanks = false,
            Blanks::Skipped => position.ignores_blanks = true,
            Blanks::Own(goes_on) if position.ignores_blanks => {
                position.ignores_blanks = goes_on;
                return;
            }
            Blanks::Own(_) => {}
        }
        for row in &composed.rows {
            let fitted = row.fitted(position);
            if let Some(room) = row.room_at(fitted, position) {
                self.lowest = self.lowest.min(position.y - room);
            }
            position.y -= row.height_at(fitted, position);
        }
    }
}

/// Begins the next column where the elements of `range` do not end in this one, but would in that.
///
/// # Errors
/// [`LayoutError`].
pub(crate) fn keep_together(
    flow: &mut Flow<'_, '_>,
    pages: &mut Paginator<'_>,
    range: Range<usize>,
) -> Result<(), LayoutError> {
    let here = pages.position();
    if here.y >= here.column_top() {
        return Ok(());
    }
    let here = here.clone();
    let Some(first) = flow.composed(range.start, here.measure())? else {
        return Ok(());
    };
    let paper = first.paper;
    let next = next_column(&here, &paper);
    if !end_in_column(flow, range.clone(), here)? && end_in_column(flow, range, next)? {
        pages.paper = paper;
        pages.break_column()?;
    }
    Ok(())
}

/// Where the column after this one begins.
fn next_column(here: &Position, paper: &Paper) -> Position {
    let mut next = here.clone();
    if here.column + 1 < here.columns.count() {
        next.enter_column(here.column + 1);
        return next;
    }
    next.area = paper.geometry.text_area(Side::Right);
    next.enter_column(0);
    next.y = paper.top(PageClass::Default);
    next.bottom = paper.geometry.margin_bottom;
    next
}

/// Whether the elements of `range` end in the column in which they start.
fn end_in_column(
    flow: &mut Flow<'_, '_>,
    range: Range<usize>,
    start: Position,
) -> Result<bool, LayoutError> {
    let bottom = start.bottom;
    let mut reach = Reach {
        lowest: start.y,
        position: start,
    };
    for index in range {
        if let Some(composed) = flow.composed(index, reach.position.measure())? {
            reach.add(composed);
        }
    }
    Ok(reach.lowest >= bottom)
}
