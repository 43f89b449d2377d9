//! Lines that stay together: those of a section, the first and the last two of it (`native.keep-sections`,
//! `native.no-widows`).
//!
//! The flowables of what is to stay together are added up; where they do not end in this column, but would in the next one,
//! that one is begun at once.

use std::ops::Range;
use std::sync::Arc;

use chordpro_config::view::{Native, PageClass};

use crate::body;
use crate::composer::Composer;
use crate::elements::{Element, ElementKind};
use crate::error::LayoutError;
use crate::flowable::{Drawing, Flowable};
use crate::geometry::Side;
use crate::page::Pt;
use crate::place::{PageSource, Place};
use crate::position::Position;
use crate::recall::Depth;
use crate::structure::Parent;

/// The ranges of elements that stay together, by where they begin.
///
/// A section reaches to its end, or, outside of sections, to the next blank line. What stands directly before a section,
/// such as a comment that names it, belongs to it.
pub(crate) fn together(elements: &[Element<'_>], native: &Native) -> Vec<Range<usize>> {
    if !native.keep_sections && !native.no_widows {
        return Vec::new();
    }
    let mut ranges = Vec::new();
    let mut block = Block::default();
    for (index, element) in elements.iter().enumerate() {
        match &element.kind {
            ElementKind::NewPage | ElementKind::ColumnBreak | ElementKind::SectionEnd => {
                block.close(index, elements, native, &mut ranges);
            }
            ElementKind::Empty if element.context.is_empty() => {
                block.close(index, elements, native, &mut ranges);
            }
            ElementKind::Empty => {}
            kind => {
                block.start.get_or_insert(index);
                if is_line(kind) {
                    block.lines.push(index);
                }
            }
        }
    }
    block.close(elements.len(), elements, native, &mut ranges);
    ranges.sort_by_key(|range| range.start);
    ranges
}

/// Whether an element is a line of a section: comments belong to the line that they precede.
fn is_line(kind: &ElementKind<'_>) -> bool {
    matches!(
        kind,
        ElementKind::SongLine(_)
            | ElementKind::TabLine(_)
            | ElementKind::GridLine(_)
            | ElementKind::Recall(_)
            | ElementKind::Image(_)
    )
}

/// A section while its end is looked for.
#[derive(Default)]
struct Block {
    start: Option<usize>,
    lines: Vec<usize>,
}

impl Block {
    fn close(
        &mut self,
        end: usize,
        elements: &[Element<'_>],
        native: &Native,
        ranges: &mut Vec<Range<usize>>,
    ) {
        let Block { start, lines } = std::mem::take(self);
        let Some(start) = start else {
            return;
        };
        if native.keep_sections {
            ranges.push(start..end);
        }
        if !native.no_widows {
            return;
        }
        match lines.as_slice() {
            [_, second, .., before, _, _] => {
                ranges.push(start..second + 1);
                let behind = before + 1;
                let blanks = elements
                    .get(behind..end)
                    .unwrap_or_default()
                    .iter()
                    .take_while(|element| matches!(element.kind, ElementKind::Empty))
                    .count();
                ranges.push(behind + blanks..end);
            }
            [_, second, _, _] => {
                ranges.push(start..second + 1);
                ranges.push(second + 1..end);
            }
            _ => ranges.push(start..end),
        }
    }
}

/// Takes flowables to see how far down they reach: its column has no end.
struct Trial {
    position: Position,
    /// The lowest height that was asked for so far.
    lowest: Pt,
}

impl Place for Trial {
    fn position(&self) -> &Position {
        &self.position
    }

    fn position_mut(&mut self) -> &mut Position {
        &mut self.position
    }

    fn is_trial(&self) -> bool {
        true
    }

    fn is_full(&self) -> bool {
        false
    }

    fn make_room(&mut self, height: Pt, _: &dyn PageSource) -> Result<bool, LayoutError> {
        self.lowest = self.lowest.min(self.position.y - height);
        Ok(true)
    }

    fn break_column(&mut self, _: &dyn PageSource) -> Result<(), LayoutError> {
        Ok(())
    }

    fn new_page(&mut self, _: &dyn PageSource) -> Result<(), LayoutError> {
        Ok(())
    }

    fn put(&mut self, flowable: Flowable, _: Option<Parent>) -> Drawing {
        self.position.y -= flowable.height;
        flowable.drawing.cleared()
    }
}

/// Begins the next column where `elements` do not end in this one, but would in that.
pub(crate) fn keep_together(
    composer: &mut Composer<'_, '_>,
    place: &mut dyn Place,
    elements: &[Element<'_>],
    depth: Depth,
) -> Result<(), LayoutError> {
    let here = place.position();
    if here.y >= here.column_top() || place.is_trial() {
        return Ok(());
    }
    let here = here.clone();
    let next = next_column(composer, &here);
    if !end_in_column(composer, elements, here, depth)?
        && end_in_column(composer, elements, next, depth)?
    {
        place.break_column(composer)?;
    }
    Ok(())
}

/// Where the column after this one begins.
fn next_column(composer: &Composer<'_, '_>, here: &Position) -> Position {
    let mut next = here.clone();
    if here.column + 1 < here.columns.count() {
        next.enter_column(here.column + 1);
        return next;
    }
    let geometry = composer.page_geometry();
    next.area = geometry.text_area(Side::Right);
    next.enter_column(0);
    next.y = composer.page_top(&geometry, PageClass::Default);
    next.bottom = geometry.margin_bottom;
    next
}

/// Whether `elements` end in the column in which they start: by the styles in force, which stay as they are.
fn end_in_column(
    composer: &mut Composer<'_, '_>,
    elements: &[Element<'_>],
    start: Position,
    depth: Depth,
) -> Result<bool, LayoutError> {
    let (style, section) = (composer.style.clone(), composer.section);
    let drawing = std::mem::take(&mut composer.drawing);
    let bottom = start.bottom;
    let mut trial = Trial {
        lowest: start.y,
        position: start,
    };
    let ended = body::elements(composer, &mut trial, elements, depth);
    if !Arc::ptr_eq(&composer.style.config, &style.config) {
        composer.typesetter.configure(&style.config);
    }
    composer.typesetter.warnings.clear();
    (composer.style, composer.section, composer.drawing) = (style, section, drawing);
    ended?;
    Ok(trial.lowest >= bottom)
}

#[cfg(test)]
mod tests;
