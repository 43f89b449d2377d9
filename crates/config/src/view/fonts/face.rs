//! `pdf.fontconfig`: font families and their faces, and font descriptions.

use indexmap::IndexMap;
use serde_json::json;

use crate::Value;
use crate::view::group::scalar_fields;
use crate::view::parts::Parts;
use crate::view::reader::{Rule, Scalar};

/// The source of a face.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaceSource<'a> {
    /// A font file.
    File(&'a str),
    /// A core font, by its name as PDF spells it.
    Core(&'static str),
}

/// The 14 core fonts, which every PDF viewer has.
const CORE: [&str; 14] = [
    "Times-Roman",
    "Times-Bold",
    "Times-Italic",
    "Times-BoldItalic",
    "Helvetica",
    "Helvetica-Bold",
    "Helvetica-Oblique",
    "Helvetica-BoldOblique",
    "Courier",
    "Courier-Bold",
    "Courier-Oblique",
    "Courier-BoldOblique",
    "Symbol",
    "ZapfDingbats",
];

/// The core font called `name` in PDF's spelling; ASCII case is ignored.
pub fn core_font(name: &str) -> Option<&'static str> {
    CORE.iter()
        .find(|core| core.eq_ignore_ascii_case(name))
        .copied()
}

impl<'a> FaceSource<'a> {
    /// The core font of that name, else a file.
    pub fn from_name(name: &'a str) -> Self {
        core_font(name).map_or(FaceSource::File(name), FaceSource::Core)
    }
}

/// A font description, such as `serif bold 14`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FontDescription {
    /// The family in lower case, including words that are not styles.
    pub family: String,
    /// Whether it is italic or oblique.
    pub is_italic: bool,
    /// The weight in lower case; empty for regular.
    pub weight: String,
    /// The size in points.
    pub size: Option<f64>,
    /// Unrecognised words.
    pub unknown: Vec<String>,
}

impl FontDescription {
    /// Parses a description.
    pub fn parse(text: &str) -> Self {
        let mut words: Vec<&str> = text.split_whitespace().collect();
        let mut description = FontDescription::default();
        if let Some(size) = words.last().and_then(|word| crate::number::parse(word)) {
            description.size = Some(size);
            words.pop();
        }
        let mut words = words.into_iter();
        description.family = words.next().unwrap_or_default().to_lowercase();
        for word in words {
            let lower = word.to_lowercase();
            let (weight, style) = ["italic", "oblique"]
                .iter()
                .find_map(|style| Some((lower.strip_suffix(style)?, Some(*style))))
                .unwrap_or((lower.as_str(), None));
            let is_weight = [
                "heavy", "bold", "semi", "semibold", "medium", "book", "light",
            ]
            .contains(&weight);
            if lower == "normal" {
                description.is_italic = false;
                description.weight.clear();
            } else if is_weight || (style.is_some() && weight.is_empty()) {
                if is_weight {
                    weight.clone_into(&mut description.weight);
                }
                description.is_italic |= style.is_some();
            } else {
                description.family.push(' ');
                description.family.push_str(&lower);
                description.unknown.push(word.to_owned());
            }
        }
        description
    }
}

/// A face of a family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FontFace {
    /// A font file, or the name of a core font.
    pub file: String,
    /// Further properties: `shaping`, `ascender`, `descender`, `underline_position`, …
    pub properties: IndexMap<String, String>,
}

/// `pdf.fontconfig`: the faces of each family.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FontFamilies(IndexMap<String, IndexMap<String, FontFace>>);

impl FontFamilies {
    /// The face that exactly matches a description, with its properties.
    pub fn face(&self, description: &FontDescription) -> Option<&FontFace> {
        self.0
            .get(description.family.as_str())?
            .get(style_key(&description.weight, description.is_italic).as_str())
    }

