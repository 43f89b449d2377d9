//! `pdf.fonts`: the font of each element, and its fallbacks.

mod face;
mod spec;

use indexmap::IndexMap;
use serde_json::json;

pub use face::{FaceSource, FontDescription, FontFace, FontFamilies, core_font};
pub use spec::FontSpec;
use spec::Given;

use super::parts::Parts;
use super::reader::{Rest, Row, Rule, Scalar};
use crate::{Map, Value};

macro_rules! fonts {
    ($($(#[doc = $doc:literal])+ $field:ident;)*) => {
        /// `pdf.fonts`: the font of each element; missing properties come from other elements (`docs/spec/configuration.md#7.2`).
        #[derive(Debug, Clone, PartialEq)]
        pub struct Fonts {
            $($(#[doc = $doc])+ pub $field: FontSpec,)*
            /// Fonts with other names, which recalls can refer to.
            pub others: IndexMap<String, FontSpec>,
        }

        impl Fonts {

            /// The font of the element `name`.
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

            fn describe_all(path: &str, fields: &[&'static str], rows: &mut Vec<Row>) {
                $(rows.push(Row {
                    path: format!("{path}.{}", stringify!($field)),
                    fields: fields.to_vec(),
                    expected: Fonts::expected(&Rule::ANY),
                    about: super::reader::joined(&[$($doc),+]),
                    schema: Fonts::schema(&Rule::ANY),
                });)*
            }
        }
    };
}

fonts! {
    /// Annotations; default: as chords.
    annotation;
    /// Chords.
    chord;
    /// Finger numbers; `numbercolor` is their colour, `color` that of the dots.
    chordfingers;
    /// Lyrics of choruses; default: as text.
    chorus;
    /// `{comment}`.
    comment;
    /// `{comment_box}`.
    comment_box;
    /// `{comment_italic}`.
    comment_italic;
    /// Chord names above diagrams; default: as comments.
    diagram;
    /// Base frets; default: as comments.
    diagram_base;
    /// Height of empty lines; default: as text.
    empty;
    /// Footers; default: as subtitles, at 60 % of their size unless a description gives the size.
    footer;
    /// Grids.
    grid;
    /// Texts beside grids; default: as comments.
    grid_margin;
    /// Strums.
    gridstrum;
    /// Grilles. Has no effect: this release of the reference has none.
    grille;
    /// Labels in the margin; default: as text.
    label;
    /// Subtitles; default: as text.
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

/// The valid forms of a font.
const FONT: &str = "a font: `Times-Roman 12`, `serif bold 14; color=red`, or a map with `file`, `description` or `name`, \
                    and `size`, `color`, `background`, `frame`, `numbercolor`";

/// The fallbacks of fonts, in this order.
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

impl Fonts {
    /// Reads the fonts; invalid parts of a font are taken from `default`.
    fn from_maps(fonts: &Map, default: Option<&Value>, parts: &mut Parts) -> Self {
        let mut given: IndexMap<String, Given> = IndexMap::new();
        for (name, font) in fonts {
            let usual = default.and_then(|fonts| fonts.get(name));
            let usual = usual.and_then(Value::as_map);
            let read = |font: &Value, parts: &mut Parts| match font {
                Value::Map(map) => Some(Given::from_map(map, usual, parts)),
                Value::String(text) => Some(Given::from_map(&shorthand(text).0, usual, parts)),
                Value::Null => Some(Given::default()),
                _ => None,
            };
            let font = parts.part(name, font, FONT, read).unwrap_or_else(|| {
                let usual = usual.map(|map| Given::from_map(map, None, &mut Parts::default()));
                usual.unwrap_or_default()
            });
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
            // A size inside the description wins over the smaller one.
            subtitle.size = subtitle.size.map(|size| 0.6 * size);
        }
        derive(&mut given, "footer", &subtitle);
        Fonts::from_given(given)
    }
}

impl Scalar for Fonts {
    fn from_value(value: &Value, _: &Rule) -> Option<Self> {
        let fonts = value.as_map()?;
        Some(Fonts::from_maps(fonts, None, &mut Parts::default()))
    }

    fn nothing() -> Self {
        Fonts::from_given(IndexMap::new())
    }

    fn expected(_: &Rule) -> String {
        FONT.to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": ["string", "object", "null"]})
    }
}

/// The map for a short font, and its unknown properties.
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
        let mut parts = Parts::default();
        let is_changed = slot
            .before
            .as_ref()
            .is_none_or(|(before, _)| *before != slot.now);
        if let Some(Value::Map(fonts)) = slot.now
            && is_changed
        {
            let fonts = Fonts::from_maps(fonts, slot.default, &mut parts);
            reader.wrong_parts(slot.key, parts, Rest::Default);
            return std::sync::Arc::new(fonts);
        }
        super::reader::read_scalar(&slot, reader)
    }

    fn describe(entry: super::reader::Entry<'_>, rows: &mut Vec<Row>) {
        Fonts::describe_all(entry.path, entry.fields, rows);
    }
}

#[cfg(test)]
mod tests;
