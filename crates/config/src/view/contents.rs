//! Lists that order the songs of a book: `contents`, `pdf.outlines`, `pdf.csv.fields` (`docs/spec/configuration.md#7.3`, `#7.4`).

use serde_json::json;

use super::group::scalar_fields;
use super::parts::Parts;
use super::reader::{Rule, Scalar};
use crate::{Map, Value};

/// The maximum number of entries in such a list, and of fields in an entry.
const MOST: usize = 100;

/// A table of contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Its name.
    pub name: String,
    /// One or two metadata names to sort by; a leading `+` sorts numerically, a leading `-` descending.
    pub fields: Vec<String>,
    /// The title; a format string.
    pub label: String,
    /// A line; a format string.
    pub line: String,
    /// The page number; a format string.
    pub pageno: String,
    /// A format string; a heading is set whenever its value changes. Empty for none.
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
    /// Metadata names to sort by, as for [`Contents::fields`].
    pub fields: Vec<String>,
    /// The top entry; a format string.
    pub label: String,
    /// An entry; a format string.
    pub line: String,
    /// The number of different initials that adds a level of initials; 0 never adds one.
    pub letter: f64,
    /// Whether the top entry is collapsed.
    pub is_collapsed: bool,
    /// Whether it is left out.
    pub is_omitted: bool,
}

/// A column of the list of songs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvField {
    /// Its heading.
    pub name: String,
    /// The source of its content.
    pub source: CsvSource,
    /// Whether it is left out.
    pub is_omitted: bool,
}

/// The source of the content of a [`CsvField`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CsvSource {
    /// The metadata with this name.
    Meta(String),
    /// A literal text.
    Text(String),
}

/// Reads the fields of an entry; the first invalid one makes it unusable, but all are checked.
struct Entry<'m, 'p> {
    map: &'m Map,
    parts: &'p mut Parts,
    is_usable: bool,
}

impl Entry<'_, '_> {
    fn text(&mut self, key: &str) -> String {
        self.scalar(key).unwrap_or_default()
    }

    fn flag(&mut self, key: &str) -> bool {
        let _: Option<bool> = self.scalar(key);
        self.map.get(key).is_some_and(Value::is_said_true)
    }

    fn scalar<T: Scalar>(&mut self, key: &str) -> Option<T> {
        let read = self.parts.scalar(self.map, key);
        self.is_usable &= read.is_some();
        read.flatten()
    }

    fn fields(&mut self) -> Vec<String> {
        let Some(value) = self.map.get("fields") else {
            return Vec::new();
        };
        let expected = "names of metadata, 1 to 100";
        let fields = self.parts.part("fields", value, expected, |value, parts| {
            Vec::<String>::read_parts(value, &Rule::ANY, parts)
                .filter(|fields| (1..=MOST).contains(&fields.len()))
        });
        self.is_usable &= fields.is_some();
        fields.unwrap_or_default()
    }
}

/// Reads a list of entries with keys from `known`; those in `required` must be present.
fn entries<T>(
    value: &Value,
    known: &[&str],
    required: &[&str],
    parts: &mut Parts,
    read: impl Fn(&mut Entry<'_, '_>) -> T,
) -> Option<Vec<T>> {
    let list = value.as_list().filter(|list| list.len() <= MOST)?;
    parts.each(list, "a map", |item, parts| {
        let map = item.as_map()?;
        parts.only(map, known);
        let is_usable = parts.has(map, required);
        let mut entry = Entry {
            map,
            parts,
            is_usable,
        };
        let result = read(&mut entry);
        entry.is_usable.then_some(result)
    })
}

/// `None` if `contents` is null, so that the deprecated `toc` applies.
impl Scalar for Option<Vec<Contents>> {
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        Self::read_parts(value, rule, &mut Parts::default())
    }

    fn read_parts(value: &Value, _: &Rule, parts: &mut Parts) -> Option<Self> {
        if value.is_null() {
            return Some(None);
        }
        const KNOWN: [&str; 9] = [
            "fields", "label", "line", "pageno", "name", "break", "template", "omit", "fold",
        ];
        const REQUIRED: [&str; 4] = ["fields", "label", "line", "pageno"];
        entries(value, &KNOWN, &REQUIRED, parts, |entry| Contents {
            name: entry.text("name"),
            fields: entry.fields(),
            label: entry.text("label"),
            line: entry.text("line"),
            pageno: entry.text("pageno"),
            break_text: entry.text("break"),
            template: Some(entry.text("template")).filter(|name| !name.is_empty()),
            is_omitted: entry.flag("omit"),
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
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        Self::read_parts(value, rule, &mut Parts::default())
    }

    fn read_parts(value: &Value, _: &Rule, parts: &mut Parts) -> Option<Self> {
        if !value.is_true() {
            return Some(Vec::new());
        }
        const KNOWN: [&str; 8] = [
            "fields", "label", "line", "name", "letter", "collapse", "omit", "fold",
        ];
        entries(value, &KNOWN, &["fields"], parts, |entry| Outline {
            name: entry.text("name"),
            fields: entry.fields(),
            label: entry.text("label"),
            line: entry.text("line"),
            letter: entry.scalar("letter").unwrap_or_default(),
            is_collapsed: entry.flag("collapse"),
            is_omitted: entry.flag("omit"),
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
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        Self::read_parts(value, rule, &mut Parts::default())
    }

    fn read_parts(value: &Value, _: &Rule, parts: &mut Parts) -> Option<Self> {
        const KNOWN: [&str; 4] = ["name", "meta", "value", "omit"];
        entries(value, &KNOWN, &["name"], parts, |entry| CsvField {
            name: entry.text("name"),
            source: if entry.map.contains_key("value") {
                CsvSource::Text(entry.text("value"))
            } else {
                CsvSource::Meta(entry.text("meta"))
            },
            is_omitted: entry.flag("omit"),
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
