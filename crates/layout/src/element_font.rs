//! The font of each element: typeface, size, colours (`docs/spec/pages.md#1.1`).

use std::sync::Arc;

use chordpro_config::Config;
use chordpro_config::view::{FontSpec, Pdf};

use crate::colour::Theme;
use crate::page::{Color, Pt, Role};
use crate::typeface::{TypefaceId, Typefaces};

/// An element that has a font of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FontElement {
    /// Titles.
    Title,
    /// Subtitles.
    Subtitle,
    /// Footers.
    Footer,
    /// Lyrics.
    Text,
    /// Lyrics of choruses.
    Chorus,
    /// Chords.
    Chord,
    /// Annotations.
    Annotation,
    /// Comments.
    Comment,
    /// Italic comments.
    CommentItalic,
    /// Boxed comments.
    CommentBox,
    /// Tabs.
    Tab,
    /// Contents.
    Toc,
    /// Labels.
    Label,
    /// Blank lines.
    Empty,
    /// Cells of grids.
    Grid,
    /// Texts beside grids.
    GridMargin,
    /// Strums.
    GridStrum,
    /// Names of diagrams.
    Diagram,
    /// Base frets of diagrams.
    DiagramBase,
    /// Fingers of diagrams.
    ChordFingers,
}

const ELEMENTS: [FontElement; 20] = [
    FontElement::Title,
    FontElement::Subtitle,
    FontElement::Footer,
    FontElement::Text,
    FontElement::Chorus,
    FontElement::Chord,
    FontElement::Annotation,
    FontElement::Comment,
    FontElement::CommentItalic,
    FontElement::CommentBox,
    FontElement::Tab,
    FontElement::Toc,
    FontElement::Label,
    FontElement::Empty,
    FontElement::Grid,
    FontElement::GridMargin,
    FontElement::GridStrum,
    FontElement::Diagram,
    FontElement::DiagramBase,
    FontElement::ChordFingers,
];

impl FontElement {
    /// All of them.
    pub fn all() -> impl Iterator<Item = FontElement> {
        ELEMENTS.into_iter()
    }

    /// The name in `pdf.fonts`.
    pub fn name(self) -> &'static str {
        match self {
            FontElement::Title => "title",
            FontElement::Subtitle => "subtitle",
            FontElement::Footer => "footer",
            FontElement::Text => "text",
            FontElement::Chorus => "chorus",
            FontElement::Chord => "chord",
            FontElement::Annotation => "annotation",
            FontElement::Comment => "comment",
            FontElement::CommentItalic => "comment_italic",
            FontElement::CommentBox => "comment_box",
            FontElement::Tab => "tab",
            FontElement::Toc => "toc",
            FontElement::Label => "label",
            FontElement::Empty => "empty",
            FontElement::Grid => "grid",
            FontElement::GridMargin => "grid_margin",
            FontElement::GridStrum => "gridstrum",
            FontElement::Diagram => "diagram",
            FontElement::DiagramBase => "diagram_base",
            FontElement::ChordFingers => "chordfingers",
        }
    }

    /// The element called `name` in `pdf.fonts`.
    pub fn from_name(name: &str) -> Option<FontElement> {
        FontElement::all().find(|element| element.name() == name)
    }

    /// What text of the element is in the song.
    pub fn role(self) -> Role {
        match self {
            FontElement::Title => Role::Title,
            FontElement::Subtitle => Role::Subtitle,
            FontElement::Footer => Role::Footer,
            FontElement::Text | FontElement::Chorus | FontElement::Empty => Role::Lyrics,
            FontElement::Chord => Role::Chord,
            FontElement::Annotation => Role::Annotation,
            FontElement::Comment | FontElement::CommentItalic | FontElement::CommentBox => {
                Role::Comment
            }
            FontElement::Tab => Role::Tab,
            FontElement::Toc => Role::Contents,
            FontElement::Label => Role::Label,
            FontElement::Grid | FontElement::GridMargin | FontElement::GridStrum => Role::Grid,
            FontElement::Diagram | FontElement::DiagramBase | FontElement::ChordFingers => {
                Role::Diagram
            }
        }
    }

    fn spec(self, pdf: &Pdf) -> &FontSpec {
        let fonts = &pdf.fonts;
        match self {
            FontElement::Title => &fonts.title,
            FontElement::Subtitle => &fonts.subtitle,
            FontElement::Footer => &fonts.footer,
            FontElement::Text => &fonts.text,
            FontElement::Chorus => &fonts.chorus,
            FontElement::Chord => &fonts.chord,
            FontElement::Annotation => &fonts.annotation,
            FontElement::Comment => &fonts.comment,
            FontElement::CommentItalic => &fonts.comment_italic,
            FontElement::CommentBox => &fonts.comment_box,
            FontElement::Tab => &fonts.tab,
            FontElement::Toc => &fonts.toc,
            FontElement::Label => &fonts.label,
            FontElement::Empty => &fonts.empty,
            FontElement::Grid => &fonts.grid,
            FontElement::GridMargin => &fonts.grid_margin,
            FontElement::GridStrum => &fonts.gridstrum,
            FontElement::Diagram => &fonts.diagram,
            FontElement::DiagramBase => &fonts.diagram_base,
            FontElement::ChordFingers => &fonts.chordfingers,
        }
    }
}

