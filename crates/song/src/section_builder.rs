//! Puts blocks into sections, in the order in which a song is read.

use std::sync::Arc;

use crate::{Block, BlockKind, GridShape, Label, Section, SectionKind, Span};

/// The body of a song while it grows.
#[derive(Debug, Default)]
pub struct SectionBuilder {
    sections: Vec<Section>,
    /// The section in force; empty outside of sections.
    name: Arc<str>,
    /// Where the section in force begins, as long as nothing has been put into it.
    start: Option<Span>,
    /// Whether the last section takes what comes outside of sections.
    open: Open,
}

/// What the last section is to blocks outside of sections.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Open {
    /// It is over, or one of the song's own sections.
    #[default]
    No,
    /// Lyrics, up to the next blank line.
    Lyrics,
    /// What stands between sections.
    Bare,
}

impl SectionBuilder {
    /// The name of the section in force; empty outside of sections.
    pub fn name(&self) -> &Arc<str> {
        &self.name
    }

    /// The sections so far.
    pub fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// All sections.
    pub fn finish(self) -> Vec<Section> {
        self.sections
    }

    /// `{start_of_NAME}`. A section that holds nothing, not even its end, leaves no trace.
    pub fn start(&mut self, name: &str, place: Span) {
        self.name = Arc::from(name);
        self.start = Some(place);
    }

    /// The label of the section in force, or of its data.
    pub fn label(&mut self, label: Label) {
        self.named().label = Some(label);
    }

    /// The shape of the grid in force.
    pub fn shape(&mut self, shape: GridShape) {
        self.named().shape = Some(shape);
    }

    /// `{end_of_NAME}`.
    pub fn end(&mut self, place: Span) {
        if self.name.is_empty() {
            self.push(BlockKind::StrayEnd, place);
        } else {
            self.named().end = Some(place);
        }
        self.open = Open::No;
        self.leave();
    }

    /// Leaves the section in force without a trace.
    pub fn leave(&mut self) {
        self.start = None;
        if !self.name.is_empty() {
            self.name = Arc::default();
        }
    }

    /// Puts a block into the section in force. Outside of sections, lyrics open one, and small things between them stay in it.
    pub fn push(&mut self, kind: BlockKind, place: Span) {
        let section = if self.name.is_empty() {
            self.unnamed(&kind, place)
        } else {
            self.named()
        };
        section.blocks.push(Block { kind, place });
    }

    /// The block that was put last, unless its section has ended.
    pub fn last_block(&mut self) -> Option<&mut Block> {
        let last = self.sections.last_mut()?;
        last.blocks.last_mut().filter(|_| last.end.is_none())
    }

    /// The section in force, which is begun where it has not been.
    fn named(&mut self) -> &mut Section {
        if let Some(place) = self.start.take() {
            self.open = Open::No;
            let kind = SectionKind::named(&self.name);
            self.begin(kind, place);
        }
        self.last()
    }

    fn unnamed(&mut self, kind: &BlockKind, place: Span) -> &mut Section {
        let wanted = match kind {
            BlockKind::Line(_) => Open::Lyrics,
            BlockKind::Comment(_) | BlockKind::Setting(_) | BlockKind::Change(_)
                if self.open == Open::Lyrics =>
            {
                Open::Lyrics
            }
            _ => Open::Bare,
        };
        if self.open != wanted {
            self.open = wanted;
            let kind = match wanted {
                Open::Lyrics => SectionKind::Lyrics,
                Open::Bare | Open::No => SectionKind::Bare,
            };
            self.begin(kind, place);
        }
        self.last()
    }

    fn begin(&mut self, kind: SectionKind, place: Span) {
        self.sections.push(Section::new(kind, place));
    }

    fn last(&mut self) -> &mut Section {
        self.sections
            .last_mut()
            .expect("a section is begun before anything is put into it")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Comment, CommentStyle, Line};

    fn outline(body: SectionBuilder) -> Vec<(String, usize)> {
        let sections = body.finish().into_iter();
        sections
            .map(|section| {
                let name = match section.kind {
                    SectionKind::Bare => "-",
                    SectionKind::Lyrics => "*",
                    ref kind => kind.name(),
                };
                (name.to_owned(), section.blocks.len())
            })
            .collect()
    }

    fn expected(sections: &[(&str, usize)]) -> Vec<(String, usize)> {
        let sections = sections.iter();
        sections
            .map(|(name, count)| ((*name).to_owned(), *count))
            .collect()
    }

    fn line() -> BlockKind {
        BlockKind::Line(Line::plain("la"))
    }

    fn comment() -> BlockKind {
        BlockKind::Comment(Comment {
            style: CommentStyle::Plain,
            content: Line::plain("twice"),
            original: "twice".to_owned(),
        })
    }

    #[test]
    fn lyrics_outside_of_sections_end_at_a_blank_line() {
        let mut body = SectionBuilder::default();
        for kind in [
            line(),
            comment(),
            line(),
            BlockKind::Blank,
            comment(),
            line(),
        ] {
            body.push(kind, Span::default());
        }
        assert_eq!(outline(body), expected(&[("*", 3), ("-", 2), ("*", 1)]));
    }

    #[test]
    fn sections_of_one_name_stay_apart() {
        let mut body = SectionBuilder::default();
        for _ in 0..2 {
            body.start("chorus", Span::default());
            body.push(line(), Span::default());
            body.end(Span::default());
        }
        assert_eq!(outline(body), expected(&[("chorus", 1), ("chorus", 1)]));
    }

    #[test]
    fn a_section_that_is_skipped_leaves_no_trace() {
        let mut body = SectionBuilder::default();
        body.push(line(), Span::default());
        body.start("verse", Span::default());
        body.leave();
        body.push(line(), Span::default());
        assert_eq!(outline(body), expected(&[("*", 2)]));
    }

    #[test]
    fn an_end_without_a_section_is_kept() {
        let mut body = SectionBuilder::default();
        body.end(Span::default());
        let sections = body.finish();
        assert_eq!(sections[0].blocks[0].kind, BlockKind::StrayEnd);
    }
}
