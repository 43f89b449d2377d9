//! The SVG painter: one picture for each page.
//!
//! The picture has the size of the page, in points. Every item has the class of its role, for style sheets around
//! the picture; sections and lines of a song are groups. Pages of other PDF documents (covers, backgrounds) are not shown.

mod image;
mod link;
mod miniature;
mod outlines;
mod piece;
mod shape;
mod text;
mod write;

use std::fmt::Write as _;

use chordpro_fonts::FontBook;
use chordpro_layout::{Document, Item, ItemRange, Page, Pt, Tag, TagNode, TextRun};
use chordpro_song::Budget;

use crate::reading_order::{self, ItemKey, Spacing, Visitor};
use crate::{PaintError, Painted};
pub use miniature::miniature;

use image::Pictures;
use outlines::Glyphs;
use piece::Pieces;
use write::{escaped, number};

/// Options of the SVG painter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct SvgOptions {
    /// How to write text.
    pub text: SvgText,
    /// Whether groups have their source line.
    pub lines: SourceLines,
}

/// Whether groups have their source line, as `data-line`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum SourceLines {
    /// Without source lines.
    #[default]
    Hidden,
    /// With source lines, if they have one.
    Shown,
}

/// How to write text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum SvgText {
    /// As glyph outlines: looks the same everywhere.
    #[default]
    Outlines,
    /// As text in the viewer's closest fonts, each run with its original width.
    Text,
    /// For a preview that follows the source: the outlines of each run as one path, in a group for each piece of the page that
    /// says where it comes from. Nothing has an id but pictures, whose ids are unique in the document, so that all pages fit
    /// into one web page. There are no links, and the picture as a whole is the only thing with a role.
    Pieces,
}

/// Forms nested deeper than this are left out.
const DEEPEST: usize = 8;

/// Writes a page (from 0) as SVG.
///
/// # Errors
/// See [`PaintError`].
pub fn paint(
    document: &Document,
    page: usize,
    fonts: &FontBook,
    options: &SvgOptions,
    budget: &Budget,
) -> Result<Painted<String>, PaintError> {
    let sheet = document.pages.get(page).ok_or(PaintError::NoSuchPage {
        page: page.saturating_add(1),
        pages: document.pages.len(),
    })?;
    let mut painter = Painter {
        document,
        page,
        fonts,
        options,
        budget,
        glyphs: Glyphs::default(),
        pictures: Pictures::default(),
        body: String::with_capacity(1 << 15),
    };
    painter.page(sheet)?;
    let mut out = String::with_capacity(painter.body.len() + (1 << 15));
    let (width, height) = (number(sheet.width), number(sheet.height));
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}pt\" height=\"{height}pt\" \
         viewBox=\"0 0 {width} {height}\""
    );
    if options.text == SvgText::Pieces {
        let _ = write!(out, " role=\"img\" aria-label=\"Page {}\"", page + 1);
    }
    out.push('>');
    // Browsers show a title as a tip wherever the pointer rests on the picture.
    if options.text != SvgText::Pieces
        && let Some(title) = &document.info.title
    {
        let _ = write!(out, "<title>{}</title>", escaped(title));
    }
    painter.definitions(&mut out);
    out.push_str(&painter.body);
    out.push_str("</svg>\n");
    budget.check_bytes(out.len() as u64)?;
    Ok(Painted {
        output: out,
        unreadable: painter.pictures.unreadable(),
    })
}

/// Walks the page.
struct Painter<'a> {
    document: &'a Document,
    /// Its index.
    page: usize,
    fonts: &'a FontBook,
    options: &'a SvgOptions,
    budget: &'a Budget,
    glyphs: Glyphs,
    pictures: Pictures,
    body: String,
}

/// Converts coordinates that grow upwards to those of SVG, which grow downwards from the top.
#[derive(Debug, Clone, Copy)]
struct Frame {
    top: Pt,
}

impl Frame {
    fn y(self, y: Pt) -> Pt {
        self.top - y
    }
}

/// The walk over a page.
struct Walk<'p, 'w, 'a> {
    painter: &'w mut Painter<'a>,
    frame: Frame,
    /// The texts of an unfinished row, each with its spacing.
    row: Vec<(&'p TextRun, Spacing)>,
    /// The groups of a preview.
    pieces: Pieces,
}

impl Walk<'_, '_, '_> {
    fn finish_row(&mut self) {
        self.painter.row(self.frame, &mut self.row);
    }
}

