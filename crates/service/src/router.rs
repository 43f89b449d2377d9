//! The routes.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderValue, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};

use crate::app::App;
use crate::middleware::authentication::require_key;
use crate::middleware::{base_path, body, encryption, request_log};
use crate::openapi;
use crate::problem::{Kind, Problem};
use crate::request::convert_options;
use crate::routes::{
    batch, chords, convert, diagrams, docs, formats, health, import, inspect, jobs, links, lint,
    oembed, presets, preview, song_link, studio,
};
use crate::settings::MetricsAccess;

/// All routes over `app`, also below `BASE_PATH`.
pub fn router(app: &Arc<App>) -> Router {
    base_path::below(&app.settings.listen.base_path, routes(app))
}

fn routes(app: &Arc<App>) -> Router {
    let mut open = Router::new()
        .route("/", get(studio::index))
        .route("/studio/frame", get(studio::frame))
        .route("/studio/{file}", get(studio::file))
        .route("/sw.js", get(studio::service_worker))
        .route("/docs", get(docs::docs))
        .route("/presets", get(presets::presets))
        .route("/health", get(health::health))
        .route("/health/", get(health::health))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/openapi.json", get(openapi::serve));
    let later = || from_fn_with_state(Arc::clone(app), jobs::respond_later);
    let mut guarded = Router::new()
        .route("/formats", get(formats::list))
        .route("/options", get(async || Json(convert_options::describe())))
        .route("/convert", post(convert::convert).route_layer(later()))
        .route(
            "/convert/{format}",
            post(convert::convert_to).route_layer(later()),
        )
        .route("/links", post(links::links))
        .route("/preview", post(preview::preview))
        .route("/lint", post(lint::lint))
        .route("/import", post(import::import))
        .route("/inspect", post(inspect::inspect))
        .route("/diagrams/{file}", get(diagrams::diagram))
        .route("/chords/{name}", get(chords::chord));
    match app.settings.access.metrics {
        // The operator's port has them.
        _ if app.settings.listen.ops_port.is_some() => {}
        MetricsAccess::Open => open = open.route("/metrics", get(metrics)),
        MetricsAccess::Key => guarded = guarded.route("/metrics", get(metrics)),
    }
    guarded
        .route_layer(from_fn_with_state(
            Arc::clone(app),
            encryption::decrypt_and_encrypt,
        ))
        .route_layer(from_fn_with_state(Arc::clone(app), require_key))
        .merge(batches(app))
        .merge(song_links(app))
        .merge(open)
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(
            Arc::clone(app),
            request_log::log_request,
        ))
        .with_state(Arc::clone(app))
}

/// Batches and jobs, whose answers are not encrypted: those of batches are sent as they are made.
fn batches(app: &Arc<App>) -> Router<Arc<App>> {
    let later = from_fn_with_state(Arc::clone(app), jobs::respond_later);
    Router::new()
        .route("/batch", post(batch::batch).route_layer(later))
        .route("/jobs", post(jobs::jobs))
        .route("/jobs/{id}", get(jobs::job).delete(jobs::forget))
        .route("/jobs/{id}/result", get(jobs::result))
        .route_layer(from_fn_with_state(Arc::clone(app), require_key))
}

/// What links lead to. Whoever is refused sees so where the picture would be.
fn song_links(app: &Arc<App>) -> Router<Arc<App>> {
    let require_key = || from_fn_with_state(Arc::clone(app), require_key);
    let encryption = from_fn_with_state(Arc::clone(app), encryption::decrypt_and_encrypt);
    let songs = Router::new()
        .route("/song/{file}", get(song_link::song))
        .route_layer(encryption)
        .route_layer(require_key())
        .route_layer(from_fn(song_link::picture_problems));
    Router::new()
        .route("/oembed", get(oembed::oembed))
        .route_layer(require_key())
        .route_layer(from_fn(oembed::take_link))
        .merge(songs)
}

/// The routes of the operator's port.
pub fn operations(app: &Arc<App>) -> Router {
    Router::new()
        .route("/health", get(health::health))
        .route("/health/", get(health::health))
        .route("/health/live", get(health::live))
        .route("/health/ready", get(health::ready))
        .route("/metrics", get(metrics))
        .fallback(not_found)
        .method_not_allowed_fallback(wrong_method)
        .layer(from_fn_with_state(
            Arc::clone(app),
            request_log::log_request,
        ))
        .with_state(Arc::clone(app))
}

async fn metrics(State(app): State<Arc<App>>) -> Response {
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    (
        [(header::CONTENT_TYPE, kind)],
        app.metrics.expose(&app.gauges()),
    )
        .into_response()
}

async fn not_found(State(app): State<Arc<App>>, mut request: Request) -> Response {
    body::drain(&app, &mut request).await;
    Problem::new(
        Kind::NotFound,
        "there is no such route; GET / describes the service",
    )
    .into_response()
}

async fn wrong_method(State(app): State<Arc<App>>, mut request: Request) -> Response {
    body::drain(&app, &mut request).await;
    Problem::new(
        Kind::Method,
        "this route does not take that method; see Allow",
    )
    .into_response()
}
