//! `POST /lint`: what is wrong with songs, without converting them.

use std::sync::Arc;
use std::time::Instant;

use axum::Json;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use chordpro_engine::{Diagnostic, Severity};
use serde_json::{Map, Value, json};

use crate::app::App;
use crate::body;
use crate::convert::{conversion, limits, problem_of, problem_of_loss};
use crate::exchange::Account;
use crate::order::Order;
use crate::problem::Problem;

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
    let received = body::receive(app, request).await?;
    let deadline = Instant::now() + app.settings.request_timeout;
    account.received = received.bytes.len() as u64;
    let (parts, _) = std::mem::take(request).into_parts();
    let order = Order::read(&parts, &received.bytes)?;
    let engine = app.engine.clone();
    let limits = limits(app);
    let done = app
        .pool
        .run(deadline, move |watch| {
            engine.lint(&conversion(order, &limits, &watch))
        })
        .await
        .map_err(|lost| problem_of_loss(app, lost))?;
    account.waited = Some(done.waited);
    account.worked = Some(done.worked);
    let diagnostics = done.value.map_err(|error| problem_of(&error))?;
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
