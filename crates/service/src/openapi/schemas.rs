//! The schemas of bodies and answers.

use serde_json::{Map, Value, json};

use crate::formats;
use crate::options::{self, Entry, Kind};
use crate::order;
use crate::presets;
use crate::problem;

/// Something that is not blank.
const NOT_BLANK: &str = "\\S";

/// Longest text of an option.
const LONGEST: usize = 10_000;

/// Standard base64 with its padding.
const BASE64: &str = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

/// A reference to the schema called `name`.
pub(super) fn named(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// All schemas by name.
pub(super) fn all() -> Value {
    json!({
        "Song": { "type": "string", "minLength": 1, "pattern": NOT_BLANK, "description": "The text of a song, in ChordPro" },
        "Order": order(),
        "Form": form(),
        "Options": option_members(),
        "Formats": {
            "type": "object",
            "properties": {
                "supported_formats": { "type": "array", "items": { "enum": formats::names().collect::<Vec<_>>() } },
                "default_format": { "const": formats::DEFAULT.name() },
            },
            "required": ["supported_formats", "default_format"],
        },
        "OptionList": {
            "type": "object",
            "properties": {
                "supported_options": {
                    "type": "object",
                    "additionalProperties": {
                        "type": "object",
                        "properties": {
                            "type": { "type": "string" },
                            "description": { "type": "string" },
                            "examples": { "type": "array" },
                            "values": { "type": "array", "items": { "type": "string" }, "description": "All valid values" },
                        },
                        "required": ["type", "description", "examples"],
                    },
                },
            },
            "required": ["supported_options"],
        },
        "Health": {
            "type": "object",
            "properties": {
                "status": { "enum": ["healthy", "degraded"] },
                "service": { "const": "chordpro-api" },
                "timestamp": { "type": "string", "format": "date-time" },
                "chordpro_available": { "type": "boolean" },
                "version": { "type": "string" },
                "build": { "type": "string", "description": "The commit of a release, else dev" },
            },
            "required": ["status", "service", "timestamp", "chordpro_available", "version", "build"],
        },
        "Status": {
            "type": "object",
            "properties": { "status": { "enum": ["alive", "ready", "degraded", "stopping"] } },
            "required": ["status"],
        },
        "Songs": songs(),
        "Findings": findings(),
        "Problem": problem(),
        "Encrypted": super::protection::jose(),
    })
}

/// The song as data, by the schema of the engine.
fn songs() -> Value {
    let text =
        chordpro_engine::SONG_SCHEMA.replace("\"#/$defs/", "\"#/components/schemas/Songs/$defs/");
    let mut schema: Value = serde_json::from_str(&text).expect("the stored schema is JSON");
    if let Some(members) = schema.as_object_mut() {
        members.remove("$schema");
    }
    schema
}

fn order() -> Value {
    let mut formats: Vec<Value> = formats::names().map(Value::from).collect();
    formats.push(Value::Null);
    json!({
        "type": "object",
        "properties": {
            "content": named("Song"),
            "songs": {
                "type": "array",
                "description": "Several songs, for a song book",
                "minItems": 1,
                "maxItems": order::MOST_SONGS,
                "items": { "oneOf": [
                    named("Song"),
                    {
                        "type": "object",
                        "properties": { "content": named("Song"), "name": { "type": "string" } },
                        "required": ["content"],
                        "additionalProperties": false,
                    },
                ] },
            },
            "output_format": {
                "description": "Without it Accept chooses, without that it is pdf",
                "enum": formats,
            },
            "options": { "anyOf": [named("Options"), { "type": "null" }] },
            "files": {
                "type": "object",
                "description": "What the songs may use: file names to contents in base64",
                "additionalProperties": { "type": "string", "contentEncoding": "base64", "pattern": BASE64 },
            },
        },
        "anyOf": [{ "required": ["content"] }, { "required": ["songs"] }],
        "additionalProperties": false,
        "examples": [{
            "content": "{title: Amazing Grace}\n\n[C]Amazing grace how [F]sweet the [C]sound",
            "output_format": "pdf",
            "options": { "transpose": -2, "config": "ukulele,modern3", "meta": { "artist": "Traditional" }, "diagrams": true },
        }],
    })
}

fn form() -> Value {
    let mut properties: Map<String, Value> = options::ENTRIES
        .iter()
        .map(|entry| (entry.name.to_owned(), option_in_query(entry)))
        .collect();
    let formats: Vec<_> = formats::names().collect();
    for (name, schema) in [
        (
            "song",
            json!({ "type": "array", "minItems": 1, "maxItems": order::MOST_SONGS, "items": named("Song") }),
        ),
        ("options", named("Options")),
        (
            "output_format",
            json!({ "type": "string", "enum": formats }),
        ),
    ] {
        properties.insert(name.to_owned(), schema);
    }
    json!({
        "type": "object",
        "description": "Parts called song are songs, or PDF documents whose pages stand among them; config is a configuration as a file or preset names, options is a JSON object; \
                        other files are what the songs may use under their names, other fields are options.",
        "properties": properties,
        "required": ["song"],
        "additionalProperties": false,
    })
}

/// Names of presets separated by commas.
fn preset_names() -> Value {
    let names = presets::names().join("|");
    json!({
        "type": "string",
        "pattern": format!("^ *({names})? *(, *({names})? *)*$"),
        "description": "Names of presets separated by commas; later ones win",
    })
}

/// What a preset's name may be.
fn preset() -> Value {
    json!({ "type": "string", "enum": presets::names() })
}

/// The schema of an option in JSON.
fn option(entry: &Entry) -> Value {
    match entry.kind {
        Kind::Boolean => json!({ "type": ["boolean", "null"] }),
        Kind::Config => json!({ "anyOf": [
            preset_names(),
            { "type": "object", "description": "A configuration" },
            { "type": "array", "maxItems": 16, "items": { "anyOf": [preset(), { "type": "object" }] } },
            { "type": "null" },
        ] }),
        Kind::Object => {
            let mut schema = meta();
            schema["type"] = json!(["object", "null"]);
            schema
        }
        Kind::Page => {
            json!({ "anyOf": [page(), { "type": "null" }] })
        }
        Kind::Integer | Kind::Number | Kind::String => {
            let mut schema = scalar(entry);
            if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
                values.push(Value::Null);
            } else {
                let kind = schema["type"].take();
                schema["type"] = json!([kind, "null"]);
            }
            schema
        }
    }
}

