//! The font of one element.

use super::face::{FaceSource, FontDescription, FontFamilies};
use crate::view::kinds::Color;
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
    pub(super) fn from_map(map: &Map) -> Self {
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
    pub(super) fn or(mut self, from: &Given) -> Self {
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
