//! `GET /openapi.json`: the service described as OpenAPI 3.1, made from the tables of formats, options and problems.
//!
//! `docs/openapi.json` is the same, for reading; `chordpro-api openapi > docs/openapi.json` writes it anew. `scripts/clients`
//! generates clients from it, so it says things the way generators understand them; the tests below hold which.

#![expect(
    clippy::indexing_slicing,
    reason = "JSON values: reading a member that is missing gives null, writing one adds it"
)]

mod answers;
mod batch;
mod components;
mod jobs;
mod links;
mod music;
mod paths;
mod preview;
mod requests;
mod songs;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::{Value, json};

use crate::response::compression::FixedText;
use crate::security::path_prefix::Prefix;

/// Answers to the song of the examples, by format.
const EXAMPLES: &[(&str, &str)] = &[
    ("text", include_str!("examples/song.txt")),
    ("cho", include_str!("examples/song.cho")),
    ("markdown", include_str!("examples/song.md")),
    ("json", include_str!("examples/song.json")),
];

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

/// A reference to the schema called `name`.
fn named(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

/// The description.
pub fn describe() -> Value {
    let mut description = core();
    let paths = [("/preview", json!({ "post": preview::path() }))]
        .into_iter()
        .chain(links::paths())
        .chain(batch::paths())
        .chain(jobs::paths());
    for (path, item) in paths {
        description["paths"][path] = item;
    }
    let schemas = [
        preview::schemas(),
        links::schemas(),
        batch::schemas(),
        jobs::schemas(),
    ];
    for (name, schema) in schemas.into_iter().flatten() {
        description["components"]["schemas"][name] = schema;
    }
    description
}

/// The description without what has modules of its own.
fn core() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "chordpro-api",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "Converts ChordPro songs.",
            "description": "ChordPro songs in; PDF, text, HTML, normalised ChordPro, pictures and data out. \
                            Unknown fields and options are refused, with a suggestion. \
                            The same request gives the same bytes.\n\n\
                            Members and values may be added to answers: take those that you do not know.\n\n\
                            Bodies may be encrypted, both ways, with keys that the operator gives out: a request of \
                            Content-Type application/jose is a JWE in compact form (RFC 7516) with alg dir and enc A256GCM, \
                            whose cty is one of the types described here; with Accept application/jose so is the answer, \
                            or the problem, to any request that needs a key.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [{ "url": "/", "description": "The service that serves this description" }],
        "security": [{ "key": [] }, { "bearer": [] }, { "signature": [] }],
        "tags": [
            { "name": "songs", "description": "Conversion and checking" },
            { "name": "catalogue", "description": "What can be asked for" },
            { "name": "operation", "description": "Health and metrics" },
        ],
        "paths": paths::all(),
        "components": components::all(),
    })
}
