//! What the tests of the service share: an application in memory, and requests to it.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode};
use bytes::Bytes;
use chordpro_api::app::App;
use chordpro_api::router::router;
use chordpro_api::settings::{Settings, Source};
use chordpro_api::worker::WorkerProgram;
use http_body_util::BodyExt;
use serde_json::Value;
use tower::ServiceExt;

/// The key of the client called `web`.
pub(crate) const KEY: &str = "0123456789abcdef0123";

/// Settings for a test: one named key, no audit log, and `more`.
pub(crate) fn settings(more: &[(&str, &str)]) -> Settings {
    let mut pairs = vec![
        ("API_KEYS", "web=0123456789abcdef0123"),
        ("AUDIT_LOG", "off"),
        ("BIND", "127.0.0.1"),
        ("PORT", "0"),
        ("WORKERS", "2"),
    ];
    pairs.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
    pairs.extend(more);
    Settings::read(Source::from_pairs(&pairs)).expect("valid settings")
}

/// An application with these settings, whose workers are the program that was built.
pub(crate) fn application(more: &[(&str, &str)]) -> Arc<App> {
    let program = WorkerProgram::new(env!("CARGO_BIN_EXE_chordpro-api"));
    App::new(settings(more), &program).expect("an application")
}

/// An application in memory.
pub(crate) struct Service {
    pub(crate) app: Arc<App>,
    router: Router,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the answer is JSON")
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("text"))
    }
}

impl Service {
    pub(crate) fn new(more: &[(&str, &str)]) -> Self {
        let app = application(more);
        let router = router(&app);
        Service { app, router }
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("infallible");
        let (parts, body) = response.into_parts();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body: body.collect().await.expect("a whole body").to_bytes(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(request(Method::GET, path, &[("x-api-key", KEY)], ""))
            .await
    }

    /// `POST` of JSON with the key.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        let headers = [("x-api-key", KEY), ("content-type", "application/json")];
        self.send(request(Method::POST, path, &headers, body.to_string()))
            .await
    }
}

/// Waits until `holds`; what never does is a failure that says `what`.
pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let waiting = async {
        while !holds() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(20), waiting).await;
    assert!(waited.is_ok(), "{what}: not within twenty seconds");
}

/// A request with these headers.
pub(crate) fn request(
    method: Method,
    path: &str,
    headers: &[(&str, &str)],
    body: impl Into<Body>,
) -> Request<Body> {
    let mut builder = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(body.into()).expect("a request")
}

/// A file of keys, taken away at the end.
pub(crate) struct KeyFile(PathBuf);

impl KeyFile {
    pub(crate) fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("keys-{}-{name}", std::process::id()));
        std::fs::write(&path, text).expect("written");
        KeyFile(path)
    }

    pub(crate) fn path(&self) -> &str {
        self.0.to_str().expect("text")
    }

    pub(crate) fn service(&self) -> Service {
        Service::new(&[("API_KEYS_FILE", self.path())])
    }
}

impl Drop for KeyFile {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
