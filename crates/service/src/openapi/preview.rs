//! `POST /preview`.

use serde_json::{Map, Value, json};

use super::answers::problems;
use super::components::{carry, refer};
use super::music::{list, object};
use super::named;
use super::paths::{RATE, SONG_PROBLEMS, option_names};
use super::requests::{SONG, order, songs};
use crate::hex::FINGERPRINT;
use crate::request::preview_parts::{MAX_KNOWN, VIEWS};

/// The operation.
pub(super) fn path() -> Value {
    let mut responses = problems(&SONG_PROBLEMS);
    responses.insert(
        "200".to_owned(),
        json!({
            "description": "The pages, and what there is to know about the songs",
            "headers": carry(&RATE),
            "content": { "application/json": { "schema": named("Preview") } },
        }),
    );
    let parameters = ["output_format"].into_iter().chain(option_names());
    json!({
        "operationId": "preview", "tags": ["songs"], "summary": "Previews songs for an editor",
        "description": "Takes what POST /convert takes, and gives all pages as SVG whose pieces say which line and columns of which song \
                        they come from, with findings, keys, chords and capo advice. A song that cannot be converted has its problem in \
                        songs, and the others have their pages. Pages that the client has already come without their SVG.",
        "parameters": refer(parameters),
        "requestBody": {
            "required": true,
            "content": { "application/json": {
                "schema": named("PreviewRequest"),
                "examples": { "song": { "value": { "content": SONG, "options": { "config": "ukulele" }, "preview": { "views": ["text"] } } } },
            } },
        },
        "responses": responses,
    })
}

