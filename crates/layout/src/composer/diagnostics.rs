//! What layout has to say about a song.

use std::sync::Arc;

use chordpro_song::{Diagnostic, Severity};

use super::Composer;

/// At most as many missing characters are named.
const MOST_NAMED: usize = 10;

impl Composer<'_, '_> {
    /// Says something about the song.
    pub(crate) fn say(
        &mut self,
        code: &'static str,
        severity: Severity,
        message: impl Into<String>,
    ) {
        let mut diagnostic = Diagnostic::new(code, severity, message);
        diagnostic.source = Some(Arc::clone(&self.song.source.name));
        self.drawing.diagnostics.push(diagnostic);
    }

    /// Says which characters no font has.
    pub(crate) fn say_what_is_missing(&mut self) {
        let missing = std::mem::take(&mut self.typesetter.missing);
        if missing.is_empty() {
            return;
        }
        let named: Vec<String> = missing
            .iter()
            .take(MOST_NAMED)
            .map(|character| format!("U+{:04X}", u32::from(*character)))
            .collect();
        let more = if missing.len() > MOST_NAMED {
            " and more"
        } else {
            ""
        };
        self.say(
            "missing-character",
            Severity::Warning,
            format!("No font has {}{more}", named.join(", ")),
        );
    }

    /// Passes on what the typesetter had to say about the markup of line `line`.
    pub(crate) fn pass_on_warnings(&mut self, line: u32) {
        for warning in std::mem::take(&mut self.typesetter.warnings) {
            let mut diagnostic = Diagnostic::new("markup", Severity::Warning, warning);
            diagnostic.source = Some(Arc::clone(&self.song.source.name));
            diagnostic.line = (line > 0).then_some(line);
            self.drawing.diagnostics.push(diagnostic);
        }
    }
}
