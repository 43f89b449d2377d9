//! `GET /openapi.json`: the service described as OpenAPI 3.1, made from the tables of formats, options and problems.

use serde_json::{Map, Value, json};

use crate::formats;
use crate::options::{self, Kind};
use crate::problem;

/// The description.
pub fn describe() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "chordpro-api",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Converts ChordPro songs to PDF, text, HTML, normalised ChordPro, pictures and data.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "security": [{ "key": [] }, { "bearer": [] }],
        "paths": {
            "/": { "get": open("The page: documentation and an editor", "text/html") },
            "/health": { "get": open("Whether conversions work", "application/json") },
            "/health/live": { "get": open("Whether the process answers", "application/json") },
            "/health/ready": { "get": open("Whether requests should come here", "application/json") },
            "/openapi.json": { "get": open("This description", "application/json") },
            "/formats": { "get": guarded("The formats", "application/json") },
            "/options": { "get": guarded("The options of a conversion", "application/json") },
            "/metrics": { "get": guarded("Counters for Prometheus", "text/plain") },
            "/convert": { "post": convert() },
            "/lint": { "post": lint() },
            "/diagrams/{file}": { "get": diagram() },
        },
        "components": {
            "securitySchemes": {
                "key": { "type": "apiKey", "in": "header", "name": "X-API-Key" },
                "bearer": { "type": "http", "scheme": "bearer" },
            },
            "schemas": {
                "Order": order(),
                "Options": option_schema(),
                "Problem": problem_schema(),
                "Findings": findings(),
            },
        },
    })
}

fn open(summary: &str, media_type: &str) -> Value {
    json!({
        "summary": summary,
        "security": [],
        "responses": { "200": { "description": "As asked", "content": { media_type: {} } } },
    })
}

fn guarded(summary: &str, media_type: &str) -> Value {
    let mut responses = problems(&[401, 403, 429]);
    responses.insert(
        "200".to_owned(),
        json!({ "description": "As asked", "content": { media_type: {} } }),
    );
    json!({ "summary": summary, "responses": responses })
}

