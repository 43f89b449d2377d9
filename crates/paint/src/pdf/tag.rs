//! The logical structure of a tagged document: headings, lines, pictures, links, and what is mere decoration.
//!
//! Titles are headings, labels of sections are headings below them, every row of text is a paragraph, a table of contents
//! is one, drawings are figures with their alternative text, footers and shapes are artifacts. The order is that of
//! painting, which is that of reading.

use std::num::NonZeroU16;

use chordpro_layout::{Info, Link, Page, Role, TextRun};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, Tag, TagGroup, TagTree,
};

use crate::order::End;

/// The structure of a document, as far as it is painted.
#[derive(Default)]
pub(super) struct Tags {
    tree: Vec<Node>,
    /// Of the page, in the order of painting.
    blocks: Vec<Block>,
    /// Whether there was a title, below which labels can be headings.
    has_title: bool,
    links: Vec<Link>,
    /// For each link of the page, the text that it covers and its annotation.
    linked: Vec<Vec<Identifier>>,
    is_open: bool,
}

/// A line of text, or a picture.
struct Block {
    kind: Kind,
    /// Where its last text ends; `None` for a picture.
    end: Option<End>,
    parts: Vec<Part>,
    text: String,
}

#[derive(Clone, PartialEq)]
enum Kind {
    Title,
    Label,
    Line,
    Contents,
    Figure(String),
}

enum Part {
    Text(Identifier),
    /// The text of a link, by the link's number on the page.
    Link(usize),
}

impl Tags {
    pub(super) fn begin_page(&mut self, page: &Page) {
        self.links.clone_from(&page.links);
        self.linked = page.links.iter().map(|_| Vec::new()).collect();
    }

    /// Opens a tag for a run of text that is about to be drawn; gives whether a blank has to be written before it: between
    /// cells there is room and no blank, and whoever reads aloud would run them together.
    pub(super) fn text(&mut self, surface: &mut Surface<'_>, run: &TextRun) -> bool {
        self.end_text(surface);
        if run.role == Role::Footer {
            surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(
                ArtifactType::Footer,
            )));
            self.is_open = true;
            return false;
        }
        let kind = match run.role {
            Role::Title => Kind::Title,
            Role::Label => Kind::Label,
            Role::Contents => Kind::Contents,
            _ => Kind::Line,
        };
        let end = self.blocks.last().filter(|block| block.kind == kind);
        let end = end.and_then(|block| block.end);
        let end = end.filter(|end| end.is_followed_by(run));
        let is_apart = end.is_some_and(|end| end.is_apart_from(run));
        let identifier = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
        self.is_open = true;
        let part = match self.link_at(run.x, run.y) {
            Some(number) => {
                if let Some(linked) = self.linked.get_mut(number) {
                    linked.push(identifier);
                }
                Part::Link(number)
            }
            None => Part::Text(identifier),
        };
        match self.blocks.last_mut() {
            Some(block) if end.is_some() => {
                block.parts.push(part);
                block.text.push_str(if is_apart { " " } else { "" });
                block.text.push_str(&run.text);
                block.end = Some(End::of(run));
            }
            _ => self.blocks.push(Block {
                kind,
                end: Some(End::of(run)),
                parts: vec![part],
                text: run.text.clone(),
            }),
        }
        is_apart
    }

    /// Closes the tag of the run drawn last.
    pub(super) fn end_text(&mut self, surface: &mut Surface<'_>) {
        if self.is_open {
            surface.end_tagged();
            self.is_open = false;
        }
    }

    /// Notes the annotation of a link.
    pub(super) fn link(&mut self, number: usize, identifier: Identifier) {
        if let Some(linked) = self.linked.get_mut(number) {
            linked.push(identifier);
        }
    }

    /// Adds what the page has to the tree.
    pub(super) fn end_page(&mut self) {
        let mut linked: Vec<Option<Vec<Identifier>>> = std::mem::take(&mut self.linked)
            .into_iter()
            .map(Some)
            .collect();
        let mut contents: Option<TagGroup> = None;
        for block in std::mem::take(&mut self.blocks) {
            let is_entry = block.kind == Kind::Contents;
            let mut group = self.group(block.kind, block.text);
            for part in block.parts {
                match part {
                    Part::Text(identifier) => group.push(identifier),
                    Part::Link(number) => {
                        let parts = linked.get_mut(number).and_then(Option::take);
                        if let Some(parts) = parts {
                            group.push(link_group(parts));
                        }
                    }
                }
            }
            if is_entry {
                let table = contents.get_or_insert_with(|| TagGroup::new(Tag::TOC));
                table.push(group);
            } else {
                self.tree.extend(contents.take().map(Node::from));
                self.tree.push(Node::from(group));
            }
        }
        self.tree.extend(contents.map(Node::from));
        // Links that cover no text.
        for parts in linked.into_iter().flatten() {
            if !parts.is_empty() {
                self.tree.push(Node::from(link_group(parts)));
            }
        }
    }

    fn group(&mut self, kind: Kind, text: String) -> TagGroup {
        const SECOND: NonZeroU16 = NonZeroU16::MIN.saturating_add(1);
        match kind {
            Kind::Title => {
                self.has_title = true;
                TagGroup::new(Tag::Hn(NonZeroU16::MIN, Some(text)))
            }
            Kind::Label if self.has_title => TagGroup::new(Tag::Hn(SECOND, Some(text))),
            Kind::Label | Kind::Line => TagGroup::new(Tag::P),
            Kind::Contents => TagGroup::new(Tag::TOCI),
            Kind::Figure(alternative) => TagGroup::new(Tag::Figure(Some(alternative))),
        }
    }

    /// The finished tree.
    pub(super) fn tree(self, info: &Info) -> TagTree {
        let mut tree = TagTree::new().with_lang(info.language.clone());
        for node in self.tree {
            tree.push(node);
        }
        tree
    }

    fn link_at(&self, x: f64, y: f64) -> Option<usize> {
        const SLACK: f64 = 0.1;
        self.links.iter().position(|link| {
            let [left, lower, right, upper] = link.rect;
            x >= left - SLACK && x < right && y >= lower && y <= upper
        })
    }
}

fn link_group(parts: Vec<Identifier>) -> TagGroup {
    let mut group = TagGroup::new(Tag::Link);
    for part in parts {
        group.push(part);
    }
    group
}

/// Draws decoration.
pub(super) fn artifact(
    tags: &mut Option<Tags>,
    surface: &mut Surface<'_>,
    draw: impl FnOnce(&mut Surface<'_>),
) {
    let Some(tags) = tags else {
        return draw(surface);
    };
    tags.end_text(surface);
    surface.start_tagged(ContentTag::Artifact(Artifact::with_kind(
        ArtifactType::Layout,
    )));
    draw(surface);
    surface.end_tagged();
}

/// Draws a picture with its alternative text; without one it is decoration.
pub(super) fn figure(
    tags: &mut Option<Tags>,
    surface: &mut Surface<'_>,
    alternative: &str,
    draw: impl FnOnce(&mut Surface<'_>),
) {
    if alternative.is_empty() {
        return artifact(tags, surface, draw);
    }
    let Some(tags) = tags else {
        return draw(surface);
    };
    tags.end_text(surface);
    let identifier = surface.start_tagged(ContentTag::Other);
    draw(surface);
    surface.end_tagged();
    tags.blocks.push(Block {
        kind: Kind::Figure(alternative.to_owned()),
        end: None,
        parts: vec![Part::Text(identifier)],
        text: String::new(),
    });
}
