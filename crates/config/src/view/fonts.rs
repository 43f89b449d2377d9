//! `pdf.fonts` and `pdf.fontconfig`: the font of each element, and the faces of each family.

use indexmap::IndexMap;
use serde_json::json;

use super::group::scalar_fields;
use super::kinds::Color;
use super::reader::{Row, Rule, Scalar};
use crate::{Map, Value};

/// The font of an element, with what it takes from other elements.
///
/// The face is that of `file`, else of `description`, else of `name`.
#[derive(Debug, Clone, PartialEq)]
pub struct FontSpec {
    /// A font file.
    pub file: Option<String>,
    /// A family with styles, such as `serif bold italic`, perhaps with a size at its end.
    pub description: Option<String>,
    /// A core font, such as `Times-Roman`.
    pub name: Option<String>,
    /// The size in points; that of the description wins. `None` for finger numbers, whose size is that of the dots.
    pub size: Option<f64>,
    /// The colour of the text.
    pub color: Color,
    /// The colour behind the text.
    pub background: Color,
    /// Whether there is a frame around the text.
    pub frame: bool,
    /// The colour of finger numbers; `color` is that of the dots.
    pub numbercolor: Option<Color>,
    /// Whether the font is to be shaped.
    pub shaping: bool,
}

/// What an element says of its font itself.
#[derive(Debug, Clone, Default)]
struct Given {
    file: Option<String>,
    description: Option<String>,
    name: Option<String>,
    size: Option<f64>,
    color: Option<Color>,
    background: Option<Color>,
    frame: Option<bool>,
    numbercolor: Option<Color>,
    shaping: Option<bool>,
}

impl Given {
    fn from_map(map: &Map) -> Self {
        let text = |key: &str| {
            map.get(key)
                .and_then(Value::to_text)
                .map(std::borrow::Cow::into_owned)
                .filter(|text| !text.is_empty())
        };
        let description = text("description");
        Given {
            size: description
                .as_deref()
                .and_then(|description| FontDescription::parse(description).size)
                .or_else(|| map.get("size").and_then(Value::as_number))
                .filter(|size| SIZES.contains(size)),
            description,
            file: text("file"),
            name: text("name"),
            color: text("color").map(Color),
            background: text("background").map(Color),
            frame: map.get("frame").map(Value::is_said_true),
            numbercolor: text("numbercolor").map(Color),
            shaping: map.get("shaping").map(Value::is_said_true),
        }
    }

    /// Takes over what is missing; background and frame stay.
    fn or(mut self, from: &Given) -> Self {
        let fill = |to: &mut Option<String>, from: &Option<String>| {
            if to.is_none() {
                to.clone_from(from);
            }
        };
        if self.description.is_none() && from.description.is_some() {
            // A size inside a description wins, wherever the description comes from.
            let size = from.description.as_deref().map(FontDescription::parse);
            self.size = size.and_then(|given| given.size).or(self.size);
        }
        fill(&mut self.file, &from.file);
        fill(&mut self.description, &from.description);
        fill(&mut self.name, &from.name);
        self.size = self.size.or(from.size);
        self.color = self.color.or_else(|| from.color.clone());
        self.numbercolor = self.numbercolor.or_else(|| from.numbercolor.clone());
        self.shaping = self.shaping.or(from.shaping);
        self
    }

    fn finished(self) -> FontSpec {
        FontSpec {
            file: self.file,
            description: self.description,
            name: self.name,
            size: self.size,
            color: self.color.unwrap_or_else(|| Color("foreground".to_owned())),
            background: self
                .background
                .unwrap_or_else(|| Color("background".to_owned())),
            frame: self.frame.unwrap_or(false),
            numbercolor: self.numbercolor,
            shaping: self.shaping.unwrap_or(false),
        }
    }
}

/// Sizes that layout can work with.
const SIZES: std::ops::RangeInclusive<f64> = 0.5..=1000.0;

impl FontSpec {
    /// Where the face comes from.
    pub fn face<'a>(&'a self, families: &'a FontFamilies) -> Option<FaceSource<'a>> {
        if let Some(file) = &self.file {
            return Some(FaceSource::File(file));
        }
        if let Some(description) = &self.description {
            return families.find(&FontDescription::parse(description));
        }
        self.name.as_deref().map(FaceSource::from_name)
    }
}

