//! Links to songs.

use serde_json::{Map, Value, json};

use super::answers::{pictured_problems, problems};
use super::components::{LINK, carry, refer};
use super::named;
use super::paths::{RATE, TAG, binary, option_names};

/// The paths.
pub(super) fn paths() -> [(&'static str, Value); 3] {
    [
        ("/links", json!({ "post": make() })),
        ("/song/{file}", json!({ "get": follow() })),
        ("/oembed", json!({ "get": embed() })),
    ]
}

/// The schemas, each with a name.
pub(super) fn schemas() -> Map<String, Value> {
    let all = [
        (
            "LinkRequest",
            json!({
                "type": "object", "required": ["content"], "additionalProperties": false,
                "properties": {
                    "content": { "type": "string", "minLength": 1, "description": "The song" },
                    "output_format": { "type": "string", "enum": ["svg", "png", "pdf", "html"], "default": "svg" },
                    "options": named("Options"),
                    "expires_in": {
                        "type": "integer", "minimum": 0, "maximum": 604_800, "default": 604_800,
                        "description": "For how many seconds the link is good; 0 makes one without a signature, for a public key",
                    },
                },
            }),
        ),
        (
            "Link",
            json!({
                "type": "object", "required": ["path", "expires"],
                "properties": {
                    "path": { "type": "string", "description": "Path and query of the link" },
                    "expires": { "type": ["integer", "null"], "description": "Until when it is good, in seconds since 1970" },
                },
            }),
        ),
        (
            "Embedding",
            json!({
                "type": "object", "required": ["version", "type"],
                "properties": {
                    "version": { "type": "string" },
                    "type": { "type": "string", "description": "photo for svg and png, else link" },
                    "url": { "type": "string" },
                    "width": { "type": "integer" },
                    "height": { "type": "integer" },
                    "provider_name": { "type": "string" },
                    "cache_age": { "type": "integer" },
                },
            }),
        ),
    ];
    all.into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

fn made(description: &str, schema: &str) -> Value {
    json!({
        "description": description,
        "headers": carry(&RATE),
        "content": { "application/json": { "schema": named(schema) } },
    })
}

fn make() -> Value {
    let mut responses = problems(&[400, 401, 403, 408, 413, 415, 429, 500, 503]);
    responses.insert("200".to_owned(), made("The link", "Link"));
    json!({
        "operationId": "makeLink", "tags": ["songs"], "summary": "Makes the address of a song",
        "description": "An address that holds the song itself, signed for a week at most, or without a signature for a public key.",
        "requestBody": {
            "required": true,
            "content": { "application/json": { "schema": named("LinkRequest"), "example": { "content": "{title: Amazing Grace}\n\n[G]Amazing [C]grace", "options": { "transpose": 2 } } } },
        },
        "responses": responses,
    })
}

fn public_key() -> Value {
    json!({
        "name": "key", "in": "query", "description": "A public key: one that the operator has given scope=link",
        "schema": { "type": "string" },
    })
}

fn follow() -> Value {
    let mut responses = pictured_problems(&[400, 401, 403, 404, 413, 422, 429, 500, 503]);
    let about: Vec<_> = [TAG].into_iter().chain(RATE).collect();
    responses.insert(
        "200".to_owned(),
        json!({
            "description": "The song",
            "headers": carry(&about),
            "content": {
                "image/svg+xml": { "schema": { "type": "string" } },
                "image/png": { "schema": binary() },
                "application/pdf": { "schema": binary() },
                "text/html": { "schema": { "type": "string" } },
            },
        }),
    );
    responses.insert(
        "304".to_owned(),
        json!({ "description": "The client has this very document", "headers": carry(&[TAG]) }),
    );
    let mut parameters = vec![
        json!({
            "name": "file", "in": "path", "required": true,
            "description": "Raw DEFLATE (RFC 1951) of the song's text in UTF-8, as base64url without padding, and the suffix of the format",
            "schema": { "type": "string", "pattern": "^[A-Za-z0-9_-]+\\.(svg|png|pdf|html)$" },
        }),
        public_key(),
    ];
    // In an address `key` is the public key.
    let options = option_names().filter(|name| !["separate", "key"].contains(name));
    parameters.extend(refer(options.chain(["if_none_match"]).chain(LINK)));
    json!({
        "operationId": "followLink", "tags": ["songs"], "summary": "Shows the song of an address",
        "description": "Where a picture is asked for, a problem is a picture too, unless Accept names JSON.",
        "parameters": parameters, "responses": responses,
    })
}

fn embed() -> Value {
    let mut responses = problems(&[400, 401, 403, 404, 413, 422, 429, 500, 503]);
    responses.insert("200".to_owned(), made("What is shown", "Embedding"));
    let number = json!({ "type": "integer", "minimum": 1 });
    json!({
        "operationId": "embed", "tags": ["songs"], "summary": "Tells pages how to show a link (oEmbed)",
        "description": "The key, or the signature, is that of the link.",
        "security": [],
        "parameters": [
            { "name": "url", "in": "query", "required": true, "description": "A link of this service to a song", "schema": { "type": "string" } },
            { "name": "maxwidth", "in": "query", "description": "The room on the page, in pixels", "schema": number },
            { "name": "maxheight", "in": "query", "description": "The room on the page, in pixels", "schema": number },
            { "name": "format", "in": "query", "description": "There is no other", "schema": { "type": "string", "enum": ["json"], "default": "json" } },
        ],
        "responses": responses,
    })
}
