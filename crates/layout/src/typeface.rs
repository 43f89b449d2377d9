//! Typefaces: names, files and descriptions resolved to faces of the font book (`docs/spec/pages.md#1.2`).

use std::str::FromStr;
use std::sync::Arc;

use chordpro_config::view::{
    FaceSource, FontDescription, FontFace, FontFamilies, FontSpec, core_font,
};
use chordpro_fonts::{Direction, FaceId, FontBook, Shaping};
use chordpro_song::markup::{Slant, Style, Weight};

/// A typeface in use, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TypefaceId(usize);

/// A typeface: a face, and the family that it is one of.
#[derive(Debug, Clone, PartialEq)]
pub struct Typeface {
    /// The face.
    pub face: FaceId,
    /// The family, in lower case; `None` for a font given as a file, which has no other weights and slants.
    pub family: Option<Arc<str>>,
    /// The slant.
    pub slant: Slant,
    /// The weight.
    pub weight: Weight,
    /// The metrics of the face.
    pub metrics: Metrics,
    /// How its text is set.
    pub shaping: Arc<Shaping>,
}

/// The metrics of a face, in thousandths of the em.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metrics {
    /// Height above the baseline.
    pub ascent: f64,
    /// Depth below the baseline, negative.
    pub descent: f64,
    /// Height of a small x.
    pub x_height: f64,
    /// Where the underline is, negative below the baseline.
    pub underline_position: f64,
    /// How thick the underline is.
    pub underline_thickness: f64,
    /// The line through text, where `pdf.fontconfig` says something about it.
    pub strike: LineMetrics,
    /// The line over text, where `pdf.fontconfig` says something about it.
    pub overline: LineMetrics,
    /// Which of ♯, ♭ and Δ the face has; those it lacks are taken from the symbol font.
    pub signs: [bool; 3],
}

/// What is set of a line along a text, in thousandths of the em.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct LineMetrics {
    /// Its upper edge above the baseline.
    pub position: Option<f64>,
    /// How thick it is.
    pub thickness: Option<f64>,
}

/// The signs that the symbol font stands in for, and their code points there.
pub(crate) const SIGNS: [(char, char); 3] = [('♯', '#'), ('♭', '!'), ('Δ', '$')];

impl Metrics {
    fn of(fonts: &FontBook, id: FaceId) -> Metrics {
        let face = fonts.face(id);
        Metrics {
            ascent: face.ascent(),
            descent: face.descent(),
            x_height: face.x_height(),
            underline_position: face.underline().position,
            underline_thickness: face.underline().thickness,
            strike: LineMetrics::default(),
            overline: LineMetrics::default(),
            signs: SIGNS.map(|(sign, _)| face.glyph(sign).is_some()),
        }
    }

    /// These with the properties of a face of `pdf.fontconfig`. `ascender` and `descender` change nothing, as in the
    /// reference.
    fn with(mut self, face: &FontFace) -> Metrics {
        let number = |key: &str| number(face.properties.get(key)?);
        if let Some(position) = number("underline_position") {
            self.underline_position = position;
        }
        if let Some(thickness) = number("underline_thickness") {
            self.underline_thickness = thickness;
        }
        self.strike = LineMetrics {
            position: number("strikeline_position"),
            thickness: number("strikeline_thickness"),
        };
        self.overline = LineMetrics {
            position: number("overline_position"),
            thickness: number("overline_thickness"),
        };
        self
    }
}

fn number(text: &str) -> Option<f64> {
    f64::from_str(text.trim())
        .ok()
        .filter(|number| number.is_finite())
}

/// How text of a face of `pdf.fontconfig` is set: `shaping`, `direction`, `language`.
fn shaping(face: &FontFace) -> Shaping {
    let property = |key: &str| face.properties.get(key).map(|value| value.trim());
    let is_shaped =
        property("shaping").is_some_and(|value| !matches!(value, "" | "0" | "false" | "no"));
    if !is_shaped {
        return Shaping::Plain;
    }
    Shaping::Full {
        direction: match property("direction") {
            Some("rtl") => Direction::RightToLeft,
            Some("ltr") => Direction::LeftToRight,
            _ => Direction::Auto,
        },
        language: property("language").map(str::to_owned),
    }
}

/// All typefaces in use, and where further ones come from.
#[derive(Debug)]
pub struct Typefaces<'a> {
    fonts: &'a FontBook,
    used: Vec<Typeface>,
}

impl<'a> Typefaces<'a> {
    /// Typefaces from `fonts`.
    pub fn new(fonts: &'a FontBook) -> Self {
        Typefaces {
            fonts,
            used: Vec::new(),
        }
    }

