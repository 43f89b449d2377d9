//! A font face: metrics, characters, outlines.

use std::fmt;
use std::sync::{Arc, OnceLock};

use ttf_parser::{GlyphId, OutlineBuilder, Tag};

use crate::FontError;
use crate::effort;
use crate::excerpt::Excerpt;
use crate::kerning::{Kerning, Pairs};

/// The id of a face in a [`FontBook`](crate::FontBook).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaceId(pub u32);

/// The bytes of a font file: bundled, or sent with a request.
#[derive(Clone)]
pub enum FaceBytes {
    /// Embedded in the program.
    Bundled(&'static [u8]),
    /// Sent with a request.
    Shared(Arc<[u8]>),
}

impl AsRef<[u8]> for FaceBytes {
    fn as_ref(&self) -> &[u8] {
        match self {
            FaceBytes::Bundled(bytes) => bytes,
            FaceBytes::Shared(bytes) => bytes,
        }
    }
}

impl fmt::Debug for FaceBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} bytes", self.as_ref().len())
    }
}

/// The kind of design of a face, which decides its fallback order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Family {
    /// With serifs.
    Serif,
    /// Without serifs.
    Sans,
    /// Monospaced.
    Mono,
    /// For one script, for symbols, or unknown.
    Other,
}

/// Weight and slant of a face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Style {
    /// Whether it is bold.
    pub is_bold: bool,
    /// Whether it is italic or oblique.
    pub is_italic: bool,
}

/// The position of underlines, in thousandths of the em.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Underline {
    /// The position above the baseline; negative below.
    pub position: f64,
    /// The line's thickness.
    pub thickness: f64,
}

/// One face. Everything is read on first use.
pub struct Face {
    name: Arc<str>,
    /// The function that returns the file of a bundled face.
    file: fn() -> &'static [u8],
    bytes: OnceLock<FaceBytes>,
    family: Family,
    style: Style,
    facts: OnceLock<Facts>,
    shaper: OnceLock<Option<harfrust::Font>>,
}

/// Glyph and advance are cached for characters below this.
const REMEMBERED: usize = 0x250;

/// Facts read once.
struct Facts {
    /// The parsed tables of a bundled face, which live as long as the program.
    tables: Option<ttf_parser::Face<'static>>,
    units_per_em: u16,
    ascent: f64,
    descent: f64,
    x_height: f64,
    underline: Underline,
    kerning: Option<Kerning>,
    remembered: Box<[Remembered]>,
}

#[derive(Clone, Copy, Default)]
struct Remembered {
    glyph: u16,
    advance: i16,
}

/// A face with its parsed tables, for looking up many characters.
pub(crate) struct Lookup<'a> {
    facts: &'a Facts,
    tables: &'a ttf_parser::Face<'a>,
    kern: &'a [u8],
}

impl Face {
    /// A bundled face, not yet read; `file` returns its file.
    pub(crate) fn bundled(
        name: &'static str,
        file: fn() -> &'static [u8],
        family: Family,
        style: Style,
    ) -> Self {
        Face {
            name: name.into(),
            file,
            bytes: OnceLock::new(),
            family,
            style,
            facts: OnceLock::new(),
            shaper: OnceLock::new(),
        }
    }

    /// A face sent with a request, checked at once.
    pub(crate) fn checked(name: &str, bytes: Arc<[u8]>) -> Result<Self, FontError> {
        let (family, style, facts) = {
            let tables = ttf_parser::Face::parse(&bytes, 0).map_err(|_| FontError::Malformed)?;
            if tables.tables().glyf.is_none() && tables.tables().cff.is_none() {
                return Err(FontError::NoOutlines);
            }
            if tables.permissions() == Some(ttf_parser::Permissions::Restricted) {
                return Err(FontError::NotEmbeddable);
            }
            if !effort::is_reasonable(&bytes) {
                return Err(FontError::TooElaborate);
            }
            let family = if tables.is_monospaced() {
                Family::Mono
            } else {
                Family::Other
            };
            let style = Style {
                is_bold: tables.is_bold(),
                is_italic: tables.is_italic() || tables.is_oblique(),
            };
            (family, style, Facts::read(&tables, Pairs::Unknown))
        };
        Ok(Face {
            name: name.into(),
            file: || &[],
            bytes: OnceLock::from(FaceBytes::Shared(bytes)),
            family,
            style,
            facts: OnceLock::from(facts),
            shaper: OnceLock::new(),
        })
    }

