//! Navigation: outline, named destinations, page labels (`docs/spec/pages.md#2.9`).

use std::num::NonZeroU32;

use chordpro_layout::{Document, OutlineNode, PageLabels};
use krilla::destination::{NamedDestination, XyzDestination};
use krilla::geom::Point;
use krilla::outline::Outline;
use krilla::page::{NumberingStyle, PageLabel};

use super::pack::NOWHERE;

/// Outline nodes deeper than this are left out.
const DEEPEST: usize = 16;

/// The top left corner of a page; `None` if there is no such page.
pub(super) fn top_of(document: &Document, page: usize) -> Option<XyzDestination> {
    (page < document.pages.len()).then(|| XyzDestination::new(page, Point::from_xy(0.0, 0.0)))
}

/// A named destination.
pub(super) fn named(document: &Document, name: &str, page: usize) -> Option<NamedDestination> {
    Some(NamedDestination::new(
        name.to_owned(),
        top_of(document, page)?,
    ))
}

/// Registers all named destinations.
pub(super) fn destinations(out: &mut krilla::Document, document: &Document) {
    for (name, page) in &document.destinations {
        if let Some(destination) = named(document, name, *page) {
            out.register_named_destination(destination)
                .expect("names are keys of a map: each has one destination");
        }
    }
}

/// The outline; `None` if it is empty.
pub(super) fn outline(document: &Document) -> Option<Outline> {
    if document.outline.is_empty() || document.pages.is_empty() {
        return None;
    }
    let mut outline = Outline::new();
    for child in &document.outline {
        if let Some(child) = node(document, child, DEEPEST) {
            outline.push_child(child);
        }
    }
    Some(outline)
}

fn node(
    document: &Document,
    from: &OutlineNode,
    depth: usize,
) -> Option<krilla::outline::OutlineNode> {
    let depth = depth.checked_sub(1)?;
    // The writer requires a destination for each node: one without gets a marker that is blanked out afterwards.
    let place = match from.page {
        Some(page) => top_of(document, page)?,
        None => XyzDestination::new(0, Point::from_xy(0.0, NOWHERE)),
    };
    let mut node =
        krilla::outline::OutlineNode::new(from.title.clone(), place).with_open(!from.is_collapsed);
    for child in &from.children {
        if let Some(child) = self::node(document, child, depth) {
            node.push_child(child);
        }
    }
    Some(node)
}

/// The label of a page.
pub(super) fn label(ranges: &[PageLabels], page: usize) -> PageLabel {
    // Of several ranges that begin at the same page, the last one applies.
    let after = ranges.partition_point(|range| range.first <= page);
    let Some(range) = after.checked_sub(1).and_then(|n| ranges.get(n)) else {
        return PageLabel::default();
    };
    let style = if range.is_roman {
        NumberingStyle::LowerRoman
    } else {
        NumberingStyle::Arabic
    };
    let number = u32::try_from(page - range.first)
        .unwrap_or(u32::MAX)
        .saturating_add(range.start);
    PageLabel::new(
        Some(style),
        (!range.prefix.is_empty()).then(|| range.prefix.clone()),
        NonZeroU32::new(number),
    )
}
