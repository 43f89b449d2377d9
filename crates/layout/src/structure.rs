//! The structure of a page: its content as a tree of tags, in reading order.
//!
//! Layout writes the tree while it places items. Painters take the order of text and its nesting from it, so none of them
//! has to infer rows or columns from coordinates. Items that no tag names are decoration: bars, boxes, guides.

use chordpro_song::Span;

use crate::page::{Item, Layers};

/// What a part of a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tag {
    /// A row of a song's title.
    Title,
    /// A row of a subtitle.
    Subtitle,
    /// A section of a song, by a number that is unique in its document: one that goes on, on the next page, keeps it.
    Section(usize),
    /// The label of a section, in the margin.
    Label,
    /// A song line: rows of chords and of words, from the top down.
    Line,
    /// The chords of a song line.
    ChordRow,
    /// A chord.
    Chord,
    /// An annotation, which stands among the chords.
    Annotation,
    /// The lyrics of a song line; inline chords stand among them.
    Words,
    /// A comment.
    Comment,
    /// A line of a tab.
    Tab,
    /// A row of a grid.
    GridRow,
    /// What stands in one place of a grid's row: a chord, a strum, the text of a margin.
    Cell,
    /// The diagrams of a song that stand beside its lines: above, below, or at the right of them.
    Aside,
    /// A chord diagram with its name.
    Diagram,
    /// A picture or a text block.
    Figure,
    /// A table of contents.
    Contents,
    /// An entry of a table of contents, or a heading among them.
    Entry,
    /// The content of a link, by its index in [`Page::links`](crate::page::Page::links).
    Link(usize),
    /// A heading that repeats that of the song's first page.
    RunningHead,
    /// A footer.
    Footer,
}

impl Tag {
    /// The name in lower case, as [`dump`](crate::dump) writes it.
    pub fn name(self) -> &'static str {
        match self {
            Tag::Title => "title",
            Tag::Subtitle => "subtitle",
            Tag::Section(_) => "section",
            Tag::Label => "label",
            Tag::Line => "line",
            Tag::ChordRow => "chord row",
            Tag::Chord => "chord",
            Tag::Annotation => "annotation",
            Tag::Words => "words",
            Tag::Comment => "comment",
            Tag::Tab => "tab",
            Tag::GridRow => "grid row",
            Tag::Cell => "cell",
            Tag::Aside => "aside",
            Tag::Diagram => "diagram",
            Tag::Figure => "figure",
            Tag::Contents => "contents",
            Tag::Entry => "entry",
            Tag::Link(_) => "link",
            Tag::RunningHead => "running head",
            Tag::Footer => "footer",
        }
    }

    /// Whether its text goes on in the row of what stands before and after it.
    pub fn is_inline(self) -> bool {
        matches!(
            self,
            Tag::Chord | Tag::Annotation | Tag::Cell | Tag::Link(_)
        )
    }

    /// Whether it repeats on pages and is no content of the song.
    pub fn is_artifact(self) -> bool {
        matches!(self, Tag::RunningHead | Tag::Footer)
    }
}

/// A node of the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct TagNode {
    /// What it is.
    pub tag: Tag,
    /// The line of the song's source that it comes from, counted from 1; `None` for what no line asks for.
    pub line: Option<u32>,
    /// What it holds, in reading order.
    pub children: Vec<TagChild>,
}

/// What a node holds.
#[derive(Debug, Clone, PartialEq)]
pub enum TagChild {
    /// A part of it.
    Node(TagNode),
    /// Items of the page.
    Items(ItemRange),
    /// A blank that is read between texts, though none is drawn: distance takes its place.
    Blank,
}

/// Items of one layer that follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemRange {
    /// The layer.
    pub layer: Layer,
    /// The index of the first item.
    pub start: usize,
    /// The index behind the last item.
    pub end: usize,
    /// Where they come from; `None` where no place in a song asks for them.
    pub source: Option<SourcePlace>,
}

impl ItemRange {
    /// Items of `layer` that no place in a song asks for.
    pub fn new(layer: Layer, items: std::ops::Range<usize>) -> Self {
        ItemRange {
            layer,
            start: items.start,
            end: items.end,
            source: None,
        }
    }
}

/// A place in the songs' sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SourcePlace {
    /// The place of the input among all, from 0.
    pub input: usize,
    /// The line in it, from 1; 0 for what no line asks for.
    pub line: u32,
    /// The first column, and the one behind the last, from 1, in Unicode characters; `None` where only the line is known.
    pub columns: Option<(u32, u32)>,
    /// The line of the `{chorus}` that shows it once more.
    pub recall: Option<u32>,
}

impl SourcePlace {
    /// The place at `span` of the same input; this one where that is nowhere.
    pub(crate) fn at(self, span: Span) -> Self {
        if span.line == 0 {
            return self;
        }
        SourcePlace {
            line: span.line,
            columns: (span.line == span.end_line && span.end_column > span.column)
                .then_some((span.column, span.end_column)),
            ..self
        }
    }
}

/// Says of all items that are among `children` where they come from, unless that is known.
pub(crate) fn locate(children: &mut [TagChild], source: SourcePlace) {
    for child in children {
        match child {
            TagChild::Node(node) => locate(&mut node.children, source),
            TagChild::Items(range) => {
                range.source.get_or_insert(source);
            }
            TagChild::Blank => {}
        }
    }
}

/// A layer of a page; bottom to top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// [`Layers::shapes`].
    Shapes,
    /// [`Layers::text`].
    Text,
    /// [`Layers::heading_shapes`].
    HeadingShapes,
    /// [`Layers::heading_text`].
    HeadingText,
}