    /// The file name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> &FaceBytes {
        self.bytes.get_or_init(|| FaceBytes::Bundled((self.file)()))
    }

    /// The kind of design.
    pub fn family(&self) -> Family {
        self.family
    }

    /// Weight and slant.
    pub fn style(&self) -> Style {
        self.style
    }

    /// Font units per em.
    pub fn units_per_em(&self) -> f64 {
        f64::from(self.facts().units_per_em)
    }

    /// The ascent above the baseline, in thousandths of the em (`hhea`, truncated).
    pub fn ascent(&self) -> f64 {
        self.facts().ascent
    }

    /// The descent below the baseline, negative, in thousandths of the em (`hhea`, truncated).
    pub fn descent(&self) -> f64 {
        self.facts().descent
    }

    /// The height of an `x` in thousandths of the em; 0 if the font does not give it.
    pub fn x_height(&self) -> f64 {
        self.facts().x_height
    }

    /// The underline position.
    pub fn underline(&self) -> Underline {
        self.facts().underline
    }

    /// The glyph of a character, if the face has one.
    pub fn glyph(&self, character: char) -> Option<u16> {
        if let Some(known) = self.facts().remembered.get(character as usize) {
            return (known.glyph != 0).then_some(known.glyph);
        }
        self.with_tables(|lookup| lookup.glyph(character))
    }

    /// The advance of a glyph in thousandths of the em (truncated).
    pub fn advance(&self, glyph: u16) -> f64 {
        self.with_tables(|lookup| lookup.advance(glyph))
    }

    /// The kerning between two glyphs in thousandths of the em.
    pub fn kerning(&self, left: u16, right: u16) -> f64 {
        self.with_tables(|lookup| lookup.kerning(left, right))
    }

    /// Draws the outline of a glyph, in font units, y upwards. Blank glyphs draw nothing.
    pub fn outline(&self, glyph: u16, builder: &mut dyn OutlineBuilder) {
        self.with_tables(|lookup| lookup.tables.outline_glyph(GlyphId(glyph), builder));
    }

    /// A subset of the face without hinting, for embedding in a PDF.
    ///
    /// `None` if it cannot be subset: without TrueType outlines, with coloured glyphs, or inconsistent.
    pub fn excerpt(&self, glyphs: &[u16]) -> Option<Excerpt<'_>> {
        Excerpt::new(self.bytes().as_ref(), glyphs)
    }

    /// The face for the shaper; `None` if the shaper cannot read it.
    pub(crate) fn shaper(&self) -> Option<&harfrust::Font> {
        self.shaper
            .get_or_init(|| match self.bytes() {
                FaceBytes::Bundled(bytes) => harfrust::Font::new(*bytes, 0),
                FaceBytes::Shared(_) => {
                    let bytes: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(self.bytes().clone());
                    harfrust::Font::new(bytes, 0)
                }
            })
            .as_ref()
    }

    pub(crate) fn with_tables<R>(&self, work: impl FnOnce(&Lookup<'_>) -> R) -> R {
        let facts = self.facts();
        if let Some(tables) = &facts.tables {
            return work(&Lookup::new(facts, tables));
        }
        let tables = ttf_parser::Face::parse(self.bytes().as_ref(), 0)
            .expect("the face was checked when it was made");
        work(&Lookup::new(facts, &tables))
    }

    fn facts(&self) -> &Facts {
        self.facts.get_or_init(|| {
            let FaceBytes::Bundled(bytes) = *self.bytes() else {
                unreachable!("a face from outside has its facts from the start");
            };
            let tables =
                ttf_parser::Face::parse(bytes, 0).expect("a test reads every face of the bundle");
            let facts = Facts::read(&tables, Pairs::Sorted);
            Facts {
                tables: Some(tables),
                ..facts
            }
        })
    }
}