    /// The source of the face for a description: from the configured families, else from the built-in ones.
    pub fn find(&self, description: &FontDescription) -> Option<FaceSource<'_>> {
        if let Some(face) = self.face(description) {
            return Some(FaceSource::from_name(&face.file));
        }
        let faces: &[&'static str; 4] = match description.family.as_str() {
            "times" | "serif" => &[
                "Times-Roman",
                "Times-Bold",
                "Times-Italic",
                "Times-BoldItalic",
            ],
            "helvetica" | "sans" | "sans-serif" | "arial" => &[
                "Helvetica",
                "Helvetica-Bold",
                "Helvetica-Oblique",
                "Helvetica-BoldOblique",
            ],
            "courier" | "mono" | "monospace" | "fixed" => &[
                "Courier",
                "Courier-Bold",
                "Courier-Oblique",
                "Courier-BoldOblique",
            ],
            "chordprosymbols" => return Some(FaceSource::File("ChordProSymbols.ttf")),
            "dingbats" => return Some(FaceSource::Core("ZapfDingbats")),
            other => return core_font(other).map(FaceSource::Core),
        };
        let [regular, bold, italic, bold_italic] = *faces;
        let name = match (description.weight.as_str(), description.is_italic) {
            ("", false) => regular,
            ("bold", false) => bold,
            ("", true) => italic,
            ("bold", true) => bold_italic,
            _ => return None,
        };
        Some(FaceSource::Core(name))
    }

    /// The families with their styles (`""`, `bold`, `italic`, `bolditalic`) and faces.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &IndexMap<String, FontFace>)> {
        self.0.iter().map(|(name, faces)| (name.as_str(), faces))
    }
}

fn style_key(weight: &str, is_italic: bool) -> String {
    format!("{weight}{}", if is_italic { "italic" } else { "" })
}

impl Scalar for FontFamilies {
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        Self::read_parts(value, rule, &mut Parts::default())
    }

    fn read_parts(value: &Value, _: &Rule, parts: &mut Parts) -> Option<Self> {
        let mut families = Some(FontFamilies::default());
        for (names, faces) in value.as_map()? {
            let expected = "a map of styles with their faces";
            match (parts.part(names, faces, expected, faces_of), &mut families) {
                (Some(faces), Some(families)) => {
                    for name in names.split(',').map(str::trim) {
                        families.0.insert(name.to_lowercase(), faces.clone());
                    }
                }
                _ => families = None,
            }
        }
        families
    }

    fn nothing() -> Self {
        FontFamilies::default()
    }

    fn expected(_: &Rule) -> String {
        "families with their faces by style (`\"\"`, `bold`, `italic`, `bolditalic`): a font file, a core font, or a map with \
         `file` and properties"
            .to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": "object", "additionalProperties": {"type": "object", "additionalProperties": {
            "type": ["string", "object"],
        }}})
    }
}

fn faces_of(value: &Value, parts: &mut Parts) -> Option<IndexMap<String, FontFace>> {
    let mut faces = Some(IndexMap::new());
    for (style, face) in value.as_map()? {
        let expected = "a font file, a core font, or a map with `file` and properties";
        match (parts.part(style, face, expected, face_of), &mut faces) {
            (Some(face), Some(faces)) => {
                let description = FontDescription::parse(&format!("x {style}"));
                let style = style_key(&description.weight, description.is_italic);
                faces.insert(style, face);
            }
            _ => faces = None,
        }
    }
    faces
}

fn face_of(value: &Value, parts: &mut Parts) -> Option<FontFace> {
    if let Some(map) = value.as_map() {
        let mut properties: IndexMap<String, String> =
            Scalar::read_parts(value, &Rule::ANY, parts)?;
        if !parts.has(map, &["file"]) {
            return None;
        }
        let file = properties.shift_remove("file")?;
        return Some(FontFace { file, properties });
    }
    let file = value.to_text()?.into_owned();
    Some(FontFace {
        file,
        properties: IndexMap::new(),
    })
}

scalar_fields!(std::sync::Arc<FontFamilies>);
