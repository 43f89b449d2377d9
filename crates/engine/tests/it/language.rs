//! The language reference: its examples read without unexpected diagnostics, and its outputs are current.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use chordpro_engine::{Engine, Format, Request, Severity};

#[test]
fn examples_of_the_language_reference_give_what_is_printed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/language.md");
    let printed = fs::read_to_string(&path).expect("the language reference is part of the project");
    let made = with_outputs(&printed);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(&path, made).expect("the language reference can be written");
        return;
    }
    assert!(
        printed == made,
        "docs/language.md differs from what comes out; look at it, then run with UPDATE_DOCS=1"
    );
}

/// The text with the output of each `chordpro` block in a `text` block after it.
fn with_outputs(text: &str) -> String {
    let mut made = String::new();
    let mut examples = 0;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        writeln!(made, "{line}").expect("a string takes everything");
        if line != "```chordpro" {
            continue;
        }
        let mut song = String::new();
        for line in lines.by_ref() {
            writeln!(made, "{line}").expect("a string takes everything");
            if line == "```" {
                break;
            }
            writeln!(song, "{line}").expect("a string takes everything");
        }
        examples += 1;
        let mut ahead = lines.clone();
        if ahead.next() == Some("") && ahead.next() == Some("```text") {
            lines.nth(1);
            lines.by_ref().find(|line| *line == "```");
        }
        write!(made, "\n```text\n{}```\n", output(&song)).expect("a string takes everything");
    }
    assert!(examples > 15, "only {examples} examples were found");
    made
}

fn output(song: &str) -> String {
    let artifact = Engine::new()
        .convert(&Request::new(song, Format::Text))
        .unwrap_or_else(|error| panic!("{error}\n{song}"));
    for diagnostic in &artifact.diagnostics {
        let is_expected = ["abc", "ly", "start_of_textblock"]
            .iter()
            .any(|name| diagnostic.message.contains(name))
            || diagnostic.code == "chords-over-lyrics";
        assert!(
            diagnostic.severity == Severity::Info || is_expected,
            "{}\n{song}",
            diagnostic.message
        );
    }
    String::from_utf8(artifact.bytes).expect("text output is UTF-8")
}
