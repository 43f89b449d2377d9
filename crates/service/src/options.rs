//! The options of a conversion: their table, and reading them from JSON with sentences that name the field.

use std::sync::Arc;

use chordpro_engine::{ConfigSource, Diagrams, Options, Profile};
use serde_json::{Map, Value, json};

use crate::date;
use crate::presets;
use crate::problem::Problem;
use crate::suggestion;

/// The kind of an option's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Text.
    String,
    /// Names to values.
    Object,
    /// A name, names separated by commas, or an array of names and configurations.
    Config,
}

impl Kind {
    /// The name, as `/options` shows it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::Boolean => "boolean",
            Kind::String => "string",
            Kind::Object => "object",
            Kind::Config => "string or array",
        }
    }
}

/// One option.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The name.
    pub name: &'static str,
    /// The kind of its value.
    pub kind: Kind,
    /// What it does.
    pub description: &'static str,
    /// Values, as JSON text.
    pub examples: &'static str,
}

const fn entry(
    name: &'static str,
    kind: Kind,
    description: &'static str,
    examples: &'static str,
) -> Entry {
    Entry {
        name,
        kind,
        description,
        examples,
    }
}

/// All options, in the order in which they are documented.
pub const ENTRIES: &[Entry] = &[
    entry(
        "transpose",
        Kind::Integer,
        "Moves all chords by so many semitones.",
        "[2, -3]",
    ),
    entry(
        "config",
        Kind::Config,
        "Presets by name, later ones win; in an array also configurations as objects.",
        r#"["ukulele", "ukulele,modern3", ["guitar", "modern2"], [{"settings": {"lyrics-only": true}}]]"#,
    ),
    entry(
        "meta",
        Kind::Object,
        "Metadata for every song: names to texts, numbers, or arrays of those.",
        r#"[{"artist": "Traditional", "tempo": "120"}]"#,
    ),
    entry(
        "diagrams",
        Kind::Boolean,
        "Chord diagrams: false leaves them out, true puts them in as configured.",
        "[true, false]",
    ),
    entry(
        "transcode",
        Kind::String,
        "Writes chords in another notation.",
        r#"["german", "nashville", "roman"]"#,
    ),
    entry("lyrics_only", Kind::Boolean, "Leaves chords out.", "[true]"),
    entry(
        "decapo",
        Kind::Boolean,
        "Turns a capo into a transposition.",
        "[true]",
    ),
    entry(
        "single_space",
        Kind::Boolean,
        "Leaves out the chord line above lyrics without chords.",
        "[true]",
    ),
    entry(
        "strict",
        Kind::Boolean,
        "Says more about what is odd.",
        "[true]",
    ),
    entry(
        "fragment",
        Kind::Boolean,
        "The text is part of a song: it needs no title.",
        "[true]",
    ),
    entry(
        "chords_over_lyrics",
        Kind::Boolean,
        "true reads chords above lyrics, false never does; without it the text decides.",
        "[true, false]",
    ),
    entry(
        "profile",
        Kind::String,
        "complete, or reference for text formats exactly as ChordPro 6.101.0 writes them.",
        r#"["complete", "reference"]"#,
    ),
    entry(
        "title",
        Kind::String,
        "Title of a song book, for its cover.",
        r#"["Our songs"]"#,
    ),
    entry(
        "subtitle",
        Kind::String,
        "Subtitle of a song book.",
        r#"["Summer camp"]"#,
    ),
    entry(
        "contents",
        Kind::Boolean,
        "Table of contents: true makes one, false none; without it, where there is more than one song.",
        "[true, false]",
    ),
    entry(
        "start_page",
        Kind::Integer,
        "Number of the first song's page.",
        "[1, 5]",
    ),
    entry(
        "vertical_space",
        Kind::Number,
        "Points added to every line of lyrics.",
        "[2.5]",
    ),
    entry(
        "page",
        Kind::Integer,
        "Which page svg and png show, from 1.",
        "[1, 2]",
    ),
    entry(
        "resolution",
        Kind::Number,
        "Dots per inch of png, from 20 to 600.",
        "[96, 150]",
    ),
    entry(
        "today",
        Kind::String,
        "The date for %{today}; without it the day of the request.",
        r#"["2026-01-31"]"#,
    ),
    entry(
        "separate",
        Kind::Boolean,
        "One document for each song of the request, in a zip.",
        "[true]",
    ),
];

/// The option called `name`.
pub fn find(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.name == name)
}

/// The notations that `transcode` takes.
const NOTATIONS: &[&str] = &[
    "common",
    "dutch",
    "german",
    "latin",
    "nashville",
    "roman",
    "scandinavian",
    "solfege",
];

/// How the result is put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Packaging {
    /// One document.
    #[default]
    Document,
    /// A document for each song, in a zip.
    Separate,
}

/// Options as read.
#[derive(Debug, Default)]
pub struct Wanted {
    /// For the engine.
    pub options: Options,
    /// For the service.
    pub packaging: Packaging,
}

