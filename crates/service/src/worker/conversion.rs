//! What all conversions of a worker share: the request as the engine takes it, and what a document is like.

use std::sync::Arc;

use chordpro_engine::{Artifact, Diagnostic, Limits, Request, Severity};

use super::task::Document;
use crate::request::convert_request::ConvertRequest;
use crate::response::compression::Coding;

/// Whether the time for a task is over.
pub(super) type IsOver = Arc<dyn Fn() -> bool + Send + Sync>;

/// The request as the engine takes it.
pub(super) fn request(convert_request: ConvertRequest, limits: Limits, is_over: IsOver) -> Request {
    let mut request = Request::new(Vec::new(), convert_request.format);
    request.inputs = convert_request.inputs;
    request.options = convert_request.options.engine;
    request.assets = convert_request.files;
    request.limits = limits;
    request.is_over = is_over;
    request
}

/// What a document is like, and its bytes.
pub(super) fn described(artifact: Artifact) -> (Document, Vec<u8>) {
    let document = Document {
        songs: artifact.songs,
        pages: artifact.pages,
        warnings: count_warnings(&artifact),
        title: artifact.title,
        coding: Coding::Identity,
    };
    (document, artifact.bytes)
}

/// How many warnings and errors a document's songs have.
pub(super) fn count_warnings(artifact: &Artifact) -> usize {
    count_warnings_of(&artifact.diagnostics)
}

/// How many of these are warnings or errors.
pub(super) fn count_warnings_of(diagnostics: &[Diagnostic]) -> usize {
    diagnostics
        .iter()
        .filter(|diagnostic| diagnostic.severity >= Severity::Warning)
        .count()
}
