//! `GET /openapi.json`: the service described as OpenAPI 3.1, made from the tables of formats, options and problems.
//!
//! `docs/openapi.json` is the same, for reading; `chordpro-api openapi > docs/openapi.json` writes it anew.

#![expect(
    clippy::indexing_slicing,
    reason = "JSON values: reading a member that is missing gives null, writing one adds it"
)]

mod protection;
mod schemas;

use std::sync::LazyLock;

use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::{Map, Value, json};

use crate::coding::FixedText;
use crate::formats;
use crate::options;
use crate::prefix::Prefix;
use crate::problem;
use protection::{add_encrypted, add_encrypted_problem, link_parameters};
use schemas::named;

/// Handles `GET /openapi.json`.
pub async fn serve(Extension(prefix): Extension<Prefix>, headers: HeaderMap) -> Response {
    static TEXT: LazyLock<FixedText> =
        LazyLock::new(|| FixedText::new("application/json", describe().to_string()));
    if prefix.as_str().is_empty() {
        return TEXT.answer(&headers);
    }
    let mut description = describe();
    description["servers"][0]["url"] = prefix.as_str().into();
    Json(description).into_response()
}

/// The description.
pub fn describe() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "chordpro-api",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Converts ChordPro songs.",
            "description": "ChordPro songs in; PDF, text, HTML, normalised ChordPro, pictures and data out. \
                            Unknown fields and options are refused, with a suggestion. \
                            The same request gives the same bytes.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/" }],
        "security": [{ "key": [] }, { "bearer": [] }, { "signature": [] }],
        "tags": [
            { "name": "songs", "description": "Conversion and checking" },
            { "name": "catalogue", "description": "What can be asked for" },
            { "name": "operation", "description": "Health and metrics" },
        ],
        "paths": {
            "/": { "get": page() },
            "/convert": { "post": convert() },
            "/lint": { "post": lint() },
            "/diagrams/{file}": { "get": diagram() },
            "/formats": { "get": catalogue("listFormats", "The formats", "Formats") },
            "/options": { "get": catalogue("listOptions", "The options of a conversion", "OptionList") },
            "/openapi.json": { "get": description() },
            "/health": { "get": health("health", "Whether conversions work", "Health") },
            "/health/live": { "get": live() },
            "/health/ready": { "get": health("ready", "Whether requests should come here", "Status") },
            "/metrics": { "get": metrics() },
        },
        "components": {
            "securitySchemes": {
                "key": { "type": "apiKey", "in": "header", "name": "X-API-Key" },
                "bearer": { "type": "http", "scheme": "bearer" },
                "signature": {
                    "type": "http",
                    "scheme": "ChordPro-HMAC-SHA256",
                    "description": "HMAC-SHA-256 over method, path, query, digest of the body, time and nonce",
                },
            },
            "headers": headers(),
            "schemas": schemas::all(),
        },
    })
}

/// The headers that several answers carry.
fn headers() -> Value {
    let text = |description: &str| {
        json!({
            "description": description, "schema": { "type": "string" },
        })
    };
    let number = |description: &str| {
        json!({
            "description": description, "required": true, "schema": { "type": "integer", "minimum": 0 },
        })
    };
    json!({
        "RequestId": {
            "description": "The request's id: the client's X-Request-Id where that is well formed, else a new one",
            "required": true,
            "schema": { "type": "string", "pattern": "^[A-Za-z0-9._-]{1,128}$" },
        },
        "Trace": {
            "description": "Where the request named a trace in traceparent: that trace, with the span of this request",
            "schema": { "type": "string", "pattern": "^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$" },
        },
        "Version": text("In which version of the service the answer was made"),
        "ETag": text("For If-None-Match"),
        "Disposition": text("attachment, or as the option disposition says, with the plain name output.<suffix>, and one made from the title where there is one; or with the name that the option filename gives"),
        "Songs": number("How many songs were read"),
        "Pages": { "description": "How many pages there are, where the format has pages", "schema": { "type": "integer", "minimum": 1 } },
        "Warnings": number("How many things were noticed; POST /lint tells which"),
        "RetryAfter": { "description": "Seconds after which to come again", "schema": { "type": "integer", "minimum": 1 } },
        "RateLimit": text("Where there is a rate limit: what is left of it"),
        "RateLimitPolicy": text("Where there is a rate limit: how many requests in how many seconds"),
        "Authenticate": text("How to authenticate"),
    })
}

