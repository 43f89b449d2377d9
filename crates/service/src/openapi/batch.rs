//! Batches.

use serde_json::{Map, Value, json};

use super::answers::problems;
use super::components::{carry, refer};
use super::named;
use super::paths::{RATE, binary, option_names};

/// The paths.
pub(super) fn paths() -> [(&'static str, Value); 1] {
    [("/batch", json!({ "post": batch() }))]
}

/// The schemas, each with a name.
pub(super) fn schemas() -> Map<String, Value> {
    let word = json!({ "type": "string" });
    let count = json!({ "type": "integer", "minimum": 0 });
    let song = json!({
        "type": "object", "required": ["index", "status"],
        "properties": {
            "index": count, "name": word, "status": { "type": "integer" },
            "media_type": word, "filename": word, "songs": count, "pages": count, "warnings": count,
            "findings": { "type": "array", "items": named("Diagnostic") },
            "content": { "type": "string", "contentEncoding": "base64", "description": "The document" },
            "problem": named("Problem"),
        },
    });
    Map::from_iter([("BatchSong".to_owned(), song)])
}

fn batch() -> Value {
    let mut responses = problems(&[400, 401, 403, 406, 408, 413, 415, 429, 500, 503]);
    responses.insert(
        "200".to_owned(),
        json!({
            "description": "One line for each song, in order; or a zip with manifest.json",
            "headers": carry(&RATE),
            "content": {
                "application/x-ndjson": { "schema": named("BatchSong") },
                "application/zip": { "schema": binary() },
            },
        }),
    );
    let options = option_names().filter(|name| *name != "separate");
    json!({
        "operationId": "batch", "tags": ["songs"], "summary": "Converts many songs, each to a document of its own",
        "description": "One body of POST /convert a line, or a form with songs. What becomes of a song is sent as soon as it and those before it \
                        are done; what is wrong with one costs that one alone. Options of the query are those of every song.",
        "parameters": refer(["output_format"].into_iter().chain(options)),
        "requestBody": {
            "required": true,
            "content": {
                "application/x-ndjson": { "schema": named("ConvertRequest") },
                "multipart/form-data": { "schema": named("Form") },
            },
        },
        "responses": responses,
    })
}
