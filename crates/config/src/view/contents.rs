//! Lists that order the songs of a book: `contents`, `pdf.outlines`, `pdf.csv.fields`.

use serde_json::json;

use super::group::scalar_fields;
use super::reader::{Rule, Scalar};
use crate::{Map, Value};

/// The most entries of such a list, and the most fields of an entry.
const MOST: usize = 100;

/// A table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Its name.
    pub name: String,
    /// One or two metadata to sort by; a leading `+` sorts as numbers, a leading `-` descending.
    pub fields: Vec<String>,
    /// The title; a format string.
    pub label: String,
    /// A line; a format string.
    pub line: String,
    /// The page number; a format string.
    pub pageno: String,
    /// A format string; where its value changes, a heading is set. Empty for none.
    pub break_text: String,
    /// The page template.
    pub template: Option<String>,
    /// Whether it is left out.
    pub is_omitted: bool,
}

/// A tree of bookmarks.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    /// Its name.
    pub name: String,
    /// Metadata to sort by, as for [`Contents::fields`].
    pub fields: Vec<String>,
    /// The top entry; a format string.
    pub label: String,
    /// An entry; a format string.
    pub line: String,
    /// At least so many different initials give a level of initials; 0 never does.
    pub letter: f64,
    /// Whether the top entry is closed.
    pub is_collapsed: bool,
    /// Whether it is left out.
    pub is_omitted: bool,
}

/// A column of the list of songs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvField {
    /// Its heading.
    pub name: String,
    /// Where its content comes from.
    pub source: CsvSource,
    /// Whether it is left out.
    pub is_omitted: bool,
}

/// Where the content of a [`CsvField`] comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CsvSource {
    /// The metadata of this name.
    Meta(String),
    /// This very text.
    Text(String),
}

fn text(map: &Map, key: &str) -> String {
    map.get(key)
        .and_then(Value::to_text)
        .unwrap_or_default()
        .into_owned()
}

fn flag(map: &Map, key: &str) -> bool {
    map.get(key).is_some_and(Value::is_said_true)
}

fn fields(map: &Map) -> Option<Vec<String>> {
    map.get("fields")
        .and_then(|fields| Vec::<String>::from_value(fields, &Rule::ANY))
        .filter(|fields| !fields.is_empty() && fields.len() <= MOST)
}

fn entries<T>(value: &Value, entry: impl Fn(&Map) -> Option<T>) -> Option<Vec<T>> {
    value
        .as_list()
        .filter(|list| list.len() <= MOST)?
        .iter()
        .map(|item| item.as_map().and_then(&entry))
        .collect()
}

/// `None` where `contents` is null, and the deprecated `toc` counts.
impl Scalar for Option<Vec<Contents>> {
    fn from_value(value: &Value, _: &Rule) -> Option<Self> {
        if value.is_null() {
            return Some(None);
        }
        let has_required = |map: &Map| {
            ["fields", "label", "line", "pageno"]
                .iter()
                .all(|key| map.contains_key(*key))
        };
        entries(value, |map| {
            has_required(map).then_some(())?;
            Some(Contents {
                name: text(map, "name"),
                fields: fields(map)?,
                label: text(map, "label"),
                line: text(map, "line"),
                pageno: text(map, "pageno"),
                break_text: text(map, "break"),
                template: Some(text(map, "template")).filter(|name| !name.is_empty()),
                is_omitted: flag(map, "omit"),
            })
        })
        .map(Some)
    }

    fn nothing() -> Self {
        Some(Vec::new())
    }

    fn expected(_: &Rule) -> String {
        "a list of maps with `fields`, `label`, `line` and `pageno`, perhaps `name`, `break`, `template`, `omit`".to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": ["array", "null"], "items": {
            "type": "object",
            "required": ["fields", "label", "line", "pageno"],
        }})
    }
}

impl Scalar for Vec<Outline> {
    fn from_value(value: &Value, _: &Rule) -> Option<Self> {
        if !value.is_true() {
            return Some(Vec::new());
        }
        entries(value, |map| {
            Some(Outline {
                name: text(map, "name"),
                fields: fields(map)?,
                label: text(map, "label"),
                line: text(map, "line"),
                letter: map
                    .get("letter")
                    .and_then(Value::as_number)
                    .unwrap_or_default(),
                is_collapsed: flag(map, "collapse"),
                is_omitted: flag(map, "omit"),
            })
        })
    }

    fn nothing() -> Self {
        Vec::new()
    }

    fn expected(_: &Rule) -> String {
        "a list of maps with `fields`, `label` and `line`, perhaps `name`, `letter`, `collapse`, `omit`".to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": "array", "items": {"type": "object", "required": ["fields", "line"]}})
    }
}

impl Scalar for Vec<CsvField> {
    fn from_value(value: &Value, _: &Rule) -> Option<Self> {
        entries(value, |map| {
            let source = if map.contains_key("value") {
                CsvSource::Text(text(map, "value"))
            } else {
                CsvSource::Meta(text(map, "meta"))
            };
            Some(CsvField {
                name: text(map, "name"),
                source,
                is_omitted: flag(map, "omit"),
            })
        })
    }

    fn nothing() -> Self {
        Vec::new()
    }

    fn expected(_: &Rule) -> String {
        "a list of maps with `name`, and `meta` or `value`, perhaps `omit`".to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": "array", "items": {"type": "object", "required": ["name"]}})
    }
}

scalar_fields!(
    std::sync::Arc<Option<Vec<Contents>>>,
    Vec<Outline>,
    Vec<CsvField>
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_contents_needs_its_four_keys() {
        let read = |value: serde_json::Value| {
            Option::<Vec<Contents>>::from_value(&Value::from(value), &Rule::ANY)
        };
        assert!(
            read(json!([{"fields": ["title"], "label": "", "line": "", "pageno": ""}])).is_some()
        );
        assert_eq!(
            read(json!([{"fields": ["title"], "label": "", "line": ""}])),
            None
        );
        assert_eq!(read(json!(null)), Some(None));
    }
}
