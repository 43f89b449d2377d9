//! The table of options: what `/options`, the page, the description of the API and the documentation are made from.

use serde_json::{Map, Value, json};

use crate::presets;

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
    /// The number of a page, or `all`.
    Page,
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
            Kind::Page => "integer or string",
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
        Kind::Page,
        "Which page svg and png show, from 1; all gives a zip of every page.",
        r#"[1, 2, "all"]"#,
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
        "styles",
        Kind::Boolean,
        "HTML carries its style sheet; false leaves it out, for pages with their own.",
        "[true, false]",
    ),
    entry(
        "separate",
        Kind::Boolean,
        "One document for each song of the request, in a zip.",
        "[true]",
    ),
    entry(
        "disposition",
        Kind::String,
        "What browsers do with the document: attachment keeps it as a file, inline shows it.",
        r#"["attachment", "inline"]"#,
    ),
    entry(
        "filename",
        Kind::String,
        "Name of the file in Content-Disposition; the suffix of the format is added where it is missing.",
        r#"["setlist", "setlist.pdf"]"#,
    ),
];

/// The option called `name`.
pub fn find(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.name == name)
}

/// The notations that `transcode` takes.
pub(super) const NOTATIONS: &[&str] = &[
    "common",
    "dutch",
    "german",
    "latin",
    "nashville",
    "roman",
    "scandinavian",
    "solfege",
];

/// What `disposition` takes.
pub(super) const DISPOSITIONS: &[&str] = &["attachment", "inline"];

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
                "disposition" => Some(DISPOSITIONS.to_vec()),
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
