//! Output of findings about songs, for people and for programs.

use chordpro_engine::{Diagnostic, Severity};
use serde_json::json;

use crate::task::Report;

/// The findings as text, one per line, `name:line:column: severity: message [code]`; or as a JSON array.
pub(crate) fn report(findings: &[Diagnostic], report: Report) -> String {
    match report {
        Report::Text => findings.iter().map(line).collect(),
        Report::Json => {
            let findings: Vec<serde_json::Value> = findings.iter().map(object).collect();
            format!("{:#}\n", serde_json::Value::from(findings))
        }
    }
}

/// Whether the findings include a problem.
pub(crate) fn has_problem(findings: &[Diagnostic]) -> bool {
    findings
        .iter()
        .any(|finding| finding.severity >= Severity::Warning)
}

fn line(finding: &Diagnostic) -> String {
    let mut line = String::new();
    if let Some(source) = &finding.source {
        line.push_str(source);
        for number in [finding.line, finding.column].into_iter().flatten() {
            line.push_str(&format!(":{number}"));
        }
        line.push_str(": ");
    }
    line.push_str(&format!(
        "{}: {} [{}]\n",
        finding.severity.name(),
        finding.message,
        finding.code
    ));
    if let Some(hint) = &finding.hint {
        line.push_str(&format!("    {hint}\n"));
    }
    line
}

fn object(finding: &Diagnostic) -> serde_json::Value {
    json!({
        "code": finding.code,
        "severity": finding.severity.name(),
        "message": finding.message,
        "source": finding.source.as_deref(),
        "line": finding.line,
        "column": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
        "hint": finding.hint,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finding() -> Diagnostic {
        let message = "Unknown chord: \"X\"";
        let mut finding = Diagnostic::new("unknown-chord", Severity::Warning, message);
        finding.source = Some("a.cho".into());
        finding.line = Some(2);
        finding
    }

    #[test]
    fn a_line_says_where_and_what() {
        assert_eq!(
            report(&[finding()], Report::Text),
            "a.cho:2: warning: Unknown chord: \"X\" [unknown-chord]\n"
        );
    }

    #[test]
    fn json_has_every_field() {
        let text = report(&[finding()], Report::Json);
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let line = value.pointer("/0/line").and_then(serde_json::Value::as_u64);
        assert_eq!(line, Some(2));
        assert!(
            value
                .pointer("/0/column")
                .is_some_and(serde_json::Value::is_null)
        );
    }

    #[test]
    fn information_is_no_problem() {
        let information = Diagnostic::new("converted", Severity::Info, "Converted");
        assert!(!has_problem(&[information]));
        assert!(has_problem(&[finding()]));
    }
}
