//! The schemas of answers, and the answers that several operations share.

use chordpro_engine::{SheetFormat, Taken};
use serde_json::{Map, Value, json};

use super::components::carry;
use super::named;
use super::songs::{open, pascal};
use crate::problem::Kind;
use crate::request::convert_options::GROUPS;
use crate::request::formats;

/// All schemas of answers but songs, by name.
pub(super) fn schemas() -> Map<String, Value> {
    let all = [
        (
            "FormatList",
            json!({
                "type": "object",
                "properties": {
                    "supported_formats": { "type": "array", "items": { "type": "string" } },
                    "default_format": { "type": "string" },
                },
                "required": ["supported_formats", "default_format"],
            }),
        ),
        (
            "OptionList",
            json!({
                "type": "object",
                "properties": {
                    "supported_options": { "type": "object", "additionalProperties": named("OptionDescription") },
                },
                "required": ["supported_options"],
            }),
        ),
        ("OptionDescription", option_description()),
        (
            "OptionValue",
            json!({
                "type": "object",
                "properties": { "value": { "type": "string" }, "label": { "type": "string", "description": "What people call it" } },
                "required": ["value", "label"],
            }),
        ),
        ("Preset", preset()),
        ("Health", health()),
        (
            "Status",
            json!({
                "type": "object",
                "properties": { "status": words("What the service does", &["alive", "ready", "degraded", "stopping"]) },
                "required": ["status"],
            }),
        ),
        (
            "Findings",
            json!({
                "type": "object",
                "properties": {
                    "errors": { "type": "integer", "minimum": 0 },
                    "warnings": { "type": "integer", "minimum": 0 },
                    "diagnostics": { "type": "array", "items": named("Diagnostic") },
                },
                "required": ["errors", "warnings", "diagnostics"],
            }),
        ),
        (
            "Sheets",
            json!({
                "type": "object",
                "properties": { "sheets": { "type": "array", "items": named("Sheet") } },
                "required": ["sheets"],
            }),
        ),
        ("Sheet", sheet()),
        ("SheetSong", sheet_song()),
        ("SheetLine", sheet_line()),
        ("Diagnostic", diagnostic()),
        ("Fix", fix()),
        ("Edit", edit()),
        ("Problem", problem()),
        ("Fault", fault()),
    ];
    all.map(|(name, schema)| (name.to_owned(), schema))
        .into_iter()
        .collect()
}

/// A word out of these; later versions may have more.
fn words(description: &str, values: &[&str]) -> Value {
    let mut members = Map::from_iter([("description".to_owned(), description.into())]);
    let values: Vec<Value> = values.iter().map(|value| (*value).into()).collect();
    open(&mut members, &values);
    members.into()
}

fn option_description() -> Value {
    json!({
        "type": "object",
        "properties": {
            "type": { "type": "string" },
            "description": { "type": "string" },
            "examples": { "type": "array", "items": { "description": "A valid value, of any type" } },
            "values": { "type": "array", "items": named("OptionValue"), "description": "All valid values, where it is a choice" },
            "minimum": { "type": "number", "description": "The least valid value" },
            "maximum": { "type": "number", "description": "The greatest valid value" },
            "label": { "type": "string", "description": "What people call it" },
            "group": words("Where it is shown", &GROUPS),
            "order": { "type": "integer", "minimum": 0, "description": "Its place among all" },
            "min": { "type": "number", "description": "As minimum" },
            "max": { "type": "number", "description": "As maximum" },
            "step": { "type": "number", "description": "From one value to the next, in a control for it" },
            "config": { "type": "array", "items": { "type": "string" }, "description": "The settings of the configuration that it sets" },
        },
        "required": ["type", "description", "examples", "label", "group", "order", "config"],
    })
}

fn preset() -> Value {
    json!({
        "type": "object",
        "properties": {
            "name": { "type": "string", "description": "As the option config takes it" },
            "label": { "type": "string", "description": "What people call it" },
            "group": words("What it is", &["instrument", "style", "notation", "page"]),
            "text": { "type": "string", "description": "What it does, in a few words" },
            "picture": { "type": ["string", "null"], "description": "A small SVG of a page in this style" },
            "config": { "type": "object", "additionalProperties": true, "description": "Its settings" },
            "order": { "type": "integer", "minimum": 0, "description": "Its place in its group" },
        },
        "required": ["name", "label", "group", "text", "picture", "config", "order"],
    })
}

