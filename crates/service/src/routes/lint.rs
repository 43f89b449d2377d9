//! `POST /lint`: what is wrong with songs, without converting them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::request::convert_request::Goal;
use crate::routes::conversion;
use crate::worker::task::{Answer, Finding, Work};

/// What checking counts as, where conversions are counted by format.
const WORK: &str = "lint";

/// Handles `POST /lint`. It takes what `POST /convert` takes.
pub async fn lint(State(app): State<Arc<App>>, request: Request) -> Response {
    let kind = (WORK, Goal::Findings);
    conversion::tell(&app, request, kind, Work::Lint, |answer, _| match answer {
        Answer::Findings(findings) => Some(Json(report(&findings)).into_response()),
        _ => None,
    })
    .await
}

fn report(findings: &[Finding]) -> Value {
    let count = |severity| {
        findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    json!({
        "errors": count("error"),
        "warnings": count("warning"),
        "diagnostics": findings.iter().map(describe).collect::<Vec<_>>(),
    })
}

fn describe(finding: &Finding) -> Value {
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
    add("severity", finding.severity.as_str().into());
    add("code", finding.code.as_str().into());
    add("message", finding.message.as_str().into());
    if let Some(source) = &finding.source {
        add("source", source.as_str().into());
    }
    if let Some(line) = finding.line {
        add("line", line.into());
    }
    if let Some(column) = finding.column {
        add("column", column.into());
    }
    if let Some(line) = finding.end_line {
        add("endLine", line.into());
    }
    if let Some(column) = finding.end_column {
        add("endColumn", column.into());
    }
    if let Some(hint) = &finding.hint {
        add("hint", hint.as_str().into());
    }
    Value::Object(members)
}
