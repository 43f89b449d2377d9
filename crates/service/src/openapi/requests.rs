//! The schemas of what clients send.

use serde_json::{Map, Value, json};

use super::named;
use crate::request::convert_options::{self, Entry, Kind, LONGEST};
use crate::request::formats;
use crate::request::presets;

/// Standard base64 with its padding.
const BASE64: &str = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$";

/// A song that is short, for examples.
pub(super) const SONG: &str =
    "{title: Amazing Grace}\n\n[C]Amazing grace how [F]sweet the [C]sound\n";

/// A picture of one pixel, in base64, for examples.
const PICTURE: &str =
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEANl9ngAAAAABJRU5ErkJggg==";

/// All schemas of requests, by name.
pub(super) fn schemas() -> Map<String, Value> {
    let all = [
        ("SongText", song_text()),
        ("NamedSong", named_song()),
        (
            "BookSong",
            json!({
                "description": "A song of a book: its text, or its text and a name",
                "oneOf": [named("SongText"), named("NamedSong")],
            }),
        ),
        ("Files", files()),
        (
            "ConvertRequest",
            json!({
                "description": "One song, or several for a song book",
                "oneOf": [named("ConvertSongRequest"), named("ConvertBookRequest")],
            }),
        ),
        (
            "ConvertSongRequest",
            order("content", &named("SongText"), "One song"),
        ),
        (
            "ConvertBookRequest",
            order("songs", &songs(), "Several songs, for a song book"),
        ),
        ("Form", form()),
        ("Options", option_members()),
        (
            "Format",
            json!({
                "type": "string",
                "description": "The name of a format; it may be null in JSON, which is as if it were absent",
                "enum": formats::names().collect::<Vec<_>>(),
            }),
        ),
        (
            "PresetName",
            json!({ "type": "string", "enum": presets::names() }),
        ),
        ("PresetNames", preset_names()),
        (
            "Configuration",
            json!({
                "type": "object",
                "description": "A configuration, as in a file",
                "additionalProperties": true,
            }),
        ),
        ("Meta", meta()),
        (
            "PageChoice",
            json!({
                "description": "The number of a page, from 1, or all",
                "anyOf": [
                    { "type": "integer", "minimum": 1, "maximum": 1_000_000 },
                    { "type": "string", "enum": ["all"] },
                ],
            }),
        ),
    ];
    all.map(|(name, schema)| (name.to_owned(), schema))
        .into_iter()
        .collect()
}

fn song_text() -> Value {
    json!({
        "type": "string",
        "minLength": 1,
        "description": "The text of a song, in ChordPro; not blank",
        "examples": [SONG],
    })
}

fn named_song() -> Value {
    json!({
        "type": "object",
        "properties": {
            "content": named("SongText"),
            "name": { "type": "string", "description": "What messages call the song, such as grace.cho" },
            "transpose": of_song("transpose"),
            "capo": of_song("capo"),
        },
        "required": ["content"],
        "additionalProperties": false,
    })
}

/// The option called `name`, for one song of a book.
fn of_song(name: &str) -> Value {
    let entry = convert_options::find(name).expect("an option of the table");
    let description = format!("{} It beats the option of the request.", entry.description);
    let mut schema = in_json(entry);
    if let Some(members) = schema.as_object_mut() {
        members.insert("description".to_owned(), description.into());
    }
    schema
}

pub(super) fn songs() -> Value {
    json!({
        "type": "array",
        "description": "The songs, as texts or with names",
        "minItems": 1,
        "items": named("BookSong"),
    })
}

fn files() -> Value {
    json!({
        "type": "object",
        "description": "What the songs may use (pictures, fonts, included songs): file names to contents in base64",
        "additionalProperties": { "type": "string", "contentEncoding": "base64", "pattern": BASE64 },
        "examples": [{ "logo.png": PICTURE }],
    })
}

/// An order whose songs are its member `member`.
pub(super) fn order(member: &str, songs: &Value, description: &str) -> Value {
    json!({
        "type": "object",
        "description": description,
        "properties": {
            member: songs,
            "output_format": nullable("Format", "Without it Accept chooses, without that it is pdf"),
            "options": nullable("Options", "How to convert"),
            "files": named("Files"),
        },
        "required": [member],
        "additionalProperties": false,
    })
}

/// The schema called `name`, or null.
fn nullable(name: &str, description: &str) -> Value {
    json!({ "description": description, "anyOf": [named(name), { "type": "null" }] })
}

fn form() -> Value {
    let file = |media: &str| json!({ "type": "string", "format": "binary", "description": media });
    let mut properties: Map<String, Value> = convert_options::ENTRIES
        .iter()
        .map(|entry| (entry.name.to_owned(), described(in_query(entry), entry)))
        .collect();
    let parts = [
        (
            "song",
            json!({
                "type": "array",
                "description": "Songs, or PDF documents whose pages stand among them",
                "minItems": 1,
                "items": file("A file or a text"),
            }),
        ),
        (
            "files",
            json!({
                "type": "array",
                "description": "What the songs may use (pictures, fonts, included songs), each with its file name",
                "items": file("A file"),
            }),
        ),
        (
            "config",
            json!({
                "description": "A configuration as a file, or names of presets",
                "anyOf": [named("PresetNames"), file("A file of JSON")],
            }),
        ),
        ("options", named("Options")),
        ("output_format", named("Format")),
    ];
    properties.extend(parts.map(|(name, schema)| (name.to_owned(), schema)));
    json!({
        "type": "object",
        "description": "Any other part with a file name is a file that the songs may use, as those called `files` are; other fields are options.",
        "properties": properties,
        "required": ["song"],
    })
}

