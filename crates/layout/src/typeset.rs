//! Typesetting: markup to measured fragments (`docs/spec/pages.md#1.4`, `#1.5`, `#1.6`).

mod bidi;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::Arc;

use chordpro_config::Config;
use chordpro_config::view::{Markup as MarkupSettings, Pdf};
use chordpro_fonts::ShapedRun;
use chordpro_song::markup::{self, Content, Parsed, Pictures, ShortCodes, Style};

use self::bidi::Whole;
pub(crate) use self::bidi::{PartOfLine, from_left_to_right};
use crate::colour::{self, Theme};
use crate::element_font::ElementFont;
use crate::page::{Color, Pt, Role};
use crate::textline::{Decoration, Fragment, FragmentContent, Run, TextLine};
use crate::typeface::{SIGNS, TypefaceId, Typefaces};

/// Whether a text may hold markup.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// It may.
    Parsed,
    /// Tags are ordinary text, as in tabs.
    Literal,
}

/// Whether apostrophes are replaced: where text is drawn, but not where it is measured, nor in text blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Apostrophes {
    AsWritten,
    Curly,
}

/// A picture within a line of text, ready to be placed.
#[derive(Debug, Clone, PartialEq)]
pub struct InlinePicture {
    /// What is placed.
    pub content: InlineContent,
    /// How far the text moves on.
    pub advance: Pt,
    /// From the text position to the left edge of what is placed.
    pub dx: Pt,
    /// From the baseline up to the lower edge of what is placed.
    pub dy: Pt,
    /// How far it reaches above and, negative, below the baseline.
    pub reach: (Pt, Pt),
}

/// What an [`InlinePicture`] places.
#[derive(Debug, Clone, PartialEq)]
pub enum InlineContent {
    /// A picture of the document, with its size.
    Picture {
        /// Its index.
        index: usize,
        /// Its width.
        width: Pt,
        /// Its height.
        height: Pt,
    },
    /// A form of the document, scaled.
    Form {
        /// Its index.
        index: usize,
        /// Horizontal scale.
        scale_x: f64,
        /// Vertical scale.
        scale_y: f64,
    },
}

/// An `<img …/>` of a text: what it asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct PictureRequest {
    /// Its attributes in order, as written.
    pub attributes: Vec<(String, String)>,
    /// The font size where it stands.
    pub size: Pt,
}

/// Sets texts.
#[derive(Debug)]
pub struct Typesetter<'a> {
    /// The typefaces in use.
    pub typefaces: Typefaces<'a>,
    /// The theme's colours.
    pub theme: Theme,
    /// What is wrong with markup, in the reference's words; for the owner to take.
    pub warnings: Vec<String>,
    /// The characters that no font has; for the owner to take.
    pub missing: BTreeSet<char>,
    symbols: TypefaceId,
    pdf: Arc<Pdf>,
    markup: Arc<MarkupSettings>,
    whole: Whole,
}

impl<'a> Typesetter<'a> {
    /// A typesetter with the fonts, colours and tags of `config`.
    pub fn new(mut typefaces: Typefaces<'a>, config: &Config) -> Self {
        Typesetter {
            symbols: typefaces.symbols(),
            typefaces,
            theme: Theme::from(&*config.pdf.theme),
            warnings: Vec::new(),
            missing: BTreeSet::new(),
            pdf: Arc::clone(&config.pdf),
            markup: Arc::clone(&config.markup),
            whole: Whole::None,
        }
    }

    /// Takes over changed settings.
    pub fn configure(&mut self, config: &Config) {
        self.theme = Theme::from(&*config.pdf.theme);
        self.pdf = Arc::clone(&config.pdf);
        self.markup = Arc::clone(&config.markup);
    }

    /// The width of `text` as it is measured: apostrophes are not replaced, trailing blanks count.
    pub fn width(&mut self, text: &str, font: &ElementFont) -> Pt {
        self.width_with(text, font, &[])
    }

    /// As [`Typesetter::width`], with the pictures that the text asks for.
    pub fn width_with(&mut self, text: &str, font: &ElementFont, pictures: &[InlinePicture]) -> Pt {
        if text.is_empty() {
            return 0.0;
        }
        if !text.contains('<') && !self.lacks_signs(text, font.typeface) {
            let typeface = self.typefaces.get(font.typeface);
            let fonts = self.typefaces.fonts();
            return font.size / 1000.0 * fonts.width_with(typeface.face, text, &typeface.shaping);
        }
        // Measuring says nothing about the markup; drawing will.
        let said = self.warnings.len();
        let how = (Markup::Parsed, Apostrophes::AsWritten);
        let fragments = self.in_visual_order(text, font, how, pictures);
        self.warnings.truncate(said);
        fragments.iter().map(|fragment| fragment.width).sum()
    }

    /// The pictures that `text` asks for, in order; [`Typesetter::line`] takes what becomes of them.
    pub fn pictures(&self, text: &str, font: &ElementFont) -> Vec<PictureRequest> {
        if !text.contains('<') || !text.to_ascii_lowercase().contains("img") {
            return Vec::new();
        }
        self.parse(text)
            .runs
            .into_iter()
            .filter_map(|run| match run.content {
                Content::Image(attributes) => Some(PictureRequest {
                    attributes,
                    size: run.style.size.resolve(font.size),
                }),
                _ => None,
            })
            .collect()
    }