    /// The font book.
    pub fn fonts(&self) -> &'a FontBook {
        self.fonts
    }

    /// A typeface in use.
    pub fn get(&self, id: TypefaceId) -> &Typeface {
        self.used
            .get(id.0)
            .expect("only this registry makes such numbers, and it forgets none")
    }

    /// The typeface of the symbol font.
    pub fn symbols(&mut self) -> TypefaceId {
        let face = self.fonts.symbols();
        self.register(face, None, Slant::Upright, Weight::Normal)
    }

    /// The typeface that a font setting asks for; the usual one for a family that there is not, as in the reference; `None` where
    /// there is no such file or core font.
    pub fn specified(&mut self, spec: &FontSpec, families: &FontFamilies) -> Option<TypefaceId> {
        if let Some(file) = &spec.file {
            let face = self.fonts.by_file(file)?;
            return Some(self.register(face, None, Slant::Upright, Weight::Normal));
        }
        if let Some(text) = &spec.description {
            let description = FontDescription::parse(text);
            return match families.find(&description) {
                Some(_) => self.described(&description, families),
                None => self.stand_in(),
            };
        }
        self.named(spec.name.as_deref()?)
    }

    /// The typeface of a core font, or of a file.
    pub fn named(&mut self, name: &str) -> Option<TypefaceId> {
        let Some(core) = core_font(name) else {
            let face = self.fonts.by_file(name)?;
            return Some(self.register(face, None, Slant::Upright, Weight::Normal));
        };
        let face = self.fonts.by_core_name(core)?;
        let (family, style) = core.split_once('-').unwrap_or((core, ""));
        let slant = if style.contains("Italic") || style.contains("Oblique") {
            Slant::Italic
        } else {
            Slant::Upright
        };
        let weight = if style.contains("Bold") {
            Weight::Bold
        } else {
            Weight::Normal
        };
        Some(self.register(face, Some(&family.to_lowercase()), slant, weight))
    }

    /// The typeface that stands in for one that there is not: the reference's host has sans serif for it.
    pub(crate) fn stand_in(&mut self) -> Option<TypefaceId> {
        self.named("Helvetica")
    }

    /// The typeface of a description: exactly that, or none.
    pub fn described(
        &mut self,
        description: &FontDescription,
        families: &FontFamilies,
    ) -> Option<TypefaceId> {
        let slant = if description.is_italic {
            Slant::Italic
        } else {
            Slant::Upright
        };
        let weight = Weight::from_name(&description.weight).unwrap_or(Weight::Normal);
        self.family(&description.family, slant, weight, families)
    }

    /// The typeface that `style` makes of `base`; `None` where the family has no such face.
    pub fn styled(
        &mut self,
        base: TypefaceId,
        style: &Style,
        families: &FontFamilies,
    ) -> Option<TypefaceId> {
        if style.family.is_none() && style.slant.is_none() && style.weight.is_none() {
            return Some(base);
        }
        let typeface = self.get(base);
        let slant = style.slant.unwrap_or(typeface.slant);
        let weight = style.weight.unwrap_or(typeface.weight);
        match style.family.clone().or_else(|| typeface.family.clone()) {
            // The names of core fonts are no families.
            Some(family) if family.contains('-') && core_font(&family).is_some() => Some(base),
            Some(family) => self.family(&family, slant, weight, families),
            None => Some(base),
        }
    }

    fn family(
        &mut self,
        family: &str,
        slant: Slant,
        weight: Weight,
        families: &FontFamilies,
    ) -> Option<TypefaceId> {
        let known = self.used.iter().position(|face| {
            face.slant == slant && face.weight == weight && face.family.as_deref() == Some(family)
        });
        if let Some(at) = known {
            return Some(TypefaceId(at));
        }
        let description = FontDescription {
            family: family.to_owned(),
            is_italic: slant == Slant::Italic,
            weight: match weight {
                Weight::Normal => String::new(),
                other => other.name().to_owned(),
            },
            ..FontDescription::default()
        };
        let face = match families.find(&description)? {
            FaceSource::File(file) => self.fonts.by_file(file)?,
            FaceSource::Core(name) => self.fonts.by_core_name(name)?,
        };
        let id = self.register(face, Some(family), slant, weight);
        if let Some(settings) = families.face(&description)
            && let Some(typeface) = self.used.get_mut(id.0)
        {
            typeface.metrics = typeface.metrics.with(settings);
            typeface.shaping = Arc::new(shaping(settings));
        }
        Some(id)
    }

    fn register(
        &mut self,
        face: FaceId,
        family: Option<&str>,
        slant: Slant,
        weight: Weight,
    ) -> TypefaceId {
        let known = self.used.iter().position(|used| {
            used.face == face
                && used.slant == slant
                && used.weight == weight
                && used.family.as_deref() == family
        });
        TypefaceId(known.unwrap_or_else(|| {
            self.used.push(Typeface {
                face,
                family: family.map(Arc::from),
                slant,
                weight,
                metrics: Metrics::of(self.fonts, face),
                shaping: Arc::default(),
            });
            self.used.len() - 1
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn core_fonts_belong_to_families() {
        let fonts = FontBook::bundled();
        let mut typefaces = Typefaces::new(&fonts);
        let families = FontFamilies::default();
        let roman = typefaces.named("times-roman").expect("a core font");
        let bold = Style {
            weight: Some(Weight::Bold),
            ..Style::default()
        };
        let bold = typefaces
            .styled(roman, &bold, &families)
            .expect("Times has a bold face");
        assert_eq!(
            Some(typefaces.get(bold).face),
            fonts.by_core_name("Times-Bold")
        );
        assert_eq!(typefaces.named("Times-Bold"), Some(bold));
    }

    #[test]
    fn a_font_file_has_one_face_only() {
        let fonts = FontBook::bundled();
        let mut typefaces = Typefaces::new(&fonts);
        let file = typefaces.named("MuseJazzText.otf").expect("it is bundled");
        let bold = Style {
            weight: Some(Weight::Bold),
            ..Style::default()
        };
        assert_eq!(
            typefaces.styled(file, &bold, &FontFamilies::default()),
            Some(file)
        );
    }

    #[test]
    fn metrics_are_those_of_the_specification() {
        let fonts = FontBook::bundled();
        let mut typefaces = Typefaces::new(&fonts);
        let serif = typefaces.named("Times-Roman").expect("a core font");
        let metrics = typefaces.get(serif).metrics;
        assert_eq!((metrics.ascent, metrics.descent), (900.0, -302.0));
        assert_eq!(
            (metrics.underline_position, metrics.underline_thickness),
            (-79.0, 42.0)
        );
        assert_eq!(metrics.signs, [true; 3]);
    }
}
