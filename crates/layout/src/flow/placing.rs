//! Putting texts and shapes on the current page.

use crate::element_font::{ElementFont, FontElement};
use crate::page::{Item, Layer, Pt, Tag, TagChild, TagNode};
use crate::structure;
use crate::textline::{Canvas, Placed, TextLine};
use crate::typeset::Markup;

use super::{Flow, Plane, Purpose, SongPage};

impl Flow<'_, '_> {
    /// The font of an element, as it is now.
    pub fn font(&self, element: FontElement) -> ElementFont {
        *self.fonts.get(element)
    }

    /// The width of `text`, as it is measured.
    pub fn width(&mut self, text: &str, font: &ElementFont) -> Pt {
        let requests = self.typesetter.pictures(text, font);
        if requests.is_empty() {
            return self.typesetter.width(text, font);
        }
        let pictures = self.inline_pictures(&requests);
        self.typesetter.width_with(text, font, &pictures)
    }

    /// Draws `text` on the body of the current page.
    pub fn text(&mut self, x: Pt, baseline: Pt, text: &str, font: &ElementFont) -> Placed {
        let requests = self.typesetter.pictures(text, font);
        let pictures = self.inline_pictures(&requests);
        let line = self.typesetter.line(text, font, Markup::Parsed, &pictures);
        self.place(x, baseline, line, Plane::Body)
    }

    /// Draws `text` as it is, without markup.
    pub fn literal(&mut self, x: Pt, baseline: Pt, text: &str, font: &ElementFont) -> Placed {
        let line = self.typesetter.line(text, font, Markup::Literal, &[]);
        self.place(x, baseline, line, Plane::Body)
    }

    /// Begins a line that runs from right to left or not: it stands at the right edge of its column where that is asked for.
    pub(crate) fn begin_line(&mut self, is_backward: Option<bool>) {
        self.is_mirrored = is_backward == Some(true) && self.config.native.right_to_left;
    }

    /// The left edge of what stands at `x`, or as far from the right edge of the column where lines begin there.
    pub(crate) fn mirrored(&self, x: Pt, width: Pt) -> Pt {
        if self.is_mirrored {
            self.left + self.right - x - width
        } else {
            x
        }
    }

    /// Places a line of text on the current page.
    pub fn place(&mut self, x: Pt, baseline: Pt, line: TextLine, plane: Plane) -> Placed {
        let last = self.pages.len().saturating_sub(1);
        self.place_on(last, x, baseline, line, plane)
    }

    /// Places a line of text on the page at `index`.
    pub(crate) fn place_on(
        &mut self,
        index: usize,
        x: Pt,
        baseline: Pt,
        line: TextLine,
        plane: Plane,
    ) -> Placed {
        if matches!(self.purpose, Purpose::Pages) {
            // What fills the pages ticks, and ends.
            let _ = self.surroundings.budget.charge_memory(line.size());
        }
        let Some(target) = self.pages.get_mut(index) else {
            return Placed::nothing(x + line.width);
        };
        let SongPage {
            page, destinations, ..
        } = target;
        let layers = &mut page.layers;
        let (shapes, text) = match plane {
            Plane::Body => (&mut layers.shapes, &mut layers.text),
            Plane::Headings => (&mut layers.heading_shapes, &mut layers.heading_text),
        };
        line.place(
            x,
            baseline,
            &mut Canvas {
                shapes,
                text,
                links: &mut page.links,
                destinations,
                bookmark: &self.song.bookmark,
            },
        )
    }

    /// The current page.
    pub fn page(&mut self) -> &mut SongPage {
        self.pages
            .last_mut()
            .expect("the first page is made before anything is drawn")
    }

    /// Tags what was placed on the current page, in the section in force; nothing where that is nothing.
    pub(crate) fn tag(&mut self, tag: Tag, line: u32, children: Vec<TagChild>) {
        if !children.is_empty() {
            let section = self.section;
            let node = TagNode::new(tag, line, children);
            structure::add(&mut self.page().page.structure, section, node);
        }
    }

    /// Adds a further row to what was tagged last, where that is on this page.
    pub(crate) fn tag_further(&mut self, tag: Tag, line: u32, mut children: Vec<TagChild>) {
        let section = self.section;
        let own = (line > 0).then_some(line);
        let last = structure::last(&mut self.page().page.structure, section);
        match last.filter(|last| last.tag == tag && last.line == own) {
            Some(last) => {
                if tag == Tag::Comment {
                    last.children.push(TagChild::Blank);
                }
                last.children.append(&mut children);
            }
            None => self.tag(tag, line, children),
        }
    }

    /// Tags a text on the current page.
    pub(crate) fn tag_text(&mut self, tag: Tag, line: u32, placed: Placed) {
        let mut children = Vec::new();
        placed.tag(Layer::Text, &mut children);
        self.tag(tag, line, children);
    }

    /// Draws a shape on the current page, below all text.
    pub fn shape(&mut self, item: Item) {
        if matches!(self.purpose, Purpose::Pages) {
            // As with texts.
            let _ = self
                .surroundings
                .budget
                .charge_memory(size_of::<Item>() as u64);
        }
        self.page().page.layers.shapes.push(item);
    }
}
