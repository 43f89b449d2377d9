//! `POST /lint`: what is wrong with songs, without converting them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use chordpro_engine::Finding;
use serde_json::{Value, json};

use crate::app::App;
use crate::request::convert_request::Goal;
use crate::routes::conversion;
use crate::worker::task::{Answer, Work};

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
        "diagnostics": findings.iter().map(Finding::to_json).collect::<Vec<_>>(),
    })
}
