//! What the page of settings says is so: a setting has an effect, or the page says that it has none.

use std::fs;
use std::path::Path;

/// The code that may read settings: that of the crates above the view of the settings, without tests.
fn code() -> String {
    let mut code = String::new();
    for name in ["song", "layout", "writers", "engine", "cli"] {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../{name}/src"));
        read(&folder, &mut code);
    }
    for file in ["config.rs", "draft.rs"] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../config/src/{file}"));
        code.push_str(&without_tests(&file));
    }
    code
}

fn read(folder: &Path, code: &mut String) {
    for entry in fs::read_dir(folder).expect("the sources are there") {
        let path = entry.expect("an entry can be read").path();
        if path.is_dir() {
            read(&path, code);
        } else if path.file_name().is_some_and(|name| name != "tests.rs") {
            code.push_str(&without_tests(&path));
        }
    }
}

fn without_tests(file: &Path) -> String {
    let text = fs::read_to_string(file).expect("a source is text");
    let (code, _) = text.split_once("#[cfg(test)]\nmod").unwrap_or((&text, ""));
    // A call that goes on in the next line is one expression.
    let lines = code.lines().map(str::trim);
    lines.filter(|line| !line.starts_with("//")).collect()
}

/// Whether a field called `name` is read, or a value of a tree.
fn reads(code: &str, name: &str) -> bool {
    let is_end = |rest: &str| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_');
    let field = format!(".{}", name.replace('-', "_"));
    let quoted = format!("\"{name}\"");
    code.match_indices(&field)
        .any(|(at, _)| code.get(at + field.len()..).is_some_and(is_end))
        || code.contains(&format!("({quoted})"))
}

#[test]
fn every_setting_is_read_or_said_to_have_no_effect() {
    let code = code();
    let mut wrong = Vec::new();
    for row in chordpro_config::rows() {
        let name = row.path.rsplit('.').next().unwrap_or_default();
        let has_effect = !row.about.contains("no effect");
        if has_effect != reads(&code, name) {
            wrong.push(row.path.clone());
        }
    }
    // These share their names with other fields.
    wrong.retain(|path| !["html.module", "pdf.library"].contains(&path.as_str()));
    assert!(
        wrong.is_empty(),
        "the page of settings is wrong about {wrong:?}"
    );
}

#[test]
fn a_setting_that_nobody_reads_would_be_found() {
    let code = code();
    assert!(reads(&code, "chorus"));
    assert!(!reads(&code, "chords-canonical"));
    assert!(!reads("config.widths", "width"));
}
