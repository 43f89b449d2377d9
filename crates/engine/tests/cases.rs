//! Case files: a song, options, and what comes out. `UPDATE_CASES=1` writes the outputs anew.
//!
//! A file of `tests/cases` has a line that says what must hold, lines of options (`name: value`), a line `--- song`, the song, a
//! line `--- FORMAT` and the output. Of a web page only the body is shown; diagnostics stand before the output.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use chordpro_engine::{ConfigSource, Diagrams, Engine, Format, Profile, Request, Trust};

struct Case<'a> {
    /// Everything before the output.
    head: &'a str,
    options: Vec<(&'a str, &'a str)>,
    song: &'a str,
    format: Format,
    expected: &'a str,
}

fn case(text: &str) -> Option<Case<'_>> {
    let (options, rest) = text.split_once("--- song\n")?;
    let (song, rest) = rest.split_once("\n--- ")?;
    let (format, expected) = rest.split_once('\n').unwrap_or((rest, ""));
    Some(Case {
        head: text.strip_suffix(expected)?,
        options: options
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(": "))
            .collect(),
        song,
        format: Format::all().find(|known| known.name() == format)?,
        expected,
    })
}

fn request(case: &Case<'_>) -> Request {
    let mut request = Request::new(format!("{}\n", case.song), case.format);
    let options = &mut request.options;
    for (name, value) in &case.options {
        let value = (*value).to_owned();
        match *name {
            "profile" if value == "reference" => options.profile = Profile::Reference,
            "transpose" => options.transpose = Some(value),
            "transcode" => options.transcode = Some(value),
            "decapo" => options.decapo = value == "yes",
            "lyrics only" => options.lyrics_only = value == "yes",
            "single space" => options.single_space = value == "yes",
            "strict" => options.strict = value == "yes",
            "diagrams" if value == "none" => options.diagrams = Some(Diagrams::None),
            "diagrams" if value == "user" => options.diagrams = Some(Diagrams::User),
            "meta" => options.meta.extend(pair(&value)),
            "define" => options.defines.extend(pair(&value)),
            "config" => options.configs.push(ConfigSource::Preset(value)),
            "backend" => options.backend.extend(pair(&value)),
            "title" => options.title = Some(value),
            "trust" if value == "own" => options.trust = Trust::Trusted,
            _ => panic!("no option {name}: {value}"),
        }
    }
    request
}

fn pair(text: &str) -> Option<(String, String)> {
    let (key, value) = text.split_once('=')?;
    Some((key.to_owned(), value.to_owned()))
}

fn output(case: &Case<'_>) -> String {
    let artifact = match Engine::new().convert(&request(case)) {
        Ok(artifact) => artifact,
        Err(error) => return format!("! {error}\n"),
    };
    let mut output = String::new();
    for diagnostic in &artifact.diagnostics {
        let severity = diagnostic.severity.name();
        let line = diagnostic
            .line
            .map_or_else(String::new, |line| format!(" in line {line}"));
        writeln!(output, "! {severity}{line}: {}", diagnostic.message).expect("a string takes it");
    }
    let text = String::from_utf8(artifact.bytes).expect("the formats of cases are text");
    let body = match text.split_once("<body>\n") {
        Some((_, body)) => body
            .trim_end_matches("</html>\n")
            .trim_end_matches("</body>\n"),
        None => text.as_str(),
    };
    output.push_str(body);
    if !output.ends_with('\n') {
        output.push('\n');
    }
    output
}

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/cases");
    let entries = fs::read_dir(folder).expect("the cases are part of the project");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry of a folder can be read").path())
        .filter(|path| path.extension().is_some_and(|suffix| suffix == "case"))
        .collect();
    files.sort();
    files
}

#[test]
fn every_case_gives_what_is_written_in_it() {
    let files = files();
    assert!(files.len() >= 40, "only {} cases were found", files.len());
    let is_update = std::env::var_os("UPDATE_CASES").is_some();
    let mut faults = String::new();
    for file in &files {
        let name = file.file_stem().unwrap_or_default().display();
        let text = fs::read_to_string(file).expect("a case is text");
        let Some(case) = case(&text) else {
            panic!("{name} is not a case");
        };
        let output = output(&case);
        if output == case.expected {
            continue;
        }
        if is_update {
            fs::write(file, format!("{}{output}", case.head)).expect("a case can be written");
        } else {
            write!(faults, "\n{name} gives\n{output}").expect("a string takes it");
        }
    }
    assert!(faults.is_empty(), "{faults}");
}