/// The problems that a route may answer with.
fn problems(statuses: &[u16]) -> Map<String, Value> {
    let schema = json!({ "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } } });
    let mut responses = Map::new();
    for (status, _, title, meaning) in problem::Kind::documented() {
        if statuses.contains(&status.as_u16()) {
            responses.entry(status.as_str().to_owned()).or_insert_with(
                || json!({ "description": format!("{title}. {meaning}"), "content": schema }),
            );
        }
    }
    responses
}

fn body() -> Value {
    let text = json!({ "schema": { "type": "string" } });
    json!({
        "required": true,
        "content": {
            "application/json": { "schema": { "$ref": "#/components/schemas/Order" } },
            "text/plain": text,
            "text/x-chordpro": text,
            "multipart/form-data": { "schema": {
                "type": "object",
                "description": "Parts called song are songs, config is a configuration or preset names, options is JSON; \
                                other files are what the songs may use, other fields are options.",
                "properties": {
                    "song": { "type": "array", "items": { "type": "string", "format": "binary" } },
                    "config": { "type": "string" },
                    "options": { "$ref": "#/components/schemas/Options" },
                    "output_format": { "type": "string", "enum": formats::names().collect::<Vec<_>>() },
                },
            } },
        },
    })
}

fn query() -> Vec<Value> {
    let format = json!({
        "name": "output_format", "in": "query",
        "schema": { "type": "string", "enum": formats::names().collect::<Vec<_>>() },
    });
    let options = options::ENTRIES.iter().map(|entry| {
        json!({ "name": entry.name, "in": "query", "description": entry.description, "schema": schema_of(entry.kind) })
    });
    std::iter::once(format).chain(options).collect()
}

fn convert() -> Value {
    let mut responses = problems(&[400, 401, 403, 408, 413, 415, 422, 429, 500, 503]);
    let mut content: Map<String, Value> = formats::offered()
        .map(|format| {
            (
                format
                    .media_type()
                    .split(';')
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
                json!({}),
            )
        })
        .collect();
    content.insert("application/zip".to_owned(), json!({}));
    responses.insert(
        "200".to_owned(),
        json!({
            "description": "The document",
            "headers": {
                "ETag": { "schema": { "type": "string" }, "description": "For If-None-Match" },
                "ChordPro-Songs": { "schema": { "type": "integer" } },
                "ChordPro-Pages": { "schema": { "type": "integer" } },
                "ChordPro-Warnings": { "schema": { "type": "integer" }, "description": "POST /lint tells which" },
            },
            "content": content,
        }),
    );
    responses.insert(
        "304".to_owned(),
        json!({ "description": "The client has this very document" }),
    );
    json!({ "summary": "Converts songs", "parameters": query(), "requestBody": body(), "responses": responses })
}

fn lint() -> Value {
    let mut responses = problems(&[400, 401, 403, 408, 413, 415, 422, 429, 500, 503]);
    responses.insert(
        "200".to_owned(),
        json!({
            "description": "What is wrong",
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Findings" } } },
        }),
    );
    json!({ "summary": "Checks songs", "requestBody": body(), "responses": responses })
}

fn diagram() -> Value {
    let mut responses = problems(&[400, 401, 403, 404, 422, 429, 503]);
    responses.insert(
        "200".to_owned(),
        json!({ "description": "The diagram", "content": { "image/svg+xml": {}, "image/png": {} } }),
    );
    json!({
        "summary": "One chord diagram",
        "parameters": [
            { "name": "file", "in": "path", "required": true, "schema": { "type": "string" }, "example": "Am7.svg" },
            { "name": "instrument", "in": "query", "schema": { "type": "string" }, "example": "ukulele" },
        ],
        "responses": responses,
    })
}

fn order() -> Value {
    json!({
        "type": "object",
        "properties": {
            "content": { "type": "string", "minLength": 1, "description": "The song" },
            "songs": {
                "type": "array",
                "description": "Several songs, for a song book",
                "items": { "oneOf": [
                    { "type": "string" },
                    {
                        "type": "object",
                        "properties": { "content": { "type": "string" }, "name": { "type": "string" } },
                        "required": ["content"],
                        "additionalProperties": false,
                    },
                ] },
            },
            "output_format": { "type": "string", "enum": formats::names().collect::<Vec<_>>(), "default": formats::DEFAULT.name() },
            "options": { "$ref": "#/components/schemas/Options" },
            "files": {
                "type": "object",
                "description": "What the songs may use: file names to contents in base64",
                "additionalProperties": { "type": "string", "contentEncoding": "base64" },
            },
        },
        "anyOf": [{ "required": ["content"] }, { "required": ["songs"] }],
        "additionalProperties": false,
    })
}

fn schema_of(kind: Kind) -> Value {
    match kind {
        Kind::Integer => json!({ "type": "integer" }),
        Kind::Number => json!({ "type": "number" }),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::String => json!({ "type": "string" }),
        Kind::Object => json!({ "type": "object" }),
        Kind::Config => json!({ "oneOf": [
            { "type": "string" },
            { "type": "array", "items": { "type": ["string", "object"] } },
        ] }),
    }
}

fn option_schema() -> Value {
    let properties: Map<String, Value> = options::ENTRIES
        .iter()
        .map(|entry| {
            let mut schema = schema_of(entry.kind);
            if let Some(members) = schema.as_object_mut() {
                members.insert("description".to_owned(), entry.description.into());
                members.insert("examples".to_owned(), options::examples(entry));
            }
            (entry.name.to_owned(), schema)
        })
        .collect();
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn problem_schema() -> Value {
    json!({
        "type": "object",
        "properties": {
            "type": { "type": "string", "format": "uri-reference" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "detail": { "type": "string" },
            "instance": { "type": "string", "description": "The request id" },
            "error": { "type": "string", "description": "The same as detail" },
            "field": { "type": "string" },
            "line": { "type": "integer" },
            "column": { "type": "integer" },
        },
        "required": ["type", "title", "status", "detail", "instance", "error"],
    })
}

fn findings() -> Value {
    json!({
        "type": "object",
        "properties": {
            "errors": { "type": "integer" },
            "warnings": { "type": "integer" },
            "diagnostics": { "type": "array", "items": {
                "type": "object",
                "properties": {
                    "severity": { "enum": ["error", "warning", "info"] },
                    "code": { "type": "string" },
                    "message": { "type": "string" },
                    "line": { "type": "integer" },
                    "column": { "type": "integer" },
                    "hint": { "type": "string" },
                    "source": { "type": "string" },
                },
                "required": ["severity", "code", "message"],
            } },
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_is_defined() {
        let description = describe();
        let text = description.to_string();
        for reference in text.split("\"$ref\":\"#").skip(1) {
            let pointer = reference.split('"').next().expect("a pointer");
            assert!(description.pointer(pointer).is_some(), "{pointer}");
        }
    }

    #[test]
    fn every_option_is_described() {
        let description = describe();
        for entry in options::ENTRIES {
            let pointer = format!("/components/schemas/Options/properties/{}", entry.name);
            assert!(description.pointer(&pointer).is_some(), "{pointer}");
        }
    }
}
