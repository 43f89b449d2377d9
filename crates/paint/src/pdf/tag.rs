//! Tagged PDF: the logical structure of a document, from the structure of its pages.
//!
//! Titles are headings; section labels are headings below them; sections are sections; rows of chords, words and
//! cells are paragraphs; a table of contents is one; images and drawings are figures with their alternative text; footers,
//! running heads and shapes are artifacts.

use std::collections::BTreeMap;
use std::num::NonZeroU16;

use chordpro_layout::{Info, Page, Tag, TextRun};
use krilla::surface::Surface;
use krilla::tagging::{
    self, Artifact, ArtifactType, ContentTag, Identifier, Node, SpanTag, TagGroup, TagKind, TagTree,
};

use crate::reading_order::ItemKey;

/// The structure of a document, as painted so far.
#[derive(Default)]
pub(super) struct Tags {
    tree: Vec<TagGroup>,
    /// The section or table of contents that may continue on the next page, and its index in the tree.
    continued: Option<(Tag, usize)>,
    /// Whether there was a title, so that labels can be headings below it.
    has_title: bool,
    /// The open groups of the page, outermost first; the first one is the page.
    open: Vec<Group>,
    /// Figures of the page that are painted before their tags begin.
    figures: BTreeMap<ItemKey, Figure>,
    /// The role of what is being painted.
    ground: Ground,
    /// The annotation of each link of the page.
    annotations: Vec<Option<Identifier>>,
    /// The artifact type of text that is not content.
    artifact: Option<ArtifactType>,
    is_text_open: bool,
}

/// The role of an item in the structure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Ground {
    /// Below all content; decoration.
    #[default]
    Decoration,
    /// Below all content; its tag follows later.
    Named(ItemKey),
    /// Content of the innermost open tag.
    Content,
}

/// A tag of the page, with its painted content.
struct Group {
    tag: Option<Tag>,
    children: Vec<Child>,
    text: String,
}

enum Child {
    Group(Group),
    Content(Identifier),
    Figure(Figure),
}

struct Figure {
    alternative: String,
    content: Identifier,
}

impl Group {
    fn new(tag: Option<Tag>) -> Self {
        Group {
            tag,
            children: Vec::new(),
            text: String::new(),
        }
    }
}

impl Tags {
    pub(super) fn begin_page(&mut self, page: &Page) {
        self.annotations = vec![None; page.links.len()];
        self.figures.clear();
        self.open = vec![Group::new(None)];
        self.ground = Ground::Decoration;
    }

    /// Sets the role of what is painted next.
    pub(super) fn on(&mut self, ground: Ground) {
        self.ground = ground;
    }

    /// Opens a tag.
    pub(super) fn begin(&mut self, tag: Tag) {
        self.artifact = match tag {
            Tag::Footer => Some(ArtifactType::Footer),
            Tag::RunningHead => Some(ArtifactType::Header),
            _ => self.artifact,
        };
        self.open.push(Group::new(Some(tag)));
    }

    /// Closes the innermost tag.
    pub(super) fn end(&mut self, tag: Tag) {
        if tag.is_artifact() {
            self.artifact = None;
        }
        let Some(group) = self.open.pop() else {
            return;
        };
        let Some(parent) = self.open.last_mut() else {
            return;
        };
        if tag.is_inline() {
            parent.text.push_str(&group.text);
        }
        match tag {
            Tag::Chord | Tag::Annotation | Tag::Cell => parent.children.extend(group.children),
            _ if group.children.is_empty() => {}
            _ => parent.children.push(Child::Group(group)),
        }
    }

    /// Opens the marked content of a run of text that is about to be drawn; `blank` is read before it.
    pub(super) fn text(&mut self, surface: &mut Surface<'_>, run: &TextRun, blank: &str) {
        self.end_text(surface);
        self.is_text_open = true;
        let artifact = match self.ground {
            Ground::Content => self.artifact,
            Ground::Decoration | Ground::Named(_) => Some(ArtifactType::Layout),
        };
        if let Some(kind) = artifact {
            let artifact = Artifact::with_kind(kind);
            surface.start_tagged(ContentTag::Artifact(artifact));
            return;
        }
        let identifier = surface.start_tagged(ContentTag::Span(SpanTag::empty()));
        if let Some(group) = self.open.last_mut() {
            group.children.push(Child::Content(identifier));
            group.text.push_str(blank);
            group.text.push_str(&run.text);
        }
    }

    /// Closes the marked content of the last run.
    pub(super) fn end_text(&mut self, surface: &mut Surface<'_>) {
        if self.is_text_open {
            surface.end_tagged();
            self.is_text_open = false;
        }
    }

    /// Adds a figure that was painted before to the innermost tag.
    pub(super) fn painted(&mut self, key: ItemKey) {
        if let Some(figure) = self.figures.remove(&key) {
            self.figure(figure);
        }
    }

    fn figure(&mut self, figure: Figure) {
        if let Some(group) = self.open.last_mut() {
            group.children.push(Child::Figure(figure));
        }
    }

    /// Records the annotation of a link.
    pub(super) fn link(&mut self, number: usize, identifier: Identifier) {
        if let Some(annotation) = self.annotations.get_mut(number) {
            *annotation = Some(identifier);
        }
    }

