//! SVG pictures, parsed without access to anything outside and within limits (`docs/spec/pages.md#7.1`).
//!
//! What a file would grow to is counted first (`svg_limits.rs`), and what has become of it is looked at in the end: files beyond the
//! limits are refused.

use std::sync::{Arc, OnceLock};

use chordpro_fonts::{FaceId, FontBook, Style};
use chordpro_song::{Budget, Exceeded};
use usvg::roxmltree::{Document, ParsingOptions};
use usvg::{FontFamily, FontResolver, FontStyle, ImageHrefResolver, ImageKind, fontdb};

use super::svg_limits::{self, TooLarge};

/// The longest file that is read.
const LONGEST: usize = 2 << 20;
/// How far from its corner a picture may reach.
const FARTHEST: f32 = 1e6;
/// The longest bitmap within a file.
const LONGEST_BITMAP: usize = 1 << 20;
/// The most pixels of a bitmap within a file.
const MOST_PIXELS: usize = 4 << 20;

/// What an element takes in memory, once all references are resolved.
const ELEMENT: u64 = 1 << 10;

/// Why an SVG is not drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SvgError {
    /// It is longer, deeper or would grow larger than is allowed.
    #[error("the SVG is too large")]
    TooLarge,
    /// It is not SVG.
    #[error("the SVG is not well-formed: {0}")]
    Malformed(String),
    /// It takes more time or memory than the conversion has left.
    #[error(transparent)]
    Exceeded(#[from] Exceeded),
}

impl From<TooLarge> for SvgError {
    fn from(_: TooLarge) -> Self {
        SvgError::TooLarge
    }
}

/// Reads SVGs with the fonts of one font book.
#[derive(Debug)]
pub struct SvgReader<'a> {
    fonts: &'a FontBook,
    faces: OnceLock<Faces>,
}

/// The faces that texts in SVGs can have.
#[derive(Debug, Clone)]
struct Faces {
    database: Arc<fontdb::Database>,
    /// The face with this number in the font book has this one in the database.
    ids: Arc<Vec<Option<fontdb::ID>>>,
}

impl<'a> SvgReader<'a> {
    /// A reader of SVGs whose texts are set in `fonts`.
    pub fn new(fonts: &'a FontBook) -> Self {
        SvgReader {
            fonts,
            faces: OnceLock::new(),
        }
    }

    /// Reads an SVG. Its size is in pixels, of which one is a point. What it grows to is charged before it grows.
    ///
    /// # Errors
    /// [`SvgError`] where it cannot be read, or is not worth the effort.
    pub fn read(&self, text: &str, budget: &Budget) -> Result<usvg::Tree, SvgError> {
        if text.len() > LONGEST {
            return Err(SvgError::TooLarge);
        }
        let options = ParsingOptions {
            allow_dtd: true,
            nodes_limit: u32::try_from(svg_limits::MAX_ELEMENTS * 4).unwrap_or(u32::MAX),
            ..ParsingOptions::default()
        };
        let document = Document::parse_with_options(text, options)
            .map_err(|error| SvgError::Malformed(error.to_string()))?;
        let elements = svg_limits::check(&document)?;
        budget.charge_memory(elements.saturating_mul(ELEMENT))?;
        // One picture takes a second at most.
        budget.tick()?;
        let tree = usvg::Tree::from_xmltree(&document, &self.options())
            .map_err(|error| SvgError::Malformed(error.to_string()))?;
        if tree.filters().is_empty() && is_within_reach(tree.root()) {
            Ok(tree)
        } else {
            Err(SvgError::TooLarge)
        }
    }

    fn options(&self) -> usvg::Options<'_> {
        let faces = self.faces.get_or_init(|| Faces::of(self.fonts));
        usvg::Options {
            dpi: 72.0,
            font_family: "serif".to_owned(),
            image_href_resolver: ImageHrefResolver {
                resolve_data: Box::new(|_, data, _| bitmap(data)),
                resolve_string: Box::new(|_, _| None),
            },
            font_resolver: FontResolver {
                select_font: Box::new(|font, _| faces.select(self.fonts, font)),
                select_fallback: Box::new(|character, used, _| {
                    faces.fallback(self.fonts, character, used)
                }),
            },
            fontdb: Arc::clone(&faces.database),
            // Filters would be painted pixel by pixel; the reference knows none.
            style_sheet: Some("* { filter: none !important }".to_owned()),
            ..usvg::Options::default()
        }
    }
}

impl Faces {
    fn of(fonts: &FontBook) -> Faces {
        static BUNDLED: OnceLock<Faces> = OnceLock::new();
        let bundled = FontBook::bundled();
        if fonts.len() == bundled.len() {
            BUNDLED.get_or_init(|| Faces::load(&bundled)).clone()
        } else {
            Faces::load(fonts)
        }
    }

