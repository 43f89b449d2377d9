//! The font of one element.

use super::face::{FaceSource, FontDescription, FontFamilies};
use crate::view::colour::Color;
use crate::view::parts::Parts;
use crate::view::reader::{Rule, Scalar};
use crate::{Map, Value};

/// The font of an element, including properties from its fallbacks.
///
/// The face comes from `file`, else from `description`, else from `name`.
#[derive(Debug, Clone, PartialEq)]
pub struct FontSpec {
    /// A font file.
    pub file: Option<String>,
    /// A family with styles, such as `serif bold italic`, optionally followed by a size.
    pub description: Option<String>,
    /// A core font, such as `Times-Roman`.
    pub name: Option<String>,
    /// The size in points; a size in the description takes precedence, unless there is a file. `None` for finger numbers, which are
    /// as large as the dots.
    pub size: Option<f64>,
    /// The colour of the text.
    pub color: Color,
    /// The background colour.
    pub background: Color,
    /// Whether the text has a frame.
    pub frame: bool,
    /// The colour of finger numbers; `color` is that of the dots.
    pub numbercolor: Option<Color>,
    /// Whether the font is to be shaped.
    pub shaping: bool,
}

/// The properties of an element's font.
const PROPERTIES: [&str; 9] = [
    "file",
    "description",
    "name",
    "size",
    "color",
    "background",
    "frame",
    "numbercolor",
    "shaping",
];

/// The properties of a font while they are being read.
struct Properties<'m> {
    map: &'m Map,
    default: Option<&'m Map>,
    parts: &'m mut Parts,
}

impl Properties<'_> {
    fn read<T>(
        &mut self,
        key: &str,
        expected: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Option<T> {
        let value = self.map.get(key)?;
        self.parts
            .part(key, value, expected, |value, _| read(value))
            .or_else(|| read(self.default?.get(key)?))
    }
}

/// The properties that an element sets itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Given {
    file: Option<String>,
    pub(super) description: Option<String>,
    name: Option<String>,
    pub(super) size: Option<f64>,
    color: Option<Color>,
    background: Option<Color>,
    frame: Option<bool>,
    numbercolor: Option<Color>,
    shaping: Option<bool>,
}

impl Given {
    /// Reads an element's own properties; invalid ones are taken from `default`.
    pub(super) fn from_map(map: &Map, default: Option<&Map>, parts: &mut Parts) -> Self {
        parts.only(map, &PROPERTIES);
        let mut properties = Properties {
            map,
            default,
            parts,
        };
        let text = |properties: &mut Properties<'_>, key: &str| {
            let text: Option<String> = properties.read(key, "a text", |value| {
                value.to_text().map(std::borrow::Cow::into_owned)
            });
            text.filter(|text| !text.is_empty())
        };
        let color = |properties: &mut Properties<'_>, key: &str| {
            let expected = Color::expected(&Rule::ANY);
            let read = |value: &Value| match value {
                Value::Null => Some(None),
                other if !other.is_true() => Some(None),
                other => Color::from_value(other, &Rule::ANY).map(Some),
            };
            properties.read(key, &expected, read).flatten()
        };
        let flag = |properties: &mut Properties<'_>, key: &str| {
            properties.read(key, "`true` or `false`", |value| {
                value.to_text().map(|_| value.is_said_true())
            })
        };
        let described = |value: &Value| {
            let text = value.to_text()?;
            let size = FontDescription::parse(&text).size;
            size.is_none_or(|size| SIZES.contains(&size))
                .then(|| text.into_owned())
        };
        let expected = "a family with styles, perhaps with a size from 0.5 to 1000";
        let description: Option<String> = properties.read("description", expected, described);
        let description = description.filter(|text| !text.is_empty());
        let size = properties.read("size", "points from 0.5 to 1000", |value| match value {
            Value::Null => Some(None),
            other => Some(Some(other.as_number().filter(|size| SIZES.contains(size))?)),
        });
        let file = text(&mut properties, "file");
        // A size in a description takes precedence, but a file overrides the description.
        let described = description.as_deref().filter(|_| file.is_none());
        Given {
            size: described
                .and_then(|description| FontDescription::parse(description).size)
                .or(size.flatten()),
            description,
            file,
            name: text(&mut properties, "name"),
            color: color(&mut properties, "color"),
            background: color(&mut properties, "background"),
            frame: flag(&mut properties, "frame"),
            numbercolor: color(&mut properties, "numbercolor"),
            shaping: flag(&mut properties, "shaping"),
        }
    }

    /// Fills in missing properties, except background and frame.
    pub(super) fn or(mut self, from: &Given) -> Self {
        let fill = |to: &mut Option<String>, from: &Option<String>| {
            if to.is_none() {
                to.clone_from(from);
            }
        };
        if self.description.is_none() && self.file.is_none() && from.file.is_none() {
            // A size in a description takes precedence, wherever the description comes from.
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

    pub(super) fn finished(self) -> FontSpec {
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

/// Font sizes in points that layout supports.
const SIZES: std::ops::RangeInclusive<f64> = 0.5..=1000.0;

impl FontSpec {
    /// The source of the face.
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
