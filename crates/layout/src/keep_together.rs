//! Lines that stay together: those of a section, the first and the last two of it (`native.keep-sections`,
//! `native.no-widows`).

use std::ops::Range;

use chordpro_config::view::Native;

use crate::elements::{Element, ElementKind};

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

#[cfg(test)]
mod tests;
