//! What operations share: headers, parameters, ways to authenticate.

use serde_json::{Map, Value, json};

use super::{answers, music, named, requests, songs};
use crate::request::convert_options::{self, Kind};

/// All components.
pub(super) fn all() -> Value {
    let mut schemas = requests::schemas();
    schemas.append(&mut answers::schemas());
    schemas.append(&mut songs::schemas());
    schemas.append(&mut music::schemas());
    json!({
        "securitySchemes": {
            "key": { "type": "apiKey", "in": "header", "name": "X-API-Key", "description": "One of the keys of the service" },
            "bearer": { "type": "http", "scheme": "bearer", "description": "The same key in Authorization" },
            // The scheme of its own is one that generators of clients do not know; all that they need is the header.
            "signature": {
                "type": "apiKey",
                "in": "header",
                "name": "Authorization",
                "description": "ChordPro-HMAC-SHA256 with a signature: HMAC-SHA-256 over method, path, query, digest of the body, time and nonce",
            },
        },
        "headers": headers(),
        "parameters": parameters(),
        "requestBodies": { "Songs": requests::body() },
        "responses": answers::responses(),
        "schemas": schemas,
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
pub(super) fn carry(pairs: &[(&str, &str)]) -> Map<String, Value> {
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

/// The names of the parameters of a signed link.
pub(super) const LINK: [&str; 3] = ["client", "expires", "signature"];

fn parameters() -> Map<String, Value> {
    let parameter = |name: &str, place: &str, description: &str, schema: Value| json!({ "name": name, "in": place, "description": description, "schema": schema });
    let [client, expires, signature] = LINK;
    let mut all = Map::from_iter([
        (
            "output_format".to_owned(),
            parameter(
                "output_format",
                "query",
                "The format; without it Accept chooses, without that it is pdf.",
                named("Format"),
            ),
        ),
        (
            "if_none_match".to_owned(),
            parameter(
                "If-None-Match",
                "header",
                "Tags of documents that the client has.",
                json!({ "type": "string" }),
            ),
        ),
        // What makes a link good without a key.
        (
            client.to_owned(),
            parameter(
                client,
                "query",
                "Of a signed link: the name of the key that it is signed with.",
                json!({ "type": "string", "minLength": 1 }),
            ),
        ),
        (
            expires.to_owned(),
            parameter(
                expires,
                "query",
                "Of a signed link: until when it is good, in seconds since 1970, a week ahead at most.",
                json!({ "type": "integer", "minimum": 0 }),
            ),
        ),
        (
            signature.to_owned(),
            parameter(
                signature,
                "query",
                "Of a signed link, at its end: HMAC-SHA-256 over method, path, the query before it, digest of the empty body, \
             expires, and the word link, joined by line feeds.",
                json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" }),
            ),
        ),
    ]);
    for entry in convert_options::ENTRIES {
        let parameter = if matches!(entry.kind, Kind::Meta { .. }) {
            let description = format!(
                "{} A JSON object; meta.<name>=… gives one item, and may be repeated.",
                entry.description
            );
            let schema = json!({ "type": "string", "contentMediaType": "application/json" });
            json!({ "name": entry.name, "in": "query", "description": description, "schema": schema, "example": r#"{"artist": "Traditional"}"# })
        } else {
            parameter(
                entry.name,
                "query",
                entry.description,
                requests::in_query(entry),
            )
        };
        all.insert(entry.name.to_owned(), parameter);
    }
    all
}

/// References to the parameters with these names.
pub(super) fn refer<'a>(names: impl IntoIterator<Item = &'a str>) -> Vec<Value> {
    names
        .into_iter()
        .map(|name| json!({ "$ref": format!("#/components/parameters/{name}") }))
        .collect()
}
