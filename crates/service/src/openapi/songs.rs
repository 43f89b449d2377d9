//! The song as data: the schema of the engine, put among the components so that generators of clients can name its parts.

use serde_json::{Map, Value, json};

use super::named;

/// What the definitions of the engine's schema are called among the components.
const NAMES: &[(&str, &str)] = &[
    ("song", "Song"),
    ("chord", "Chord"),
    ("element", "SongElement"),
    ("segment", "LineSegment"),
    ("run", "TextRun"),
    ("token", "GridToken"),
];

/// The name of the whole.
pub(super) const BOOK: &str = "SongBook";

/// All schemas of songs as data, by name.
pub(super) fn schemas() -> Map<String, Value> {
    let mut book: Value =
        serde_json::from_str(chordpro_engine::SONG_SCHEMA).expect("the stored schema is JSON");
    let mut lifted = Lifted::default();
    if let Some(members) = book.as_object_mut() {
        members.remove("$schema");
        if let Some(Value::Object(definitions)) = members.remove("$defs") {
            lifted.definitions = definitions;
            lifted.merge_elements();
        }
    }
    for (definition, name) in NAMES {
        if let Some(schema) = lifted.definitions.get(*definition).cloned() {
            let schema = lifted.readable(schema, name, false);
            lifted.schemas.insert((*name).to_owned(), schema);
        }
    }
    let book = lifted.readable(book, BOOK, false);
    lifted.schemas.insert(BOOK.to_owned(), book);
    lifted.schemas
}

#[derive(Default)]
struct Lifted {
    definitions: Map<String, Value>,
    schemas: Map<String, Value>,
}

impl Lifted {
    /// Makes one object of all types of elements, with the members of each: generators make little of a choice among
    /// objects, and none knows the types that later versions add.
    fn merge_elements(&mut self) {
        let element = self.definitions.get("element").cloned().unwrap_or_default();
        let kinds = element["oneOf"].as_array().cloned().unwrap_or_default();
        let mut merged = Map::new();
        let mut types = Vec::new();
        for kind in &kinds {
            let reference = kind["$ref"].as_str().unwrap_or_default();
            let name = reference.trim_start_matches("#/$defs/");
            let definition = self.definitions.get(name).cloned().unwrap_or_default();
            for (member, schema) in definition["properties"].as_object().into_iter().flatten() {
                if member == "type" {
                    types.extend(schema.get("const").cloned());
                    types.extend(schema["enum"].as_array().into_iter().flatten().cloned());
                } else {
                    merged.entry(member).or_insert_with(|| schema.clone());
                }
            }
        }
        let mut properties = Map::new();
        properties.insert("type".to_owned(), json!({ "enum": types }));
        properties.extend(merged);
        let whole = json!({ "type": "object", "required": ["type"], "properties": properties });
        // A recalled chorus is an element like others.
        self.definitions
            .insert("section".to_owned(), json!({ "$ref": "#/$defs/element" }));
        self.definitions.insert("element".to_owned(), whole);
    }

    /// `schema` as a schema for readers of answers: references lead to components, lists stand where they are used,
    /// objects within objects have names, constants are their type, and words are open, for later versions add to them.
    /// `name` is what an object is called, where it `is_inner`.
    fn readable(&mut self, schema: Value, name: &str, is_inner: bool) -> Value {
        let Value::Object(mut members) = schema else {
            return schema;
        };
        if let Some(definition) = members.get("$ref").and_then(Value::as_str) {
            let definition = definition.trim_start_matches("#/$defs/").to_owned();
            return match NAMES.iter().find(|(from, _)| *from == definition) {
                Some((_, name)) => named(name),
                None => {
                    let inlined = self.definitions.get(&definition).cloned();
                    self.readable(inlined.unwrap_or_default(), name, is_inner)
                }
            };
        }
        if let Some(value) = members.remove("const") {
            open(&mut members, &[value]);
        }
        if let Some(Value::Array(values)) = members.remove("enum") {
            open(&mut members, &values);
        }
        if let Some(Value::Object(properties)) = members.remove("properties") {
            let properties: Map<String, Value> = properties
                .into_iter()
                .map(|(property, schema)| {
                    let inner = format!("{name}{}", pascal(&property));
                    let schema = self.readable(schema, &inner, true);
                    (property, schema)
                })
                .collect();
            members.insert("properties".to_owned(), properties.into());
            if is_inner {
                self.schemas.insert(name.to_owned(), members.into());
                return named(name);
            }
        }
        for within in ["items", "additionalProperties"] {
            if let Some(schema) = members.remove(within) {
                members.insert(within.to_owned(), self.readable(schema, name, true));
            }
        }
        Value::Object(members)
    }
}

/// Says which values there are, as a type that later ones fit as well.
pub(super) fn open(members: &mut Map<String, Value>, values: &[Value]) {
    let kind = match values.first() {
        Some(Value::Bool(_)) => "boolean",
        Some(Value::Number(_)) => "integer",
        _ => "string",
    };
    members.insert("type".to_owned(), kind.into());
    if kind != "boolean" {
        members.insert("x-extensible-enum".to_owned(), values.into());
        let listed: Vec<String> = values
            .iter()
            .map(|value| {
                value
                    .as_str()
                    .map_or_else(|| value.to_string(), str::to_owned)
            })
            .collect();
        let values = format!("Values known today: {}", listed.join(", "));
        members
            .entry("description")
            .and_modify(|text| {
                *text = format!("{}. {values}", text.as_str().unwrap_or_default()).into();
            })
            .or_insert(values.into());
    }
}

/// `paperSize` and `paper-size` as `PaperSize`.
pub(super) fn pascal(name: &str) -> String {
    name.split(['-', '_', ' '])
        .map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters).collect::<String>()
        })
        .collect()
}
