//! The operations.

use chordpro_engine::Format;
use serde_json::{Map, Value, json};

use super::answers::{self, problems};
use super::components::{LINK, carry, refer};
use super::songs::{BOOK, pascal};
use super::{EXAMPLES, named};
use crate::request::chord_query::Theme;
use crate::request::convert_options;
use crate::request::formats;

pub(super) const TAG: (&str, &str) = ("ETag", "ETag");

pub(super) const RATE: [(&str, &str); 2] = [
    ("RateLimit", "RateLimit"),
    ("RateLimit-Policy", "RateLimitPolicy"),
];

/// All paths.
pub(super) fn all() -> Map<String, Value> {
    let health_example = json!({
        "status": "healthy", "service": "chordpro-api", "timestamp": "2026-01-31T12:00:00Z",
        "chordpro_available": true, "version": env!("CARGO_PKG_VERSION"), "build": "dev",
    });
    let fixed = [
        ("/", json!({ "get": page() })),
        ("/convert", json!({ "post": convert() })),
        ("/lint", json!({ "post": lint() })),
        ("/import", json!({ "post": import() })),
        ("/inspect", json!({ "post": inspect() })),
        ("/diagrams/{file}", json!({ "get": diagram() })),
        ("/chords/{name}", json!({ "get": chord() })),
        (
            "/formats",
            json!({ "get": catalogue(
            ("listFormats", "Lists the formats", "The names of the formats, and the one of answers to requests that choose none."),
            "FormatList",
            &answers::format_list(),
        ) }),
        ),
        (
            "/options",
            json!({ "get": catalogue(
            ("listOptions", "Lists the options of a conversion", "Every option with its type, its values or range, a description and examples."),
            "OptionList",
            &json!({ "supported_options": { "lyrics_only": convert_options::describe()["supported_options"]["lyrics_only"] } }),
        ) }),
        ),
        ("/docs", json!({ "get": docs() })),
        ("/presets", json!({ "get": presets() })),
        ("/openapi.json", json!({ "get": description() })),
        (
            "/health",
            json!({ "get": health(
            ("health", "Tells whether conversions work", "A small song is converted for it, at most every few seconds."),
            "Health",
            &health_example,
        ) }),
        ),
        ("/health/live", json!({ "get": live() })),
        (
            "/health/ready",
            json!({ "get": health(
            ("ready", "Tells whether requests should come here", "It says no once the service is stopping, before it does."),
            "Status",
            &json!({ "status": "ready" }),
        ) }),
        ),
        ("/metrics", json!({ "get": metrics() })),
    ];
    let mut paths: Map<String, Value> = fixed
        .into_iter()
        .map(|(path, item)| (path.to_owned(), item))
        .collect();
    for format in formats::offered() {
        paths.insert(
            format!("/convert/{}", format.name()),
            json!({ "post": convert_to(format) }),
        );
    }
    paths
}

/// An answer of one media type.
fn answer(description: &str, media_type: &str, schema: &Value) -> Value {
    json!({
        "description": description,
        "headers": carry(&[]),
        "content": { media_type: { "schema": schema } },
    })
}

/// An answer of JSON that any request with a key may get.
fn found(description: &str, schema: &str, example: &Value) -> Value {
    json!({
        "description": description,
        "headers": carry(&RATE),
        "content": { "application/json": { "schema": named(schema), "example": example } },
    })
}

fn page() -> Value {
    let mut responses = problems(&[403]);
    responses.insert(
        "200".to_owned(),
        answer("The page", "text/html", &json!({ "type": "string" })),
    );
    json!({
        "operationId": "page", "tags": ["catalogue"], "summary": "Shows the page",
        "description": "The studio, an editor for songs, for a browser.",
        "security": [], "responses": responses,
    })
}

fn docs() -> Value {
    let mut responses = problems(&[403]);
    responses.insert(
        "200".to_owned(),
        answer(
            "The documentation",
            "text/html",
            &json!({ "type": "string" }),
        ),
    );
    json!({
        "operationId": "docs", "tags": ["catalogue"], "summary": "Shows this description to people",
        "description": "The routes, options, formats, schemas and problems, for a browser.",
        "security": [], "responses": responses,
    })
}

fn presets() -> Value {
    let mut responses = problems(&[403, 500, 503]);
    let schema = json!({ "type": "array", "items": named("Preset") });
    let mut list = answer("The presets", "application/json", &schema);
    list["headers"] = carry(&[TAG]).into();
    responses.insert("200".to_owned(), list);
    responses.insert(
        "304".to_owned(),
        json!({ "description": "The client has this very list", "headers": carry(&[TAG]) }),
    );
    json!({
        "operationId": "listPresets", "tags": ["catalogue"], "summary": "Lists the presets",
        "description": "Instruments, styles, notations and settings of pages as people choose them: labels, pictures of styles, settings. \
                        Names are what the option config takes.",
        "parameters": refer(["if_none_match"]), "security": [], "responses": responses,
    })
}

