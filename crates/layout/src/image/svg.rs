//! SVG pictures: read without reaching for anything outside, and without being drawn into endless work (clause 7.1).
//!
//! usvg resolves references by copying, so that a short file can grow without bound. What a file would grow to is counted
//! first, and files beyond the limits are refused.

use std::sync::{Arc, OnceLock};

use chordpro_fonts::{FaceId, FontBook, Style};
use usvg::roxmltree::{Document, Node, ParsingOptions};
use usvg::{FontFamily, FontResolver, FontStyle, ImageHrefResolver, ImageKind, fontdb};

/// The longest file that is read.
const LONGEST: usize = 2 << 20;
/// The most elements that a file may have after all references are resolved.
const MOST_ELEMENTS: usize = 50_000;
/// The deepest that elements may be nested, references included.
const DEEPEST: usize = 64;
/// The most bytes of text that a file may show after all references are resolved: a line of text takes time with the square of its length.
const MOST_LETTERS: usize = 20_000;
/// The most that the bytes of style sheets times the elements may be: every rule is tried on every element.
const MOST_MATCHES: usize = 50_000_000;
/// The longest bitmap within a file.
const LONGEST_BITMAP: usize = 1 << 20;
/// The most pixels of a bitmap within a file.
const MOST_PIXELS: usize = 4 << 20;