/// Where a face comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaceSource<'a> {
    /// A font file.
    File(&'a str),
    /// A core font, by its name as PDF spells it.
    Core(&'static str),
}

/// The fonts that every PDF viewer has.
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

/// The core font called `name`, as PDF spells it; ASCII case does not matter.
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

/// A font as people describe it: `serif bold 14`.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FontDescription {
    /// The family in lower case, with words that are no style.
    pub family: String,
    /// Whether it is italic or oblique.
    pub is_italic: bool,
    /// The weight in lower case; empty for the ordinary one.
    pub weight: String,
    /// The size in points.
    pub size: Option<f64>,
    /// Words that are neither.
    pub unknown: Vec<String>,
}

impl FontDescription {
    /// Takes a description apart.
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
    /// The face of a description, and its properties; there is no approximation.
    pub fn face(&self, description: &FontDescription) -> Option<&FontFace> {
        self.0
            .get(description.family.as_str())?
            .get(style_key(&description.weight, description.is_italic).as_str())
    }

    /// Where the face of a description comes from: the configured families, then those that are always there.
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
    fn from_value(value: &Value, _: &Rule) -> Option<Self> {
        let mut families = FontFamilies::default();
        for (names, faces) in value.as_map()? {
            let faces: IndexMap<String, FontFace> = faces
                .as_map()?
                .iter()
                .map(|(style, face)| {
                    let description = FontDescription::parse(&format!("x {style}"));
                    Some((
                        style_key(&description.weight, description.is_italic),
                        face_of(face)?,
                    ))
                })
                .collect::<Option<_>>()?;
            for name in names.split(',').map(str::trim) {
                families.0.insert(name.to_lowercase(), faces.clone());
            }
        }
        Some(families)
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

fn face_of(value: &Value) -> Option<FontFace> {
    if let Some(map) = value.as_map() {
        let mut properties: IndexMap<String, String> = map
            .iter()
            .filter_map(|(key, value)| Some((key.clone(), value.to_text()?.into_owned())))
            .collect();
        let file = properties.shift_remove("file")?;
        return Some(FontFace { file, properties });
    }
    Some(FontFace {
        file: value.to_text()?.into_owned(),
        properties: IndexMap::new(),
    })
}

macro_rules! fonts {
    ($($(#[doc = $doc:literal])+ $field:ident;)*) => {
        /// `pdf.fonts`: the font of each element; what an element does not say is taken from others (clause 7.2).
        #[derive(Debug, Clone, PartialEq)]
        pub struct Fonts {
            $($(#[doc = $doc])+ pub $field: FontSpec,)*
            /// Fonts of other names, which recalls may ask for.
            pub others: IndexMap<String, FontSpec>,
        }

        impl Fonts {

            /// The font of an element by its name.
            pub fn get(&self, name: &str) -> Option<&FontSpec> {
                $(if name == stringify!($field) {
                    return Some(&self.$field);
                })*
                self.others.get(name)
            }

            fn from_given(mut given: IndexMap<String, Given>) -> Self {
                Fonts {
                    $($field: given
                        .shift_remove(stringify!($field))
                        .unwrap_or_default()
                        .finished(),)*
                    others: given
                        .into_iter()
                        .map(|(name, given)| (name, given.finished()))
                        .collect(),
                }
            }

            fn describe_all(path: &str, rows: &mut Vec<Row>) {
                $(rows.push(Row {
                    path: format!("{path}.{}", stringify!($field)),
                    expected: Fonts::expected(&Rule::ANY),
                    about: super::reader::joined(&[$($doc),+]),
                    schema: Fonts::schema(&Rule::ANY),
                });)*
            }
        }
    };
}

fonts! {
    /// Annotations; as chords.
    annotation;
    /// Chords.
    chord;
    /// Finger numbers; `numbercolor` is their colour, `color` that of the dots.
    chordfingers;
    /// Lyrics of choruses; as text.
    chorus;
    /// `{comment}`.
    comment;
    /// `{comment_box}`.
    comment_box;
    /// `{comment_italic}`.
    comment_italic;
    /// Chord names over diagrams; as comments.
    diagram;
    /// Base frets; as comments.
    diagram_base;
    /// Height of empty lines; as text.
    empty;
    /// Footers; as subtitles, at 60 % of their size.
    footer;
    /// Grids.
    grid;
    /// Texts beside grids; as comments.
    grid_margin;
    /// Strums.
    gridstrum;
    /// Grilles. There are none in this release of the reference, so that this has no effect.
    grille;
    /// Labels in the margin; as text.
    label;
    /// Subtitles; as text.
    subtitle;
    /// Tabs.
    tab;
    /// Lyrics.
    text;
    /// Titles.
    title;
    /// Tables of contents.
    toc;
}

/// What takes over from what, in this order.
const DERIVED: [(&str, &str); 13] = [
    ("subtitle", "text"),
    ("chorus", "text"),
    ("comment_italic", "text"),
    ("comment_box", "text"),
    ("comment", "text"),
    ("annotation", "chord"),
    ("label", "text"),
    ("toc", "text"),
    ("empty", "text"),
    ("grid", "chord"),
    ("grid_margin", "comment"),
    ("diagram", "comment"),
    ("diagram_base", "comment"),
];

impl Scalar for Fonts {
    fn from_value(value: &Value, _: &Rule) -> Option<Self> {
        let mut given: IndexMap<String, Given> = IndexMap::new();
        for (name, font) in value.as_map()? {
            let font = match font {
                Value::Map(map) => Given::from_map(map),
                Value::String(text) => Given::from_map(&shorthand(text).0),
                Value::Null => Given::default(),
                _ => return None,
            };
            given.insert(name.clone(), font);
        }
        let derive = |given: &mut IndexMap<String, Given>, to: &str, from: &Given| {
            let font = given.shift_remove(to).unwrap_or_default().or(from);
            given.insert(to.to_owned(), font);
        };
        for (to, from) in DERIVED {
            let from = given.get(from).cloned().unwrap_or_default();
            derive(&mut given, to, &from);
        }
        let mut diagram = given.get("diagram").cloned().unwrap_or_default();
        diagram.size = None;
        derive(&mut given, "chordfingers", &diagram);
        let mut subtitle = given.get("subtitle").cloned().unwrap_or_default();
        if given
            .get("footer")
            .is_none_or(|footer| footer.size.is_none())
        {
            subtitle.size = subtitle.size.map(|size| 0.6 * size);
            // A size inside the description would win over the smaller one.
            subtitle.description = subtitle.description.map(|text| without_size(&text));
        }
        derive(&mut given, "footer", &subtitle);
        Some(Fonts::from_given(given))
    }

    fn nothing() -> Self {
        Fonts::from_given(IndexMap::new())
    }

    fn expected(_: &Rule) -> String {
        "a font: `Times-Roman 12`, `serif bold 14; color=red`, or a map with `file`, `description` or `name`, and `size`, \
         `color`, `background`, `frame`, `numbercolor`"
            .to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": ["string", "object", "null"]})
    }
}

fn without_size(description: &str) -> String {
    match description.trim().rsplit_once(char::is_whitespace) {
        Some((rest, size)) if crate::number::parse(size).is_some() => rest.trim_end().to_owned(),
        _ => description.to_owned(),
    }
}

/// The map that a font in short stands for, and its properties that are not known.
pub(crate) fn shorthand(text: &str) -> (Map, Vec<String>) {
    let mut map = Map::new();
    let mut unknown = Vec::new();
    let mut parts = text.split(';');
    let base = parts.next().unwrap_or_default().trim();
    let (face, size) = match base.rsplit_once(char::is_whitespace) {
        Some((face, last)) => match crate::number::parse(last) {
            Some(size) => (face.trim_end(), Some(size)),
            None => (base, None),
        },
        None => (base, None),
    };
    let lower = face.to_lowercase();
    let key = if lower.ends_with(".ttf") || lower.ends_with(".otf") {
        Some("file")
    } else if core_font(face).is_some() {
        Some("name")
    } else {
        None
    };
    match key {
        Some(key) => {
            map.insert(key.to_owned(), Value::from(face));
            if let Some(size) = size {
                map.insert("size".to_owned(), Value::from(size));
            }
        }
        None if !base.is_empty() => {
            map.insert("description".to_owned(), Value::from(base));
        }
        None => {}
    }
    for property in parts {
        let Some((key, value)) = property.split_once('=') else {
            if !property.trim().is_empty() {
                unknown.push(property.trim().to_owned());
            }
            continue;
        };
        let key = match key.trim() {
            "colour" => "color",
            "numbercolour" => "numbercolor",
            key => key,
        };
        let value = value.trim();
        if ["color", "background", "frame", "numbercolor", "size"].contains(&key) {
            let value = crate::number::parse(value).map_or_else(|| Value::from(value), Value::from);
            map.insert(key.to_owned(), value);
        } else {
            unknown.push(key.to_owned());
        }
    }
    (map, unknown)
}

impl super::reader::Field for std::sync::Arc<Fonts> {
    fn read(slot: super::reader::Slot<'_, Self>, reader: &mut super::reader::Reader<'_>) -> Self {
        super::reader::read_scalar(&slot, reader)
    }

    fn describe(entry: super::reader::Entry<'_>, rows: &mut Vec<Row>) {
        Fonts::describe_all(entry.path, rows);
    }
}

scalar_fields!(std::sync::Arc<FontFamilies>);

#[cfg(test)]
mod tests;