fn description() -> Value {
    let mut responses = problems(&[403]);
    let schema = json!({ "type": "object", "description": "An OpenAPI 3.1 document", "additionalProperties": true });
    responses.insert(
        "200".to_owned(),
        answer("This description", "application/json", &schema),
    );
    json!({
        "operationId": "describe", "tags": ["catalogue"], "summary": "Gives this description",
        "description": "The service as OpenAPI 3.1, for programs and generators of clients.",
        "security": [], "responses": responses,
    })
}

fn catalogue(
    (id, summary, description): (&str, &str, &str),
    schema: &str,
    example: &Value,
) -> Value {
    let mut responses = problems(&[401, 403, 429]);
    responses.insert("200".to_owned(), found(description, schema, example));
    json!({
        "operationId": id, "tags": ["catalogue"], "summary": summary, "description": description,
        "parameters": refer(LINK), "responses": responses,
    })
}

fn health((id, summary, description): (&str, &str, &str), schema: &str, example: &Value) -> Value {
    let mut responses = problems(&[]);
    let mut yes = answer("Yes", "application/json", &named(schema));
    if let Some(content) = yes
        .pointer_mut("/content/application~1json")
        .and_then(Value::as_object_mut)
    {
        content.insert("example".to_owned(), example.clone());
    }
    responses.insert("200".to_owned(), yes);
    responses.insert(
        "503".to_owned(),
        answer("No", "application/json", &named(schema)),
    );
    json!({
        "operationId": id, "tags": ["operation"], "summary": summary, "description": description,
        "security": [], "responses": responses,
    })
}

fn live() -> Value {
    let mut responses = problems(&[]);
    responses.insert(
        "200".to_owned(),
        answer("Yes", "application/json", &named("Status")),
    );
    json!({
        "operationId": "live", "tags": ["operation"], "summary": "Tells whether the process answers",
        "description": "It looks at nothing else.",
        "security": [], "responses": responses,
    })
}

fn metrics() -> Value {
    let mut responses = problems(&[401, 403, 404, 429]);
    let text = json!({ "type": "string" });
    responses.insert(
        "200".to_owned(),
        answer("Counters for Prometheus", "text/plain", &text),
    );
    json!({
        "operationId": "metrics", "tags": ["operation"], "summary": "Gives counters for Prometheus",
        "description": "Without a key where METRICS_ACCESS says so. Where OPS_PORT is set they answer on that port alone.",
        "parameters": refer(LINK), "responses": responses,
    })
}

pub(super) const SONG_PROBLEMS: [u16; 10] = [400, 401, 403, 408, 413, 415, 422, 429, 500, 503];

/// The problems of operations where `Accept` may choose the format, and may name none that can be made.
fn problems_with_accept() -> Map<String, Value> {
    problems(&[SONG_PROBLEMS.as_slice(), &[406]].concat())
}

/// The media type of a format and what an answer of it looks like.
fn content(format: Format) -> (String, Value) {
    let media_type = format.media_type().split(';').next().unwrap_or_default();
    let mut content = match media_type {
        "application/json" => json!({ "schema": named(BOOK) }),
        text if text.starts_with("text/")
            || matches!(text, "image/svg+xml" | "application/xml") =>
        {
            json!({ "schema": { "type": "string" } })
        }
        _ => json!({ "schema": binary() }),
    };
    if let Some((_, example)) = EXAMPLES.iter().find(|(of, _)| *of == format.name()) {
        let value = match media_type {
            "application/json" => serde_json::from_str(example).unwrap_or_default(),
            _ => Value::from(*example),
        };
        content["example"] = value;
    }
    (media_type.to_owned(), content)
}

pub(super) fn binary() -> Value {
    json!({ "type": "string", "format": "binary" })
}

/// The answers of a conversion into a document of these media types.
fn documents(problems: Map<String, Value>, content: &Map<String, Value>) -> Map<String, Value> {
    let about = [
        TAG,
        ("Content-Disposition", "Disposition"),
        ("ChordPro-Songs", "Songs"),
        ("ChordPro-Pages", "Pages"),
        ("ChordPro-Warnings", "Warnings"),
    ];
    let about: Vec<_> = about.into_iter().chain(RATE).collect();
    let mut responses = problems;
    responses.insert(
        "200".to_owned(),
        json!({ "description": "The document", "headers": carry(&about), "content": content }),
    );
    responses.insert(
        "304".to_owned(),
        json!({ "description": "The client has this very document", "headers": carry(&[TAG]) }),
    );
    responses
}

