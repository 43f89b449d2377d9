//! Lines without consecutive empty ones.

use crate::settings::LineSettings;

/// Collects lines.
#[derive(Debug, Default)]
pub(super) struct Entries {
    text: String,
    has_any: bool,
    ends_empty: bool,
}

impl Entries {
    /// Appends a line, or several empty ones; consecutive empty lines are merged.
    pub(super) fn push(&mut self, line: &str) {
        let is_empty = line.bytes().all(|byte| byte == b'\n');
        if is_empty && self.has_any && self.ends_empty {
            return;
        }
        if self.has_any {
            self.text.push('\n');
        }
        self.text.push_str(line);
        self.has_any = true;
        self.ends_empty = is_empty;
    }

    /// Appends chords and lyrics in the configured order.
    pub(super) fn push_pair(&mut self, chords: &str, lyrics: &str, settings: &LineSettings) {
        let (first, second) = if settings.has_chords_under {
            (lyrics, chords)
        } else {
            (chords, lyrics)
        };
        self.push(first);
        self.push(second);
    }

    /// The length of the text.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// The text, ending in a line end unless it is empty.
    pub(super) fn finish(mut self) -> String {
        if self.has_any && !self.ends_empty {
            self.text.push('\n');
        }
        self.text
    }
}
