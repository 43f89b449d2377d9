//! What went wrong, with its two faces: the problem that the client reads (RFC 9457), and the cause that is logged.

use std::time::Duration;

use axum::body::Body;
use axum::http::response::Parts;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chordpro_engine::{Exceeded, Limit};
use serde_json::{Map, Value, json};

pub use crate::problem_kinds::{Kind, markdown_table};
use crate::problem_picture;
use crate::security::path_prefix::Prefix;
use crate::telemetry::request_id::RequestId;

/// The setting that raises a limit of conversions, where there is one.
fn setting_of(limit: Limit) -> Option<&'static str> {
    match limit {
        Limit::Pages => Some("MAX_PAGES"),
        Limit::Bytes => Some("MAX_RESULT_SIZE"),
        Limit::Memory => Some("WORKER_MEMORY"),
        _ => None,
    }
}

/// A problem on its way to the client. The request id is put in where the answer leaves ([`Problem::render`]).
#[derive(Debug, Clone)]
pub struct Problem(Box<Content>);

#[derive(Debug, Clone)]
struct Content {
    kind: Kind,
    detail: String,
    line: Option<u32>,
    column: Option<u32>,
    extra: Map<String, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
    errors: Vec<Fault>,
    cause: Option<String>,
    /// What stands before the paths of the service in the client's addresses.
    prefix: Prefix,
    /// Whether it is shown as a picture.
    is_picture: bool,
}

/// One fault of a request: the sentence, and where in the body it is, as a JSON pointer (RFC 6901).
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fault {
    detail: String,
    pointer: String,
}

/// Most faults that one problem lists. A request can hold a thousand songs.
const MAX_FAULTS: usize = 100;

impl Problem {
    /// A problem with the sentence that the client reads.
    pub fn new(kind: Kind, detail: impl Into<String>) -> Self {
        Problem(Box::new(Content {
            kind,
            detail: detail.into(),
            line: None,
            column: None,
            extra: Map::new(),
            headers: Vec::new(),
            errors: Vec::new(),
            cause: None,
            prefix: Prefix::default(),
            is_picture: false,
        }))
    }

    /// A limit of conversions that was exceeded: its name, what it allows, the setting that raises it, and where in the songs.
    pub fn exceeded(exceeded: Exceeded) -> Self {
        let mut problem = Problem::new(Kind::Song, exceeded.to_string())
            .with("limit", exceeded.name().into())
            .with("allowed", exceeded.allowed.into());
        if let Some(setting) = setting_of(exceeded.limit) {
            problem.0.detail.push_str(&format!(" ({setting})"));
            problem = problem.with("setting", setting.into());
        }
        if let Some(song) = exceeded.song {
            problem = problem.with("song", song.into());
        }
        problem.at(exceeded.line, None)
    }

    /// A body, field or option that is wrong.
    pub fn invalid(detail: impl Into<String>) -> Self {
        Problem::new(Kind::Invalid, detail)
    }

    /// A field of the request that is wrong; `pointer` is its place in the body.
    pub fn field_fault(
        field: impl Into<String>,
        pointer: impl Into<String>,
        detail: impl Into<String>,
    ) -> Self {
        Problem::invalid(detail)
            .with("field", field.into().into())
            .pointing_to(pointer)
    }

    /// Lists the problem among its own `errors`, with its place in the body.
    #[must_use]
    pub fn pointing_to(mut self, pointer: impl Into<String>) -> Self {
        let detail = self.0.detail.clone();
        self.0.errors.push(Fault {
            detail,
            pointer: pointer.into(),
        });
        self
    }

    /// This problem, which also lists the faults of `other`.
    #[must_use]
    pub fn joined_with(self, other: Problem) -> Self {
        let mut joined = self.with_faults();
        joined.0.errors.append(&mut other.with_faults().0.errors);
        joined.0.errors.truncate(MAX_FAULTS);
        joined
    }

    /// The problem with at least itself in its list, as a fault of the whole body.
    fn with_faults(self) -> Self {
        if self.0.errors.is_empty() {
            self.pointing_to("")
        } else {
            self
        }
    }

    /// Says where in the song the fault is.
    #[must_use]
    pub fn at(mut self, line: Option<u32>, column: Option<u32>) -> Self {
        self.0.line = line;
        self.0.column = column;
        self
    }

    /// Says which of several songs it is about, by its place from 0 and its name.
    #[must_use]
    pub fn of_song(mut self, index: usize, name: &str) -> Self {
        self.0.detail = format!("songs[{index}] ({name:?}): {}", self.0.detail);
        self.0.errors.clear();
        self.with("index", index.into())
            .with("name", name.into())
            .pointing_to(format!("/songs/{index}"))
    }

