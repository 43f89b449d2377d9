//! The routes: what each takes and what it answers.

use std::fmt::Write;

use serde_json::Value;

use super::schemas::kind;
use super::{escape, rich};

/// More parameters than these are the options of a conversion, which have a table of their own.
const MANY: usize = 10;

/// A section for each route.
pub(super) fn sections(description: &Value) -> String {
    let mut html = String::new();
    let paths = description.get("paths").and_then(Value::as_object);
    for (path, operations) in paths.into_iter().flatten() {
        for (method, operation) in operations.as_object().into_iter().flatten() {
            section(&mut html, description, (method, path), operation);
        }
    }
    html
}

fn section(
    html: &mut String,
    description: &Value,
    (method, path): (&str, &str),
    operation: &Value,
) {
    let text = |name: &str| {
        operation
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    let _ = write!(
        html,
        "<section id=\"route-{}\"><h3><span class=\"method\">{}</span> <code>{}</code></h3><p>{}. {}</p>",
        escape(text("operationId")),
        method.to_uppercase(),
        escape(path),
        rich(text("summary")),
        rich(text("description")),
    );
    if operation.get("security").is_some_and(is_empty) {
        html.push_str("<p class=\"muted\">Needs no key.</p>");
    }
    parameters(html, description, operation);
    if let Some(body) = operation.get("requestBody") {
        let content = resolved(description, body).get("content");
        let _ = write!(html, "<p>Body: {}.</p>", media_types(content));
    }
    responses(html, description, operation);
    html.push_str("</section>\n");
}

fn is_empty(value: &Value) -> bool {
    value.as_array().is_some_and(Vec::is_empty)
}

/// What a reference leads to, or the value itself.
fn resolved<'d>(description: &'d Value, value: &'d Value) -> &'d Value {
    let reference = value.get("$ref").and_then(Value::as_str);
    let found = reference.and_then(|reference| description.pointer(reference.strip_prefix('#')?));
    found.unwrap_or(value)
}

fn parameters(html: &mut String, description: &Value, operation: &Value) {
    let Some(parameters) = operation.get("parameters").and_then(Value::as_array) else {
        return;
    };
    if parameters.len() > MANY {
        html.push_str("<p>The <a href=\"#options\">options</a> may stand in the query.</p>");
        return;
    }
    if parameters.is_empty() {
        return;
    }
    html.push_str("<div class=\"wide\"><table><thead><tr><th>parameter</th><th>in</th><th>type</th><th>what it is</th></tr></thead><tbody>");
    for parameter in parameters {
        let parameter = resolved(description, parameter);
        let text = |name: &str| {
            parameter
                .get(name)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let schema = parameter.get("schema").unwrap_or(&Value::Null);
        let _ = write!(
            html,
            "<tr><td><code>{}</code></td><td>{}</td><td>{}</td><td>{}</td></tr>",
            escape(text("name")),
            escape(text("in")),
            kind(schema),
            rich(text("description")),
        );
    }
    html.push_str("</tbody></table></div>");
}

/// Media types with their schemas.
fn media_types(content: Option<&Value>) -> String {
    let types = content.and_then(Value::as_object);
    let types = types.into_iter().flatten().map(|(media_type, about)| {
        let schema = about.get("schema").unwrap_or(&Value::Null);
        match schema.get("$ref") {
            Some(_) => format!("<code>{}</code> ({})", escape(media_type), kind(schema)),
            None => format!("<code>{}</code>", escape(media_type)),
        }
    });
    types.collect::<Vec<_>>().join(", ")
}

/// Answers; problems are named by their status alone.
fn responses(html: &mut String, description: &Value, operation: &Value) {
    let responses = operation.get("responses").and_then(Value::as_object);
    let mut problems = Vec::new();
    for (status, response) in responses.into_iter().flatten() {
        if response.get("$ref").is_some() {
            problems.push(status.as_str());
            continue;
        }
        let response = resolved(description, response);
        let text = response.get("description").and_then(Value::as_str);
        let types = media_types(response.get("content"));
        let _ = write!(
            html,
            "<p><b>{}</b> {}{}{types}</p>",
            escape(status),
            rich(text.unwrap_or_default()),
            if types.is_empty() { "" } else { ": " },
        );
    }
    if !problems.is_empty() {
        let _ = write!(
            html,
            "<p class=\"muted\"><a href=\"#problems\">Problems</a>: {}.</p>",
            problems.join(", ")
        );
    }
}
