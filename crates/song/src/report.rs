//! Reports diagnostics while a song is read (`docs/spec/language.md#10`).

use std::sync::Arc;

use crate::song_reader::SongReader;
use crate::text::clipped;
use crate::{Diagnostic, Severity};

/// More than these are not kept for one song: a line of a megabyte may hold as many mistakes.
const MOST_DIAGNOSTICS: usize = 1_000;
/// More characters than these are not shown of a line, and not kept of a message.
const MOST_SHOWN: usize = 2_000;

impl SongReader<'_, '_> {
    /// Says that something is wrong with the line being read, or with the song once all lines are read.
    pub(crate) fn warn(&mut self, code: &'static str, message: impl Into<String>) {
        if self.has_said_enough() {
            return;
        }
        let mut diagnostic = Diagnostic::new(code, Severity::Warning, message);
        self.place(&mut diagnostic);
        self.keep(diagnostic);
    }

    /// The same with a hint.
    pub(crate) fn warn_with_hint(
        &mut self,
        code: &'static str,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        if self.has_said_enough() {
            return;
        }
        let mut diagnostic = Diagnostic::new(code, Severity::Warning, message);
        diagnostic.hint = Some(hint.into());
        self.place(&mut diagnostic);
        self.keep(diagnostic);
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
        self.config.settings.strict
    }

    /// Whether no further diagnostic of this song is kept.
    pub(crate) fn has_said_enough(&self) -> bool {
        self.song.diagnostics.len() > MOST_DIAGNOSTICS
    }

    fn keep(&mut self, diagnostic: Diagnostic) {
        let kept = &mut self.song.diagnostics;
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
                diagnostic.line = Some(number);
                diagnostic.source_line = Some(shown.to_owned());
                if let Some(place) = self.focus {
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