    /// Adds a member to the body.
    #[must_use]
    pub fn with(mut self, name: &str, value: Value) -> Self {
        self.0.extra.insert(name.to_owned(), value);
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// Says after how long to come again, in whole seconds, at least one.
    #[must_use]
    pub fn retry_after(self, wait: Duration) -> Self {
        let seconds = wait.as_millis().div_ceil(1000).max(1);
        let value = HeaderValue::from_str(&seconds.to_string())
            .unwrap_or_else(|_| HeaderValue::from_static("1"));
        self.with_header(header::RETRY_AFTER, value)
    }

    /// Notes what only the log shows.
    #[must_use]
    pub fn because(mut self, cause: impl Into<String>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// Has the addresses in the body begin with `prefix`.
    #[must_use]
    pub fn under(mut self, prefix: &Prefix) -> Self {
        self.0.prefix = prefix.clone();
        self
    }

    /// Has it be shown as a picture.
    #[must_use]
    pub fn as_picture(mut self) -> Self {
        self.0.is_picture = true;
        self
    }

    /// The field that is at fault, if the problem names one.
    pub fn field(&self) -> Option<&str> {
        self.0.extra.get("field")?.as_str()
    }

    /// The kind.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The sentence for the client.
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// What only the log shows.
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    /// A short stable name, for logs and metrics.
    pub fn name(&self) -> &'static str {
        self.0.kind.row().anchor
    }

    /// The member `errors`: all faults, at least the problem itself where the request is not valid.
    fn errors(&self) -> Vec<Value> {
        let describe =
            |detail: &str, pointer: &str| json!({ "detail": detail, "pointer": pointer });
        let errors = &self.0.errors;
        if errors.is_empty() && self.0.kind == Kind::Invalid {
            let field = self
                .field()
                .map(|field| format!("/{}", field.replace('.', "/")));
            return vec![describe(&self.0.detail, &field.unwrap_or_default())];
        }
        errors
            .iter()
            .map(|fault| describe(&fault.detail, &fault.pointer))
            .collect()
    }

    /// The answer, with the request's id as `instance`.
    pub fn render(&self, id: &RequestId) -> Response {
        let (parts, body) = self.render_text(id);
        Response::from_parts(parts, Body::from(body))
    }

    /// As [`Problem::render`], the body apart.
    pub fn render_text(&self, id: &RequestId) -> (Parts, String) {
        let mut response = Response::new(());
        *response.status_mut() = self.0.kind.status();
        let headers = response.headers_mut();
        for (name, value) in &self.0.headers {
            headers.insert(name.clone(), value.clone());
        }
        let (media_type, body) = self.content(id);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
        (response.into_parts().0, body)
    }

    /// The media type, and the problem as that.
    fn content(&self, id: &RequestId) -> (&'static str, String) {
        if self.0.is_picture {
            let row = self.0.kind.row();
            let svg = problem_picture::svg(row.status.as_u16(), row.title, &self.0.detail);
            return ("image/svg+xml", svg);
        }
        ("application/problem+json", self.body(id).to_string())
    }

    /// The members that the client reads.
    pub fn body(&self, id: &RequestId) -> Value {
        let row = self.0.kind.row();
        let mut body = json!({
            "type": format!("{}/#{}", self.0.prefix.as_str(), row.anchor),
            "title": row.title,
            "status": row.status.as_u16(),
            "detail": self.0.detail,
            "instance": id.as_str(),
            "error": self.0.detail,
        });
        if let Some(members) = body.as_object_mut() {
            if let Some(line) = self.0.line {
                members.insert("line".to_owned(), line.into());
            }
            if let Some(column) = self.0.column {
                members.insert("column".to_owned(), column.into());
            }
            for (name, value) in &self.0.extra {
                members.insert(name.clone(), value.clone());
            }
            let errors = self.errors();
            if !errors.is_empty() {
                members.insert("errors".to_owned(), errors.into());
            }
        }
        body
    }
}

impl IntoResponse for Problem {
    /// An answer without a body yet, which carries the problem to where it is rendered.
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = self.0.kind.status();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http_body_util::BodyExt;

    #[tokio::test]
    async fn the_body_has_the_standard_members_and_the_older_one() {
        let id = RequestId::generate();
        let problem = Problem::new(Kind::Song, "what stands there is wrong")
            .at(Some(3), Some(7))
            .because("inner");
        let response = problem.render(&id);
        assert_eq!(response.status(), 422);
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json"
        );
        let bytes = response
            .into_body()
            .collect()
            .await
            .expect("body")
            .to_bytes();
        let body: Value = serde_json::from_slice(&bytes).expect("JSON");
        assert_eq!(body["error"], body["detail"]);
        assert_eq!(body["instance"], id.as_str());
        assert_eq!(body["type"], "/#song");
        assert_eq!((&body["line"], &body["column"]), (&json!(3), &json!(7)));
        assert!(!body.to_string().contains("inner"));
    }

    #[test]
    fn waiting_times_are_rounded_up_to_whole_seconds() {
        let problem = Problem::new(Kind::Busy, "busy").retry_after(Duration::from_millis(1200));
        let response = problem.render(&RequestId::generate());
        assert_eq!(response.headers()["retry-after"], "2");
    }
}