impl<'p> Visitor<'p> for Walk<'p, '_, '_> {
    fn ground(&mut self, key: Option<ItemKey>, item: &'p Item) -> Result<(), PaintError> {
        self.pieces.begin_ground(&mut self.painter.body, key, item);
        self.painter.item(self.frame, item, DEEPEST)
    }

    fn begin_items(
        &mut self,
        range: &'p ItemRange,
        content: impl Iterator<Item = &'p Item> + Clone,
    ) {
        let body = &mut self.painter.body;
        self.pieces.begin_items(body, range, content);
    }

    fn end_items(&mut self) {
        self.pieces.end(&mut self.painter.body);
    }

    fn begin(&mut self, node: &'p TagNode) -> Result<(), PaintError> {
        self.pieces.end(&mut self.painter.body);
        if !node.tag.is_inline() {
            self.finish_row();
        }
        self.painter.begin_group(node);
        Ok(())
    }

    fn content(&mut self, item: &'p Item, spacing: Spacing) -> Result<(), PaintError> {
        match item {
            Item::Text(run) if self.painter.options.text == SvgText::Text => {
                self.painter.budget.tick()?;
                self.row.push((run, spacing));
                return Ok(());
            }
            // Items behind or along letters do not split their row.
            Item::Line(_) | Item::Rect(_) => {}
            _ => self.finish_row(),
        }
        self.painter.item(self.frame, item, DEEPEST)
    }

    fn painted(&mut self, _: ItemKey) {}

    fn end(&mut self, node: &'p TagNode) -> Result<(), PaintError> {
        if !node.tag.is_inline() {
            self.finish_row();
        }
        self.painter.end_group(node);
        Ok(())
    }
}

/// The class of a tag's group; `None` if the tag has no group.
fn class(tag: Tag) -> Option<&'static str> {
    match tag {
        Tag::Section(_) => Some("section"),
        Tag::Line | Tag::Comment | Tag::Tab | Tag::GridRow => Some("line"),
        _ => None,
    }
}

impl Painter<'_> {
    /// The class of the group that a tag is; `None` where it is none. Previews have groups of their own.
    fn class(&self, node: &TagNode) -> Option<&'static str> {
        class(node.tag).filter(|_| self.options.text != SvgText::Pieces)
    }

    fn begin_group(&mut self, node: &TagNode) {
        let Some(class) = self.class(node) else {
            return;
        };
        let _ = write!(self.body, "<g class=\"{class}\"");
        if let (SourceLines::Shown, Some(line)) = (self.options.lines, node.line) {
            let _ = write!(self.body, " data-line=\"{line}\"");
        }
        self.body.push('>');
    }

    fn end_group(&mut self, node: &TagNode) {
        if self.class(node).is_some() {
            self.body.push_str("</g>");
        }
    }

    fn page(&mut self, page: &Page) -> Result<(), PaintError> {
        if let Some(color) = page.background {
            let _ = write!(
                self.body,
                "<rect width=\"100%\" height=\"100%\" fill=\"{}\"/>",
                write::color(color)
            );
        }
        let frame = Frame { top: page.height };
        let pieces = match self.options.text {
            SvgText::Pieces => Pieces::of(page),
            SvgText::Outlines | SvgText::Text => Pieces::none(),
        };
        let mut walk = Walk {
            painter: self,
            frame,
            row: Vec::new(),
            pieces,
        };
        reading_order::walk(page, &mut walk)?;
        walk.pieces.end(&mut walk.painter.body);
        if self.options.text != SvgText::Pieces {
            for link in &page.links {
                link::draw(&mut self.body, frame, link);
            }
        }
        Ok(())
    }

    fn item(&mut self, frame: Frame, item: &Item, depth: usize) -> Result<(), PaintError> {
        self.budget.tick()?;
        match item {
            Item::Text(run) => self.text(frame, run),
            Item::Line(line) => shape::line(&mut self.body, frame, line),
            Item::Rect(rect) => shape::rect(&mut self.body, frame, rect),
            Item::Path(path) => shape::path(&mut self.body, frame, path),
            Item::Circle(circle) => shape::circle(&mut self.body, frame, circle),
            Item::Image(image) => self.image(frame, image)?,
            Item::Form(placed) => {
                let (Some(form), Some(depth)) =
                    (self.document.forms.get(placed.form), depth.checked_sub(1))
                else {
                    return Ok(());
                };
                self.body.push_str("<g");
                if self.options.text != SvgText::Pieces {
                    let alternative = escaped(&form.alternative);
                    let _ = write!(self.body, " role=\"img\" aria-label=\"{alternative}\"");
                }
                let _ = write!(
                    self.body,
                    " transform=\"translate({} {})",
                    number(placed.x),
                    number(frame.y(placed.y)),
                );
                if placed.scale_x != 1.0 || placed.scale_y != 1.0 {
                    let _ = write!(
                        self.body,
                        " scale({} {})",
                        number(placed.scale_x),
                        number(placed.scale_y)
                    );
                }
                self.body.push_str("\">");
                for item in &form.items {
                    self.item(Frame { top: 0.0 }, item, depth)?;
                }
                self.body.push_str("</g>");
            }
        }
        Ok(())
    }

    fn definitions(&self, out: &mut String) {
        if self.glyphs.is_empty() && self.pictures.is_empty() {
            return;
        }
        out.push_str("<defs>");
        self.glyphs.write(out);
        self.pictures.write(out, &self.picture_ids());
        out.push_str("</defs>");
    }
}
