//! Attempts to run code or a program.

use chordpro_engine::Format;

use super::{attempt, refused, with_settings};

#[test]
fn row_1_rules_are_no_programs_and_take_linear_time() {
    let rule =
        |rule: &str| format!("{{\"parser\": {{\"preprocess\": {{\"all\": [{{{rule}}}]}}}}}}");
    for program in [
        r#""pattern": "Row", "replace": "qx(id)", "flags": "e""#,
        r#""pattern": "(?{ system('id') })Row", "replace": "x""#,
        r#""pattern": "(?<=R)ow", "replace": "x""#,
    ] {
        let attempt = attempt(&with_settings(&rule(program)), Format::Text);
        attempt.is_harmless(program);
        assert!(!attempt.text().contains("uid="), "{program}");
    }
    let slow = r#""pattern": "(a+)+$", "replace": "x""#;
    let song = format!("{}{}b\n", with_settings(&rule(slow)), "a".repeat(20_000));
    attempt(&song, Format::Text).is_harmless("a pattern that a backtracking engine never ends");
    let growing = r#""pattern": "R", "replace": "RR\nR""#;
    let song = format!("{}{}\n", with_settings(&rule(growing)), "R".repeat(2_000));
    attempt(&song, Format::Text).is_harmless("a rule that makes lines of lines");
}

#[test]
fn row_2_modules_and_handlers_are_refused() {
    refused(r#"{"delegates": {"x": {"module": "system('id')"}}}"#);
    refused(r#"{"delegates": {"x": {"handler": "run"}}}"#);
    refused(r#"{"html": {"module": "../../evil"}}"#);
    refused(r#"{"pdf": {"library": "Evil"}}"#);
}

#[test]
fn row_3_programs_are_refused() {
    for key in ["program", "args", "input", "result", "errors"] {
        refused(&format!(
            "{{\"delegates\": {{\"ly\": {{\"{key}\": \"/bin/sh\"}}}}}}"
        ));
    }
}

#[test]
fn row_4_embedded_languages_are_not_run() {
    for song in [
        "{start_of_ly}\n#(system \"id\")\n\\include \"/etc/passwd\"\n{end_of_ly}",
        "{start_of_abc}\nX:1\n%%beginjs\nthrow 1\n%%endjs\nK:C\nCDE\n{end_of_abc}",
        "{start_of_svg}\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><script>alert(1)</script></svg>\n{end_of_svg}",
    ] {
        for format in [Format::Pdf, Format::Html, Format::Svg] {
            let attempt = attempt(&format!("{{title: T}}\n{song}\n"), format);
            attempt.is_harmless(song);
            assert!(!attempt.text().contains("<script"), "{song}");
        }
    }
}