/// The schema of an option in a query.
pub(super) fn option_in_query(entry: &Entry) -> Value {
    match entry.kind {
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Config => preset_names(),
        Kind::Object => meta(),
        Kind::Page => page(),
        Kind::Integer | Kind::Number | Kind::String => scalar(entry),
    }
}

/// The least and the greatest value of an option that is a number.
fn range(name: &str) -> Option<(i64, i64)> {
    Some(match name {
        "transpose" => (-1200, 1200),
        "start_page" => (1, 100_000),
        "vertical_space" => (-100, 1000),
        "resolution" => (20, 600),
        _ => return None,
    })
}

fn scalar(entry: &Entry) -> Value {
    if let Some(values) = options::describe()["supported_options"][entry.name].get("values") {
        return json!({ "enum": values });
    }
    match range(entry.name) {
        Some((least, most)) => {
            json!({ "type": entry.kind.name(), "minimum": least, "maximum": most })
        }
        None if entry.name == "today" => json!({ "type": "string", "format": "date" }),
        None => json!({ "type": "string", "maxLength": LONGEST }),
    }
}

fn page() -> Value {
    let (least, most) = (1, 1_000_000);
    json!({ "anyOf": [
        { "type": "integer", "minimum": least, "maximum": most },
        { "type": "string", "enum": ["all"] },
    ] })
}

fn meta() -> Value {
    let scalars = json!([{ "type": "string", "maxLength": LONGEST }, { "type": "number" }]);
    json!({
        "type": "object",
        "propertyNames": { "maxLength": 200, "pattern": NOT_BLANK },
        "additionalProperties": { "anyOf": [
            { "anyOf": scalars },
            { "type": "array", "items": { "anyOf": scalars } },
            { "type": "null" },
        ] },
    })
}