/// The schemas, each with a name.
pub(super) fn schemas() -> Map<String, Value> {
    let all = requests().into_iter().chain(answers());
    all.map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

fn requests() -> [(&'static str, Value); 4] {
    let hash = format!("^[0-9a-f]{{{FINGERPRINT}}}$");
    let views: Vec<&str> = VIEWS.iter().map(|(name, _)| *name).collect();
    let with_parts = |member: &str, songs: &Value, description: &str| {
        let mut schema = order(member, songs, description);
        schema["properties"]["preview"] = named("PreviewParts");
        schema
    };
    [
        (
            "PreviewRequest",
            json!({
                "description": "One song, or several for a song book",
                "oneOf": [named("PreviewSongRequest"), named("PreviewBookRequest")],
            }),
        ),
        (
            "PreviewSongRequest",
            with_parts("content", &named("SongText"), "One song"),
        ),
        (
            "PreviewBookRequest",
            with_parts("songs", &songs(), "Several songs, for a song book"),
        ),
        (
            "PreviewParts",
            json!({
                "type": "object",
                "description": "Which parts of a preview the client wants",
                "properties": {
                    "known": {
                        "type": "array", "maxItems": MAX_KNOWN, "items": { "type": "string", "pattern": hash },
                        "description": "The hashes of the pages that the client has: their SVG is left out",
                    },
                    "pages": {
                        "type": "array", "minItems": 2, "maxItems": 2, "items": { "type": "integer", "minimum": 1 },
                        "description": "The first and the last page whose SVG is wanted; all where absent",
                    },
                    "views": {
                        "type": "array", "maxItems": VIEWS.len(), "items": { "type": "string", "enum": views },
                        "description": "Other formats in which the songs come, too",
                    },
                },
                "additionalProperties": false,
            }),
        ),
    ]
}

fn answers() -> [(&'static str, Value); 11] {
    let (number, count) = (
        json!({ "type": "number" }),
        json!({ "type": "integer", "minimum": 0 }),
    );
    let (word, text) = (
        json!({ "type": "string" }),
        json!({ "type": ["string", "null"] }),
    );
    let place = json!({ "type": ["integer", "null"] });
    let range = json!({ "type": "integer", "minimum": 1 });
    [
        (
            "Preview",
            object(
                &[
                    "version", "pages", "songs", "findings", "counts", "views", "timings",
                ],
                json!({
                    "version": { "type": "integer" },
                    "pages": list(&named("PreviewPage")),
                    "songs": list(&named("PreviewSong")),
                    "findings": list(&named("PreviewFinding")),
                    "counts": named("PreviewCounts"),
                    "views": { "type": "object", "description": "The views that were asked for, as texts; null where no song can be written so", "additionalProperties": text },
                    "timings": named("PreviewTimings"),
                }),
            ),
        ),
        (
            "PreviewPage",
            object(
                &[
                    "number", "label", "hash", "changed", "songs", "width", "height",
                ],
                json!({
                    "number": range,
                    "label": { "type": "string", "description": "The number as it is printed" },
                    "hash": { "type": "string", "description": "The first 16 bytes of SHA-256 over the SVG, in hexadecimal" },
                    "changed": { "type": "boolean", "description": "Whether the client does not have it yet" },
                    "songs": { "type": "array", "items": count, "description": "The indexes of the songs on it" },
                    "width": number, "height": number,
                    "svg": { "type": "string", "description": "Absent where the client has it, or does not want it" },
                }),
            ),
        ),
        (
            "PreviewSong",
            object(
                &[
                    "index", "title", "subtitle", "pages", "line", "key", "capo", "chords",
                    "palette", "seconds", "problem",
                ],
                json!({
                    "index": { "type": "integer", "minimum": 0, "description": "Which song of the request it is; one that holds several songs has several" },
                    "title": text, "subtitle": text,
                    "pages": { "type": ["array", "null"], "items": range, "description": "Its first and its last page" },
                    "line": range,
                    "key": named("PreviewKey"),
                    "capo": named("PreviewCapo"),
                    "chords": list(&named("PreviewChord")),
                    "palette": { "type": "array", "items": word, "description": "The triads of its key, as the song writes chords" },
                    "seconds": place,
                    "problem": { "description": "What keeps it from being converted", "anyOf": [named("PreviewProblem"), { "type": "null" }] },
                }),
            ),
        ),
        (
            "PreviewKey",
            object(
                &["stated", "detected", "confidence", "printed", "sounds"],
                json!({ "stated": text, "detected": text, "confidence": number, "printed": text, "sounds": text }),
            ),
        ),
        (
            "PreviewCapo",
            object(
                &["stated", "advice"],
                json!({ "stated": count, "advice": list(&named("PreviewAdvice")) }),
            ),
        ),
        (
            "PreviewAdvice",
            object(
                &["capo", "key", "chords", "effort"],
                json!({
                    "capo": count, "key": text, "chords": list(&word),
                    "effort": { "type": "number", "minimum": 0, "maximum": 1, "description": "How hard the shapes are, on average" },
                }),
            ),
        ),
        (
            "PreviewChord",
            object(
                &["name", "printed", "count", "known", "degree"],
                json!({
                    "name": { "type": "string", "description": "As the song writes it" },
                    "printed": word, "count": count,
                    "known": { "type": "boolean", "description": "Whether it is a chord" },
                    "degree": { "type": ["integer", "null"], "description": "Of its root in the key, from 1 to 7" },
                }),
            ),
        ),
        (
            "PreviewProblem",
            object(
                &["code", "detail", "line", "column"],
                json!({ "code": word, "detail": word, "line": place, "column": place }),
            ),
        ),
        (
            "PreviewFinding",
            object(
                &[
                    "severity",
                    "code",
                    "message",
                    "hint",
                    "song",
                    "line",
                    "column",
                    "endLine",
                    "endColumn",
                    "fixes",
                ],
                json!({
                    "severity": { "type": "string", "description": "error, warning or hint; later versions may have more" },
                    "code": word, "message": word, "hint": text,
                    "song": { "type": ["integer", "null"], "description": "The index of the song" },
                    "line": place, "column": place, "endLine": place, "endColumn": place,
                    "fixes": list(&named("Fix")),
                }),
            ),
        ),
        (
            "PreviewCounts",
            object(
                &["error", "warning", "hint"],
                json!({ "error": count, "warning": count, "hint": count }),
            ),
        ),
        (
            "PreviewTimings",
            json!({
                "type": "object", "description": "Milliseconds in the worker",
                "required": ["read", "layout", "paint", "total"],
                "properties": { "read": number, "layout": number, "paint": number, "total": number },
            }),
        ),
    ]
}
