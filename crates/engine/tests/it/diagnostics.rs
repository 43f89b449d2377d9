//! The page about diagnostics names every code there is, and its examples say what it prints.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use chordpro_engine::{Diagnostic, Engine, Error, Format, Request};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn page() -> String {
    fs::read_to_string(root().join("docs/diagnostics.md")).expect("the page is part of the project")
}

/// What a diagnostic is made with; its code is the first text that follows.
const MAKERS: [&str; 7] = [
    "warn(",
    "warn_with_hint(",
    "say(",
    "error(",
    "Diagnostic::new(",
    "Issue::new(",
    "information(",
];

/// The codes in the sources of the libraries.
fn codes() -> BTreeSet<String> {
    let mut codes = BTreeSet::new();
    for name in [
        "chords", "config", "song", "imports", "writers", "layout", "paint", "engine",
    ] {
        for file in rust_files(&root().join("crates").join(name).join("src")) {
            let text = fs::read_to_string(&file).expect("a source file is text");
            let product = text.split("#[cfg(test)]").next().unwrap_or_default();
            for maker in MAKERS {
                for call in product.split(maker).skip(1) {
                    codes.extend(first_text(call));
                }
            }
        }
    }
    codes
}

/// The text that a call begins with, if it looks like a code.
fn first_text(call: &str) -> Option<String> {
    let text = call.trim_start().strip_prefix('"')?;
    let (text, rest) = text.split_once('"')?;
    let is_code = text.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    (is_code && !text.is_empty() && rest.trim_start().starts_with(',')).then(|| text.to_owned())
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder of a crate can be read") {
        let path = entry.expect("an entry of a folder can be read").path();
        if path.is_dir() {
            found.extend(rust_files(&path));
        } else if path.extension().is_some_and(|suffix| suffix == "rs")
            && path.file_stem().is_none_or(|stem| stem != "tests")
        {
            found.push(path);
        }
    }
    found
}

#[test]
fn the_page_has_every_code_and_no_other() {
    let page = page();
    let printed: BTreeSet<String> = page
        .lines()
        .filter_map(|line| line.strip_prefix("### `")?.strip_suffix('`'))
        .map(str::to_owned)
        .collect();
    let codes = codes();
    assert!(codes.len() > 60, "only {} codes were found", codes.len());
    let missing: Vec<_> = codes.difference(&printed).collect();
    let gone: Vec<_> = printed.difference(&codes).collect();
    assert!(
        missing.is_empty(),
        "not in docs/diagnostics.md: {missing:?}"
    );
    assert!(gone.is_empty(), "in docs/diagnostics.md alone: {gone:?}");
}

#[test]
fn the_examples_say_what_is_printed() {
    let printed = page();
    let made = with_diagnostics(&printed);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::write(root().join("docs/diagnostics.md"), made).expect("the page can be written");
        return;
    }
    assert!(
        printed == made,
        "docs/diagnostics.md differs from what is said; look at it, then run with UPDATE_DOCS=1"
    );
}

/// The page with what is said about each `chordpro` block in a `text` block behind it.
fn with_diagnostics(text: &str) -> String {
    let mut made = String::new();
    let mut code = "";
    let mut faults = String::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        writeln!(made, "{line}").expect("a string takes everything");
        if let Some(heading) = line.strip_prefix("### `") {
            code = heading.trim_end_matches('`');
        }
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
        let mut ahead = lines.clone();
        if ahead.next() == Some("") && ahead.next() == Some("```text") {
            lines.nth(1);
            lines.by_ref().find(|line| *line == "```");
        }
        let said = said(&song);
        match said.iter().find(|diagnostic| diagnostic.code == code) {
            Some(diagnostic) => {
                write!(made, "\n```text\n{}```\n", shown(diagnostic)).expect("a string takes it");
            }
            None => {
                let codes: Vec<_> = said.iter().map(|diagnostic| diagnostic.code).collect();
                writeln!(faults, "{code}: {codes:?}").expect("a string takes it");
            }
        }
    }
    assert!(faults.is_empty(), "examples that do not say it:\n{faults}");
    made
}

/// What is found in a song, as pages and as HTML.
fn said(song: &str) -> Vec<Diagnostic> {
    let request = Request::new(song, Format::Pdf);
    // What ends a conversion is found by that.
    let mut said = Engine::new().lint(&request).unwrap_or_default();
    for format in [Format::Pages, Format::Html] {
        let mut request = Request::new(song, format);
        request.options.strict = true;
        match Engine::new().convert(&request) {
            Ok(artifact) => said.extend(artifact.diagnostics),
            Err(Error::Song(diagnostic)) => said.push(*diagnostic),
            Err(error) => panic!("{error}\n{song}"),
        }
    }
    said
}

fn shown(diagnostic: &Diagnostic) -> String {
    let mut text = String::new();
    let severity = diagnostic.severity.name();
    match diagnostic.line {
        Some(line) => write!(text, "line {line}, {severity}: "),
        None => write!(text, "{severity}: "),
    }
    .expect("a string takes everything");
    writeln!(text, "{}", diagnostic.message).expect("a string takes everything");
    if let Some(fix) = diagnostic.fixes.first() {
        let marked = if fix.is_certain { "fix" } else { "offer" };
        writeln!(text, "{marked}: {}", fix.title).expect("a string takes everything");
    }
    if let Some(hint) = &diagnostic.hint {
        writeln!(text, "hint: {hint}").expect("a string takes everything");
    }
    text
}
