//! Documentation of all settings, generated from their types: a page and a JSON schema.

use std::fmt::Write;

use crate::view::Row;
use crate::{Value, builtin, rows};

/// The page `docs/configuration.md`.
pub fn page() -> String {
    let mut text = String::from(
        "# Settings\n\n\
         All settings with their values and defaults. This page is generated from the code; do not edit it.\n\n\
         A configuration is relaxed JSON: `{\"pdf\": {\"papersize\": \"a5\"}}`, or `pdf.papersize: a5`. In a song, \
         `{+pdf.papersize: a5}` changes one setting from there on. Unknown settings are kept but reported; invalid values are \
         reported and replaced by the default. Settings that refer to files, programs or network addresses are not open to songs \
         and service requests.\n",
    );
    let mut group = String::new();
    for row in rows() {
        let of_row = heading(&row.path);
        if of_row != group {
            let _ = write!(
                text,
                "\n## {of_row}\n\n| setting | takes | default | meaning |\n| --- | --- | --- | --- |\n"
            );
            group = of_row;
        }
        let _ = writeln!(
            text,
            "| `{}` | {} | {} | {} |",
            row.path,
            cell(&row.expected),
            cell(&shown_default(&row)),
            cell(&row.about)
        );
    }
    text
}

/// The JSON schema `docs/config.schema.json`, for editors.
pub fn schema() -> String {
    let mut root = Node::default();
    for row in rows() {
        let steps: Vec<&str> = row.path.split('.').collect();
        root.insert(&steps, &row);
    }
    let mut schema = root.into_schema();
    if let Some(map) = schema.as_object_mut() {
        map.insert(
            "$schema".to_owned(),
            "https://json-schema.org/draft/2020-12/schema".into(),
        );
        map.insert("title".to_owned(), "ChordPro configuration".into());
    }
    let mut text = serde_json::to_string_pretty(&schema).expect("a schema is JSON");
    text.push('\n');
    text
}

/// The heading that a setting is listed under: two levels for `pdf`, one for all others.
fn heading(path: &str) -> String {
    let steps: Vec<&str> = path.split('.').collect();
    match steps.as_slice() {
        ["pdf", group, _, ..] => format!("pdf.{group}"),
        [first, ..] => (*first).to_owned(),
        [] => String::new(),
    }
}

fn shown_default(row: &Row) -> String {
    let steps: Vec<&str> = row.path.split('.').collect();
    match builtin::defaults().at(&steps) {
        None => "–".to_owned(),
        Some(value) => {
            let text = crate::to_json::to_json(value).to_string();
            if text.chars().count() > 60 || matches!(value, Value::Map(map) if !map.is_empty()) {
                "a longer value".to_owned()
            } else {
                format!("`{text}`")
            }
        }
    }
}

fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

#[derive(Default)]
struct Node {
    row: Option<Row>,
    below: std::collections::BTreeMap<String, Node>,
}

impl Node {
    fn insert(&mut self, steps: &[&str], row: &Row) {
        match steps.split_first() {
            Some((first, rest)) => self
                .below
                .entry((*first).to_owned())
                .or_default()
                .insert(rest, row),
            None => self.row = Some(row.clone()),
        }
    }

    fn into_schema(self) -> serde_json::Value {
        let mut schema = match &self.row {
            Some(row) => {
                let mut schema = row.schema.clone();
                if let Some(map) = schema.as_object_mut() {
                    map.insert("description".to_owned(), row.about.clone().into());
                    let steps: Vec<&str> = row.path.split('.').collect();
                    if let Some(value) = builtin::defaults().at(&steps) {
                        map.insert("default".to_owned(), crate::to_json::to_json(value));
                    }
                }
                schema
            }
            None => serde_json::json!({"type": "object"}),
        };
        if !self.below.is_empty()
            && let Some(map) = schema.as_object_mut()
        {
            let properties: serde_json::Map<String, serde_json::Value> = self
                .below
                .into_iter()
                .map(|(key, node)| (key, node.into_schema()))
                .collect();
            map.insert("properties".to_owned(), properties.into());
        }
        schema
    }
}