/// References to headers: their names, and what they are called among the components.
fn carry(pairs: &[(&str, &str)]) -> Map<String, Value> {
    let always = [
        ("X-Request-Id", "RequestId"),
        ("ChordPro-API-Version", "Version"),
        ("traceresponse", "Trace"),
    ];
    always
        .iter()
        .chain(pairs)
        .map(|(header, name)| {
            let reference = format!("#/components/headers/{name}");
            ((*header).to_owned(), json!({ "$ref": reference }))
        })
        .collect()
}

const TAG: [(&str, &str); 1] = [("ETag", "ETag")];

const RATE: [(&str, &str); 2] = [
    ("RateLimit", "RateLimit"),
    ("RateLimit-Policy", "RateLimitPolicy"),
];

/// An answer of one media type.
fn answer(description: &str, media_type: &str, schema: &Value) -> Value {
    json!({
        "description": description,
        "headers": carry(&[]),
        "content": { media_type: { "schema": schema } },
    })
}

/// The problems that a route may answer with, and those that any request may meet before its route is known. Several of
/// one status share an entry.
fn problems(statuses: &[u16]) -> Map<String, Value> {
    let mut responses: Map<String, Value> = Map::new();
    for (status, anchor, title, meaning) in problem::Kind::documented() {
        let is_edge = matches!(status.as_u16(), 414 | 431 | 501);
        if !is_edge && !statuses.contains(&status.as_u16()) {
            continue;
        }
        let sentence = format!("`/#{anchor}`: {title}. {meaning}");
        let text = match responses
            .get(status.as_str())
            .and_then(|response| response["description"].as_str())
        {
            Some(earlier) => format!("{earlier} {sentence}"),
            None => sentence,
        };
        let extra: &[(&str, &str)] = match status.as_u16() {
            401 => &[("WWW-Authenticate", "Authenticate")],
            429 | 503 => &[("Retry-After", "RetryAfter")],
            _ => &[],
        };
        let problem = json!({ "schema": named("Problem") });
        let mut content = Map::from_iter([("application/problem+json".to_owned(), problem)]);
        // Whoever needs a key may have one for bodies as well.
        if statuses.contains(&401) {
            add_encrypted_problem(status.as_u16(), &mut content);
        }
        let response = json!({
            "description": text,
            "headers": carry(extra),
            "content": content,
        });
        responses.insert(status.as_str().to_owned(), response);
    }
    responses
}

fn page() -> Value {
    let mut responses = problems(&[403]);
    responses.insert(
        "200".to_owned(),
        answer("The page", "text/html", &json!({ "type": "string" })),
    );
    json!({
        "operationId": "page", "tags": ["catalogue"], "summary": "The page: documentation and an editor",
        "security": [], "responses": responses,
    })
}

fn description() -> Value {
    let mut responses = problems(&[403]);
    let schema = json!({ "type": "object", "required": ["openapi", "info", "paths"] });
    responses.insert(
        "200".to_owned(),
        answer("This description", "application/json", &schema),
    );
    json!({
        "operationId": "describe", "tags": ["catalogue"], "summary": "This description",
        "security": [], "responses": responses,
    })
}