    /// Sets `text`; `pictures` are those that it asks for.
    pub fn line(
        &mut self,
        text: &str,
        font: &ElementFont,
        markup: Markup,
        pictures: &[InlinePicture],
    ) -> TextLine {
        let fragments = self.in_visual_order(text, font, (markup, Apostrophes::Curly), pictures);
        Self::text_line(fragments, font)
    }

    /// Sets `text` with its markup; apostrophes stay as they are written.
    pub fn verbatim_line(
        &mut self,
        text: &str,
        font: &ElementFont,
        pictures: &[InlinePicture],
    ) -> TextLine {
        let how = (Markup::Parsed, Apostrophes::AsWritten);
        let fragments = self.in_visual_order(text, font, how, pictures);
        Self::text_line(fragments, font)
    }

    fn text_line(fragments: Vec<Fragment>, font: &ElementFont) -> TextLine {
        TextLine::new(
            fragments,
            font.background,
            font.has_frame.then_some(font.color),
        )
    }

    fn parse<'t>(&self, text: &'t str) -> Parsed<'t> {
        markup::parse(text, ShortCodes::new(&self.markup.shortcodes))
    }

    /// Sets a text, its fragments from left to right.
    fn in_visual_order(
        &mut self,
        text: &str,
        font: &ElementFont,
        how: (Markup, Apostrophes),
        pictures: &[InlinePicture],
    ) -> Vec<Fragment> {
        match self.is_backward(std::iter::once(text), font) {
            None => self.fragments(text, font, how.0, how.1, pictures),
            Some(is_backward) => {
                let texts = [(text, pictures.to_vec())];
                let parts = self.set_bidi(&texts, font, is_backward, how);
                from_left_to_right(parts.into_iter().flat_map(|part| part.fragments))
            }
        }
    }

    fn fragments(
        &mut self,
        text: &str,
        font: &ElementFont,
        markup: Markup,
        apostrophes: Apostrophes,
        pictures: &[InlinePicture],
    ) -> Vec<Fragment> {
        let mut fragments = Vec::with_capacity(1);
        if markup == Markup::Literal || !text.contains('<') {
            let style = Plain {
                typeface: font.typeface,
                size: font.size,
                color: font.color,
                role: font.role,
                rise: 0.0,
            };
            self.text(text, style, None, apostrophes, &mut fragments);
            return fragments;
        }
        let parsed = self.parse(text);
        let faults = parsed.faults.iter();
        let messages = faults.filter_map(|fault| fault.message(Pictures::Known));
        self.warnings.extend(messages.map(str::to_owned));
        let mut pictures = pictures.iter();
        for run in parsed.runs {
            let style = &run.style;
            let size = style.size.resolve(font.size);
            let typeface = self
                .typefaces
                .styled(font.typeface, style, &self.pdf.fontconfig)
                .or_else(|| {
                    style.family.as_ref()?;
                    self.typefaces.stand_in()
                });
            let plain = Plain {
                typeface: typeface.unwrap_or(font.typeface),
                size,
                color: style.color.as_deref().map_or(font.color, |name| {
                    colour::paint(name).unwrap_or(Color::BLACK)
                }),
                role: font.role,
                rise: style.rise.resolve(font.size),
            };
            match run.content {
                Content::Text(text) => {
                    self.text(
                        text,
                        plain,
                        Some((style, font)),
                        apostrophes,
                        &mut fragments,
                    );
                }
                Content::Symbol(name) => {
                    if let Some(glyph) = markup::symbol(&name) {
                        let plain = Plain {
                            typeface: self.symbols,
                            ..plain
                        };
                        let text = glyph.to_string();
                        self.run(&text, plain, Some((style, font)), &mut fragments);
                    }
                }
                Content::Strut {
                    width,
                    ascend,
                    descend,
                    label,
                } => fragments.push(Fragment {
                    content: FragmentContent::Strut { label },
                    width: width.resolve(font.size),
                    ascent: ascend.map_or(0.0, |ascend| ascend.resolve(font.size)),
                    descent: -descend.map_or(0.0, |descend| descend.resolve(font.size)),
                    rise: plain.rise,
                    decoration: None,
                    level: self.whole.object(),
                    turn: 0,
                }),
                Content::Image(_) => {
                    if let Some(picture) = pictures.next() {
                        fragments.push(Fragment {
                            content: FragmentContent::Picture(picture.clone()),
                            width: picture.advance,
                            ascent: picture.reach.0,
                            descent: picture.reach.1,
                            rise: plain.rise,
                            decoration: self.decoration(plain, style, font),
                            level: self.whole.object(),
                            turn: 0,
                        });
                    }
                }
            }
        }
        fragments
    }

    /// Adds `text`, with the signs that its face lacks from the symbol font.
    fn text(
        &mut self,
        text: &str,
        plain: Plain,
        style: Option<(&Arc<Style>, &ElementFont)>,
        apostrophes: Apostrophes,
        fragments: &mut Vec<Fragment>,
    ) {
        let mut text = match apostrophes {
            Apostrophes::Curly if text.contains('\'') => Cow::Owned(text.replace('\'', "\u{2019}")),
            _ => Cow::Borrowed(text),
        };
        if text.contains(|c| matches!(c, '\u{80}'..='\u{9f}')) {
            text = Cow::Owned(text.chars().map(windows_latin).collect());
        }
        if !self.lacks_signs(&text, plain.typeface) {
            self.run(&text, plain, style, fragments);
            return;
        }
        let has = self.typefaces.get(plain.typeface).metrics.signs;
        let substitute = |c: char| {
            SIGNS
                .iter()
                .zip(has)
                .find(|((sign, _), has)| *sign == c && !has)
                .map(|((_, glyph), _)| *glyph)
        };
        let mut rest: &str = &text;
        while let Some((at, glyph)) = rest
            .char_indices()
            .find_map(|(at, c)| Some((at, substitute(c)?)))
        {
            let (before, sign) = rest.split_at(at);
            self.run(before, plain, style, fragments);
            let symbol = Plain {
                typeface: self.symbols,
                ..plain
            };
            self.run(glyph.encode_utf8(&mut [0; 4]), symbol, style, fragments);
            let length = sign.chars().next().map_or(0, char::len_utf8);
            rest = sign.get(length..).unwrap_or("");
        }
        self.run(rest, plain, style, fragments);
    }

    fn run(
        &mut self,
        text: &str,
        plain: Plain,
        style: Option<(&Arc<Style>, &ElementFont)>,
        fragments: &mut Vec<Fragment>,
    ) {
        if text.is_empty() {
            return;
        }
        let typeface = self.typefaces.get(plain.typeface);
        let fonts = self.typefaces.fonts();
        if let Whole::None = self.whole {
            let shaped = fonts.shape_with(typeface.face, text, &typeface.shaping);
            self.shaped(shaped, 0, plain, style, fragments);
            return;
        }
        for (shaped, level) in self.whole.runs(text, fonts, typeface) {
            self.shaped(shaped, level, plain, style, fragments);
        }
    }

    /// Adds what became of a text.
    fn shaped(
        &mut self,
        shaped: Vec<ShapedRun>,
        level: u8,
        plain: Plain,
        style: Option<(&Arc<Style>, &ElementFont)>,
        fragments: &mut Vec<Fragment>,
    ) {
        let typeface = self.typefaces.get(plain.typeface);
        let scale = plain.size / 1000.0;
        let mut width = 0.0;
        let missing = &mut self.missing;
        let runs = shaped
            .into_iter()
            .map(|shaped| {
                let units = shaped.width();
                width += units;
                missing.extend(shaped.missing);
                Run {
                    face: shaped.face,
                    width: scale * units,
                    glyphs: shaped.glyphs,
                    text: shaped.text,
                }
            })
            .collect();
        fragments.push(Fragment {
            content: FragmentContent::Text {
                runs,
                size: plain.size,
                color: plain.color,
                role: plain.role,
            },
            width: scale * width,
            ascent: typeface.metrics.ascent * plain.size / 1000.0,
            descent: typeface.metrics.descent * plain.size / 1000.0,
            rise: plain.rise,
            decoration: style.and_then(|(style, font)| self.decoration(plain, style, font)),
            level,
            turn: 0,
        });
    }

    /// What a span draws besides its text; `None` where it is nothing.
    fn decoration(
        &self,
        plain: Plain,
        style: &Arc<Style>,
        font: &ElementFont,
    ) -> Option<Box<Decoration>> {
        let background = style.background.as_deref().and_then(colour::paint);
        let is_plain = background.is_none()
            && style.link.is_none()
            && !style.is_struck
            && style.underline == markup::Lines::None
            && style.overline == markup::Lines::None;
        (!is_plain).then(|| {
            Box::new(Decoration {
                style: Arc::clone(style),
                line_color: font.color,
                size: plain.size,
                metrics: self.typefaces.get(plain.typeface).metrics,
                background,
            })
        })
    }

    /// Whether `text` has a sharp, flat or delta that the typeface lacks.
    fn lacks_signs(&self, text: &str, typeface: TypefaceId) -> bool {
        let has = self.typefaces.get(typeface).metrics.signs;
        has.contains(&false)
            && SIGNS
                .iter()
                .zip(has)
                .any(|((sign, _), has)| !has && text.contains(*sign))
    }
}

/// The character that Windows has where Unicode has a control character.
fn windows_latin(c: char) -> char {
    const TABLE: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
        '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}',
        'ž', 'Ÿ',
    ];
    let index = u32::from(c).checked_sub(0x80);
    index
        .and_then(|index| TABLE.get(usize::try_from(index).ok()?))
        .copied()
        .unwrap_or(c)
}

/// The look of a text without what its span adds.
#[derive(Debug, Clone, Copy)]
struct Plain {
    typeface: TypefaceId,
    size: Pt,
    color: Color,
    role: Role,
    rise: Pt,
}