fn preset_names() -> Value {
    let names = presets::names().join("|");
    json!({
        "type": "string",
        "pattern": format!("^ *({names})? *(, *({names})? *)*$"),
        "description": "Names of presets separated by commas; later ones win",
        "examples": ["ukulele,modern3"],
    })
}

fn meta() -> Value {
    let item = json!([{ "type": "string", "maxLength": LONGEST }, { "type": "number" }]);
    json!({
        "type": "object",
        "description": "Names of metadata, which are not blank, to values",
        "propertyNames": { "minLength": 1, "maxLength": 200 },
        "additionalProperties": { "anyOf": [
            { "type": "string", "maxLength": LONGEST },
            { "type": "number" },
            { "type": "array", "items": { "anyOf": item } },
            { "type": "null" },
        ] },
    })
}

/// Keys such as `Bb` or `F#m`.
const KEY: &str = "^[A-G](#|b|is|s|es)?m?$";

/// Semitones, with a suffix or without, or a key.
fn transposition(others: &[Value]) -> Value {
    let mut any = vec![
        json!({ "type": "integer", "minimum": -1200, "maximum": 1200 }),
        json!({ "type": "string", "pattern": "^([+-]?[0-9]{1,4}[sfk#b]?|([A-G]|[ACDFG]#|[ABDEG]b)m?)$" }),
    ];
    any.extend_from_slice(others);
    json!({ "anyOf": any })
}

/// The schema of an option in a query.
pub(super) fn in_query(entry: &Entry) -> Value {
    match entry.kind {
        Kind::Config { .. } => named("PresetNames"),
        Kind::Meta { .. } => named("Meta"),
        Kind::Page { .. } => named("PageChoice"),
        Kind::Transposition { .. } => transposition(&[]),
        _ => scalar(entry),
    }
}

/// The schema of an option in JSON, where null is as if it were absent.
fn in_json(entry: &Entry) -> Value {
    match entry.kind {
        Kind::Config { .. } => json!({ "anyOf": [
            named("PresetNames"),
            named("Configuration"),
            { "type": "array", "maxItems": 16, "items": { "anyOf": [named("PresetName"), named("Configuration")] } },
            { "type": "null" },
        ] }),
        Kind::Meta { .. } => json!({ "anyOf": [named("Meta"), { "type": "null" }] }),
        Kind::Page { .. } => json!({ "anyOf": [named("PageChoice"), { "type": "null" }] }),
        Kind::Transposition { .. } => transposition(&[json!({ "type": "null" })]),
        _ => {
            let Value::Object(mut schema) = scalar(entry) else {
                return Value::Null;
            };
            if let Some(kind) = schema.remove("type") {
                schema.insert("type".to_owned(), json!([kind, "null"]));
            }
            if let Some(values) = schema.get_mut("enum").and_then(Value::as_array_mut) {
                values.push(Value::Null);
            }
            Value::Object(schema)
        }
    }
}

fn scalar(entry: &Entry) -> Value {
    let kind = entry.kind.name();
    match entry.kind {
        Kind::Choice { values, .. } => json!({ "type": kind, "enum": values }),
        Kind::Key { .. } => json!({ "type": kind, "pattern": KEY }),
        Kind::Day { .. } => json!({ "type": kind, "format": "date" }),
        Kind::Text { .. } | Kind::FileName { .. } => json!({ "type": kind, "maxLength": LONGEST }),
        _ => match entry.kind.bounds() {
            Some((least, most)) => json!({ "type": kind, "minimum": least, "maximum": most }),
            None => json!({ "type": kind }),
        },
    }
}

/// `schema` with what the option does.
fn described(schema: Value, entry: &Entry) -> Value {
    match schema {
        Value::Object(mut members) => {
            members.insert("description".to_owned(), entry.description.into());
            members.into()
        }
        other => other,
    }
}

fn option_members() -> Value {
    let properties: Map<String, Value> = convert_options::ENTRIES
        .iter()
        .map(|entry| {
            let mut schema = described(in_json(entry), entry);
            if let Some(members) = schema.as_object_mut() {
                members.insert("examples".to_owned(), convert_options::examples(entry));
            }
            (entry.name.to_owned(), schema)
        })
        .collect();
    json!({
        "type": "object",
        "description": "How to convert; an option that is null counts as absent",
        "properties": properties,
        "additionalProperties": false,
    })
}

/// The body of the requests that carry songs.
pub(super) fn body() -> Value {
    let text = json!({ "schema": named("SongText"), "examples": { "song": { "value": SONG } } });
    json!({
        "required": true,
        "description": "One song or several, what they use, and options. Options in the query count for every kind of body.",
        "content": {
            "application/json": { "schema": named("ConvertRequest"), "examples": {
                "song": { "summary": "One song, with options", "value": {
                    "content": SONG,
                    "options": { "transpose": -2, "config": "ukulele,modern3", "meta": { "artist": "Traditional" }, "diagrams": true },
                } },
                "book": { "summary": "A song book with a picture", "value": {
                    "songs": [SONG, { "name": "two.cho", "content": "{title: Two}\n{image: logo.png}\n[G]Two" }],
                    "options": { "title": "Our songs" },
                    "files": { "logo.png": PICTURE },
                } },
            } },
            "text/plain": text,
            "text/x-chordpro": text,
            "multipart/form-data": {
                "schema": named("Form"),
                "encoding": {
                    "song": { "contentType": "text/plain, text/x-chordpro, application/pdf, application/octet-stream" },
                    "options": { "contentType": "application/json" },
                },
            },
        },
    })
}
