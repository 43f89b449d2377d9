//! The body of a song as a list of elements: pages are filled in this order.

use chordpro_song::{
    Block, BlockKind, Break, Comment, GridRow, GridShape, Line, Picture, Recall, Section, Setting,
    Song, Span, StyleChange,
};

/// An element of the body, with its section and its line.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Element<'s> {
    /// What it is.
    pub(crate) kind: ElementKind<'s>,
    /// The section it stands in; empty outside sections.
    pub(crate) context: &'s str,
    /// Where it stands in its source.
    pub(crate) place: Span,
}

/// The kinds of elements.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ElementKind<'s> {
    /// A blank line.
    Empty,
    /// Lyrics, perhaps with chords.
    SongLine(&'s Line),
    /// A literal line of a tab.
    TabLine(&'s str),
    /// A row of a grid.
    GridLine(&'s GridRow),
    /// A comment.
    Comment(&'s Comment),
    /// A picture.
    Image(&'s Picture),
    /// Chord diagrams in place.
    Diagrams(&'s [String]),
    /// A recalled chorus.
    Recall(&'s Recall),
    /// The end of the page.
    NewPage,
    /// The end of the column.
    ColumnBreak,
    /// A change of font, size or colour.
    Control(&'s StyleChange),
    /// The label of the section or picture that follows.
    Label(&'s str),
    /// The end of a section.
    SectionEnd,
    /// The shape of a grid that begins here.
    GridShape(&'s GridShape),
    /// A setting.
    Setting(&'s Setting),
    /// A key: it shows nothing.
    Key,
    /// A section for other programs, which pages do not show.
    TextBlock,
    /// A line that means nothing.
    Ignored,
}

/// The elements of a song.
pub(crate) fn of_song(song: &Song) -> Vec<Element<'_>> {
    song.sections.iter().flat_map(of_section).collect()
}

/// The elements of a section.
pub(crate) fn of_section(section: &Section) -> Vec<Element<'_>> {
    let context = section.kind.directive().unwrap_or_default();
    let element = |kind, place| Element {
        kind,
        context,
        place,
    };
    let mut elements = Vec::with_capacity(section.blocks.len() + 2);
    if let Some(shape) = &section.shape {
        elements.push(element(ElementKind::GridShape(shape), section.place));
    }
    if let Some(label) = &section.label {
        let kind = ElementKind::Label(label.text.as_written());
        elements.push(element(kind, label.place));
    }
    for block in &section.blocks {
        if let BlockKind::Picture(picture) = &block.kind
            && let Some(label) = &picture.label
        {
            elements.push(Element {
                kind: ElementKind::Label(label.text.as_written()),
                context: "image",
                place: label.place,
            });
        }
        elements.push(element(kind(block), block.place));
    }
    if let Some(end) = section.end {
        elements.push(element(ElementKind::SectionEnd, end));
    }
    elements
}

fn kind(block: &Block) -> ElementKind<'_> {
    match &block.kind {
        BlockKind::Blank => ElementKind::Empty,
        BlockKind::Line(line) => ElementKind::SongLine(line),
        BlockKind::Tab(text) => ElementKind::TabLine(text),
        BlockKind::GridRow(row) => ElementKind::GridLine(row),
        BlockKind::Comment(comment) => ElementKind::Comment(comment),
        BlockKind::Picture(picture) => ElementKind::Image(picture),
        BlockKind::TextBlock(_) => ElementKind::TextBlock,
        BlockKind::Diagrams(names) => ElementKind::Diagrams(names),
        BlockKind::Recall(recall) => ElementKind::Recall(recall),
        BlockKind::Break(Break::Page) => ElementKind::NewPage,
        BlockKind::Break(Break::Column) => ElementKind::ColumnBreak,
        BlockKind::Change(change) => ElementKind::Control(change),
        BlockKind::Key(_) => ElementKind::Key,
        BlockKind::Setting(setting) => ElementKind::Setting(setting),
        BlockKind::StrayEnd => ElementKind::SectionEnd,
        BlockKind::Ignored(_) => ElementKind::Ignored,
    }
}
