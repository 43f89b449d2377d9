//! The source of a song while it is read, and what is found wrong with it (`docs/spec/language.md#10`).

use std::sync::Arc;

use chordpro_config::Config;

use crate::lines::{Lines, LogicalLine};
use crate::text::clipped;
use crate::{Diagnostic, Severity, Span};

/// More than these are not kept for one song: a line of a megabyte may hold as many mistakes.
const MOST_DIAGNOSTICS: usize = 1_000;
/// More characters than these are not shown of a line, and not kept of a message.
const MOST_SHOWN: usize = 2_000;

/// The lines of a song, the one being read, and the findings so far.
pub(crate) struct SourceLines<'s, 't> {
    /// The lines.
    pub(crate) lines: &'s mut Lines<'t>,
    /// The line being read; `None` after the last.
    pub(crate) shown: Option<LogicalLine<'t>>,
    /// The part of it being read, where its place is known.
    pub(crate) focus: Option<Span>,
    /// The configuration in force.
    config: Arc<Config>,
    /// Whether what is only worth an author's while is looked for as well.
    is_lint: bool,
    findings: Vec<Diagnostic>,
}

impl<'s, 't> SourceLines<'s, 't> {
    /// Lines of which none has been read.
    pub(crate) fn new(lines: &'s mut Lines<'t>, config: Arc<Config>, is_lint: bool) -> Self {
        SourceLines {
            lines,
            shown: None,
            focus: None,
            config,
            is_lint,
            findings: Vec::new(),
        }
    }

    /// Takes another configuration from here on.
    pub(crate) fn set_config(&mut self, config: Arc<Config>) {
        self.config = config;
    }

    /// Where a part of the line being read stands: exactly where that is known, else the line.
    pub(crate) fn span_of(&self, part: &str) -> Span {
        let exact = self.lines.span_of(part);
        exact.unwrap_or_else(|| self.lines.span())
    }

    /// How many findings there are.
    pub(crate) fn count(&self) -> usize {
        self.findings.len()
    }

    /// What was found.
    pub(crate) fn take_findings(&mut self) -> Vec<Diagnostic> {
        std::mem::take(&mut self.findings)
    }

    /// Reports a problem of the line being read, or of the song once all lines are read.
    pub(crate) fn warn(&mut self, code: &'static str, message: impl Into<String>) {
        self.add(Diagnostic::new(code, Severity::Warning, message));
    }

    /// The same with a hint.
    pub(crate) fn warn_with_hint(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.add(Diagnostic::new(code, Severity::Warning, message).with_hint(hint));
    }

    /// Reports a finding where it says, or else at the part being read.
    pub(crate) fn add(&mut self, mut diagnostic: Diagnostic) {
        if !self.has_said_enough() {
            self.place(&mut diagnostic);
            self.keep(diagnostic);
        }
    }

    /// The findings so far, to complete them.
    pub(crate) fn findings_mut(&mut self) -> &mut Vec<Diagnostic> {
        &mut self.findings
    }

    /// Whether slips are looked for that conversions pass over.
    pub(crate) fn is_lint(&self) -> bool {
        self.is_lint
    }

    /// The same, where the reference's message has no place.
    pub(crate) fn say(&mut self, code: &'static str, message: impl Into<String>) {
        let mut diagnostic = Diagnostic::new(code, Severity::Warning, message);
        self.place(&mut diagnostic);
        diagnostic.formatted = None;
        self.keep(diagnostic);
    }

    /// An error of the line being read.
    pub(crate) fn error(&self, code: &'static str, message: impl Into<String>) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(code, Severity::Error, message);
        self.place(&mut diagnostic);
        diagnostic
    }

    /// Whether a message that only strict reading gives is to be given.
    pub(crate) fn is_strict(&self) -> bool {
        self.config.settings.strict || self.is_lint
    }

    /// Whether no further diagnostic of this song is kept.
    pub(crate) fn has_said_enough(&self) -> bool {
        self.findings.len() > MOST_DIAGNOSTICS
    }

    fn keep(&mut self, diagnostic: Diagnostic) {
        let kept = &mut self.findings;
        match kept.len() {
            0..MOST_DIAGNOSTICS => kept.push(diagnostic),
            MOST_DIAGNOSTICS => kept.push(Diagnostic::new(
                "more",
                Severity::Info,
                "there is more wrong with this song than is shown",
            )),
            _ => {}
        }
    }

    fn place(&self, diagnostic: &mut Diagnostic) {
        let name = self.lines.name().cloned().unwrap_or_else(|| Arc::from(""));
        let end = clipped(&diagnostic.message, MOST_SHOWN).len();
        diagnostic.message.truncate(end);
        diagnostic.formatted = Some(match &self.shown {
            Some(line) => {
                let number = self.lines.number();
                let shown = clipped(line.shown(), MOST_SHOWN);
                diagnostic.source_line = Some(shown.to_owned());
                let is_placed = diagnostic.line.is_some();
                diagnostic.line.get_or_insert(number);
                if let Some(place) = self.focus.filter(|_| !is_placed) {
                    diagnostic.line = Some(place.line);
                    diagnostic.column = Some(place.column);
                    diagnostic.end_line = Some(place.end_line);
                    diagnostic.end_column = Some(place.end_column);
                }
                let format = &self.config.diagnostics.format;
                formatted(format, &name, number, shown, &diagnostic.message)
            }
            None => format!("\"{name}\": {}", diagnostic.message),
        });
        diagnostic.source = Some(name);
    }
}

/// Puts file, line number, line and message into a message format.
fn formatted(format: &str, name: &str, number: u32, line: &str, message: &str) -> String {
    let mut text = String::with_capacity(format.len() + line.len() + message.len() + 16);
    let mut characters = format.chars();
    while let Some(c) = characters.next() {
        let mut rest = characters.clone();
        match (c, rest.next()) {
            ('\\', Some('n')) => text.push('\n'),
            ('\\', Some('t')) => text.push('\t'),
            ('%', Some('f')) => text.push_str(name),
            ('%', Some('n')) => text.push_str(&number.to_string()),
            ('%', Some('l')) => text.push_str(line),
            ('%', Some('m')) => text.push_str(message),
            _ => {
                text.push(c);
                continue;
            }
        }
        characters = rest;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_format_says_where_and_what() {
        assert_eq!(
            formatted("\"%f\", line %n, %m\\n\\t%l 100%", "s.cho", 7, "%m", "Oops"),
            "\"s.cho\", line 7, Oops\n\t%m 100%"
        );
    }

    #[test]
    fn long_lines_are_clipped_between_characters() {
        assert_eq!(clipped("é", MOST_SHOWN), "é");
        let long = "é".repeat(3_000);
        assert_eq!(clipped(&long, MOST_SHOWN).chars().count(), MOST_SHOWN);
    }
}
