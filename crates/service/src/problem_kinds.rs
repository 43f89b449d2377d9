//! The kinds of problems: the status of each, where it is explained, and what it means.

use axum::http::StatusCode;

/// The kinds of problems. Each has its anchor on the service's page, which is its `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// The body, a field or an option is wrong.
    Invalid,
    /// No key, or none that is known.
    Unauthorized,
    /// The address may not use the service.
    Forbidden,
    /// There is no such route.
    NotFound,
    /// The route does not take this method.
    Method,
    /// The body did not arrive in time.
    Slow,
    /// The client takes nothing that can be made.
    NotAcceptable,
    /// The body is larger than allowed.
    TooLarge,
    /// The path and query are too long.
    LongTarget,
    /// The body is of a type that is not understood.
    MediaType,
    /// The song cannot be converted.
    Song,
    /// Too many requests of one client.
    RateLimited,
    /// The head of the request is too large.
    LargeHead,
    /// The service is full, or stops.
    Busy,
    /// The conversion ran out of time.
    TimedOut,
    /// A fault of ours.
    Internal,
    /// The service is not set up for this.
    NotConfigured,
    /// The body is transferred in a coding that is not known here.
    TransferCoding,
}

/// What is documented of a kind.
pub(crate) struct Row {
    kind: Kind,
    pub(crate) status: StatusCode,
    pub(crate) anchor: &'static str,
    pub(crate) title: &'static str,
    meaning: &'static str,
}

const fn row(
    kind: Kind,
    status: StatusCode,
    anchor: &'static str,
    title: &'static str,
    meaning: &'static str,
) -> Row {
    Row {
        kind,
        status,
        anchor,
        title,
        meaning,
    }
}

const TABLE: &[Row] = &[
    row(
        Kind::Invalid,
        StatusCode::BAD_REQUEST,
        "invalid-request",
        "The request is not valid",
        "The body, a field or an option is wrong; `detail` names it and says what is valid.",
    ),
    row(
        Kind::Unauthorized,
        StatusCode::UNAUTHORIZED,
        "unauthorized",
        "A valid key is needed",
        "Send `X-API-Key`, or `Authorization: Bearer`.",
    ),
    row(
        Kind::Forbidden,
        StatusCode::FORBIDDEN,
        "forbidden",
        "Not allowed from here",
        "The client's address is not among the allowed networks, or not among those of its key; or the client has shown no certificate, where one is required; or its key does not open this route, this format, or pages of this origin.",
    ),
    row(
        Kind::NotFound,
        StatusCode::NOT_FOUND,
        "not-found",
        "There is nothing here",
        "The path is not one of the service's.",
    ),
    row(
        Kind::Method,
        StatusCode::METHOD_NOT_ALLOWED,
        "method-not-allowed",
        "The method is not allowed here",
        "`Allow` lists the methods of the route.",
    ),
    row(
        Kind::NotAcceptable,
        StatusCode::NOT_ACCEPTABLE,
        "not-acceptable",
        "Nothing acceptable can be made",
        "`Accept` names no type that is offered; name one that is, or set `output_format`, which comes first.",
    ),
    row(
        Kind::Slow,
        StatusCode::REQUEST_TIMEOUT,
        "request-timeout",
        "The request took too long to arrive",
        "Send the body without long pauses.",
    ),
    row(
        Kind::TooLarge,
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        "The request is too large",
        "The body is larger than `MAX_CONTENT_SIZE`.",
    ),
    row(
        Kind::LongTarget,
        StatusCode::URI_TOO_LONG,
        "target-too-long",
        "The path and query are too long",
        "Send long options in the body.",
    ),
    row(
        Kind::MediaType,
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type",
        "The body is of an unknown type",
        "Send `application/json`, `text/plain`, `text/x-chordpro` or `multipart/form-data`.",
    ),
    row(
        Kind::Song,
        StatusCode::UNPROCESSABLE_ENTITY,
        "song",
        "The song cannot be converted",
        "The song itself is at fault, or exceeds a limit; `song` and `line` say where, if there is a place.",
    ),
    row(
        Kind::RateLimited,
        StatusCode::TOO_MANY_REQUESTS,
        "rate-limited",
        "Too many requests",
        "`Retry-After` says when to come again.",
    ),
    row(
        Kind::LargeHead,
        StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
        "head-too-large",
        "The head of the request is too large",
        "A head has at most 100 fields and 64 KiB.",
    ),
    row(
        Kind::Busy,
        StatusCode::SERVICE_UNAVAILABLE,
        "busy",
        "The service is busy",
        "All workers and the queue are full; come again after `Retry-After`.",
    ),
    row(
        Kind::TimedOut,
        StatusCode::SERVICE_UNAVAILABLE,
        "timed-out",
        "The conversion ran out of time",
        "It took longer than `REQUEST_TIMEOUT`, and was stopped.",
    ),
    row(
        Kind::Internal,
        StatusCode::INTERNAL_SERVER_ERROR,
        "internal",
        "A fault of the service",
        "Report it with the request id.",
    ),
    row(
        Kind::NotConfigured,
        StatusCode::NOT_IMPLEMENTED,
        "not-configured",
        "The service is not set up for this",
        "Its operator has not set what this needs; `detail` names the setting.",
    ),
    row(
        Kind::TransferCoding,
        StatusCode::NOT_IMPLEMENTED,
        "transfer-coding",
        "The transfer coding is not implemented",
        "Send the body with `Content-Length`, or with `Transfer-Encoding: chunked` alone.",
    ),
];

impl Kind {
    /// All kinds with status, anchor, title and meaning, for the documentation.
    pub fn documented()
    -> impl Iterator<Item = (StatusCode, &'static str, &'static str, &'static str)> {
        TABLE
            .iter()
            .map(|row| (row.status, row.anchor, row.title, row.meaning))
    }

    /// The status code.
    pub fn status(self) -> StatusCode {
        self.row().status
    }

    pub(crate) fn row(self) -> &'static Row {
        TABLE
            .iter()
            .find(|row| row.kind == self)
            .expect("every kind has its row")
    }
}

/// The table of problems as Markdown, for `docs/api.md`.
pub fn markdown_table() -> String {
    let mut table =
        String::from("| status | `type` | title | meaning |\n| --- | --- | --- | --- |\n");
    for row in TABLE {
        table.push_str(&format!(
            "| {} | `/#{}` | {} | {} |\n",
            row.status.as_u16(),
            row.anchor,
            row.title,
            row.meaning
        ));
    }
    table
}
