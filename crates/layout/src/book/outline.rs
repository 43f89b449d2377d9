//! Outlines: the songs of a book as a tree of bookmarks (`docs/spec/pages.md#2.9`).

use chordpro_song::{Budget, Exceeded, markup};
use unicode_normalization::UnicodeNormalization;

use super::entry::{Entry, Listed, entries};
use crate::page::OutlineNode;

/// What an outline is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct OutlinePlan<'a> {
    /// The text of its top node.
    pub label: &'a str,
    /// What it is sorted by.
    pub fields: &'a [String],
    /// The text of an entry, a format string.
    pub line: &'a str,
    /// From how many initials on entries are grouped by them; 0 for never.
    pub letters: usize,
    /// Whether its top node is shown closed.
    pub is_collapsed: bool,
}

/// A destination that is no song.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bookmark {
    /// Its name.
    pub name: String,
    /// Its 0-based page in the document.
    pub page: usize,
}

/// The outlines, in order. `configured` is how many the configuration has, omitted ones included: a lone one has no top node.
/// `first` is the page of the document that the pages of songs begin at.
///
/// # Errors
/// [`Exceeded`] where the entries exceed the budget.
pub fn outlines(
    plans: &[OutlinePlan<'_>],
    configured: usize,
    songs: &[Listed<'_>],
    bookmarks: &[Bookmark],
    first: usize,
    budget: &Budget,
) -> Result<Vec<OutlineNode>, Exceeded> {
    let mut nodes = Vec::new();
    for plan in plans {
        let (children, is_wanted) = if plan.fields == ["bookmark"] {
            let children = bookmark_nodes(songs, bookmarks, first);
            let is_wanted = !children.is_empty();
            (children, is_wanted)
        } else {
            let entries = entries(songs, plan.fields, budget)?;
            (
                song_nodes(plan, &entries, first, budget)?,
                !entries.is_empty(),
            )
        };
        if configured == 1 {
            nodes.extend(children);
        } else if is_wanted {
            // There may be nothing below it: songs without a title have no node.
            nodes.push(OutlineNode {
                title: plan.label.to_owned(),
                page: None,
                children,
                is_collapsed: plan.is_collapsed,
            });
        }
    }
    Ok(nodes)
}

fn leaf(title: String, page: usize) -> OutlineNode {
    OutlineNode {
        title,
        page: Some(page),
        children: Vec::new(),
        is_collapsed: false,
    }
}

fn song_nodes(
    plan: &OutlinePlan<'_>,
    entries: &[Entry<'_>],
    first: usize,
    budget: &Budget,
) -> Result<Vec<OutlineNode>, Exceeded> {
    let mut leaves: Vec<(String, OutlineNode)> = Vec::new();
    for entry in entries {
        budget.tick()?;
        let title = markup::strip(&entry.text(plan.line)).to_string();
        // Songs without a title: nobody could tell such a node from others.
        if title.trim().is_empty() {
            continue;
        }
        if leaves.last().is_some_and(|(_, node)| node.title == title) {
            continue;
        }
        leaves.push((initial(entry), leaf(title, first + entry.listed.page)));
    }
    let mut initials: Vec<&str> = leaves.iter().map(|(initial, _)| initial.as_str()).collect();
    initials.sort_unstable();
    initials.dedup();
    if plan.letters == 0 || initials.len() < plan.letters {
        return Ok(leaves.into_iter().map(|(_, node)| node).collect());
    }
    let mut groups: Vec<OutlineNode> = Vec::new();
    for (initial, node) in leaves {
        match groups.last_mut() {
            Some(group) if group.title == initial => group.children.push(node),
            _ => groups.push(OutlineNode {
                title: initial,
                page: None,
                children: vec![node],
                is_collapsed: false,
            }),
        }
    }
    Ok(groups)
}

/// The first letter that an entry is sorted by, without accents, in upper case.
fn initial(entry: &Entry<'_>) -> String {
    entry
        .first_key()
        .nfkd()
        .next()
        .map(|letter| letter.to_uppercase().to_string())
        .unwrap_or_default()
}

/// Songs and parts by the names of their destinations.
fn bookmark_nodes(songs: &[Listed<'_>], bookmarks: &[Bookmark], first: usize) -> Vec<OutlineNode> {
    let songs = songs
        .iter()
        .map(|listed| (listed.bookmark, first + listed.page));
    let mut names: Vec<(&str, usize)> = bookmarks
        .iter()
        .map(|bookmark| (bookmark.name.as_str(), bookmark.page))
        .chain(songs)
        .collect();
    names.sort_by(|left, right| left.0.cmp(right.0));
    names.dedup_by(|left, right| left.0 == right.0);
    names
        .into_iter()
        .map(|(name, page)| leaf(name.to_owned(), page))
        .collect()
}