/// Why an SVG is not drawn.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SvgError {
    /// It is longer, deeper or would grow larger than is allowed.
    #[error("the SVG is too large")]
    TooLarge,
    /// It is not SVG.
    #[error("the SVG is not well-formed: {0}")]
    Malformed(String),
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

    /// Reads an SVG. Its size is in pixels, of which one is a point.
    ///
    /// # Errors
    /// [`SvgError`] where it cannot be read, or is not worth the effort.
    pub fn read(&self, text: &str) -> Result<usvg::Tree, SvgError> {
        if text.len() > LONGEST {
            return Err(SvgError::TooLarge);
        }
        let options = ParsingOptions {
            allow_dtd: true,
            nodes_limit: u32::try_from(MOST_ELEMENTS * 4).unwrap_or(u32::MAX),
            ..ParsingOptions::default()
        };
        let document = Document::parse_with_options(text, options)
            .map_err(|error| SvgError::Malformed(error.to_string()))?;
        check_growth(&document)?;
        let tree = usvg::Tree::from_xmltree(&document, &self.options())
            .map_err(|error| SvgError::Malformed(error.to_string()))?;
        if tree.filters().is_empty() {
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

/// Walks the document as it would be with all references resolved, and gives up beyond the limits.
fn check_growth(document: &Document<'_>) -> Result<(), SvgError> {
    let targets: std::collections::HashMap<&str, Node<'_, '_>> = document
        .descendants()
        .filter_map(|node| Some((node.attribute("id")?, node)))
        .collect();
    let mut stack = vec![(document.root_element(), 1)];
    let mut count = 0usize;
    let mut letters = 0usize;
    let mut style = 0usize;
    while let Some((node, depth)) = stack.pop() {
        count += 1;
        let text = node
            .children()
            .filter_map(|child| child.text().filter(|_| child.is_text()));
        let length = text.map(str::len).sum::<usize>();
        match node.tag_name().name() {
            "style" => style = style.saturating_add(length),
            "text" | "tspan" | "textPath" | "tref" | "a" => {
                letters = letters.saturating_add(length);
            }
            _ => {}
        }
        if count > MOST_ELEMENTS || depth > DEEPEST || letters > MOST_LETTERS {
            return Err(SvgError::TooLarge);
        }
        stack.extend(
            node.children()
                .filter(Node::is_element)
                .map(|child| (child, depth + 1)),
        );
        let times = if node.attributes().any(|a| a.name().starts_with("marker")) {
            vertices(&node)
        } else {
            1
        };
        for attribute in node.attributes() {
            let reference = match attribute.name() {
                "href" => attribute.value().trim().strip_prefix('#'),
                _ => None,
            };
            for id in reference.into_iter().chain(urls(attribute.value())) {
                let Some(target) = targets.get(id).filter(|target| !is_gradient(target)) else {
                    continue;
                };
                count = count.saturating_add(times);
                if count > MOST_ELEMENTS {
                    return Err(SvgError::TooLarge);
                }
                stack.extend(std::iter::repeat_n((*target, depth + 1), times));
            }
        }
        if node.tag_name().name() == "style" {
            let text = node.text().unwrap_or_default();
            let is_plain = urls(text).all(|id| targets.get(id).is_none_or(is_gradient));
            if !is_plain {
                return Err(SvgError::TooLarge);
            }
        }
    }
    if style.saturating_mul(count) > MOST_MATCHES {
        return Err(SvgError::TooLarge);
    }
    Ok(())
}

fn is_gradient(node: &Node<'_, '_>) -> bool {
    matches!(
        node.tag_name().name(),
        "linearGradient" | "radialGradient" | "stop"
    )
}

/// At most how many vertices a path or a polygon has: each shows a marker.
fn vertices(node: &Node<'_, '_>) -> usize {
    let points = node.attribute("d").or_else(|| node.attribute("points"));
    points.map_or(2, |points| points.len() / 2 + 2)
}

/// The names in `url(#name)`.
fn urls(text: &str) -> impl Iterator<Item = &str> {
    text.split("url(").skip(1).filter_map(|rest| {
        let inside = rest.split(')').next()?;
        inside
            .trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\'')
            .strip_prefix('#')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="80" height="60">"#;

    fn read(inside: &str) -> Result<usvg::Tree, SvgError> {
        let fonts = FontBook::bundled();
        SvgReader::new(&fonts).read(&format!("{HEAD}{inside}</svg>"))
    }

    #[test]
    fn a_pixel_is_a_point() {
        let tree = read("<rect width='1pt' height='10'/>").expect("a picture");
        assert_eq!((tree.size().width(), tree.size().height()), (80.0, 60.0));
        let bounds = tree.root().abs_bounding_box();
        assert_eq!((bounds.width(), bounds.height()), (1.0, 10.0));
    }

    #[test]
    fn texts_are_set_in_the_bundle() {
        let tree = read("<text x='5' y='20' font-family='sans-serif' font-size='10'>Hello</text>")
            .expect("a picture");
        assert!(tree.root().has_children());
        assert!((tree.root().abs_bounding_box().width() - 21.8).abs() < 1.5);
    }

    #[test]
    fn references_that_grow_without_bound_are_refused() {
        let mut inside = String::from("<g id='a0'><rect width='1' height='1'/></g>");
        for level in 1..12 {
            let reference = format!("<use xlink:href='#a{}'/>", level - 1);
            inside += &format!("<g id='a{level}'>{}</g>", reference.repeat(10));
        }
        assert_eq!(read(&inside).err(), Some(SvgError::TooLarge));
    }

    #[test]
    fn elements_nested_without_end_are_refused() {
        let inside = "<g>".repeat(100_000) + &"</g>".repeat(100_000);
        assert_eq!(read(&inside).err(), Some(SvgError::TooLarge));
        let cycle = "<g id='a'><use xlink:href='#a'/></g>";
        assert_eq!(read(cycle).err(), Some(SvgError::TooLarge));
    }

    #[test]
    fn markers_count_for_every_vertex() {
        let rects = "<rect width='1' height='1'/>".repeat(100);
        let inside = format!(
            "<marker id='m'>{rects}</marker><path marker-mid='url(#m)' d='M0 0{}'/>",
            "h1v1".repeat(2_000)
        );
        assert_eq!(read(&inside).err(), Some(SvgError::TooLarge));
    }

    #[test]
    fn texts_and_style_sheets_that_take_long_are_refused() {
        let text = |length: usize| read(&format!("<text>{}</text>", "a".repeat(length)));
        assert!(text(1_000).is_ok());
        assert_eq!(text(500_000).err(), Some(SvgError::TooLarge));
        let used = format!(
            "<text id='t'><tspan>{}</tspan></text>{}",
            "a".repeat(1_000),
            "<use xlink:href='#t'/>".repeat(100)
        );
        assert_eq!(read(&used).err(), Some(SvgError::TooLarge));
        let styled = |count: usize| {
            let rules = "g rect:first-child[x='1']{fill:red}".repeat(count);
            let shapes = "<rect width='1' height='1'/>".repeat(count);
            read(&format!("<style>{rules}</style>{shapes}"))
        };
        assert!(styled(100).is_ok());
        assert_eq!(styled(10_000).err(), Some(SvgError::TooLarge));
    }

    #[test]
    fn nothing_outside_is_reached() {
        let tree = read("<image width='9' height='9' xlink:href='/etc/hostname'/>");
        assert!(!tree.expect("a picture").root().has_children());
        let nested =
            "<image width='9' height='9' xlink:href='data:image/svg+xml;base64,PHN2Zy8+'/>";
        assert!(!read(nested).expect("a picture").root().has_children());
    }

    #[test]
    fn filters_are_left_out() {
        let tree = read(
            "<filter id='f'><feGaussianBlur stdDeviation='1000'/></filter>\
             <rect width='9' height='9' filter='url(#f)'/>",
        )
        .expect("a picture");
        assert!(tree.filters().is_empty());
    }

    #[test]
    fn what_is_not_svg_is_told() {
        assert!(matches!(
            read("<rect x='2'").err(),
            Some(SvgError::Malformed(_))
        ));
    }
}