fn option_members() -> Value {
    let properties: Map<String, Value> = options::ENTRIES
        .iter()
        .map(|entry| {
            let mut schema = option(entry);
            if let Some(members) = schema.as_object_mut() {
                members.insert("description".to_owned(), entry.description.into());
                members.insert("examples".to_owned(), options::examples(entry));
            }
            (entry.name.to_owned(), schema)
        })
        .collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn problem() -> Value {
    let types: Vec<String> = problem::Kind::documented()
        .map(|(_, anchor, ..)| format!("/#{anchor}"))
        .collect();
    json!({
        "type": "object",
        "description": "RFC 9457",
        "properties": {
            "type": { "type": "string", "format": "uri-reference", "enum": types, "description": "Where the problem is explained" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "instance": { "type": "string", "description": "The request's id" },
            "error": { "type": "string", "description": "The same as detail" },
            "field": { "type": "string", "description": "The field at fault" },
            "limit": { "type": "string", "description": "The limit that the song exceeds" },
            "allowed": { "type": "integer", "minimum": 0, "description": "What that limit allows: elements, pages, pixels, bytes" },
            "setting": { "type": "string", "description": "The setting of the service that raises it, where there is one" },
            "song": { "type": "integer", "minimum": 1, "description": "The song at fault, by its place among all songs" },
            "code": { "type": "string", "description": "What is wrong with the song, as POST /lint calls it" },
            "line": { "type": "integer", "minimum": 1 },
            "column": { "type": "integer", "minimum": 1 },
            "index": { "type": "integer", "minimum": 0, "description": "The song at fault among several of a request, from 0" },
            "name": { "type": "string", "description": "The name of that song" },
            "errors": {
                "type": "array",
                "description": "All faults found in the request",
                "items": {
                    "type": "object",
                    "properties": {
                        "detail": { "type": "string" },
                        "pointer": { "type": "string", "description": "The place in the body (RFC 6901); in forms and queries the name alone" },
                    },
                    "required": ["detail", "pointer"],
                },
            },
        },
        "required": ["type", "title", "status", "detail", "instance", "error"],
    })
}

fn findings() -> Value {
    let count = json!({ "type": "integer", "minimum": 0 });
    json!({
        "type": "object",
        "properties": {
            "errors": count,
            "warnings": count,
            "diagnostics": { "type": "array", "items": {
                "type": "object",
                "properties": {
                    "severity": { "enum": ["error", "warning", "info"] },
                    "code": { "type": "string" },
                    "message": { "type": "string" },
                    "line": { "type": "integer", "minimum": 1 },
                    "column": { "type": "integer", "minimum": 1 },
                    "hint": { "type": "string" },
                    "source": { "type": "string" },
                },
                "required": ["severity", "code", "message"],
                "additionalProperties": false,
            } },
        },
        "required": ["errors", "warnings", "diagnostics"],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_taken(name: &str, value: Value) -> bool {
        let given: Map<String, Value> = [(name.to_owned(), value)].into_iter().collect();
        options::read(&given, "").is_ok()
    }

    #[test]
    fn the_bounds_described_are_those_in_force() {
        for entry in options::ENTRIES {
            let is_number = matches!(entry.kind, Kind::Integer | Kind::Number);
            assert_eq!(range(entry.name).is_some(), is_number, "{}", entry.name);
            let Some((least, most)) = range(entry.name) else {
                continue;
            };
            for (value, is_valid) in [
                (least, true),
                (most, true),
                (least - 1, false),
                (most + 1, false),
            ] {
                assert_eq!(
                    is_taken(entry.name, value.into()),
                    is_valid,
                    "{} {value}",
                    entry.name
                );
            }
        }
        assert!(is_taken("title", "x".repeat(LONGEST).into()));
        assert!(!is_taken("title", "x".repeat(LONGEST + 1).into()));
    }
}
