//! Jobs.

use serde_json::{Map, Value, json};

use super::answers::problems;
use super::components::{carry, refer};
use super::named;
use super::paths::{RATE, binary, option_names};

/// The paths.
pub(super) fn paths() -> [(&'static str, Value); 3] {
    [
        ("/jobs", json!({ "post": send() })),
        (
            "/jobs/{id}",
            json!({ "get": look_up(), "delete": forget() }),
        ),
        ("/jobs/{id}/result", json!({ "get": result() })),
    ]
}

/// The schemas, each with a name.
pub(super) fn schemas() -> Map<String, Value> {
    let word = json!({ "type": "string" });
    let count = json!({ "type": "integer", "minimum": 0 });
    Map::from_iter([
        (
            "JobAccepted".to_owned(),
            json!({ "type": "object", "required": ["id", "path"], "properties": { "id": word, "path": word } }),
        ),
        (
            "Job".to_owned(),
            json!({
                "type": "object", "required": ["id", "state"],
                "properties": {
                    "id": word,
                    "state": { "type": "string", "description": "queued, working, done or failed" },
                    "ahead": { "type": "integer", "description": "Jobs before it, up to a thousand" },
                    "songs_done": count,
                    "cause": { "type": ["string", "null"], "description": "Why it failed" },
                },
            }),
        ),
    ])
}

fn id() -> Value {
    json!({
        "name": "id", "in": "path", "required": true, "description": "The job",
        "schema": { "type": "string", "pattern": "^[0-9a-f]{40}$" },
    })
}

fn json_answer(description: &str, schema: &str) -> Value {
    json!({
        "description": description,
        "headers": carry(&RATE),
        "content": { "application/json": { "schema": named(schema) } },
    })
}

fn send() -> Value {
    let mut responses = problems(&[400, 401, 403, 406, 408, 413, 415, 429, 500, 503]);
    responses.insert(
        "202".to_owned(),
        json_answer("The job waits", "JobAccepted"),
    );
    let mut parameters = vec![json!({
        "name": "Idempotency-Key", "in": "header",
        "description": "What is sent with the same key is the same job; without one, the same request is",
        "schema": { "type": "string" },
    })];
    parameters.extend(refer(["output_format"].into_iter().chain(option_names())));
    json!({
        "operationId": "sendJob", "tags": ["songs"], "summary": "Has songs converted later",
        "description": "A body of POST /convert, or lines as for POST /batch. POST /convert and POST /batch with Prefer: respond-async do the same.",
        "parameters": parameters,
        "requestBody": {
            "required": true,
            "content": {
                "application/json": { "schema": named("ConvertRequest") },
                "application/x-ndjson": { "schema": named("ConvertRequest") },
                "multipart/form-data": { "schema": named("Form") },
            },
        },
        "responses": responses,
    })
}

const PROBLEMS: [u16; 6] = [401, 403, 404, 429, 500, 503];

fn look_up() -> Value {
    let mut responses = problems(&PROBLEMS);
    responses.insert("200".to_owned(), json_answer("What is known of it", "Job"));
    json!({
        "operationId": "job", "tags": ["songs"], "summary": "Tells how far a job is",
        "description": "Only the client that sent it sees it.",
        "parameters": [id()], "responses": responses,
    })
}

fn result() -> Value {
    let mut responses = problems(&PROBLEMS);
    responses.insert(
        "200".to_owned(),
        json!({
            "description": "What the request would have been answered with, also with the status of a problem",
            "headers": carry(&RATE),
            "content": { "application/octet-stream": { "schema": binary() } },
        }),
    );
    responses.insert("202".to_owned(), json_answer("It is not done yet", "Job"));
    json!({
        "operationId": "jobResult", "tags": ["songs"], "summary": "Gives the result of a job",
        "description": "As often as it is asked for, until JOBS_KEEP is over.",
        "parameters": [id()], "responses": responses,
    })
}

fn forget() -> Value {
    let mut responses = problems(&PROBLEMS);
    responses.insert(
        "204".to_owned(),
        json!({ "description": "It is forgotten", "headers": carry(&RATE) }),
    );
    json!({
        "operationId": "forgetJob", "tags": ["songs"], "summary": "Forgets a job and its result",
        "description": "One that waits is not begun.",
        "parameters": [id()], "responses": responses,
    })
}
