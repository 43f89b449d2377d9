//! `pdf.formats`: headings and footers by page class (`docs/spec/configuration.md#7.1`).

use serde_json::json;

use super::group::scalar_fields;
use super::parts::Parts;
use super::reader::{Rule, Scalar};
use crate::Value;

/// The maximum number of rows in a heading.
const MOST_ROWS: usize = 100;

/// A row of a heading: left, centre, right; format strings.
pub type Row = [String; 3];

/// A class of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PageClass {
    /// The first page of the first song.
    First,
    /// The first page of another song.
    Title,
    /// Any other page.
    Default,
    /// A blank page for alignment.
    Filler,
}

impl PageClass {
    /// Its name in the configuration and in `%{page.class}`.
    pub fn name(self) -> &'static str {
        match self {
            PageClass::First => "first",
            PageClass::Title => "title",
            PageClass::Default => "default",
            PageClass::Filler => "filler",
        }
    }
}

/// A part of a page outside of its body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Heading {
    /// The title.
    Title,
    /// The text below the title.
    Subtitle,
    /// The footer.
    Footer,
}

/// The headings of a class of pages; `None` is inherited.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageFormat {
    /// The title.
    pub title: Option<Vec<Row>>,
    /// The text below the title.
    pub subtitle: Option<Vec<Row>>,
    /// The footer.
    pub footer: Option<Vec<Row>>,
    /// A PDF page drawn as the background: `name` or `name:page`.
    pub background: Option<String>,
}

impl PageFormat {
    /// The rows of a heading.
    pub fn heading(&self, heading: Heading) -> Option<&[Row]> {
        match heading {
            Heading::Title => self.title.as_deref(),
            Heading::Subtitle => self.subtitle.as_deref(),
            Heading::Footer => self.footer.as_deref(),
        }
    }
}

/// `pdf.formats`: headings by page class, separately for left pages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageFormats {
    /// The very first page.
    pub first: PageFormat,
    /// First pages of songs.
    pub title: PageFormat,
    /// Other pages.
    pub default: PageFormat,
    /// Blank pages.
    pub filler: PageFormat,
    /// The very first page, if it is a left page.
    pub first_even: PageFormat,
    /// First pages of songs at the left.
    pub title_even: PageFormat,
    /// Other pages at the left.
    pub default_even: PageFormat,
    /// Blank pages at the left.
    pub filler_even: PageFormat,
}

impl PageFormats {
    /// The headings of a class on right pages.
    pub fn class(&self, class: PageClass) -> &PageFormat {
        match class {
            PageClass::First => &self.first,
            PageClass::Title => &self.title,
            PageClass::Default => &self.default,
            PageClass::Filler => &self.filler,
        }
    }

    /// The headings of a class that apply only to left pages.
    pub fn class_even(&self, class: PageClass) -> &PageFormat {
        match class {
            PageClass::First => &self.first_even,
            PageClass::Title => &self.title_even,
            PageClass::Default => &self.default_even,
            PageClass::Filler => &self.filler_even,
        }
    }
}

/// Reads a heading: nothing, one row, or several rows. `None` if it is invalid.
pub(crate) fn rows(value: &Value) -> Option<Option<Vec<Row>>> {
    let empty = || vec![[String::new(), String::new(), String::new()]];
    match value {
        Value::Null => Some(None),
        scalar if !scalar.is_true() => Some(Some(empty())),
        Value::List(list) if list.is_empty() => Some(Some(empty())),
        Value::List(list) if list.iter().all(|item| item.as_list().is_some()) => list
            .iter()
            .take(MOST_ROWS)
            .map(row)
            .collect::<Option<Vec<Row>>>()
            .map(Some),
        Value::List(_) => row(value).map(|row| Some(vec![row])),
        _ => None,
    }
}

fn row(value: &Value) -> Option<Row> {
    let text = |part: &Value| part.to_text().map(std::borrow::Cow::into_owned);
    match value.as_list()? {
        [] => Some([String::new(), String::new(), String::new()]),
        [left, center, right] => Some([text(left)?, text(center)?, text(right)?]),
        _ => None,
    }
}

/// The valid forms of a heading.
const HEADING: &str = "three texts (left, centre, right), or a list of such rows";

fn page_format(class: &Value, parts: &mut Parts) -> Option<PageFormat> {
    let class = class.as_map()?;
    parts.only(class, &["title", "subtitle", "footer", "background"]);
    let mut heading = |name: &str| match class.get(name) {
        None => Some(None),
        Some(value) => parts.part(name, value, HEADING, |value, _| rows(value)),
    };
    let (title, subtitle, footer) = (heading("title"), heading("subtitle"), heading("footer"));
    let background = parts.scalar::<Option<String>>(class, "background");
    Some(PageFormat {
        title: title?,
        subtitle: subtitle?,
        footer: footer?,
        background: background?.flatten(),
    })
}

impl Scalar for PageFormats {
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        Self::read_parts(value, rule, &mut Parts::default())
    }

    fn read_parts(value: &Value, _: &Rule, parts: &mut Parts) -> Option<Self> {
        let classes = value.as_map()?;
        let mut class = |name: &str| match classes.get(name) {
            None => Some(PageFormat::default()),
            Some(class) => parts.part(name, class, "a map", page_format),
        };
        let (first, title) = (class("first"), class("title"));
        let (default, filler) = (class("default"), class("filler"));
        let (first_even, title_even) = (class("first-even"), class("title-even"));
        let (default_even, filler_even) = (class("default-even"), class("filler-even"));
        Some(PageFormats {
            first: first?,
            title: title?,
            default: default?,
            filler: filler?,
            first_even: first_even?,
            title_even: title_even?,
            default_even: default_even?,
            filler_even: filler_even?,
        })
    }

    fn nothing() -> Self {
        PageFormats::default()
    }

    fn expected(_: &Rule) -> String {
        "classes `first`, `title`, `default`, `filler`, each also with `-even` for left pages, with `title`, `subtitle` and \
         `footer` (three texts with `%{…}`: left, centre, right; or a list of such rows) and `background`"
            .to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        let row = json!({"type": "array", "items": {"type": "string"}, "maxItems": 3});
        let rows = json!({"anyOf": [
            row, {"type": "array", "items": row}, {"type": ["null", "boolean"]}, {"const": ""},
        ]});
        json!({"type": "object", "additionalProperties": {"type": "object", "properties": {
            "title": rows, "subtitle": rows, "footer": rows, "background": {"type": "string"},
        }}})
    }
}

scalar_fields!(std::sync::Arc<PageFormats>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_is_nothing_or_a_row_or_rows() {
        let read = |value: serde_json::Value| rows(&Value::from(value));
        let row = |parts: [&str; 3]| parts.map(str::to_owned);
        assert_eq!(read(json!(null)), Some(None));
        assert_eq!(read(json!("")), Some(Some(vec![row(["", "", ""])])));
        assert_eq!(
            read(json!(["a", "b", "c"])),
            Some(Some(vec![row(["a", "b", "c"])]))
        );
        assert_eq!(
            read(json!([["a", "b", "c"], ["", "", ""]])),
            Some(Some(vec![row(["a", "b", "c"]), row(["", "", ""])]))
        );
        assert_eq!(read(json!(["a", "b"])), None);
        assert_eq!(read(json!("a")), None);
    }
}
