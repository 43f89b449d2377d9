//! What `POST /inspect` and `GET /chords` tell of songs and chords.

use serde_json::{Map, Value, json};

use super::named;

/// The schemas, each with a name.
pub(super) fn schemas() -> Map<String, Value> {
    let text = json!({ "type": ["string", "null"] });
    let word = json!({ "type": "string" });
    let texts = list(&word);
    let count = json!({ "type": "integer", "minimum": 0 });
    let numbers = list(&json!({ "type": "integer" }));
    let all = [
        (
            "Inspection",
            object(&["songs"], json!({ "songs": list(&named("SongReport")) })),
        ),
        (
            "SongReport",
            object(
                &[
                    "title", "metadata", "key", "capo", "chords", "sections", "lines", "duration",
                    "needs",
                ],
                json!({
                    "title": text, "metadata": { "type": "object", "additionalProperties": texts }, "key": named("KeyReport"),
                    "capo": list(&named("CapoAdvice")), "chords": list(&named("ChordUse")), "sections": list(&named("SectionReport")),
                    "lines": count, "duration": text, "needs": named("SongNeeds"),
                }),
            ),
        ),
        (
            "KeyReport",
            object(
                &["stated", "detected", "confidence", "sounding"],
                json!({ "stated": text, "detected": text, "confidence": { "type": "number" }, "sounding": text }),
            ),
        ),
        (
            "CapoAdvice",
            object(
                &["fret", "shapes", "reasons"],
                json!({ "fret": count, "shapes": texts, "reasons": texts }),
            ),
        ),
        (
            "ChordUse",
            object(
                &["name", "count", "degree"],
                json!({ "name": word, "count": count, "degree": text }),
            ),
        ),
        (
            "SectionReport",
            object(
                &["name", "label", "line", "length"],
                json!({ "name": word, "label": text, "line": count, "length": count }),
            ),
        ),
        (
            "SongNeeds",
            object(
                &["fonts", "pictures"],
                json!({ "fonts": texts, "pictures": count }),
            ),
        ),
        (
            "ChordReport",
            object(
                &[
                    "name",
                    "quality",
                    "extension",
                    "tones",
                    "intervals",
                    "enharmonics",
                    "instrument",
                    "tuning",
                    "shapes",
                    "keys",
                ],
                json!({
                    "name": word, "root": word, "quality": word, "extension": word, "bass": word, "tones": texts, "intervals": numbers,
                    "enharmonics": texts, "degree": named("ChordDegree"), "instrument": word, "tuning": texts,
                    "shapes": list(&named("ChordShape")), "keys": numbers,
                }),
            ),
        ),
        (
            "ChordDegree",
            object(
                &["key", "nashville", "roman"],
                json!({ "key": word, "nashville": word, "roman": word }),
            ),
        ),
        (
            "ChordShape",
            object(
                &["baseFret", "frets", "fingers", "origin", "hasBass"],
                json!({
                    "baseFret": { "type": "integer" },
                    "frets": { "type": "array", "items": { "type": ["integer", "null"] } },
                    "fingers": { "type": "array", "items": { "type": ["string", "null"] } },
                    "origin": { "type": "string" },
                    "hasBass": { "type": "boolean" },
                }),
            ),
        ),
    ];
    all.into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect()
}

pub(super) fn object(required: &[&str], properties: Value) -> Value {
    let mut schema = json!({ "type": "object", "required": required });
    schema["properties"] = properties;
    schema
}

pub(super) fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items })
}