/// The font of an element, resolved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ElementFont {
    /// The typeface.
    pub typeface: TypefaceId,
    /// The size.
    pub size: Pt,
    /// The ascent of the typeface, in thousandths.
    pub ascent: f64,
    /// The colour of text.
    pub color: Color,
    /// The colour behind text, if any.
    pub background: Option<Color>,
    /// Whether there is a frame around text.
    pub has_frame: bool,
    /// What the text is in the song.
    pub role: Role,
}

impl ElementFont {
    /// From the top of a line to its baseline (`docs/spec/pages.md#1.4`).
    pub fn baseline(&self) -> Pt {
        self.size * self.ascent / 1000.0
    }
}

/// What size an element has where the configuration gives none.
const DEFAULT_SIZE: Pt = 12.0;

/// The fonts of all elements.
#[derive(Debug, Clone, PartialEq)]
pub struct ElementFonts {
    fonts: [ElementFont; ELEMENTS.len()],
}

/// A font that cannot be had.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingFont {
    /// The element that asks for it.
    pub element: FontElement,
    /// What it asks for.
    pub asked: String,
}

impl ElementFonts {
    /// The fonts that `pdf.fonts` asks for. What an element takes from others, it takes from them as they are before a
    /// song changes them: `initial` are the settings that the song began with.
    ///
    /// # Errors
    /// The first font that cannot be had.
    pub fn new(
        config: &Config,
        initial: &Config,
        theme: &Theme,
        typefaces: &mut Typefaces<'_>,
    ) -> Result<Self, MissingFont> {
        let is_changed = !Arc::ptr_eq(&config.pdf, &initial.pdf);
        let mut resolve = |element: FontElement| {
            let own = |config: &Config| {
                let path = ["pdf", "fonts", element.name()];
                config.tree().at(&path).cloned()
            };
            let pdf = if is_changed && own(config) != own(initial) {
                &config.pdf
            } else {
                &initial.pdf
            };
            let spec = element.spec(pdf);
            let typeface = typefaces
                .specified(spec, &config.pdf.fontconfig)
                .ok_or_else(|| MissingFont {
                    element,
                    asked: spec
                        .file
                        .clone()
                        .or_else(|| spec.description.clone())
                        .or_else(|| spec.name.clone())
                        .map(|asked| file_name(&asked).to_owned())
                        .unwrap_or_default(),
                })?;
            Ok(ElementFont {
                typeface,
                size: spec.size.unwrap_or(DEFAULT_SIZE),
                ascent: typefaces.get(typeface).metrics.ascent,
                color: theme.ink(&spec.color),
                background: theme.paint(&spec.background),
                has_frame: spec.frame,
                role: element.role(),
            })
        };
        let first = resolve(FontElement::Title)?;
        let mut fonts = [first; ELEMENTS.len()];
        for (slot, element) in fonts.iter_mut().zip(ELEMENTS).skip(1) {
            *slot = resolve(element)?;
        }
        Ok(ElementFonts { fonts })
    }

    /// The font of an element.
    pub fn get(&self, element: FontElement) -> &ElementFont {
        self.fonts
            .get(element as usize)
            .expect("there is a font for every element")
    }

    /// The font of an element, for changing it.
    pub fn get_mut(&mut self, element: FontElement) -> &mut ElementFont {
        self.fonts
            .get_mut(element as usize)
            .expect("there is a font for every element")
    }
}

/// The name of a file without its folders, which are nobody's business.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chordpro_fonts::FontBook;

    #[test]
    fn elements_stand_in_the_order_of_their_numbers() {
        for (index, element) in FontElement::all().enumerate() {
            assert_eq!(element as usize, index);
        }
    }

    #[test]
    fn the_built_in_fonts_are_those_of_the_specification() {
        let config = Config::builtin();
        let fonts = FontBook::bundled();
        let theme = Theme::default();
        let mut typefaces = Typefaces::new(&fonts);
        let elements =
            ElementFonts::new(&config, &config, &theme, &mut typefaces).expect("all fonts");
        let size = |element| elements.get(element).size;
        assert_eq!(size(FontElement::Title), 14.0);
        assert_eq!(size(FontElement::Footer), 0.6 * 12.0);
        assert_eq!(size(FontElement::Label), 12.0);
        assert_eq!(elements.get(FontElement::Text).baseline(), 10.8);
        assert_eq!(elements.get(FontElement::Tab).baseline(), 8.0);
        assert!(elements.get(FontElement::Comment).background.is_some());
        assert!(elements.get(FontElement::Diagram).background.is_none());
        assert!(elements.get(FontElement::CommentBox).has_frame);
        assert!(!elements.get(FontElement::GridMargin).has_frame);
    }
}