    /// Adds the page's groups to the tree.
    pub(super) fn end_page(&mut self) {
        let pages = std::mem::take(&mut self.open);
        let mut page = TagGroup::new(tagging::Tag::Div);
        for child in pages.into_iter().flat_map(|page| page.children) {
            match child {
                Child::Group(group) => self.add(group),
                Child::Content(_) | Child::Figure(_) => {
                    self.push(child, &mut page);
                }
            }
        }
        for node in page.children {
            self.tree.extend(into_group(node));
        }
        // Links without content.
        for annotation in std::mem::take(&mut self.annotations).into_iter().flatten() {
            let children = vec![annotation.into()];
            self.tree
                .push(TagGroup::with_children(tagging::Tag::Link, children));
        }
    }

    /// Adds a group of the page to the tree: to the one that it continues, if there is one.
    fn add(&mut self, group: Group) {
        let tag = group.tag;
        let group = self.group(group);
        if tag == Some(Tag::Title) {
            self.continued = None;
        }
        let Some(tag) = tag.filter(|tag| matches!(tag, Tag::Section(_) | Tag::Contents)) else {
            self.tree.push(group);
            return;
        };
        let begun = self.continued.filter(|(begun, _)| *begun == tag);
        match begun.and_then(|(_, place)| self.tree.get_mut(place)) {
            Some(begun) => begun.children.extend(group.children),
            None => {
                self.continued = Some((tag, self.tree.len()));
                self.tree.push(group);
            }
        }
    }

    fn group(&mut self, group: Group) -> TagGroup {
        const SECOND: NonZeroU16 = NonZeroU16::MIN.saturating_add(1);
        let tag = group.tag;
        let mut made = match tag {
            Some(Tag::Title) => {
                self.has_title = true;
                TagGroup::new(tagging::Tag::Hn(NonZeroU16::MIN, Some(group.text)))
            }
            Some(Tag::Label) if self.has_title => {
                TagGroup::new(tagging::Tag::Hn(SECOND, Some(group.text)))
            }
            Some(Tag::Section(_)) => TagGroup::new(tagging::Tag::Section),
            Some(Tag::Line | Tag::Figure | Tag::Diagram | Tag::Aside) => {
                TagGroup::new(tagging::Tag::Div)
            }
            Some(Tag::Contents) => TagGroup::new(tagging::Tag::TOC),
            Some(Tag::Entry) => TagGroup::new(tagging::Tag::TOCI),
            Some(Tag::Link(_)) => TagGroup::new(tagging::Tag::Link),
            _ => TagGroup::new(tagging::Tag::P),
        };
        for child in group.children {
            self.push(child, &mut made);
        }
        if let Some(Tag::Link(number)) = tag
            && let Some(annotation) = self.annotations.get_mut(number).and_then(Option::take)
        {
            made.push(annotation);
        }
        // A division with a single part is replaced by that part.
        if matches!(made.tag, TagKind::Div(_))
            && let [Node::Group(_)] = made.children.as_slice()
            && let Some(Node::Group(only)) = made.children.pop()
        {
            return only;
        }
        made
    }

    /// Adds a child to its group. Groups that can only hold paragraphs get one for direct text.
    fn push(&mut self, child: Child, group: &mut TagGroup) {
        match child {
            Child::Group(inner) => {
                let inner = self.group(inner);
                group.push(inner);
            }
            Child::Figure(figure) => group.push(figure.group()),
            Child::Content(identifier) => {
                if !matches!(group.tag, TagKind::Div(_) | TagKind::Section(_)) {
                    group.push(identifier);
                    return;
                }
                match group.children.last_mut() {
                    Some(Node::Group(text)) if matches!(text.tag, TagKind::P(_)) => {
                        text.push(identifier);
                    }
                    _ => group.push(TagGroup::with_children(
                        tagging::Tag::P,
                        vec![identifier.into()],
                    )),
                }
            }
        }
    }

    /// The finished tree.
    pub(super) fn tree(self, info: &Info) -> TagTree {
        let mut tree = TagTree::new().with_lang(info.language.clone());
        for group in self.tree {
            tree.push(group);
        }
        tree
    }
}

fn into_group(node: Node) -> Option<TagGroup> {
    match node {
        Node::Group(group) => Some(group),
        Node::Leaf(_) => None,
    }
}

impl Figure {
    fn group(self) -> TagGroup {
        let tag = tagging::Tag::Figure(Some(self.alternative));
        TagGroup::with_children(tag, vec![self.content.into()])
    }
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

/// Draws an image with its alternative text; without alternative text it is decoration.
pub(super) fn figure(
    tags: &mut Option<Tags>,
    surface: &mut Surface<'_>,
    alternative: &str,
    draw: impl FnOnce(&mut Surface<'_>),
) {
    let is_decoration = |tags: &Tags| tags.ground == Ground::Decoration;
    if alternative.is_empty() || tags.as_ref().is_some_and(is_decoration) {
        return artifact(tags, surface, draw);
    }
    let Some(tags) = tags else {
        return draw(surface);
    };
    tags.end_text(surface);
    let content = surface.start_tagged(ContentTag::Other);
    draw(surface);
    surface.end_tagged();
    let figure = Figure {
        alternative: alternative.to_owned(),
        content,
    };
    match tags.ground {
        Ground::Named(key) => {
            tags.figures.insert(key, figure);
        }
        _ => tags.figure(figure),
    }
}
