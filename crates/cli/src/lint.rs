//! Output of findings about songs, for people and for programs.

use chordpro_engine::{Diagnostic, Finding, Severity};

use crate::task::Report;

/// The findings as text, one per line, `name:line:column: severity: message [code]`; or as a JSON array.
pub(crate) fn report(findings: &[Diagnostic], report: Report) -> String {
    match report {
        Report::Text => findings.iter().map(line).collect(),
        Report::Json => {
            let json = |finding: &Diagnostic| Finding::from(finding.clone()).to_json();
            let findings: Vec<serde_json::Value> = findings.iter().map(json).collect();
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
    // The hint of a fix that is certain says as much.
    let offered = finding
        .fixes
        .iter()
        .filter(|fix| finding.hint.is_none() || !fix.is_certain);
    let titles: Vec<&str> = offered.map(|fix| fix.title.as_str()).collect();
    if !titles.is_empty() {
        line.push_str(&format!("    fix: {}\n", titles.join("; or: ")));
    }
    line
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
    fn json_has_what_is_known() {
        let text = report(&[finding()], Report::Json);
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let line = value.pointer("/0/line").and_then(serde_json::Value::as_u64);
        assert_eq!(line, Some(2));
        assert!(value.pointer("/0/column").is_none());
    }

    #[test]
    fn information_is_no_problem() {
        let information = Diagnostic::new("converted", Severity::Info, "Converted");
        assert!(!has_problem(&[information]));
        assert!(has_problem(&[finding()]));
    }
}
