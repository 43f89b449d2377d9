//! The PDF painter.
//!
//! Fonts are embedded as subsets; drawings and images that are used repeatedly are written once. The same document
//! and options give the same bytes.

mod face;
mod form;
mod image;
mod info;
mod link;
mod navigation;
mod pack;
mod shape;
mod tag;
mod text;

use chordpro_fonts::FontBook;
use chordpro_layout::{Color, Document, Item, Line, Page, Pt, TagNode, Underlay};
use chordpro_song::Budget;
use krilla::SerializeSettings;
use krilla::configure::{Accessibility, Archival, Configuration, ConfigurationBuilder, PdfVersion};
use krilla::error::KrillaError;
use krilla::geom::Transform;
use krilla::page::PageSettings;
use krilla::surface::Surface;

use crate::reading_order::{self, ItemKey, Spacing, Visitor};
use crate::{PaintError, Painted};
use face::Faces;
use form::Forms;
use image::Pictures;
use tag::{Ground, Tags};

/// Options of the PDF painter.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct PdfOptions {
    /// The standard to conform to.
    pub standard: Standard,
    /// Whether to write the logical structure.
    pub structure: Structure,
    /// The creation date in seconds since 1970, UTC; not written if absent.
    pub created: Option<i64>,
}

/// A PDF standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
#[non_exhaustive]
pub enum Standard {
    /// Plain PDF 1.7.
    #[default]
    None,
    /// PDF/A-2b, for archiving.
    PdfA2b,
    /// PDF/UA-1, for accessibility. Always tagged.
    PdfUa1,
    /// Both of them.
    PdfA2aUa1,
}

/// Whether the PDF has a logical structure (headings, paragraphs, figures) for assistive technology.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Structure {
    /// No structure: the smallest and fastest.
    #[default]
    None,
    /// Tagged PDF.
    Tagged,
}

impl Standard {
    fn is_archival(self) -> bool {
        matches!(self, Standard::PdfA2b | Standard::PdfA2aUa1)
    }

    fn is_accessible(self) -> bool {
        matches!(self, Standard::PdfUa1 | Standard::PdfA2aUa1)
    }
}

impl PdfOptions {
    fn is_tagged(&self) -> bool {
        self.structure == Structure::Tagged || self.standard.is_accessible()
    }

    fn configuration(&self) -> Result<Configuration, PaintError> {
        let builder = ConfigurationBuilder::new();
        let builder = match self.standard {
            Standard::None if self.is_tagged() => builder,
            // For PDF 2.0, the writer omits entries that 1.7 does not need either; the last step sets the version to 1.7.
            Standard::None => builder.with_version(PdfVersion::Pdf20),
            Standard::PdfA2b => builder.with_archival_validator(Archival::A2_B),
            Standard::PdfUa1 => builder.with_accessibility_validator(Accessibility::UA1),
            Standard::PdfA2aUa1 => builder
                .with_archival_validator(Archival::A2_A)
                .with_accessibility_validator(Accessibility::UA1),
        };
        builder
            .finish()
            .map_err(|_| PaintError::Standard("these standards exclude each other".to_owned()))
    }
}

/// Writes a document as PDF.
///
/// # Errors
/// See [`PaintError`]; a broken image is left out and reported, and is not an error.
pub fn paint(
    document: &Document,
    fonts: &FontBook,
    options: &PdfOptions,
    budget: &Budget,
) -> Result<Painted<Vec<u8>>, PaintError> {
    let settings = SerializeSettings {
        configuration: options.configuration()?,
        enable_tagging: options.is_tagged(),
        xmp_metadata: options.is_tagged() || options.standard != Standard::None,
        // The last step compresses them.
        compress_content_streams: false,
        ..SerializeSettings::default()
    };
    let mut out = krilla::Document::new_with(settings);
    out.set_metadata(info::metadata(&document.info, options));
    let mut painter = Painter {
        faces: Faces::new(fonts, document, options.is_tagged()),
        forms: Forms::new(document),
        pictures: Pictures::new(document),
        tags: options.is_tagged().then(Tags::default),
        budget,
    };
    for (index, page) in document.pages.iter().enumerate() {
        budget.tick()?;
        painter.page(&mut out, document, index, page)?;
    }
    navigation::destinations(&mut out, document);
    if let Some(outline) = navigation::outline(document) {
        out.set_outline(outline);
    }
    if let Some(tags) = painter.tags {
        out.set_tag_tree(tags.tree(&document.info));
    }
    let bytes = out.finish().map_err(|error| refused(&error))?;
    let further = info::further(&document.info, options);
    let bytes = pack::pack(&bytes, &further, &painter.faces)
        .ok_or_else(|| PaintError::Format("it is built in an unknown way".to_owned()))?;
    budget.check_bytes(bytes.len() as u64)?;
    Ok(Painted {
        output: bytes,
        unreadable: painter.pictures.unreadable(),
    })
}

