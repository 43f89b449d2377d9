//! The description is whole, and generators of clients understand it.

use super::*;
use crate::request::convert_options;
use crate::request::formats;
use chordpro_engine::{Engine, Input, Request};

/// Calls `see` with every value of `value` and its pointer.
fn walk(value: &Value, pointer: &str, see: &mut impl FnMut(&str, &Value)) {
    see(pointer, value);
    match value {
        Value::Object(members) => {
            for (name, value) in members {
                walk(
                    value,
                    &format!("{pointer}/{}", name.replace('/', "~1")),
                    see,
                );
            }
        }
        Value::Array(values) => {
            for (n, value) in values.iter().enumerate() {
                walk(value, &format!("{pointer}/{n}"), see);
            }
        }
        _ => {}
    }
}

/// All schemas of the description, within schemas too, with their pointers.
fn each_schema(description: &Value, mut see: impl FnMut(&str, &Value)) {
    walk(description, "", &mut |pointer, value| {
        let is_example = pointer.contains("/example");
        let is_schema = ["type", "anyOf", "oneOf", "enum", "const"]
            .iter()
            .any(|member| {
                value
                    .get(member)
                    .is_some_and(|value| member != &"type" || !value.is_object())
            });
        if is_schema
            && !is_example
            && !pointer.ends_with("/properties")
            && !pointer.contains("/securitySchemes/")
        {
            see(pointer, value);
        }
    });
}

fn operations(description: &Value) -> Vec<(String, &Value)> {
    let paths = description["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, item)| {
            item.as_object()
                .expect("operations")
                .iter()
                .map(move |(method, operation)| (format!("{method} {path}"), operation))
        })
        .collect()
}

#[test]
fn every_reference_is_defined_and_every_component_used() {
    let description = describe();
    let text = description.to_string();
    let mut count = 0;
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().expect("a pointer");
        assert!(description.pointer(pointer).is_some(), "{pointer}");
        count += 1;
    }
    assert!(count > 20, "only {count} references");
    for kind in [
        "schemas",
        "responses",
        "parameters",
        "headers",
        "requestBodies",
    ] {
        for name in description["components"][kind]
            .as_object()
            .expect("components")
            .keys()
        {
            let reference = format!("\"#/components/{kind}/{name}\"");
            assert!(text.contains(&reference), "{reference} is not used");
        }
    }
}

#[test]
fn every_option_is_described() {
    let description = describe();
    for path in ["/convert", "/convert/pdf", "/lint", "/import"] {
        let parameters = description["paths"][path]["post"]["parameters"].to_string();
        for entry in convert_options::ENTRIES {
            let pointer = format!("/components/schemas/Options/properties/{}", entry.name);
            assert!(description.pointer(&pointer).is_some(), "{pointer}");
            let reference = format!("\"#/components/parameters/{}\"", entry.name);
            let is_there = path != "/convert/pdf" || entry.name != "separate";
            assert_eq!(
                parameters.contains(&reference),
                is_there,
                "{path} {reference}"
            );
        }
    }
}

#[test]
fn every_operation_says_what_it_is_and_refers_to_shared_problems() {
    let description = describe();
    let mut ids = Vec::new();
    for (name, operation) in operations(&description) {
        for member in ["operationId", "summary", "description"] {
            assert!(
                operation[member]
                    .as_str()
                    .is_some_and(|text| !text.is_empty()),
                "{name}: {member}"
            );
        }
        ids.push(operation["operationId"].as_str());
        for (status, response) in operation["responses"].as_object().expect("responses") {
            let is_problem = status.as_str() >= "400" && !name.contains("/health");
            assert_eq!(
                response.get("$ref").is_some(),
                is_problem || ["414", "431", "501"].contains(&status.as_str()),
                "{name} {status}"
            );
        }
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

#[test]
fn every_format_has_a_path_with_its_own_type_of_answer() {
    let description = describe();
    for format in formats::offered() {
        let operation = &description["paths"][format!("/convert/{}", format.name())]["post"];
        let content = operation["responses"]["200"]["content"]
            .as_object()
            .expect("content");
        let media_type = format.media_type().split(';').next().expect("an essence");
        assert_eq!(content.keys().collect::<Vec<_>>(), [media_type]);
    }
}

#[test]
fn schemas_are_such_that_generators_understand_them() {
    let description = describe();
    let mut count = 0;
    each_schema(&description, |pointer, schema| {
        count += 1;
        assert!(schema.get("const").is_none(), "{pointer}: const");
        assert!(schema.get("$defs").is_none(), "{pointer}: $defs");
        assert_ne!(schema["pattern"], "\\S", "{pointer}");
        if schema["type"] == "array" {
            assert!(schema.get("items").is_some(), "{pointer}: no items");
        }
        if schema.get("enum").is_some() {
            assert!(schema.get("type").is_some(), "{pointer}: no type");
        }
        for alternative in [&schema["anyOf"], &schema["oneOf"]]
            .into_iter()
            .filter_map(Value::as_array)
            .flatten()
        {
            let has_type = alternative.get("type").is_some() || alternative.get("$ref").is_some();
            assert!(has_type, "{pointer}: {alternative}");
        }
        // An object with members has a name, so that generators need not make one up.
        if schema.get("properties").is_some() {
            let name = pointer.strip_prefix("/components/schemas/");
            assert!(
                name.is_some_and(|name| !name.contains('/')),
                "{pointer}: an object without a name"
            );
        }
    });
    assert!(count > 100, "only {count} schemas");
    assert!(
        !description["paths"]
            .to_string()
            .contains("application/jose")
    );
}

#[test]
fn answers_stay_open_for_what_later_versions_add() {
    let description = describe();
    for (name, schema) in answers::schemas().into_iter().chain(songs::schemas()) {
        let text = schema.to_string();
        assert!(!text.contains("\"enum\":"), "{name} is closed");
        assert!(
            !text.contains("\"additionalProperties\":false"),
            "{name} is closed"
        );
    }
    assert!(description["components"]["schemas"]["SongElement"]["properties"]["type"]["x-extensible-enum"].is_array());
}

#[test]
fn the_examples_of_answers_are_what_the_engine_gives() {
    let engine = Engine::new();
    for (name, example) in EXAMPLES {
        let format = formats::named(name).expect("a format");
        let request = Request::book([Input::new("song.cho", requests::SONG)], format);
        let made = engine.convert(&request).expect("a document");
        let text = String::from_utf8(made.bytes).expect("a text");
        assert_eq!(text, *example, "{name}");
    }
}
