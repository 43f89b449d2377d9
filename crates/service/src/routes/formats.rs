//! `GET /formats`: the formats that the service offers.

use axum::Json;
use serde_json::{Value, json};

use crate::request::formats::{DEFAULT, names};

/// The answer of `GET /formats`.
pub async fn list() -> Json<Value> {
    Json(json!({
        "supported_formats": names().collect::<Vec<_>>(),
        "default_format": DEFAULT.name(),
    }))
}
