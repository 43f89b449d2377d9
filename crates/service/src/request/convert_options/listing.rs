//! What is made from the table of options: the answer of `/options` and the documentation.

use serde_json::{Map, Value, json};

use super::entry::Entry;
use super::presentation;
use super::table::ENTRIES;

/// The option called `name`.
pub fn find(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.name == name)
}

/// The answer of `GET /options`.
pub fn describe() -> Value {
    let entries: Map<String, Value> = ENTRIES
        .iter()
        .map(|entry| (entry.name.to_owned(), Value::Object(description(entry))))
        .collect();
    json!({ "supported_options": entries })
}

fn description(entry: &Entry) -> Map<String, Value> {
    let mut members = Map::from_iter([
        ("type".to_owned(), entry.kind.name().into()),
        ("description".to_owned(), entry.description.into()),
        ("examples".to_owned(), examples(entry)),
    ]);
    if let Some((least, most)) = entry.kind.bounds() {
        members.insert("minimum".to_owned(), least);
        members.insert("maximum".to_owned(), most);
    }
    members.append(&mut presentation::members(entry));
    members
}

/// The table of options as Markdown, for `docs/api.md`.
pub fn markdown_table() -> String {
    let mut table =
        String::from("| option | type | what it does | examples |\n| --- | --- | --- | --- |\n");
    for entry in ENTRIES {
        let examples: Vec<String> = examples(entry)
            .as_array()
            .map(|values| values.iter().map(|value| format!("`{value}`")).collect())
            .unwrap_or_default();
        table.push_str(&format!(
            "| `{}` | {} | {} | {} |\n",
            entry.name,
            entry.kind.name(),
            entry.description,
            examples.join(" ")
        ));
    }
    table
}

/// The examples of an entry.
pub fn examples(entry: &Entry) -> Value {
    serde_json::from_str(entry.examples).expect("the examples of the table are JSON")
}
