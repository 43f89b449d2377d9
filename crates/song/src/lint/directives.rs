//! How directives are written: without a colon, without a text.

use super::Lint;
use crate::directive_syntax::{Written, resolve};
use crate::directive_table::Directive;
use crate::text::is_blank;
use crate::{Diagnostic, Edit, Fix, Severity};

impl Lint<'_, '_, '_> {
    /// Looks at how a directive is written; `content` is what stands between its braces.
    pub(crate) fn check_form(&mut self, content: &str, written: &Written<'_>) {
        let keys = &self.config.metadata.keys;
        let resolved = resolve(&written.name, |name| keys.iter().any(|key| key == name));
        let takes_text = matches!(
            resolved.directive,
            Directive::Title | Directive::Subtitle | Directive::Comment(_) | Directive::Metadata(_)
        );
        if !takes_text {
            return;
        }
        if is_blank(written.argument.trim_start_matches([' ', ':'])) {
            let message = format!("{{{}}} has no text", written.name_as_written);
            self.source
                .add(Diagnostic::new("empty-directive", Severity::Info, message));
        } else if written.is_ended_by_blank {
            self.report_blank(content, written.name_as_written);
        }
    }

    /// `{comment Hello}` and `{comment : Hello}`.
    fn report_blank(&mut self, content: &str, name: &str) {
        let start = crate::text::offset_in(content, name);
        let rest = start
            .and_then(|start| content.get(start.checked_add(name.len())?..))
            .unwrap_or_default();
        let before_text = rest.trim_start();
        let blanks = rest.get(..rest.len().saturating_sub(before_text.len()));
        let lines = &self.source.lines;
        let (message, title, replacement) = if before_text.starts_with(':') {
            (
                "A blank stands before the colon of a directive",
                "Take the blank away",
                "",
            )
        } else {
            (
                "A directive's name has a blank behind it instead of a colon",
                "Write a colon",
                ": ",
            )
        };
        let mut finding = Diagnostic::new("missing-colon", Severity::Info, message);
        if let Some(place) = blanks.and_then(|blanks| lines.span_of(blanks)) {
            finding =
                finding.with_fix(Fix::certain(title, vec![Edit::replace(place, replacement)]));
        }
        self.source.add(finding);
    }
}
