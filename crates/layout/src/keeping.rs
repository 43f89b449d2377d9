//! Lines that stay together: those of a section, the first and the last two of it (`native.keep-sections`,
//! `native.no-widows`).
//!
//! What is to stay together is laid out on trial; where it does not end in this column, but would in the next one, that one
//! is begun at once.

use std::ops::Range;
use std::sync::Arc;

use chordpro_config::Config;
use chordpro_config::view::Native;
use chordpro_song::GridShape;

use crate::body::Depth;
use crate::control::Controls;
use crate::element_font::ElementFonts;
use crate::elements::{Element, ElementKind};
use crate::error::LayoutError;
use crate::flow::{Flow, PendingLabel, Purpose};
use crate::geometry::Side;
use crate::grid::Alignment;
use crate::page::{Layers, Link, Pt, TagNode};
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

/// What drawing changes, to be put back after a trial.
struct Snapshot {
    purpose: Purpose,
    config: Arc<Config>,
    fonts: ElementFonts,
    controls: Controls,
    area: (Pt, Pt),
    left: Pt,
    right: Pt,
    column: usize,
    y: Pt,
    pending_label: Option<PendingLabel>,
    section: Option<Parent>,
    structure: Vec<TagNode>,
    is_mirrored: bool,
    ignores_blanks: bool,
    every_page: usize,
    is_capo_drawn: bool,
    grid: GridShape,
    alignment: Alignment,
    layers: Layers,
    links: Vec<Link>,
    destinations: Vec<String>,
    diagnostics: usize,
    last_size: Option<Pt>,
}

/// Where a trial begins.
#[derive(Debug, Clone, Copy)]
struct Start {
    area: (Pt, Pt),
    column: usize,
    y: Pt,
    bottom: Pt,
}

impl Flow<'_, '_> {
    /// Begins the next column where `elements` do not end in this one, but would in that.
    pub(crate) fn keep_together(
        &mut self,
        elements: &[Element<'_>],
        depth: Depth,
    ) -> Result<(), LayoutError> {
        let is_at_top = self.y >= self.top - self.spread_space;
        if is_at_top || matches!(self.purpose, Purpose::Measuring { .. }) {
            return Ok(());
        }
        let here = Start {
            area: self.area,
            column: self.column,
            y: self.y,
            bottom: self.bottom,
        };
        if self.ends_in_column(elements, here, depth)? {
            return Ok(());
        }
        let next = self.next_column();
        if self.ends_in_column(elements, next, depth)? {
            self.break_column()?;
        }
        Ok(())
    }

    /// Where the column after this one begins.
    fn next_column(&self) -> Start {
        if self.column + 1 < self.columns.count() {
            return Start {
                area: self.area,
                column: self.column + 1,
                y: self.top - self.spread_space,
                bottom: self.bottom,
            };
        }
        let geometry = self.page_geometry();
        let mut y = geometry.body_top();
        if self.config.pdf.head_first_only {
            y += geometry.head_space;
        }
        Start {
            area: geometry.text_area(Side::Right),
            column: 0,
            y,
            bottom: geometry.margin_bottom,
        }
    }

    /// Whether `elements` end in the column in which they start. Nothing is drawn or said.
    fn ends_in_column(
        &mut self,
        elements: &[Element<'_>],
        start: Start,
        depth: Depth,
    ) -> Result<bool, LayoutError> {
        let snapshot = self.snapshot();
        self.area = start.area;
        self.enter_column(start.column);
        self.y = start.y;
        self.purpose = Purpose::Measuring { lowest: start.y };
        let drawn = self.elements(elements, depth);
        let Purpose::Measuring { lowest } = self.purpose else {
            unreachable!("trials are not nested");
        };
        self.restore(snapshot);
        drawn?;
        Ok(lowest >= start.bottom)
    }

    fn snapshot(&mut self) -> Snapshot {
        let diagnostics = self.surroundings.diagnostics.len();
        let page = self.page();
        let layers = std::mem::take(&mut page.page.layers);
        let structure = std::mem::take(&mut page.page.structure);
        let links = std::mem::take(&mut page.page.links);
        let destinations = std::mem::take(&mut page.destinations);
        Snapshot {
            purpose: self.purpose,
            config: Arc::clone(&self.config),
            fonts: self.fonts.clone(),
            controls: self.controls.clone(),
            area: self.area,
            left: self.left,
            right: self.right,
            column: self.column,
            y: self.y,
            pending_label: self.pending_label.clone(),
            section: self.section,
            structure,
            is_mirrored: self.is_mirrored,
            ignores_blanks: self.ignores_blanks,
            every_page: self.every_page.len(),
            is_capo_drawn: self.is_capo_drawn,
            grid: self.parts.grid.clone(),
            alignment: self.parts.alignment,
            layers,
            links,
            destinations,
            diagnostics,
            last_size: self.surroundings.last_size,
        }
    }

    fn restore(&mut self, snapshot: Snapshot) {
        if !Arc::ptr_eq(&self.config, &snapshot.config) {
            self.typesetter.configure(&snapshot.config);
        }
        self.typesetter.warnings.clear();
        self.surroundings.diagnostics.truncate(snapshot.diagnostics);
        self.surroundings.last_size = snapshot.last_size;
        self.purpose = snapshot.purpose;
        self.config = snapshot.config;
        self.fonts = snapshot.fonts;
        self.controls = snapshot.controls;
        self.area = snapshot.area;
        self.left = snapshot.left;
        self.right = snapshot.right;
        self.column = snapshot.column;
        self.y = snapshot.y;
        self.pending_label = snapshot.pending_label;
        self.section = snapshot.section;
        self.is_mirrored = snapshot.is_mirrored;
        self.ignores_blanks = snapshot.ignores_blanks;
        self.every_page.truncate(snapshot.every_page);
        self.is_capo_drawn = snapshot.is_capo_drawn;
        self.parts.grid = snapshot.grid;
        self.parts.alignment = snapshot.alignment;
        let page = self.page();
        page.page.layers = snapshot.layers;
        page.page.structure = snapshot.structure;
        page.page.links = snapshot.links;
        page.destinations = snapshot.destinations;
    }
}

#[cfg(test)]
mod tests;