/// The answer of `GET /options`.
pub fn describe() -> Value {
    let entries: Map<String, Value> = ENTRIES
        .iter()
        .map(|entry| {
            let mut description = json!({
                "type": entry.kind.name(),
                "description": entry.description,
                "examples": examples(entry),
            });
            let valid = match entry.name {
                "config" => Some(presets::names().to_vec()),
                "transcode" => Some(NOTATIONS.to_vec()),
                "profile" => Some(vec!["complete", "reference"]),
                _ => None,
            };
            if let (Some(valid), Some(members)) = (valid, description.as_object_mut()) {
                members.insert("values".to_owned(), json!(valid));
            }
            (entry.name.to_owned(), description)
        })
        .collect();
    json!({ "supported_options": entries })
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

/// Reads the options of a request. `prefix` is what stands before names in sentences: `options.` in JSON bodies.
///
/// # Errors
/// The first fault, with the option's name and what is valid.
pub fn read(given: &Map<String, Value>, prefix: &str) -> Result<Wanted, Problem> {
    let mut wanted = Wanted::default();
    let mut show_diagrams = None;
    for (name, value) in given {
        let Some(entry) = find(name) else {
            let shown: String = name.chars().take(40).collect();
            let hint = suggestion::nearest(name, ENTRIES.iter().map(|entry| entry.name))
                .map_or_else(
                    || {
                        let all: Vec<_> = ENTRIES.iter().map(|entry| entry.name).collect();
                        format!("valid options are {}", all.join(", "))
                    },
                    |near| format!("did you mean \"{near}\"?"),
                );
            return Err(Problem::invalid(format!(
                "{prefix}{shown} is not an option: {hint}"
            )));
        };
        if value.is_null() {
            continue;
        }
        let field = Field {
            name: entry.name,
            prefix,
            value,
        };
        let options = &mut wanted.options;
        match entry.name {
            "transpose" => options.transpose = Some(field.integer(-1200, 1200)?.to_string()),
            "config" => options.configs = field.configs()?,
            "meta" => options.meta = field.meta()?,
            "diagrams" => show_diagrams = Some(field.boolean()?),
            "transcode" => options.transcode = Some(field.one_of(NOTATIONS)?.to_owned()),
            "lyrics_only" => options.lyrics_only = field.boolean()?,
            "decapo" => options.decapo = field.boolean()?,
            "single_space" => options.single_space = field.boolean()?,
            "strict" => options.strict = field.boolean()?,
            "fragment" => options.fragment = field.boolean()?,
            "chords_over_lyrics" => options.chords_over_lyrics = Some(field.boolean()?),
            "profile" => {
                options.profile = match field.one_of(&["complete", "reference"])? {
                    "reference" => Profile::Reference,
                    _ => Profile::Complete,
                }
            }
            "title" => options.title = Some(field.text()?.to_owned()),
            "subtitle" => options.subtitle = Some(field.text()?.to_owned()),
            "contents" => options.contents = Some(field.boolean()?),
            "start_page" => options.start_page = u32::try_from(field.integer(1, 100_000)?).ok(),
            "vertical_space" => options.vertical_space = Some(field.number(-100.0, 1000.0)?),
            "page" => options.page = usize::try_from(field.integer(1, 1_000_000)?).ok(),
            "resolution" => options.resolution = Some(field.number(20.0, 600.0)?),
            "today" => {
                let day = field.text()?;
                options.today = Some(
                    date::parse_day(day)
                        .ok_or_else(|| field.must_be("a date such as 2026-01-31"))?,
                );
            }
            "separate" => {
                wanted.packaging = if field.boolean()? {
                    Packaging::Separate
                } else {
                    Packaging::Document
                }
            }
            name => return Err(Problem::invalid(format!("{prefix}{name} is not an option"))),
        }
    }
    wanted.options.diagrams = match show_diagrams {
        Some(false) => Some(Diagrams::None),
        // Presets that switch diagrams off yield to a client that asks for them; how they look stays as configured.
        Some(true) if !configures_diagrams(&wanted.options.configs) => Some(Diagrams::All),
        _ => None,
    };
    Ok(wanted)
}

/// Whether a configuration sent along says itself which diagrams to show.
fn configures_diagrams(configs: &[ConfigSource]) -> bool {
    configs.iter().any(|config| match config {
        ConfigSource::Text { content, .. } => {
            serde_json::from_slice::<Value>(content).is_ok_and(|value| {
                value
                    .get("diagrams.show")
                    .or_else(|| value.get("diagrams")?.get("show"))
                    .is_some()
            })
        }
        ConfigSource::Preset(_) => false,
    })
}

/// A value on its way to being an option.
struct Field<'a> {
    name: &'a str,
    prefix: &'a str,
    value: &'a Value,
}

/// Longest text of a single option.
const LONGEST: usize = 10_000;

