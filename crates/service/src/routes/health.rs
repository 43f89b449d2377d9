//! Whether the service works: `GET /health`, `/health/live`, `/health/ready`.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::app::App;
use crate::routes::conversion;
use crate::timestamp;

fn report(is_healthy: bool, word: &str) -> (StatusCode, Json<Value>) {
    let status = if is_healthy {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    let body = json!({
        "status": word,
        "service": "chordpro-api",
        "timestamp": timestamp::now_text(),
        "chordpro_available": is_healthy,
        "version": env!("CARGO_PKG_VERSION"),
        "build": chordpro_engine::BUILD,
    });
    (status, Json(body))
}

async fn works(app: &App) -> bool {
    app.trial.works(&app.pool, conversion::limits(app)).await
}

/// `GET /health`: whether conversions work.
pub async fn health(State(app): State<Arc<App>>) -> Response {
    let works = works(&app).await;
    report(works, if works { "healthy" } else { "degraded" }).into_response()
}

/// `GET /health/live`: whether the process answers at all.
pub async fn live() -> Json<Value> {
    Json(json!({ "status": "alive" }))
}

/// `GET /health/ready`: whether new requests should come here.
pub async fn ready(State(app): State<Arc<App>>) -> Response {
    if !app.is_ready() {
        return (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(json!({ "status": "stopping" })),
        )
            .into_response();
    }
    if works(&app).await {
        Json(json!({ "status": "ready" })).into_response()
    } else {
        (
            StatusCode::SERVICE_UNAVAILABLE,
            Json(json!({ "status": "degraded" })),
        )
            .into_response()
    }
}