fn catalogue(id: &str, summary: &str, schema: &str) -> Value {
    let mut responses = problems(&[401, 403, 429]);
    let mut found = answer(summary, "application/json", &named(schema));
    found["headers"] = Value::Object(carry(&RATE));
    encrypt(&mut found);
    responses.insert("200".to_owned(), found);
    json!({
        "operationId": id, "tags": ["catalogue"], "summary": summary, "parameters": link_parameters(),
        "responses": responses,
    })
}

/// Says that `answer` may come encrypted.
fn encrypt(answer: &mut Value) {
    if let Some(content) = answer["content"].as_object_mut() {
        add_encrypted(content);
    }
}

fn health(id: &str, summary: &str, schema: &str) -> Value {
    let mut responses = problems(&[]);
    for (status, word) in [("200", "Yes"), ("503", "No")] {
        let response = answer(word, "application/json", &named(schema));
        responses.insert(status.to_owned(), response);
    }
    json!({
        "operationId": id, "tags": ["operation"], "summary": summary, "security": [], "responses": responses,
    })
}

fn live() -> Value {
    let mut responses = problems(&[]);
    responses.insert(
        "200".to_owned(),
        answer("Yes", "application/json", &named("Status")),
    );
    json!({
        "operationId": "live", "tags": ["operation"], "summary": "Whether the process answers", "security": [],
        "responses": responses,
    })
}

fn metrics() -> Value {
    let mut responses = problems(&[401, 403, 404, 429]);
    responses.insert(
        "200".to_owned(),
        answer(
            "Counters for Prometheus",
            "text/plain",
            &json!({ "type": "string" }),
        ),
    );
    json!({
        "operationId": "metrics", "tags": ["operation"],
        "summary": "Counters for Prometheus",
        "description": "Without a key where METRICS_ACCESS says so. Where OPS_PORT is set they answer on that port alone.",
        "parameters": link_parameters(),
        "responses": responses,
    })
}

fn body() -> Value {
    let song = json!({ "schema": named("Song") });
    let mut body = json!({
        "required": true,
        "description": "One song or several, what they use, and options. Options in the query count for every kind of body.",
        "content": {
            "application/json": { "schema": named("Order") },
            "text/plain": song,
            "text/x-chordpro": song,
            "multipart/form-data": {
                "schema": named("Form"),
                "encoding": {
                    "song": { "contentType": "text/plain, text/x-chordpro, application/pdf, application/octet-stream" },
                    "options": { "contentType": "application/json" },
                },
            },
        },
    });
    encrypt(&mut body);
    body
}

fn query() -> Vec<Value> {
    let format = json!({
        "name": "output_format", "in": "query", "description": "The format; without it Accept chooses, without that it is pdf.",
        "schema": { "type": "string", "enum": formats::names().collect::<Vec<_>>() },
    });
    let options = options::ENTRIES.iter().map(|entry| {
        let value = schemas::option_in_query(entry);
        let mut parameter =
            json!({ "name": entry.name, "in": "query", "description": entry.description });
        // An object in a query is JSON.
        if entry.kind == options::Kind::Object {
            parameter["content"] = json!({ "application/json": { "schema": value } });
        } else {
            parameter["schema"] = value;
        }
        parameter
    });
    std::iter::once(format).chain(options).collect()
}

const ALL_PROBLEMS: [u16; 11] = [400, 401, 403, 406, 408, 413, 415, 422, 429, 500, 503];

