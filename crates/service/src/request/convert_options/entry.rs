//! What an option is, and what is made from the table of them: the answer of `/options` and the documentation.

use chordpro_engine::{ConfigSource, PageChoice};
use serde_json::{Map, Value, json};

use super::ConvertOptions;
use super::field::Field;
use super::table::ENTRIES;
use crate::problem::Problem;
use crate::request::presets;

/// Which values an option takes, and how one that was read is set.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A whole number within bounds.
    Integer {
        /// The least.
        least: i64,
        /// The greatest.
        most: i64,
        /// Sets it.
        set: fn(&mut ConvertOptions, i64),
    },
    /// A number within bounds.
    Number {
        /// The least.
        least: f64,
        /// The greatest.
        most: f64,
        /// Sets it.
        set: fn(&mut ConvertOptions, f64),
    },
    /// `true` or `false`.
    Boolean {
        /// Sets it.
        set: fn(&mut ConvertOptions, bool),
    },
    /// Text.
    Text {
        /// Sets it.
        set: fn(&mut ConvertOptions, &str),
    },
    /// One of these words.
    Choice {
        /// The words.
        values: &'static [&'static str],
        /// Sets it.
        set: fn(&mut ConvertOptions, &str),
    },
    /// A day such as 2026-01-31, in seconds since 1970.
    Day {
        /// Sets it.
        set: fn(&mut ConvertOptions, i64),
    },
    /// Names to values.
    Meta {
        /// Sets it.
        set: fn(&mut ConvertOptions, Vec<(String, String)>),
    },
    /// The name of a preset, names separated by commas, or an array of names and configurations.
    Config {
        /// Sets it.
        set: fn(&mut ConvertOptions, Vec<ConfigSource>),
    },
    /// The number of a page, or `all`.
    Page {
        /// Sets it.
        set: fn(&mut ConvertOptions, PageChoice),
    },
    /// The name of a file, without a suffix once it is read.
    FileName {
        /// Sets it.
        set: fn(&mut ConvertOptions, String),
    },
}

impl Kind {
    /// The type's name, as `/options` shows it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Integer { .. } => "integer",
            Kind::Number { .. } => "number",
            Kind::Boolean { .. } => "boolean",
            Kind::Text { .. } | Kind::Choice { .. } | Kind::Day { .. } | Kind::FileName { .. } => {
                "string"
            }
            Kind::Meta { .. } => "object",
            Kind::Config { .. } => "string or array",
            Kind::Page { .. } => "integer or string",
        }
    }

    /// The least and the greatest value, of numbers.
    pub fn bounds(self) -> Option<(Value, Value)> {
        match self {
            Kind::Integer { least, most, .. } => Some((least.into(), most.into())),
            Kind::Number { least, most, .. } => Some((least.into(), most.into())),
            _ => None,
        }
    }

    /// All valid words, where they can be listed.
    pub fn values(self) -> Option<&'static [&'static str]> {
        match self {
            Kind::Choice { values, .. } => Some(values),
            Kind::Config { .. } => Some(presets::names()),
            _ => None,
        }
    }

    /// Reads `field` and sets it in `wanted`.
    pub(super) fn take(
        self,
        field: &Field<'_>,
        options: &mut ConvertOptions,
    ) -> Result<(), Problem> {
        match self {
            Kind::Integer { least, most, set } => set(options, field.integer(least, most)?),
            Kind::Number { least, most, set } => set(options, field.number(least, most)?),
            Kind::Boolean { set } => set(options, field.boolean()?),
            Kind::Text { set } => set(options, field.text()?),
            Kind::Choice { values, set } => set(options, field.one_of(values)?),
            Kind::Day { set } => set(options, field.day()?),
            Kind::Meta { set } => set(options, field.meta()?),
            Kind::Config { set } => set(options, field.configs()?),
            Kind::Page { set } => set(options, field.page()?),
            Kind::FileName { set } => set(options, field.file_stem()?),
        }
        Ok(())
    }
}

/// One option.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The name.
    pub name: &'static str,
    /// Its values.
    pub kind: Kind,
    /// What it does.
    pub description: &'static str,
    /// Values, as JSON text.
    pub examples: &'static str,
}

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
    if let Some(values) = entry.kind.values() {
        members.insert("values".to_owned(), json!(values));
    }
    if let Some((least, most)) = entry.kind.bounds() {
        members.insert("minimum".to_owned(), least);
        members.insert("maximum".to_owned(), most);
    }
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