fn health() -> Value {
    json!({
        "type": "object",
        "properties": {
            "status": words("Whether conversions work", &["healthy", "degraded"]),
            "service": { "type": "string", "description": "The name of the service: chordpro-api" },
            "timestamp": { "type": "string", "format": "date-time" },
            "chordpro_available": { "type": "boolean" },
            "version": { "type": "string" },
            "build": { "type": "string", "description": "The commit of a release, else dev" },
        },
        "required": ["status", "service", "timestamp", "chordpro_available", "version", "build"],
    })
}

fn diagnostic() -> Value {
    json!({
        "type": "object",
        "properties": {
            "severity": words("How bad it is", &["error", "warning", "info"]),
            "code": { "type": "string", "description": "The kind of finding; docs/diagnostics.md lists them" },
            "message": { "type": "string" },
            "line": { "type": "integer", "minimum": 1 },
            "column": { "type": "integer", "minimum": 1 },
            "endLine": { "type": "integer", "minimum": 1, "description": "The last line of what is wrong" },
            "endColumn": { "type": "integer", "minimum": 1, "description": "The column behind its last character" },
            "hint": { "type": "string", "description": "What was perhaps meant" },
            "source": { "type": "string", "description": "The song or file" },
            "song": { "type": "integer", "minimum": 0, "description": "The song, by its place among all songs" },
            "fixes": { "type": "array", "description": "Ways to correct it, the likeliest first", "items": named("Fix") },
        },
        "required": ["severity", "code", "message"],
    })
}

fn edit() -> Value {
    json!({
        "type": "object",
        "properties": {
            "line": { "type": "integer", "minimum": 1 },
            "column": { "type": "integer", "minimum": 1 },
            "endLine": { "type": "integer", "minimum": 1 },
            "endColumn": { "type": "integer", "minimum": 1, "description": "The column behind the last character that is replaced" },
            "text": { "type": "string", "description": "What stands there afterwards" },
        },
        "required": ["line", "column", "endLine", "endColumn", "text"],
    })
}

fn fix() -> Value {
    json!({
        "type": "object",
        "properties": {
            "title": { "type": "string", "description": "What it does" },
            "certain": { "type": "boolean", "description": "Whether it may be applied without asking" },
            "edits": { "type": "array", "description": "They do not overlap", "items": named("Edit") },
        },
        "required": ["title", "certain", "edits"],
    })
}

fn sheet() -> Value {
    let formats: Vec<&str> = SheetFormat::all().map(SheetFormat::name).collect();
    json!({
        "type": "object",
        "properties": {
            "name": { "type": "string", "description": "The name that the request gives it" },
            "from": words("The format that it was read in", &formats),
            "confidence": words("How sure that format is", &["certain", "likely", "possible"]),
            "reason": { "type": "string", "description": "What shows that format" },
            "songs": { "type": "array", "items": named("SheetSong") },
        },
        "required": ["name", "from", "confidence", "reason", "songs"],
    })
}

fn sheet_song() -> Value {
    json!({
        "type": "object",
        "properties": {
            "name": { "type": "string", "description": "The name of its file within an archive" },
            "chordpro": { "type": "string", "description": "The song as ChordPro" },
            "lines": {
                "type": "array", "items": { "type": "integer", "minimum": 1 },
                "description": "For each line of chordpro the line of the sheet that it comes from",
            },
            "report": { "type": "array", "items": named("SheetLine") },
        },
        "required": ["chordpro", "lines", "report"],
    })
}

fn sheet_line() -> Value {
    let taken: Vec<&str> = Taken::ALL.into_iter().map(Taken::name).collect();
    json!({
        "type": "object",
        "properties": {
            "line": { "type": "integer", "minimum": 1, "description": "The line of the sheet" },
            "taken": words("What it was taken for", &taken),
            "detail": { "type": "string", "description": "Why, or what became of it" },
        },
        "required": ["line", "taken"],
    })
}

fn problem() -> Value {
    let types: Vec<String> = Kind::documented()
        .map(|(_, anchor, ..)| format!("/#{anchor}"))
        .collect();
    let types: Vec<&str> = types.iter().map(String::as_str).collect();
    json!({
        "type": "object",
        "description": "A problem after RFC 9457",
        "properties": {
            "type": words("Where the problem is explained, relative to the service", &types),
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
            "errors": { "type": "array", "description": "All faults found in the request", "items": named("Fault") },
        },
        "required": ["type", "title", "status", "detail", "instance", "error"],
    })
}