    fn load(fonts: &FontBook) -> Faces {
        let mut database = fontdb::Database::new();
        let ids = (0..fonts.len())
            .map(|index| {
                let face = FaceId(u32::try_from(index).ok()?);
                let bytes = fonts.face(face).bytes().clone();
                database
                    .load_font_source(fontdb::Source::Binary(Arc::new(bytes)))
                    .first()
                    .copied()
            })
            .collect();
        Faces {
            database: Arc::new(database),
            ids: Arc::new(ids),
        }
    }

    fn id(&self, face: FaceId) -> Option<fontdb::ID> {
        self.ids
            .get(usize::try_from(face.0).ok()?)
            .copied()
            .flatten()
    }

    /// The first family that is known, else serifs.
    fn select(&self, fonts: &FontBook, font: &usvg::Font) -> Option<fontdb::ID> {
        let style = Style {
            is_bold: font.weight() >= 600,
            is_italic: font.style() != FontStyle::Normal,
        };
        font.families()
            .iter()
            .find_map(|family| {
                let core = match family {
                    FontFamily::Serif => "times",
                    FontFamily::SansSerif => "helvetica",
                    FontFamily::Monospace => "courier",
                    FontFamily::Named(name) => core_family(name)?,
                    FontFamily::Cursive | FontFamily::Fantasy => return None,
                };
                fonts.by_core_name(core_name(core, style))
            })
            .or_else(|| fonts.by_core_name(core_name("times", style)))
            .and_then(|face| self.id(face))
    }

    /// The first face that has `character` and was not tried.
    fn fallback(
        &self,
        fonts: &FontBook,
        character: char,
        used: &[fontdb::ID],
    ) -> Option<fontdb::ID> {
        (0..fonts.len())
            .filter_map(|index| u32::try_from(index).ok().map(FaceId))
            .filter(|face| fonts.face(*face).glyph(character).is_some())
            .filter_map(|face| self.id(face))
            .find(|id| !used.contains(id))
    }
}

fn core_family(name: &str) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    match name.as_str() {
        "serif" | "times" | "times new roman" | "times-roman" | "freeserif" => Some("times"),
        "sans" | "sans-serif" | "helvetica" | "arial" | "freesans" => Some("helvetica"),
        "mono" | "monospace" | "courier" | "courier new" | "freemono" => Some("courier"),
        _ => None,
    }
}

fn core_name(family: &str, style: Style) -> &'static str {
    match (family, style.is_bold, style.is_italic) {
        ("helvetica", false, false) => "Helvetica",
        ("helvetica", true, false) => "Helvetica-Bold",
        ("helvetica", false, true) => "Helvetica-Oblique",
        ("helvetica", true, true) => "Helvetica-BoldOblique",
        ("courier", false, false) => "Courier",
        ("courier", true, false) => "Courier-Bold",
        ("courier", false, true) => "Courier-Oblique",
        ("courier", true, true) => "Courier-BoldOblique",
        (_, false, false) => "Times-Roman",
        (_, true, false) => "Times-Bold",
        (_, false, true) => "Times-Italic",
        (_, true, true) => "Times-BoldItalic",
    }
}

/// A bitmap within the file; nested SVGs are left out, and so is what is too large.
fn bitmap(data: Arc<Vec<u8>>) -> Option<ImageKind> {
    if data.len() > LONGEST_BITMAP {
        return None;
    }
    let size = imagesize::blob_size(&data).ok()?;
    if size.width.saturating_mul(size.height) > MOST_PIXELS {
        return None;
    }
    match imagesize::image_type(&data).ok()? {
        imagesize::ImageType::Png => Some(ImageKind::PNG(data)),
        imagesize::ImageType::Jpeg => Some(ImageKind::JPEG(data)),
        imagesize::ImageType::Gif => Some(ImageKind::GIF(data)),
        imagesize::ImageType::Webp => Some(ImageKind::WEBP(data)),
        _ => None,
    }
}

/// Whether everything lies where it can be drawn: painters are out of their depth far away from the page.
fn is_within_reach(group: &usvg::Group) -> bool {
    group.children().iter().all(|node| {
        let bounds = node.abs_stroke_bounding_box();
        let edges = [bounds.left(), bounds.top(), bounds.right(), bounds.bottom()];
        let mut is_within = edges.iter().all(|edge| edge.abs() <= FARTHEST);
        if let usvg::Node::Group(group) = node {
            is_within = is_within && is_within_reach(group);
        }
        // What clips, masks and patterns are made of.
        node.subroots(|part| is_within = is_within && is_within_reach(part));
        is_within
    })
}

#[cfg(test)]
mod tests;