/// The names of all options.
pub(super) fn option_names() -> impl Iterator<Item = &'static str> {
    convert_options::ENTRIES.iter().map(|entry| entry.name)
}

fn convert() -> Value {
    let mut content: Map<String, Value> = Map::new();
    for (media_type, answer) in formats::offered().map(self::content) {
        // The first of a media type speaks for it.
        content.entry(media_type).or_insert(answer);
    }
    content.insert("application/zip".to_owned(), json!({ "schema": binary() }));
    let parameters = ["output_format"]
        .into_iter()
        .chain(option_names())
        .chain(["if_none_match"]);
    json!({
        "operationId": "convert", "tags": ["songs"], "summary": "Converts songs",
        "description": "The format is output_format, else the one that Accept likes best, else pdf. With the option separate the answer \
                        is a zip, and so it is where svg or png show all pages. POST /convert/pdf and the like, with one type of answer each, suit clients with types better.",
        "parameters": refer(parameters),
        "requestBody": { "$ref": "#/components/requestBodies/Songs" },
        "responses": documents(problems_with_accept(), &content),
    })
}

fn convert_to(format: Format) -> Value {
    let name = format.name();
    let parameters = option_names()
        .filter(|name| *name != "separate")
        .chain(["if_none_match"]);
    json!({
        "operationId": format!("convertTo{}", pascal(name)), "tags": ["songs"], "summary": format!("Converts songs to {name}"),
        "description": format!(
            "As POST /convert with output_format {name}, whatever Accept says. Another output_format is refused, and so are options \
             whose answer would be a zip: separate, and for svg and png page with the value all."
        ),
        "parameters": refer(parameters),
        "requestBody": { "$ref": "#/components/requestBodies/Songs" },
        "responses": documents(problems(&SONG_PROBLEMS), &Map::from_iter([content(format)])),
    })
}

fn inspect() -> Value {
    let mut responses = problems(&SONG_PROBLEMS);
    responses.insert(
        "200".to_owned(),
        json!({
            "description": "What the songs are like",
            "headers": carry(&RATE),
            "content": { "application/json": { "schema": named("Inspection") } },
        }),
    );
    let parameters = ["output_format"].into_iter().chain(option_names());
    json!({
        "operationId": "inspect", "tags": ["songs"], "summary": "Tells what songs are like",
        "description": "Takes what POST /convert takes, and tells keys, capo advice, chords, sections, and what the songs need.",
        "parameters": refer(parameters),
        "requestBody": { "$ref": "#/components/requestBodies/Songs" },
        "responses": responses,
    })
}

fn lint() -> Value {
    let mut responses = problems(&SONG_PROBLEMS);
    let example = json!({ "errors": 0, "warnings": 1, "diagnostics": [
        { "severity": "warning", "code": "unknown-directive", "message": "Unknown directive", "source": "song.cho", "line": 4 },
    ] });
    responses.insert(
        "200".to_owned(),
        found("What was noticed", "Findings", &example),
    );
    let parameters = ["output_format"].into_iter().chain(option_names());
    json!({
        "operationId": "lint", "tags": ["songs"], "summary": "Checks songs",
        "description": "Takes what POST /convert takes, and tells what is wrong with the songs.",
        "parameters": refer(parameters),
        "requestBody": { "$ref": "#/components/requestBodies/Songs" },
        "responses": responses,
    })
}

fn import() -> Value {
    let mut responses = problems(&SONG_PROBLEMS);
    let example = json!({ "sheets": [{
        "name": "song.cho", "from": "onsong", "confidence": "certain", "reason": "heads, sections with a colon, chords in brackets",
        "songs": [{
            "chordpro": "{title: Swing Low}\n{key: D}\n\n{start_of_chorus}\nSwing [D]low\n{end_of_chorus}\n",
            "lines": [1, 2, 4, 4, 5, 5],
            "report": [
                { "line": 1, "taken": "title", "detail": "line 1 of the sheet, taken for the title" },
                { "line": 2, "taken": "head" },
                { "line": 3, "taken": "blank" },
                { "line": 4, "taken": "section", "detail": "chorus" },
                { "line": 5, "taken": "lyrics" },
            ],
        }],
    }] });
    responses.insert(
        "200".to_owned(),
        found(
            "The songs as ChordPro, and what each line was taken for",
            "Sheets",
            &example,
        ),
    );
    let parameters = ["output_format"].into_iter().chain(option_names());
    json!({
        "operationId": "import", "tags": ["songs"], "summary": "Imports sheets of other formats",
        "description": "Takes what POST /convert takes, and gives the songs as ChordPro. The option from names their format; without it \
                        their content shows it, and the answer says how sure that is.",
        "parameters": refer(parameters),
        "requestBody": { "$ref": "#/components/requestBodies/Songs" },
        "responses": responses,
    })
}