fn fault() -> Value {
    json!({
        "type": "object",
        "description": "One of the faults of a request",
        "properties": {
            "detail": { "type": "string" },
            "pointer": { "type": "string", "description": "The place in the body (RFC 6901); in forms and queries the name alone" },
        },
        "required": ["detail", "pointer"],
    })
}

/// What `/formats` answers, as an example.
pub(super) fn format_list() -> Value {
    json!({ "supported_formats": formats::names().collect::<Vec<_>>(), "default_format": formats::DEFAULT.name() })
}

/// The statuses of problems that any request may meet before its route is known.
const EDGE: [u16; 3] = [414, 431, 501];

/// The problems of a status share an answer, which has the name of the first.
/// The name of problems that are pictures.
const PICTURED: &str = "PicturedProblem";

fn name_of(status: u16) -> Option<String> {
    Kind::documented()
        .find(|(of, ..)| of.as_u16() == status)
        .map(|(_, anchor, ..)| format!("{}Problem", pascal(anchor)))
}

/// The answers of an operation that may meet problems of these statuses.
pub(super) fn problems(statuses: &[u16]) -> Map<String, Value> {
    statuses
        .iter()
        .chain(&EDGE)
        .filter_map(|status| {
            let reference = format!("#/components/responses/{}", name_of(*status)?);
            Some((status.to_string(), json!({ "$ref": reference })))
        })
        .collect()
}

/// The answers of an operation whose problems are pictures, unless `Accept` names JSON.
pub(super) fn pictured_problems(statuses: &[u16]) -> Map<String, Value> {
    let pictured = json!({ "$ref": format!("#/components/responses/{PICTURED}") });
    let mut all = problems(statuses);
    for (status, response) in &mut all {
        // What is refused before any route is a problem alone.
        if !["431", "501"].contains(&status.as_str()) {
            response.clone_from(&pictured);
        }
    }
    all
}

/// The answers that are problems, by name.
pub(super) fn responses() -> Map<String, Value> {
    let mut statuses: Vec<u16> = Kind::documented()
        .map(|(status, ..)| status.as_u16())
        .collect();
    // No operation of the description meets it: it has the method that it is described with.
    statuses.retain(|status| *status != 405);
    statuses.dedup();
    let mut responses: Map<String, Value> = statuses
        .into_iter()
        .filter_map(|status| Some((name_of(status)?, response(status))))
        .collect();
    responses.insert(
        PICTURED.to_owned(),
        json!({
            "description": "A problem, as a picture that says what is wrong unless Accept names JSON",
            "headers": carry(&[("Retry-After", "RetryAfter"), ("WWW-Authenticate", "Authenticate")]),
            "content": {
                "application/problem+json": { "schema": named("Problem") },
                "image/svg+xml": { "schema": { "type": "string" } },
            },
        }),
    );
    responses
}

fn response(status: u16) -> Value {
    let kinds: Vec<_> = Kind::documented()
        .filter(|(of, ..)| of.as_u16() == status)
        .collect();
    let sentences: Vec<String> = kinds
        .iter()
        .map(|(_, anchor, title, meaning)| format!("`/#{anchor}`: {title}. {meaning}"))
        .collect();
    let examples: Map<String, Value> = kinds
        .iter()
        .map(|(_, anchor, title, _)| {
            (
                (*anchor).to_owned(),
                json!({ "value": example(status, anchor, title) }),
            )
        })
        .collect();
    let extra: &[(&str, &str)] = match status {
        401 => &[("WWW-Authenticate", "Authenticate")],
        429 | 503 => &[("Retry-After", "RetryAfter")],
        _ => &[],
    };
    json!({
        "description": sentences.join(" "),
        "headers": carry(extra),
        "content": { "application/problem+json": { "schema": named("Problem"), "examples": examples } },
    })
}

fn example(status: u16, anchor: &str, title: &str) -> Value {
    let detail = match anchor {
        "invalid-request" => "options.transpos is not an option: did you mean \"transpose\"?",
        "not-found" => "there is no such route; GET / describes the service",
        "busy" => "the service is busy: all workers and the queue are full",
        "timed-out" => "the conversion did not finish within 30s (REQUEST_TIMEOUT)",
        _ => title,
    };
    json!({
        "type": format!("/#{anchor}"), "title": title, "status": status,
        "detail": detail, "instance": "3f0c6f6e9d5b4a7b", "error": detail,
    })
}