impl<'a> Field<'a> {
    fn must_be(&self, valid: &str) -> Problem {
        let given = match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(number) if number.is_f64() => "a number with a fraction",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        };
        Problem::invalid(format!(
            "{}{} must be {valid}; this is {given}",
            self.prefix, self.name
        ))
        .with("field", format!("{}{}", self.prefix, self.name).into())
    }

    fn boolean(&self) -> Result<bool, Problem> {
        self.value
            .as_bool()
            .ok_or_else(|| self.must_be("true or false"))
    }

    fn integer(&self, least: i64, most: i64) -> Result<i64, Problem> {
        self.value
            .as_i64()
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| self.must_be(&format!("an integer from {least} to {most}")))
    }

    fn number(&self, least: f64, most: f64) -> Result<f64, Problem> {
        self.value
            .as_f64()
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| self.must_be(&format!("a number from {least} to {most}")))
    }

    fn text(&self) -> Result<&'a str, Problem> {
        self.value
            .as_str()
            .filter(|text| text.len() <= LONGEST)
            .ok_or_else(|| self.must_be("a string"))
    }

    fn one_of(&self, valid: &[&'a str]) -> Result<&'a str, Problem> {
        let fault = || {
            let listed: Vec<_> = valid.iter().map(|name| format!("\"{name}\"")).collect();
            self.must_be(&format!("one of {}", listed.join(", ")))
        };
        let text = self.value.as_str().ok_or_else(fault)?;
        valid
            .iter()
            .find(|name| **name == text)
            .copied()
            .ok_or_else(fault)
    }

    fn meta(&self) -> Result<Vec<(String, String)>, Problem> {
        let Some(items) = self.value.as_object() else {
            return Err(self.must_be("an object of strings, numbers or arrays of those"));
        };
        let mut meta = Vec::new();
        for (name, value) in items {
            let shown: String = name.chars().take(40).collect();
            let field = Field {
                name: &format!("{}.{shown}", self.name),
                prefix: self.prefix,
                value,
            };
            let fault = || field.must_be("a string, a number, or an array of those");
            if name.trim().is_empty() || name.len() > 200 {
                return Err(Problem::invalid(format!(
                    "{}{} has a name that is blank or too long",
                    self.prefix, self.name
                )));
            }
            match value {
                Value::Null => {}
                Value::Array(values) => {
                    for value in values {
                        meta.push((name.clone(), scalar(value).ok_or_else(fault)?));
                    }
                }
                value => meta.push((name.clone(), scalar(value).ok_or_else(fault)?)),
            }
        }
        if meta.len() > 1000 {
            return Err(self.must_be("an object of at most 1000 values"));
        }
        Ok(meta)
    }

    fn configs(&self) -> Result<Vec<ConfigSource>, Problem> {
        match self.value {
            Value::String(names) => names
                .split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(|name| self.preset(name))
                .collect(),
            Value::Object(_) => Ok(vec![inline(self.value)]),
            Value::Array(values) if values.len() <= 16 => values
                .iter()
                .map(|value| match value {
                    Value::String(name) => self.preset(name.trim()),
                    Value::Object(_) => Ok(inline(value)),
                    _ => Err(self.must_be("an array of preset names and configurations")),
                })
                .collect(),
            _ => Err(self.must_be(
                "a preset's name, several separated by commas, or an array of at most 16 names and configurations",
            )),
        }
    }

    fn preset(&self, name: &str) -> Result<ConfigSource, Problem> {
        if let Some(name) = presets::find(name) {
            return Ok(ConfigSource::Preset(name.to_owned()));
        }
        let hint = suggestion::nearest(name, presets::names().iter().copied())
            .map_or_else(String::new, |near| format!("did you mean \"{near}\"? "));
        Err(Problem::invalid(format!(
            "{}{} names no preset: {hint}valid names are {}",
            self.prefix,
            self.name,
            presets::names().join(", ")
        ))
        .with("field", format!("{}{}", self.prefix, self.name).into()))
    }
}

/// A configuration sent along.
fn inline(value: &Value) -> ConfigSource {
    ConfigSource::Text {
        name: "config.json".to_owned(),
        content: Arc::from(value.to_string().into_bytes()),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.len() <= LONGEST => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The value that `text` stands for where options come as text: in a query or a form.
///
/// # Errors
/// A text that is no value of the option's kind.
pub fn value_from_text(entry: &Entry, text: &str) -> Result<Value, Problem> {
    let trimmed = text.trim();
    let fault = |valid: &str| {
        Problem::invalid(format!("{} must be {valid}", entry.name)).with("field", entry.name.into())
    };
    match entry.kind {
        Kind::Integer => trimmed
            .strip_prefix('+')
            .unwrap_or(trimmed)
            .parse::<i64>()
            .map(Value::from)
            .map_err(|_| fault("an integer")),
        Kind::Number => trimmed
            .parse::<f64>()
            .map(Value::from)
            .map_err(|_| fault("a number")),
        Kind::Boolean => match trimmed.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" | "" => Ok(true.into()),
            "false" | "0" | "no" | "off" => Ok(false.into()),
            _ => Err(fault("true or false")),
        },
        Kind::Object => serde_json::from_str(trimmed).map_err(|_| fault("a JSON object")),
        Kind::Config if trimmed.starts_with(['{', '[']) => {
            serde_json::from_str(trimmed).map_err(|_| fault("preset names, or JSON"))
        }
        Kind::Config | Kind::String => Ok(text.into()),
    }
}

#[cfg(test)]
mod tests;
