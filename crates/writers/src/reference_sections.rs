//! Sections as the reference sees them (`docs/spec/outputs.md#1.4`).

use chordpro_song::{Block, BlockKind, Label, Section, SectionKind};

/// A part of a song's body.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Part<'a> {
    /// A section: its name, which can be empty, and its content.
    Section(&'a str, Vec<Item<'a>>),
    /// An item outside of sections.
    Item(Item<'a>),
}

/// An item of a section. In the reference, its start and its end are items too.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Item<'a> {
    /// The label of a section, or of the image that follows.
    Label(&'a Label),
    /// The shape of a grid.
    Shape,
    /// A block.
    Block(&'a Block),
    /// The end of a section.
    End,
}

/// The sections as the reference sees them: it only notices changes of the name, so consecutive sections of the same name are
/// one. A change back to no name opens a section without a name, which stays empty.
pub(crate) fn parts(sections: &[Section]) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut current = "";
    for (name, item) in sections.iter().flat_map(items) {
        if name.is_empty() && is_blank(item) {
            current = "";
            continue;
        }
        if name != current {
            parts.push(Part::Section(name, Vec::new()));
            current = name;
        }
        match parts.last_mut() {
            Some(Part::Section(_, items)) if !name.is_empty() => items.push(item),
            _ => parts.push(Part::Item(item)),
        }
    }
    parts
}

fn is_blank(item: Item<'_>) -> bool {
    matches!(item, Item::Block(block) if block.kind == BlockKind::Blank)
}

/// The content of a section, each item with the name of the section that the reference assigns it to.
fn items(section: &Section) -> impl Iterator<Item = (&str, Item<'_>)> {
    let name = section.kind.directive().unwrap_or_default();
    let shape = section.shape.as_ref().map(|_| (name, Item::Shape));
    let label = section.label.as_ref();
    let label = label.map(|label| (name, Item::Label(label)));
    let end = section.end.map(|_| (name, Item::End));
    let blocks = section.blocks.iter().flat_map(move |block| {
        let label = match &block.kind {
            BlockKind::Picture(picture) => picture.label.as_ref(),
            _ => None,
        };
        let label = label.map(|label| ("image", Item::Label(label)));
        let name = match block.kind {
            BlockKind::Line(_) if section.kind == SectionKind::Lyrics => "verse",
            _ => name,
        };
        label.into_iter().chain([(name, Item::Block(block))])
    });
    shape.into_iter().chain(label).chain(blocks).chain(end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chordpro_song::{Break, Line, SectionBuilder, Span};

    fn outline(body: SectionBuilder) -> Vec<(String, usize)> {
        let sections = body.finish();
        let parts = parts(&sections).into_iter();
        parts
            .map(|part| match part {
                Part::Section(name, items) => (name.to_owned(), items.len()),
                Part::Item(_) => ("*".to_owned(), 0),
            })
            .collect()
    }

    #[test]
    fn a_change_of_name_opens_a_section_even_without_name() {
        let mut body = SectionBuilder::default();
        let place = Span::default();
        let line = || BlockKind::Line(Line::plain("la"));
        for _ in 0..2 {
            body.start("chorus", place);
            body.push(line(), place);
            body.end(place);
        }
        body.push(BlockKind::Break(Break::Column), place);
        body.push(line(), place);
        body.push(BlockKind::Blank, place);
        body.push(line(), place);
        let expected = [("chorus", 4), ("", 0), ("*", 0), ("verse", 1), ("verse", 1)];
        let expected = expected.map(|(name, count)| (name.to_owned(), count));
        assert_eq!(outline(body), expected);
    }
}
