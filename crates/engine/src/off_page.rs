//! Text that leaves its page.

use std::collections::BTreeSet;

use chordpro_layout::page::{Document, Item, ItemRange, Layer, Page, TagChild, TagNode};
use chordpro_song::{Book, Diagnostic, Severity};

/// Points beyond the edge that nobody sees: rounding, and the blank at the side of a glyph.
const TOLERANCE: f64 = 1.0;

/// A finding for each line of a song of which text leaves the page.
pub(crate) fn findings(document: &Document, book: &Book) -> Vec<Diagnostic> {
    let mut lines = BTreeSet::new();
    for (index, page) in document.pages.iter().enumerate() {
        // Songs may share a page; the last that begins on it or before has it, as only one of them is seldom wrong.
        let song = document
            .songs
            .iter()
            .rfind(|song| song.first <= index && index < song.first.saturating_add(song.count));
        let Some(song) = song else { continue };
        for node in &page.structure {
            look(node, None, page, &mut |line| {
                lines.insert((song.song, line));
            });
        }
    }
    let finding = |(song, line): (usize, Option<u32>)| {
        let message = "Text leaves the page";
        let mut finding = Diagnostic::new("text-off-page", Severity::Warning, message)
            .with_hint("break the line, or take a smaller font");
        finding.song = Some(song);
        finding.line = line;
        finding.source = book.songs.get(song).map(|song| song.source.name.clone());
        finding
    };
    lines.into_iter().map(finding).collect()
}

/// Tells of each line of the source below `node` that leaves the page.
fn look(node: &TagNode, line: Option<u32>, page: &Page, found: &mut impl FnMut(Option<u32>)) {
    let line = node.line.or(line);
    for child in &node.children {
        match child {
            TagChild::Node(node) => look(node, line, page, found),
            TagChild::Items(range) if leaves(page, *range) => found(line),
            TagChild::Items(_) | TagChild::Blank => {}
        }
    }
}

fn leaves(page: &Page, range: ItemRange) -> bool {
    let layers = &page.layers;
    let items = match range.layer {
        Layer::Shapes => &layers.shapes,
        Layer::Text => &layers.text,
        Layer::HeadingShapes => &layers.heading_shapes,
        Layer::HeadingText => &layers.heading_text,
    };
    let items = items.get(range.start..range.end).unwrap_or_default();
    items.iter().any(|item| {
        let Item::Text(run) = item else { return false };
        if run.text.trim().is_empty() {
            return false;
        }
        let advance: f64 = run
            .glyphs
            .iter()
            .map(|glyph| glyph.x_offset + glyph.advance)
            .sum();
        let right = run.x + advance * run.size / 1_000.0;
        right > page.width + TOLERANCE || run.x < -TOLERANCE || run.y < 0.0
    })
}
