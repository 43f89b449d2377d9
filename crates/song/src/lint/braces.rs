//! Lines that were meant to be directives: a brace is missing, or they do not stand alone.

use super::Lint;
use crate::directive_syntax::{self, resolve};
use crate::directive_table::Directive;
use crate::text::lower;
use crate::{Diagnostic, Edit, Fix, Severity};

impl Lint<'_, '_, '_> {
    /// Looks for directives in a line that is none, or in one that holds several.
    pub(crate) fn check_braces(&mut self, line: &str) {
        let trimmed = line.trim();
        let finding = match (trimmed.starts_with('{'), trimmed.find('}')) {
            (true, None) => self.missing_close(trimmed),
            (true, Some(close)) => self.behind_directive(trimmed, close),
            (false, Some(close)) => match trimmed.find('{') {
                None => self.missing_open(trimmed),
                Some(open) if open < close => self.before_directive(trimmed, open, close),
                Some(_) => None,
            },
            (false, None) => None,
        };
        if let Some(finding) = finding {
            self.source.add(finding);
        }
    }

    /// Whether what stands between braces is a directive.
    fn is_directive(&self, content: &str) -> bool {
        let written = directive_syntax::split(content);
        let keys = &self.config.metadata.keys;
        let resolved = resolve(&written.name, |name| keys.iter().any(|key| key == name));
        !matches!(resolved.directive, Directive::Unknown(_))
    }

    fn missing_close(&self, line: &str) -> Option<Diagnostic> {
        let content = line.get(1..)?;
        let finding = Diagnostic::new(
            "unclosed-brace",
            Severity::Warning,
            "A directive has no closing brace; the line is read as lyrics",
        );
        let Some(place) = self.source.lines.span_of(line) else {
            return Some(finding);
        };
        let mut fix = Fix::new(
            "Add the closing brace",
            vec![Edit::insert_after(place, "}")],
        );
        fix.is_certain = self.is_directive(content) && !content.contains('{');
        Some(finding.at(place).with_fix(fix))
    }

    fn missing_open(&self, line: &str) -> Option<Diagnostic> {
        let content = line.strip_suffix('}')?;
        let (name, _) = content.split_once(':').unwrap_or((content, ""));
        if !self.is_directive(name) || lower(name).contains(char::is_whitespace) {
            return None;
        }
        let finding = Diagnostic::new(
            "unclosed-brace",
            Severity::Warning,
            "A directive has no opening brace; the line is read as lyrics",
        );
        let place = self.source.lines.span_of(line)?;
        let edit = Edit::insert_before(place, "{");
        Some(
            finding
                .at(place)
                .with_fix(Fix::certain("Add the opening brace", vec![edit])),
        )
    }

    /// `{c: a} text`, and `{c: a} {c: b}`, which is one directive.
    fn behind_directive(&self, line: &str, close: usize) -> Option<Diagnostic> {
        let (directive, rest) = line.split_at_checked(close.checked_add(1)?)?;
        let content = directive_syntax::content(directive)?;
        let behind = rest.trim_start();
        // Braces may stand in an argument; a whole directive behind another does not.
        let is_another =
            directive_syntax::content(behind).is_some_and(|content| self.is_directive(content));
        if behind.is_empty() || !self.is_directive(content) || rest.ends_with('}') && !is_another {
            return None;
        }
        let blanks = rest.len().saturating_sub(behind.len());
        Some(self.not_alone(directive, rest.get(..blanks)?))
    }

    /// `text {c: a}`.
    fn before_directive(&self, line: &str, open: usize, close: usize) -> Option<Diagnostic> {
        let content = line.get(open.checked_add(1)?..close)?;
        if line.get(..open)?.ends_with('%') || !self.is_directive(content) {
            return None;
        }
        let before = line.get(..open)?;
        let blanks = before.get(before.trim_end().len()..)?;
        Some(self.not_alone(line.get(open..=close)?, blanks))
    }

    /// The finding of a directive beside something else; `blanks` lie between.
    fn not_alone(&self, directive: &str, blanks: &str) -> Diagnostic {
        let finding = Diagnostic::new(
            "directive-not-alone",
            Severity::Warning,
            "A directive does not stand alone on its line and is not recognised",
        );
        let lines = &self.source.lines;
        match (lines.span_of(directive), lines.span_of(blanks)) {
            (Some(place), Some(blanks)) => {
                let fix = Fix::certain(
                    "Give it a line of its own",
                    vec![Edit::replace(blanks, "\n")],
                );
                finding.at(place).with_fix(fix)
            }
            _ => finding,
        }
    }
}
