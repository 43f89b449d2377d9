//! Brackets without a partner in lines of lyrics, and chords without brackets.

use super::Lint;
use crate::{Diagnostic, Edit, Fix, Severity};

/// More of one line are not reported.
const MAX_OF_A_LINE: usize = 20;

impl Lint<'_, '_, '_> {
    /// Looks for brackets without a partner, and for a line of chords without brackets.
    pub(crate) fn check_brackets(&mut self, line: &str) {
        if self.config.parser.altbrackets.0.is_some() {
            return;
        }
        if !line.contains(['[', ']']) {
            self.check_bare_chords(line);
            return;
        }
        let mut open: Option<usize> = None;
        let mut findings = Vec::new();
        for (at, c) in line.char_indices() {
            match (c, open) {
                ('[', None) => open = Some(at),
                ('[', Some(before)) => {
                    findings.push(self.unclosed(line, before, at));
                    open = Some(at);
                }
                (']', Some(_)) => open = None,
                (']', None) => findings.push(self.stray(line, at)),
                _ => {}
            }
            if findings.len() > MAX_OF_A_LINE {
                break;
            }
        }
        if let Some(open) = open {
            findings.push(self.unclosed(line, open, line.len()));
        }
        for finding in findings {
            self.source.add(finding);
        }
    }

    /// An opening bracket without a closing one before `end`.
    fn unclosed(&self, line: &str, open: usize, end: usize) -> Diagnostic {
        let finding = Diagnostic::new(
            "unclosed-bracket",
            Severity::Warning,
            "A bracket is opened and not closed",
        );
        let lines = &self.source.lines;
        let bracket = line.get(open..open.saturating_add(1)).unwrap_or_default();
        let Some(place) = lines.span_of(bracket) else {
            return finding;
        };
        let content = line.get(open.saturating_add(1)..end).unwrap_or_default();
        let finding = finding.at(place);
        if content.is_empty() && line.get(end..).is_some_and(|rest| rest.starts_with('[')) {
            let fix = Fix::certain("Take it away", vec![Edit::replace(place, "")]);
            return finding.with_fix(fix);
        }
        let name = content
            .split(char::is_whitespace)
            .next()
            .unwrap_or_default();
        match lines.span_of(name) {
            Some(name_place) if (self.is_chord)(name) => finding.with_fix(Fix::certain(
                format!("Close it: [{name}]"),
                vec![Edit::insert_after(name_place, "]")],
            )),
            _ => finding,
        }
    }

    /// A closing bracket without an opening one.
    fn stray(&self, line: &str, close: usize) -> Diagnostic {
        let finding = Diagnostic::new(
            "stray-bracket",
            Severity::Warning,
            "A bracket is closed that was not opened",
        );
        let lines = &self.source.lines;
        let bracket = line.get(close..close.saturating_add(1)).unwrap_or_default();
        let Some(place) = lines.span_of(bracket) else {
            return finding;
        };
        let finding = finding.at(place);
        let before = line.get(..close).unwrap_or_default();
        let remove = vec![Edit::replace(place, "")];
        if before.ends_with(']') {
            return finding.with_fix(Fix::certain("Take it away", remove));
        }
        let start = before.rfind(|c: char| c.is_whitespace() || c == ']');
        let name = before
            .get(start.map_or(0, |at| at.saturating_add(1))..)
            .unwrap_or_default();
        match lines.span_of(name) {
            Some(name_place) if (self.is_chord)(name) => finding.with_fix(Fix::certain(
                format!("Open it: [{name}]"),
                vec![Edit::insert_before(name_place, "[")],
            )),
            _ => finding.with_fix(Fix::new("Take it away", remove)),
        }
    }

    /// A line that holds nothing but chords, none of them in brackets.
    fn check_bare_chords(&mut self, line: &str) {
        let words = || {
            line.split_whitespace()
                .filter(|word| !matches!(*word, "|" | "-" | "/"))
        };
        // One letter alone may be a word; two chords are none.
        if words().nth(1).is_none()
            || words().count() > 64
            || !words().all(|word| (self.is_chord)(word))
        {
            return;
        }
        let finding = Diagnostic::new(
            "chords-without-brackets",
            Severity::Warning,
            "A line of chords without brackets is read as lyrics",
        );
        let edits: Option<Vec<Edit>> = words()
            .map(|word| {
                let place = self.source.lines.span_of(word)?;
                Some(Edit::replace(place, format!("[{word}]")))
            })
            .collect();
        let fixes = edits.map(|edits| Fix::new("Put the chords into brackets", edits));
        let mut finding = match self.source.lines.span_of(line.trim()) {
            Some(place) => finding.at(place),
            None => finding,
        };
        finding.fixes.extend(fixes);
        self.source.add(finding);
    }
}
