//! Texts and shapes of the flowable in hand.

use crate::drawing::Tagged;
use crate::element_font::{ElementFont, FontElement};
use crate::flowable::{Edge, Marks};
use crate::page::{Item, Layer, Pt, SourcePlace, Tag, TagChild, TagNode};
use crate::structure;
use crate::textline::{Canvas, Placed, TextLine};
use crate::typeset::Markup;

use super::Composer;

impl Composer<'_, '_> {
    /// The font of an element, as it is now.
    pub(crate) fn font(&self, element: FontElement) -> ElementFont {
        *self.style.fonts.get(element)
    }

    /// The width of `text`, as it is measured.
    pub(crate) fn width(&mut self, text: &str, font: &ElementFont) -> Pt {
        let requests = self.typesetter.pictures(text, font);
        if requests.is_empty() {
            return self.typesetter.width(text, font);
        }
        let pictures = self.inline_pictures(&requests);
        self.typesetter.width_with(text, font, &pictures)
    }

    /// Draws `text`.
    pub(crate) fn text(&mut self, x: Pt, baseline: Pt, text: &str, font: &ElementFont) -> Placed {
        let requests = self.typesetter.pictures(text, font);
        let pictures = self.inline_pictures(&requests);
        let line = self.typesetter.line(text, font, Markup::Parsed, &pictures);
        self.place(x, baseline, line)
    }

    /// Draws `text` as it is, without markup.
    pub(crate) fn literal(
        &mut self,
        x: Pt,
        baseline: Pt,
        text: &str,
        font: &ElementFont,
    ) -> Placed {
        let line = self.typesetter.line(text, font, Markup::Literal, &[]);
        self.place(x, baseline, line)
    }

    /// Begins a line that runs from right to left or not: it stands at the right edge of its column where that is asked for.
    pub(crate) fn begin_line(&mut self, is_backward: Option<bool>) {
        self.style.is_mirrored =
            is_backward == Some(true) && self.style.config.native.right_to_left;
    }

    /// The left edge of what stands at `x`, or as far from the right edge of the column where lines begin there.
    pub(crate) fn mirrored(&self, x: Pt, width: Pt) -> Pt {
        if self.style.is_mirrored {
            self.measure.left + self.measure.right - x - width
        } else {
            x
        }
    }

    /// Places a line of text.
    pub(crate) fn place(&mut self, x: Pt, baseline: Pt, line: TextLine) -> Placed {
        let drawing = &mut self.drawing;
        drawing.memory = drawing.memory.saturating_add(line.size());
        line.place(
            x,
            baseline,
            &mut Canvas {
                shapes: &mut drawing.shapes,
                text: &mut drawing.text,
                links: &mut drawing.links,
                destinations: &mut drawing.destinations,
                bookmark: &self.song.bookmark,
            },
        )
    }

    /// Draws a shape, below all text.
    pub(crate) fn shape(&mut self, item: Item) {
        let drawing = &mut self.drawing;
        drawing.memory = drawing.memory.saturating_add(size_of::<Item>() as u64);
        drawing.shapes.push(item);
    }

    /// Tags what was drawn; nothing where that is nothing.
    pub(crate) fn tag(&mut self, tag: Tag, line: u32, mut children: Vec<TagChild>) {
        self.locate(tag, line, &mut children);
        let node = TagNode::new(tag, line, children);
        self.drawing.tag(Tagged::New(node));
    }

    /// Tags a further row of what was tagged last.
    pub(crate) fn tag_further(&mut self, tag: Tag, line: u32, mut children: Vec<TagChild>) {
        self.locate(tag, line, &mut children);
        let node = TagNode::new(tag, line, children);
        self.drawing.tag(Tagged::Further(node));
    }

    /// Says of items where in the source they come from, unless that is known: from the element in hand, or from another line.
    /// Tables of contents come from no song.
    fn locate(&self, tag: Tag, line: u32, children: &mut [TagChild]) {
        if tag != Tag::Entry {
            structure::locate(children, self.source_of(line));
        }
    }

    /// Where the element in hand stands, or another line.
    pub(crate) fn source_of(&self, line: u32) -> SourcePlace {
        if line == self.source.line {
            return self.source;
        }
        SourcePlace {
            line,
            columns: None,
            ..self.source
        }
    }

    /// Tags a text.
    pub(crate) fn tag_text(&mut self, tag: Tag, line: u32, placed: Placed) {
        let mut children = Vec::new();
        placed.tag(Layer::Text, &mut children);
        self.tag(tag, line, children);
    }

    /// The marks that show where lines begin and end, where `debug.spacing` asks for them.
    pub(crate) fn marks(&self) -> Option<Marks> {
        self.shows_spacing().then(|| Marks {
            color: self.typesetter.theme.ink("foreground"),
            scale: self.scale,
            first: Edge::Start,
        })
    }

    /// Marks, where `debug.spacing` asks for it, that something begins at `y`, or ends there.
    pub(crate) fn mark(&mut self, y: Pt, edge: Edge) {
        if let Some(marks) = self.marks() {
            self.shape(marks.at(y, edge));
        }
    }
}
