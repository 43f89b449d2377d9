//! `POST /lint`: what is wrong with songs, without converting them.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::response::Response;
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::memory::Share;
use crate::middleware::request_outcome::RequestOutcome;
use crate::problem::Problem;
use crate::request::convert_request::Goal;
use crate::routes::conversion::{self, SongRequest};
use crate::worker::task::{self, Finding, Work};

/// What checking counts as, where conversions are counted by format.
const WORK: &str = "lint";

/// Handles `POST /lint`. It takes what `POST /convert` takes.
pub async fn lint(State(app): State<Arc<App>>, mut request: Request) -> Response {
    let mut outcome = RequestOutcome::default();
    let answer = answer(&app, &mut request, &mut outcome).await;
    conversion::respond_with_json(answer, outcome)
}

async fn answer(
    app: &Arc<App>,
    request: &mut Request,
    account: &mut RequestOutcome,
) -> Result<(Value, Arc<Share>), Problem> {
    let SongRequest {
        convert_request,
        turn,
        ..
    } = SongRequest::receive(app, request, account, Goal::Findings).await?;
    let made = conversion::run(app, WORK, turn, account, Work::Lint(convert_request)).await?;
    let task::Answer::Findings(findings) = made.answer else {
        return Err(conversion::fault("the worker gave no findings"));
    };
    let count = |severity| {
        findings
            .iter()
            .filter(|finding| finding.severity == severity)
            .count()
    };
    let found = json!({
        "errors": count("error"),
        "warnings": count("warning"),
        "diagnostics": findings.iter().map(describe).collect::<Vec<_>>(),
    });
    Ok((found, made.share))
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