impl fmt::Debug for Face {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Face")
            .field("name", &self.name)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

impl Facts {
    fn read(tables: &ttf_parser::Face<'_>, pairs: Pairs) -> Self {
        let units = tables.units_per_em();
        let mille = |value: i16| thousandths(f64::from(value), units);
        let underline = tables.underline_metrics();
        let remembered = ('\0'..)
            .take(REMEMBERED)
            .map(|character| {
                let glyph = tables.glyph_index(character).unwrap_or_default();
                let advance = mille_advance(tables, glyph.0);
                Remembered {
                    glyph: glyph.0,
                    advance,
                }
            })
            .collect();
        Facts {
            tables: None,
            units_per_em: units,
            ascent: mille(tables.tables().hhea.ascender),
            descent: mille(tables.tables().hhea.descender),
            x_height: tables.x_height().map_or(0.0, mille),
            underline: Underline {
                position: underline.map_or(0.0, |line| mille(line.position)),
                thickness: underline.map_or(0.0, |line| mille(line.thickness)),
            },
            kerning: Kerning::read(kern_table(tables), pairs),
            remembered,
        }
    }
}

impl<'a> Lookup<'a> {
    fn new(facts: &'a Facts, tables: &'a ttf_parser::Face<'a>) -> Self {
        Lookup {
            facts,
            tables,
            kern: kern_table(tables),
        }
    }

    /// The glyph of a character, if the face has one.
    pub(crate) fn glyph(&self, character: char) -> Option<u16> {
        match self.facts.remembered.get(character as usize) {
            Some(known) => Some(known.glyph),
            None => self.tables.glyph_index(character).map(|glyph| glyph.0),
        }
        .filter(|glyph| *glyph != 0)
    }

    /// The glyph of a character (0 if there is none) and its advance.
    pub(crate) fn glyph_and_advance(&self, character: char) -> (u16, f64) {
        if let Some(known) = self.facts.remembered.get(character as usize) {
            return (known.glyph, f64::from(known.advance));
        }
        let glyph = self.glyph(character).unwrap_or(0);
        (glyph, self.advance(glyph))
    }

    /// The advance of a glyph in thousandths of the em.
    pub(crate) fn advance(&self, glyph: u16) -> f64 {
        f64::from(mille_advance(self.tables, glyph))
    }

    /// The kerning between two glyphs in thousandths of the em.
    pub(crate) fn kerning(&self, left: u16, right: u16) -> f64 {
        let kerning = self.facts.kerning.as_ref();
        self.scaled_kerning(kerning.map_or(0, |kerning| kerning.pair(self.kern, left, right)))
    }

    /// The kerning between two characters, given with their glyphs, in thousandths of the em.
    pub(crate) fn character_kerning(&self, left: (char, u16), right: (char, u16)) -> f64 {
        let Some(kerning) = &self.facts.kerning else {
            return 0.0;
        };
        self.scaled_kerning(kerning.characters(self.kern, left, right))
    }

    /// Rounds away from zero, unlike all other metrics (`docs/spec/pages.md#1.3`).
    fn scaled_kerning(&self, value: i16) -> f64 {
        let scaled = f64::from(value) * 1000.0 / f64::from(self.facts.units_per_em);
        if scaled < 0.0 {
            scaled.floor()
        } else {
            scaled.ceil()
        }
    }
}

fn kern_table<'a>(tables: &ttf_parser::Face<'a>) -> &'a [u8] {
    tables
        .raw_face()
        .table(Tag::from_bytes(b"kern"))
        .unwrap_or(&[])
}

fn mille_advance(tables: &ttf_parser::Face<'_>, glyph: u16) -> i16 {
    let advance = tables.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0);
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a cast of a float saturates, which is as good as any answer for an absurd advance"
    )]
    let advance = thousandths(f64::from(advance), tables.units_per_em()) as i16;
    advance
}

/// Font units as thousandths of the em, truncated towards zero (`docs/spec/pages.md#1.3`).
fn thousandths(value: f64, units_per_em: u16) -> f64 {
    (value * 1000.0 / f64::from(units_per_em)).trunc()
}
