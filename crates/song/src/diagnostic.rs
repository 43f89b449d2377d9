//! What is worth saying about a song: code, severity, place, message, hint.

use std::sync::Arc;

use crate::{Fix, Span};

/// How grave a diagnostic is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Info,
    /// Something is not as the song says.
    Warning,
    /// Something of the song cannot be used.
    Error,
}

impl Severity {
    /// The lower case name, as written to JSON.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// One thing said about a song.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Diagnostic {
    /// A stable name in kebab case, such as `unknown-chord`; listed in `docs/diagnostics.md`.
    pub code: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// The message, in the reference's words where it has one (`docs/spec/language.md#10.2`).
    pub message: String,
    /// The name of the input, as its owner gave it.
    pub source: Option<Arc<str>>,
    /// The place of the input among all, from 0, where it gives no song or keeps all from being read.
    pub input: Option<usize>,
    /// The song among all songs, from 0, where it is about one.
    pub song: Option<usize>,
    /// 1-based first physical line; `None` for what concerns a whole song or book.
    pub line: Option<u32>,
    /// 1-based column in Unicode scalar values, where one is known; with it come the end's line and column.
    pub column: Option<u32>,
    /// The 1-based last line of what is wrong.
    pub end_line: Option<u32>,
    /// The 1-based column behind its last character.
    pub end_column: Option<u32>,
    /// The source line, for the command line; it never goes to logs.
    pub source_line: Option<String>,
    /// What could be written instead.
    pub hint: Option<String>,
    /// Ways to correct it, the likeliest first.
    pub fixes: Vec<Fix>,
    /// The whole message in the reference's layout (`diagnostics.format` applied), where it differs from `message`.
    pub formatted: Option<String>,
}

impl Diagnostic {
    /// A diagnostic without a place.
    pub fn new(code: &'static str, severity: Severity, message: impl Into<String>) -> Self {
        Diagnostic {
            code,
            severity,
            message: message.into(),
            source: None,
            input: None,
            song: None,
            line: None,
            column: None,
            end_line: None,
            end_column: None,
            source_line: None,
            hint: None,
            fixes: Vec::new(),
            formatted: None,
        }
    }

    /// The same with a hint.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same at a place of its source.
    #[must_use]
    pub fn at(mut self, place: Span) -> Self {
        self.set_place(place);
        self
    }

    /// The same with a way to correct it.
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// Puts it to a place of its source.
    pub fn set_place(&mut self, place: Span) {
        self.line = Some(place.line);
        self.column = Some(place.column);
        self.end_line = Some(place.end_line);
        self.end_column = Some(place.end_column);
    }

    /// The text for a terminal: the reference's layout where there is one, else the message.
    pub fn text(&self) -> &str {
        self.formatted.as_deref().unwrap_or(&self.message)
    }
}