impl Layer {
    /// All layers, bottom to top.
    pub const ALL: [Layer; 4] = [
        Layer::Shapes,
        Layer::Text,
        Layer::HeadingShapes,
        Layer::HeadingText,
    ];
}

impl Layers {
    /// The items of a layer.
    pub fn of(&self, layer: Layer) -> &[Item] {
        match layer {
            Layer::Shapes => &self.shapes,
            Layer::Text => &self.text,
            Layer::HeadingShapes => &self.heading_shapes,
            Layer::HeadingText => &self.heading_text,
        }
    }

    /// The items of a range; none where the range leaves its layer.
    pub fn range(&self, range: ItemRange) -> &[Item] {
        self.of(range.layer)
            .get(range.start..range.end)
            .unwrap_or_default()
    }
}

impl TagNode {
    /// A node from line `line` of the source; 0 is no line.
    pub fn new(tag: Tag, line: u32, children: Vec<TagChild>) -> Self {
        TagNode {
            tag,
            line: (line > 0).then_some(line),
            children,
        }
    }

    /// The node as a child of another one.
    pub(crate) fn into_child(self) -> TagChild {
        TagChild::Node(self)
    }

    /// Whether this goes on in `other`: they are parts of one section, or of one table of contents.
    fn is_continued_by(&self, parent: Tag) -> bool {
        self.tag == parent
    }

    /// The node with all references moved by the lengths of what its page is put behind.
    pub(crate) fn shifted(mut self, by: &Lengths) -> Self {
        self.shift(by);
        self
    }

    /// Moves all references by the lengths of what its page is put behind.
    fn shift(&mut self, by: &Lengths) {
        if let Tag::Link(index) = &mut self.tag {
            *index += by.links;
        }
        for child in &mut self.children {
            match child {
                TagChild::Node(node) => node.shift(by),
                TagChild::Items(range) => {
                    let by = by.items(range.layer);
                    range.start += by;
                    range.end += by;
                }
                TagChild::Blank => {}
            }
        }
    }
}

/// What a node is put into.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Parent {
    pub(crate) tag: Tag,
    pub(crate) line: u32,
}

/// Adds `node` to a page, in `parent` if one is given. What stands beside the lines of the song, and footers, stay behind it.
pub(crate) fn add(structure: &mut Vec<TagNode>, parent: Option<Parent>, node: TagNode) {
    let end = match parent.map_or(node.tag, |parent| parent.tag) {
        Tag::Footer => structure.len(),
        Tag::Aside => before(structure, &[Tag::Footer]),
        _ => before(structure, &[Tag::Aside, Tag::Footer]),
    };
    let Some(parent) = parent else {
        structure.insert(end, node);
        return;
    };
    let last = end
        .checked_sub(1)
        .and_then(|last| structure.get_mut(last))
        .filter(|last| last.is_continued_by(parent.tag));
    match last {
        Some(last) => last.children.push(node.into_child()),
        None => {
            let children = vec![node.into_child()];
            structure.insert(end, TagNode::new(parent.tag, parent.line, children));
        }
    }
}

/// Where the nodes with these tags begin that stand last.
fn before(structure: &[TagNode], tags: &[Tag]) -> usize {
    let last = structure.iter().rev();
    structure.len() - last.take_while(|node| tags.contains(&node.tag)).count()
}

/// Adds further rows to the node that was added last to `parent`, where that is one of the same line; or else a node.
pub(crate) fn continue_last(
    structure: &mut Vec<TagNode>,
    parent: Option<Parent>,
    mut node: TagNode,
) {
    match last(structure, parent) {
        Some(last) if last.tag == node.tag && last.line == node.line => {
            if last.tag == Tag::Comment {
                last.children.push(TagChild::Blank);
            }
            last.children.append(&mut node.children);
        }
        _ => add(structure, parent, node),
    }
}

/// The node added last to `parent`, or to the page.
fn last(structure: &mut [TagNode], parent: Option<Parent>) -> Option<&mut TagNode> {
    let top = structure
        .iter_mut()
        .rev()
        .find(|node| !matches!(node.tag, Tag::Aside | Tag::Footer))?;
    match parent {
        None => Some(top),
        Some(parent) if top.is_continued_by(parent.tag) => match top.children.last_mut() {
            Some(TagChild::Node(node)) => Some(node),
            _ => None,
        },
        Some(_) => None,
    }
}

/// How much is on a page.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lengths {
    shapes: usize,
    text: usize,
    heading_shapes: usize,
    heading_text: usize,
    links: usize,
}

impl Lengths {
    pub(crate) fn of(layers: &Layers, links: usize) -> Self {
        Lengths {
            shapes: layers.shapes.len(),
            text: layers.text.len(),
            heading_shapes: layers.heading_shapes.len(),
            heading_text: layers.heading_text.len(),
            links,
        }
    }

    fn items(&self, layer: Layer) -> usize {
        match layer {
            Layer::Shapes => self.shapes,
            Layer::Text => self.text,
            Layer::HeadingShapes => self.heading_shapes,
            Layer::HeadingText => self.heading_text,
        }
    }
}

/// Adds the structure of a page that is put behind what is there already.
pub(crate) fn append(structure: &mut Vec<TagNode>, more: Vec<TagNode>, there: &Lengths) {
    for mut node in more {
        node.shift(there);
        let at = if node.tag == Tag::Footer {
            structure.len()
        } else {
            before(structure, &[Tag::Footer])
        };
        structure.insert(at, node);
    }
}
