//! What protects requests and answers, as the description tells it: signed links and encrypted bodies.

use serde_json::{Map, Value, json};

use super::schemas::named;
use crate::jwe::MEDIA_TYPE;

/// Problems of requests that were let in: they are encrypted where the client asks for that.
const INNER: [u16; 7] = [400, 404, 413, 415, 422, 500, 503];

/// An encrypted document.
pub(super) fn jose() -> Value {
    let part = "[A-Za-z0-9_-]";
    json!({
        "type": "string",
        "description": "A JWE in compact form (RFC 7516): alg dir, enc A256GCM, kid the name of a key of this service, \
                        cty the type of what is inside",
        "pattern": format!("^{part}+\\.\\.{part}+\\.{part}*\\.{part}+$"),
    })
}

/// Adds the encrypted form to the media types of a body or an answer.
pub(super) fn add_encrypted(content: &mut Map<String, Value>) {
    let encrypted = json!({ "schema": named("Encrypted") });
    content.insert(MEDIA_TYPE.to_owned(), encrypted);
}

/// Adds the encrypted form to the answer with `status`, where it may be encrypted.
pub(super) fn add_encrypted_problem(status: u16, content: &mut Map<String, Value>) {
    if INNER.contains(&status) {
        add_encrypted(content);
    }
}

/// The members of the query that make a link good without a key.
pub(super) fn link_parameters() -> [Value; 3] {
    [
        (
            "client",
            "Of a signed link: the name of the key that it is signed with.",
            json!({ "type": "string", "minLength": 1 }),
        ),
        (
            "expires",
            "Of a signed link: until when it is good, in seconds since 1970, a week ahead at most.",
            json!({ "type": "integer", "minimum": 0 }),
        ),
        (
            "signature",
            "Of a signed link, at its end: HMAC-SHA-256 over method, path, the query before it, digest of the empty body, \
             expires, and the word link, joined by line feeds.",
            json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" }),
        ),
    ]
    .map(|(name, description, schema)| {
        json!({ "name": name, "in": "query", "description": description, "schema": schema })
    })
}
