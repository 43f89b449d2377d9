//! The groups of a preview: what is drawn below all text, and each piece of the page with its place in the source.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chordpro_layout::{Item, ItemRange, Page, SourcePlace};

use super::write::escaped;
use crate::reading_order::{ItemKey, sources_below};

/// The groups of a page.
pub(super) enum Pieces {
    /// There are none.
    None,
    /// They are written one after the other; none stands in another.
    Written {
        /// Where pictures come from.
        pictures: BTreeMap<ItemKey, SourcePlace>,
        /// What the group is that is open.
        open: Option<Group>,
    },
}

/// What a group is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    /// What lies below the text.
    Ground,
    /// A piece of the page.
    Piece,
}

impl Pieces {
    /// No groups.
    pub(super) fn none() -> Self {
        Pieces::None
    }

    /// The groups of `page`.
    pub(super) fn of(page: &Page) -> Self {
        Pieces::Written {
            pictures: sources_below(page),
            open: None,
        }
    }

    /// Begins the group of an item below all text: one of its own for pictures.
    pub(super) fn begin_ground(&mut self, out: &mut String, key: Option<ItemKey>, item: &Item) {
        let Pieces::Written { pictures, open } = self else {
            return;
        };
        let source = match item {
            Item::Image(_) => key.and_then(|key| pictures.get(&key)),
            _ => None,
        };
        let group = match source {
            Some(_) => Group::Piece,
            None => Group::Ground,
        };
        if *open == Some(Group::Ground) && group == Group::Ground {
            return;
        }
        close(out, open);
        match source {
            Some(source) => begin(out, "picture", Some(source), ""),
            None => out.push_str("<g class=\"ground\">"),
        }
        *open = Some(group);
    }

    /// Begins the group of items of one place in the source, if any of them is painted now.
    pub(super) fn begin_items<'p>(
        &mut self,
        out: &mut String,
        range: &ItemRange,
        content: impl Iterator<Item = &'p Item> + Clone,
    ) {
        let Pieces::Written { open, .. } = self else {
            return;
        };
        close(out, open);
        let Some(first) = content.clone().next() else {
            return;
        };
        let class = match first {
            Item::Text(run) => run.role.name(),
            Item::Form(_) => "diagram",
            _ => "shape",
        };
        let text: String = content
            .filter_map(|item| match item {
                Item::Text(run) => Some(run.text.as_str()),
                _ => None,
            })
            .collect();
        begin(out, class, range.source.as_ref(), text.trim_end());
        *open = Some(Group::Piece);
    }

    /// Ends the group that is open.
    pub(super) fn end(&mut self, out: &mut String) {
        if let Pieces::Written { open, .. } = self {
            close(out, open);
        }
    }
}

fn close(out: &mut String, open: &mut Option<Group>) {
    if open.take().is_some() {
        out.push_str("</g>");
    }
}

fn begin(out: &mut String, class: &str, source: Option<&SourcePlace>, text: &str) {
    // Writing to a string cannot fail.
    let _ = write!(out, "<g class=\"{class}\"");
    if let Some(source) = source {
        let _ = write!(out, " data-song=\"{}\"", source.input);
        if source.line > 0 {
            let _ = write!(out, " data-line=\"{}\"", source.line);
        }
        if let Some((column, end)) = source.columns {
            let _ = write!(out, " data-column=\"{column}\" data-end=\"{end}\"");
        }
        if let Some(recall) = source.recall {
            let _ = write!(out, " data-recall=\"{recall}\"");
        }
    }
    if !text.is_empty() {
        let _ = write!(out, " data-text=\"{}\"", escaped(text));
    }
    out.push('>');
}