/// What single chords are asked for.
fn chord_parameters() -> [Value; 3] {
    let instruments: Vec<&str> = chordpro_engine::instrument_names()
        .chain(["guitar-ly", "ukulele-ly", "mandolin-ly"])
        .collect();
    [
        json!({
            "name": "instrument", "in": "query", "description": "For which instrument",
            "schema": { "type": "string", "enum": instruments, "default": "guitar" },
        }),
        json!({
            "name": "tuning", "in": "query", "description": "The strings from low to high instead of the instrument's: notes with octaves, separated by commas",
            "schema": { "type": "string", "maxLength": 200, "pattern": "^[A-G][#b]?[0-9]?(,[A-G][#b]?[0-9]?){2,11}$" },
            "examples": { "dadgad": { "value": "D2,A2,D3,G3,A3,D4" } },
        }),
        json!({
            "name": "left", "in": "query", "description": "For a left-handed player: strings from high to low",
            "schema": { "type": "boolean", "default": false },
        }),
    ]
}

fn chord() -> Value {
    let mut responses = problems(&[400, 401, 403, 404, 422, 429, 500, 503]);
    responses.insert(
        "200".to_owned(),
        json!({
            "description": "What is known of the chord",
            "headers": carry(&RATE),
            "content": { "application/json": { "schema": named("ChordReport") } },
        }),
    );
    let mut parameters = vec![json!({
        "name": "name", "in": "path", "required": true, "description": "A chord's name",
        "schema": { "type": "string", "pattern": "^[A-Za-z0-9#+()°ø^♭♯&-][A-Za-z0-9#+()°ø^*♭♯&-]{0,39}$" },
        "examples": { "minor_seventh": { "value": "Am7" } },
    })];
    parameters.extend(chord_parameters());
    parameters.push(json!({
        "name": "key", "in": "query", "description": "The key in which the chord's degree is told",
        "schema": { "type": "string", "maxLength": 8 },
        "examples": { "c": { "value": "C" } },
    }));
    parameters.extend(refer(LINK));
    json!({
        "operationId": "chord", "tags": ["songs"], "summary": "Tells what is known of one chord",
        "description": "Its tones, other names, its degree in a key, and its shapes on an instrument, the easiest first.",
        "parameters": parameters, "responses": responses,
    })
}

fn diagram() -> Value {
    let mut responses = problems(&[400, 401, 403, 404, 422, 429, 500, 503]);
    responses.insert(
        "200".to_owned(),
        json!({
            "description": "The diagram",
            "headers": carry(&[RATE.as_slice(), &[TAG]].concat()),
            "content": {
                "image/svg+xml": { "schema": { "type": "string" } },
                "image/png": { "schema": binary() },
            },
        }),
    );
    responses.insert(
        "304".to_owned(),
        json!({ "description": "The client has this very diagram", "headers": carry(&[TAG]) }),
    );
    let mut parameters = vec![json!({
        "name": "file", "in": "path", "required": true, "description": "A chord's name with the suffix of the picture. A slash in the name is written %2F, a sharp sign %23.",
        "schema": { "type": "string", "pattern": "^[A-Za-z0-9#+()°ø^♭♯&-][A-Za-z0-9#+()/°ø^*♭♯&-]{0,39}\\.(svg|png)$" },
        "examples": { "minor_seventh": { "value": "Am7.svg" } },
    })];
    parameters.extend(chord_parameters());
    parameters.extend([
        json!({
            "name": "size", "in": "query", "description": "The width in pixels",
            "schema": { "type": "integer", "minimum": 24, "maximum": 1024 },
        }),
        json!({
            "name": "theme", "in": "query", "description": "Black, white, or (svg) the colour of the text around it",
            "schema": { "type": "string", "enum": Theme::NAMES, "default": "light" },
        }),
        json!({
            "name": "position", "in": "query", "description": "Which of the chord's shapes, the easiest first",
            "schema": { "type": "integer", "minimum": 1, "maximum": 12, "default": 1 },
        }),
        json!({
            "name": "fingers", "in": "query", "description": "Whether fingers are shown where they are known",
            "schema": { "type": "boolean", "default": true },
        }),
    ]);
    parameters.extend(refer(["if_none_match"].into_iter().chain(LINK)));
    json!({
        "operationId": "diagram", "tags": ["songs"], "summary": "Draws one chord diagram",
        "description": "As a picture, svg or png by the suffix; it may be kept for a day.",
        "parameters": parameters, "responses": responses,
    })
}