/// The painter's state over all pages.
struct Painter<'a> {
    faces: Faces<'a>,
    forms: Forms<'a>,
    pictures: Pictures<'a>,
    tags: Option<Tags>,
    budget: &'a Budget,
}

/// Converts coordinates that grow upwards to those of the PDF writer, which grow downwards from the top.
#[derive(Debug, Clone, Copy)]
struct Frame {
    /// The height of the writer's origin.
    top: Pt,
}

impl Frame {
    fn x(self, x: Pt) -> f32 {
        length(x)
    }

    fn y(self, y: Pt) -> f32 {
        length(self.top - y)
    }
}

/// A length for the PDF writer: finite, and in the range that readers accept.
#[expect(
    clippy::cast_possible_truncation,
    reason = "single precision is what the writer offers; it is exact to a ten-thousandth of a point on any page"
)]
fn length(value: Pt) -> f32 {
    const LARGEST: Pt = 32_000.0;
    if value.is_nan() {
        0.0
    } else {
        value.clamp(-LARGEST, LARGEST) as f32
    }
}

impl Painter<'_> {
    fn page(
        &mut self,
        out: &mut krilla::Document,
        document: &Document,
        index: usize,
        page: &Page,
    ) -> Result<(), PaintError> {
        let settings = PageSettings::from_wh(length(page.width), length(page.height))
            .ok_or(PaintError::Size)?
            .with_page_label(navigation::label(&document.labels, index));
        let frame = Frame { top: page.height };
        if let Some(tags) = &mut self.tags {
            tags.begin_page(page);
        }
        let mut sheet = out.start_page_with(settings);
        let mut surface = sheet.surface();
        if page.background.is_some() || page.underlay.is_some() {
            tag::artifact(&mut self.tags, &mut surface, |surface| {
                if let Some(color) = page.background {
                    shape::fill_page(surface, page, color);
                }
            });
        }
        if let Some(underlay) = &page.underlay {
            self.underlay(&mut surface, page, underlay)?;
        }
        let mut walk = Walk {
            painter: self,
            surface: &mut surface,
            frame,
            lines: Vec::new(),
        };
        reading_order::walk(page, &mut walk)?;
        walk.lines();
        if let Some(tags) = &mut self.tags {
            tags.end_text(&mut surface);
        }
        surface.finish();
        for (number, link) in page.links.iter().enumerate() {
            if let Some(annotation) = link::annotation(document, frame, link) {
                match &mut self.tags {
                    Some(tags) => {
                        let identifier = sheet.add_tagged_annotation(annotation);
                        tags.link(number, identifier);
                    }
                    None => sheet.add_annotation(annotation),
                }
            }
        }
        sheet.finish();
        if let Some(tags) = &mut self.tags {
            tags.end_page();
        }
        Ok(())
    }

    /// The items of a drawing.
    fn items(
        &mut self,
        surface: &mut Surface<'_>,
        frame: Frame,
        items: &[Item],
    ) -> Result<(), PaintError> {
        let mut walk = Walk {
            painter: self,
            surface,
            frame,
            lines: Vec::new(),
        };
        for item in items {
            walk.item(item, Spacing::Close)?;
        }
        walk.lines();
        Ok(())
    }

    /// A page of another document, scaled to fit this page.
    fn underlay(
        &mut self,
        surface: &mut Surface<'_>,
        page: &Page,
        underlay: &Underlay,
    ) -> Result<(), PaintError> {
        let document = self.pictures.document(&underlay.pdf);
        let Some(size) = krilla::geom::Size::from_wh(length(page.width), length(page.height))
        else {
            return Ok(());
        };
        if underlay.page < document.page_count() {
            tag::artifact(&mut self.tags, surface, |surface| {
                surface.push_transform(&Transform::identity());
                surface.draw_pdf_page(&document.pdf, size, underlay.page);
                surface.pop();
            });
        }
        Ok(())
    }
}

/// The walk over the items of a page or a drawing.
struct Walk<'p, 'w, 'a, 's> {
    painter: &'w mut Painter<'a>,
    surface: &'w mut Surface<'s>,
    frame: Frame,
    /// Pending lines: consecutive lines with the same style are drawn as one path, which saves most of their
    /// bytes. Slanted lines are separate paths: next to them, viewers do not align thin lines to pixels.
    lines: Vec<&'p Line>,
}

