//! `POST /lint`: what is wrong with songs, without converting them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use chordpro_engine::{Diagnostic, Severity};
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::exchange::Account;
use crate::job::{self, Job};
use crate::problem::Problem;

/// What checking counts as, where conversions are counted by format.
const WORK: &str = "lint";

/// Handles `POST /lint`. It takes what `POST /convert` takes.
pub async fn lint(State(app): State<Arc<App>>, mut request: Request) -> Response {
    let mut account = Account::default();
    let mut response = match answer(&app, &mut request, &mut account).await {
        Ok(value) => Json(value).into_response(),
        Err(problem) => problem.into_response(),
    };
    *Account::of(&mut response) = account;
    response
}

async fn answer(
    app: &Arc<App>,
    request: &mut Request,
    account: &mut Account,
) -> Result<Value, Problem> {
    let Job {
        order, deadline, ..
    } = Job::receive(app, request, account).await?;
    let engine = app.engine.clone();
    let limits = job::limits(app);
    let outcome = job::run(app, WORK, deadline, account, move |watch| {
        engine.lint(&job::conversion(order, &limits, &watch))
    })
    .await?;
    let diagnostics = outcome.map_err(|error| job::problem_of(&error))?;
    let count = |severity| {
        diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == severity)
            .count()
    };
    Ok(json!({
        "errors": count(Severity::Error),
        "warnings": count(Severity::Warning),
        "diagnostics": diagnostics.iter().map(describe).collect::<Vec<_>>(),
    }))
}

fn describe(diagnostic: &Diagnostic) -> Value {
    let mut members = Map::new();
    let mut add = |name: &str, value: Value| members.insert(name.to_owned(), value);
    add("severity", diagnostic.severity.name().into());
    add("code", diagnostic.code.into());
    add("message", diagnostic.message.as_str().into());
    if let Some(source) = &diagnostic.source {
        add("source", (&**source).into());
    }
    if let Some(line) = diagnostic.line {
        add("line", line.into());
    }
    if let Some(column) = diagnostic.column {
        add("column", column.into());
    }
    if let Some(hint) = &diagnostic.hint {
        add("hint", hint.as_str().into());
    }
    Value::Object(members)
}
