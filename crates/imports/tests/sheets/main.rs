//! The corpus of sheets: at least 25 of each format, ours or in the public domain, each with the expected ChordPro. Every file
//! is a test, `FORMAT/NAME`; `figures/FORMAT` counts chords and headers.
//!
//! The first line of a file says what it shows. Options follow, one per line: `from` is the format to read (by default the
//! folder's), `detected` the expected detection, `line ends` is `crlf`, `encoding` is `windows-1252`, `archive` is the name of
//! the sheet in a zip file. Then come the sheet and its ChordPro.

mod archive;
mod figures;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use chordpro_imports::{ImportOptions, ImportedSong, SheetFormat, detect, import};
use libtest_mimic::{Arguments, Failed, Trial};

/// A sheet and the expected result.
struct Case {
    options: Vec<(String, String)>,
    sheet: String,
    expected: String,
}

impl Case {
    fn read(path: &Path) -> Case {
        let text = fs::read_to_string(path).expect("a case is text");
        let (head, rest) = text.split_once("--- sheet\n").expect("a case has a sheet");
        let (sheet, expected) = rest
            .split_once("--- cho\n")
            .expect("a case has its ChordPro");
        let mut lines = head.lines();
        let sentence = lines.next().expect("a case says what it shows");
        assert!(sentence.ends_with('.'), "{}: {sentence}", path.display());
        let options = lines.map(|line| {
            let (name, value) = line.split_once(": ").expect("an option has a value");
            (name.to_owned(), value.to_owned())
        });
        Case {
            options: options.collect(),
            sheet: sheet.to_owned(),
            expected: expected.to_owned(),
        }
    }

    fn option(&self, name: &str) -> Option<&str> {
        let option = self.options.iter().find(|(option, _)| option == name);
        option.map(|(_, value)| value.as_str())
    }

    /// The sheet as its program writes it.
    fn content(&self) -> Vec<u8> {
        let text = match self.option("line ends") {
            Some("crlf") => self.sheet.replace('\n', "\r\n"),
            Some(other) => panic!("line ends: {other}"),
            None => self.sheet.clone(),
        };
        let bytes = match self.option("encoding") {
            Some("windows-1252") => windows_1252(&text),
            Some(other) => panic!("encoding: {other}"),
            None => text.into_bytes(),
        };
        match self.option("archive") {
            Some(name) => archive::of(name, &bytes),
            None => bytes,
        }
    }

    /// All songs of the sheet as one text.
    fn imported(&self, format: SheetFormat) -> (String, Vec<ImportedSong>) {
        let format = self.option("from").map_or(format, |name| {
            SheetFormat::from_name(name).expect("a format has a name")
        });
        let content = self.content();
        let made = import(&content, Some(format), &ImportOptions::default());
        let songs = made.expect("the sheet is read").songs;
        let texts: Vec<&str> = songs.iter().map(|song| song.text.as_str()).collect();
        (texts.join("{new_song}\n"), songs)
    }
}

fn windows_1252(text: &str) -> Vec<u8> {
    let byte = |c: char| match c {
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '–' => 0x96,
        c => u8::try_from(u32::from(c)).expect("a character of windows-1252"),
    };
    text.chars().map(byte).collect()
}

fn check(path: &Path, format: SheetFormat) -> Result<(), Failed> {
    let case = Case::read(path);
    let (text, songs) = case.imported(format);
    if text != case.expected {
        return Err(difference(&case.expected, &text).into());
    }
    for song in &songs {
        if song.text.lines().count() != song.places.len() {
            return Err("not every line has its place".into());
        }
    }
    if let Some(detected) = case.option("detected") {
        let found = detect(&case.content(), &ImportOptions::default())?;
        let found = format!("{} {}", found.format.name(), found.confidence.name());
        if found != detected {
            return Err(format!("detected as {found}").into());
        }
    }
    let is_text = !matches!(
        format,
        SheetFormat::OpenSong | SheetFormat::OpenLyrics | SheetFormat::MusicXml
    );
    if is_text {
        for line in 1..=case.sheet.lines().count() {
            let is_reported = |song: &ImportedSong| {
                song.report
                    .iter()
                    .any(|report| report.line as usize == line)
            };
            if !songs.iter().any(is_reported) {
                return Err(format!("nothing is said about line {line}").into());
            }
        }
    }
    Ok(())
}

/// The first lines that differ.
fn difference(expected: &str, made: &str) -> String {
    let at = expected
        .lines()
        .zip(made.lines())
        .position(|(expected, made)| expected != made)
        .unwrap_or_else(|| expected.lines().count().min(made.lines().count()));
    let from = |text: &str| {
        let lines: Vec<&str> = text.lines().skip(at).take(3).collect();
        lines.join("\n")
    };
    format!(
        "line {}\n--- expected\n{}\n--- made\n{}\n--- all of it\n{made}",
        at + 1,
        from(expected),
        from(made)
    )
}

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sheets");
    let mut tests = Vec::new();
    for format in SheetFormat::all().filter(|format| *format != SheetFormat::ChordPro) {
        let folder = folder.join(format.name());
        let entries = fs::read_dir(&folder).expect("every format has sheets");
        let mut paths: Vec<_> = entries
            .map(|entry| entry.expect("an entry can be read").path())
            .collect();
        paths.sort();
        for path in &paths {
            let name = path.file_stem().unwrap_or_default().display().to_string();
            let path = path.clone();
            tests.push(Trial::test(
                format!("{}/{name}", format.name()),
                move || check(&path, format),
            ));
        }
        tests.push(Trial::test(
            format!("figures/{}", format.name()),
            move || figures::check(&paths, format),
        ));
    }
    libtest_mimic::run(&Arguments::from_args(), tests).exit_code()
}