impl<'p> Walk<'p, '_, '_, '_> {
    fn item(&mut self, item: &'p Item, spacing: Spacing) -> Result<(), PaintError> {
        self.painter.budget.tick()?;
        if let Item::Line(line) = item {
            let first = self.lines.first();
            if first.is_some_and(|first| !shape::are_alike(first, line)) {
                self.lines();
            }
            self.lines.push(line);
            return Ok(());
        }
        self.lines();
        let (painter, surface, frame) = (&mut *self.painter, &mut *self.surface, self.frame);
        match item {
            Item::Text(run) => {
                let is_apart = spacing == Spacing::Blank;
                if let Some(tags) = &mut painter.tags {
                    tags.text(surface, run, if is_apart { " " } else { "" });
                }
                let is_tagged = painter.tags.is_some();
                let blank = painter.faces.blank(run.face);
                let blank = blank.filter(|_| is_apart && is_tagged);
                text::draw(surface, &mut painter.faces, frame, run, blank);
            }
            Item::Line(_) => {}
            Item::Rect(rect) => tag::artifact(&mut painter.tags, surface, |surface| {
                shape::rect(surface, frame, rect);
            }),
            Item::Path(path) => tag::artifact(&mut painter.tags, surface, |surface| {
                shape::path(surface, frame, path);
            }),
            Item::Circle(circle) => tag::artifact(&mut painter.tags, surface, |surface| {
                shape::circle(surface, frame, circle);
            }),
            Item::Image(image) => painter.image(surface, frame, image)?,
            Item::Form(form) => painter.form(surface, frame, form)?,
        }
        Ok(())
    }

    /// Draws the pending lines.
    fn lines(&mut self) {
        if self.lines.is_empty() {
            return;
        }
        let (lines, frame) = (&self.lines, self.frame);
        tag::artifact(&mut self.painter.tags, self.surface, |surface| {
            shape::lines(surface, frame, lines);
        });
        self.lines.clear();
    }

    fn on(&mut self, ground: Ground) {
        if let Some(tags) = &mut self.painter.tags {
            tags.on(ground);
        }
    }
}

impl<'p> Visitor<'p> for Walk<'p, '_, '_, '_> {
    fn ground(&mut self, key: Option<ItemKey>, item: &'p Item) -> Result<(), PaintError> {
        self.on(key.map_or(Ground::Decoration, Ground::Named));
        self.item(item, Spacing::Close)
    }

    fn begin(&mut self, node: &'p TagNode) -> Result<(), PaintError> {
        if let Some(tags) = &mut self.painter.tags {
            tags.begin(node.tag);
        }
        Ok(())
    }

    fn content(&mut self, item: &'p Item, spacing: Spacing) -> Result<(), PaintError> {
        self.on(Ground::Content);
        self.item(item, spacing)
    }

    fn painted(&mut self, key: ItemKey) {
        if let Some(tags) = &mut self.painter.tags {
            tags.painted(key);
        }
    }

    fn end(&mut self, node: &'p TagNode) -> Result<(), PaintError> {
        if let Some(tags) = &mut self.painter.tags {
            tags.end(node.tag);
        }
        Ok(())
    }
}

fn rgb(color: Color) -> krilla::color::rgb::Color {
    krilla::color::rgb::Color::new(color.r, color.g, color.b)
}

/// The PDF writer's error without song text.
fn refused(error: &KrillaError) -> PaintError {
    match error {
        KrillaError::Font(_, message) => PaintError::Font(message.clone()),
        KrillaError::Validation(errors) => {
            let mut names: Vec<String> = errors
                .iter()
                .map(|(error, _)| {
                    let debug = format!("{error:?}");
                    debug
                        .split(['(', ' ', '{'])
                        .next()
                        .unwrap_or_default()
                        .to_owned()
                })
                .collect();
            names.sort();
            names.dedup();
            PaintError::Standard(names.join(", "))
        }
        KrillaError::Limit(limit) => PaintError::Format(limit.to_string()),
        KrillaError::Image(..) | KrillaError::SixteenBitImage(..) => {
            PaintError::Format("a picture is broken".to_owned())
        }
        KrillaError::Pdf(..) => PaintError::Format("an imported page is broken".to_owned()),
        _ => PaintError::Format("its parts contradict each other".to_owned()),
    }
}