fn convert() -> Value {
    let mut responses = problems(&ALL_PROBLEMS);
    let mut content: Map<String, Value> = formats::offered()
        .map(|format| {
            let media_type = format.media_type().split(';').next().unwrap_or_default();
            let schema = match media_type {
                "application/json" => named("Songs"),
                kind if kind.starts_with("text/") || kind == "image/svg+xml" => {
                    json!({ "type": "string" })
                }
                _ => json!({ "type": "string", "format": "binary" }),
            };
            (media_type.to_owned(), json!({ "schema": schema }))
        })
        .collect();
    content.insert(
        "application/zip".to_owned(),
        json!({ "schema": { "type": "string", "format": "binary" } }),
    );
    add_encrypted(&mut content);
    let about = [
        TAG[0],
        ("Content-Disposition", "Disposition"),
        ("ChordPro-Songs", "Songs"),
        ("ChordPro-Pages", "Pages"),
        ("ChordPro-Warnings", "Warnings"),
    ];
    let about: Vec<_> = about.into_iter().chain(RATE).collect();
    responses.insert(
        "200".to_owned(),
        json!({ "description": "The document", "headers": carry(&about), "content": content }),
    );
    responses.insert(
        "304".to_owned(),
        json!({ "description": "The client has this very document", "headers": carry(&TAG) }),
    );
    let mut parameters = query();
    parameters.push(if_none_match());
    json!({
        "operationId": "convert", "tags": ["songs"], "summary": "Converts songs",
        "parameters": parameters, "requestBody": body(), "responses": responses,
    })
}

fn if_none_match() -> Value {
    json!({
        "name": "If-None-Match", "in": "header", "description": "Tags of documents that the client has",
        "schema": { "type": "string" },
    })
}

fn lint() -> Value {
    let mut responses = problems(&ALL_PROBLEMS);
    let mut found = answer("What is wrong", "application/json", &named("Findings"));
    found["headers"] = Value::Object(carry(&RATE));
    encrypt(&mut found);
    responses.insert("200".to_owned(), found);
    json!({
        "operationId": "lint", "tags": ["songs"], "summary": "Checks songs",
        "description": "Takes what POST /convert takes.",
        "parameters": query(), "requestBody": body(), "responses": responses,
    })
}

fn diagram() -> Value {
    let mut responses = problems(&[400, 401, 403, 404, 422, 429, 500, 503]);
    let mut found = json!({
        "description": "The diagram",
        "headers": carry(&[RATE.as_slice(), &TAG].concat()),
        "content": {
            "image/svg+xml": { "schema": { "type": "string" } },
            "image/png": { "schema": { "type": "string", "format": "binary" } },
        },
    });
    encrypt(&mut found);
    responses.insert("200".to_owned(), found);
    responses.insert(
        "304".to_owned(),
        json!({ "description": "The client has this very diagram", "headers": carry(&TAG) }),
    );
    let mut parameters = vec![
        json!({
            "name": "file", "in": "path", "required": true, "description": "A chord's name with the suffix of the picture",
            "schema": { "type": "string", "pattern": "^[A-Za-z0-9#+()°ø^♭♯&-][A-Za-z0-9#+()°ø^*♭♯&-]{0,39}\\.(svg|png)$" },
            "examples": { "minor seventh": { "value": "Am7.svg" } },
        }),
        json!({
            "name": "instrument", "in": "query",
            "schema": { "type": "string", "enum": crate::diagram::INSTRUMENTS, "default": "guitar" },
        }),
    ];
    parameters.push(if_none_match());
    parameters.extend(link_parameters());
    json!({
        "operationId": "diagram", "tags": ["songs"], "summary": "One chord diagram",
        "parameters": parameters, "responses": responses,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reference_is_defined() {
        let description = describe();
        let text = description.to_string();
        let mut count = 0;
        for reference in text.split("\"$ref\":\"#").skip(1) {
            let pointer = reference.split('"').next().expect("a pointer");
            assert!(description.pointer(pointer).is_some(), "{pointer}");
            count += 1;
        }
        assert!(count > 20, "only {count} references");
    }

    #[test]
    fn every_option_is_described() {
        let description = describe();
        let parameters = description["paths"]["/lint"]["post"]["parameters"].to_string();
        for entry in options::ENTRIES {
            let pointer = format!("/components/schemas/Options/properties/{}", entry.name);
            assert!(description.pointer(&pointer).is_some(), "{pointer}");
            assert!(parameters.contains(&format!("\"name\":\"{}\"", entry.name)));
        }
    }
}
