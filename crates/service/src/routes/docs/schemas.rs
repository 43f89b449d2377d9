//! The schemas: what bodies hold.

use std::fmt::Write;

use serde_json::Value;

use super::{escape, rich};

/// Longer lists of values are cut.
const MAX_VALUES: usize = 40;

/// A section for each schema.
pub(super) fn sections(description: &Value) -> String {
    let mut html = String::new();
    let schemas = description.pointer("/components/schemas");
    let schemas = schemas.and_then(Value::as_object);
    for (name, schema) in schemas.into_iter().flatten() {
        let text = schema.get("description").and_then(Value::as_str);
        let _ = write!(
            html,
            "<section id=\"schema-{0}\"><h3>{0}</h3><p>{1}{2}{3}</p>",
            escape(name),
            rich(text.unwrap_or_default()),
            if text.is_some() { ". " } else { "" },
            kind(schema),
        );
        members(&mut html, schema);
        html.push_str("</section>\n");
    }
    html
}

fn members(html: &mut String, schema: &Value) {
    let Some(members) = schema.get("properties").and_then(Value::as_object) else {
        return;
    };
    let required = schema.get("required").and_then(Value::as_array);
    html.push_str("<div class=\"wide\"><table><thead><tr><th>member</th><th>type</th><th>what it is</th></tr></thead><tbody>");
    for (name, member) in members {
        let is_required = required.is_some_and(|names| names.iter().any(|other| other == name));
        let text = member.get("description").and_then(Value::as_str);
        let _ = write!(
            html,
            "<tr><td><code>{}</code>{}</td><td>{}</td><td>{}</td></tr>",
            escape(name),
            if is_required {
                ""
            } else {
                " <span class=\"muted\">may be absent</span>"
            },
            kind(member),
            rich(text.unwrap_or_default()),
        );
    }
    html.push_str("</tbody></table></div>");
}

/// The type of a schema, with links to others.
pub(super) fn kind(schema: &Value) -> String {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return format!("<a href=\"#schema-{0}\">{0}</a>", escape(name));
    }
    for choice in ["oneOf", "anyOf"] {
        if let Some(kinds) = schema.get(choice).and_then(Value::as_array) {
            return kinds.iter().map(kind).collect::<Vec<_>>().join(" or ");
        }
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let shown = values.iter().take(MAX_VALUES);
        let shown: Vec<String> = shown
            .map(|value| format!("<code>{}</code>", escape(&value.to_string())))
            .collect();
        let more = if values.len() > MAX_VALUES {
            ", …"
        } else {
            ""
        };
        return shown.join(", ") + more;
    }
    let names: Vec<&str> = match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => vec!["any"],
    };
    let mut words: Vec<String> = names.iter().map(|name| named_kind(schema, name)).collect();
    words.extend(bounds(schema));
    words.join(" or ").replacen(" or from", " from", 1)
}

fn named_kind(schema: &Value, name: &str) -> String {
    match (
        name,
        schema.get("items"),
        schema.get("additionalProperties"),
    ) {
        ("array", Some(items), _) => format!("array of {}", kind(items)),
        ("object", _, Some(values @ Value::Object(_))) => format!("object of {}", kind(values)),
        _ => match schema.get("format").and_then(Value::as_str) {
            Some(format) if name == "string" => format!("string ({})", escape(format)),
            _ => name.to_owned(),
        },
    }
}

/// The least and the greatest number.
fn bounds(schema: &Value) -> Option<String> {
    match (schema.get("minimum"), schema.get("maximum")) {
        (Some(least), Some(most)) => Some(format!("from {least} to {most}")),
        (Some(least), None) => Some(format!("from {least}")),
        _ => None,
    }
}
