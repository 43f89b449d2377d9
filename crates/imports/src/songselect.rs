//! CCLI SongSelect: import files (`.usr`), text, and ChordPro with SongSelect's header and footer lines.

use crate::context::Context;
use crate::head::Head;
use crate::report::Taken;
use crate::section;
use crate::sheet::{self, CHORDPRO, Dialect, PLAIN, Position, Special};
use crate::song_text::{ImportedSong, SongText};
use crate::{ImportError, SheetFormat};

const FORMAT: SheetFormat = SheetFormat::SongSelect;

/// Whether a text is an import file.
pub(crate) fn is_import_file(text: &str) -> bool {
    text.trim_start().starts_with("[File]") && text.contains("SongSelect")
}

/// Imports songs.
pub(crate) fn read(text: &str, context: &Context<'_>) -> Result<Vec<ImportedSong>, ImportError> {
    if is_import_file(text) {
        return read_import_file(text);
    }
    let has_directives = text
        .lines()
        .any(|line| crate::directive::Directive::parse(line).is_some());
    let dialect = if has_directives {
        Dialect {
            special,
            has_headings: true,
            has_comment_headings: true,
            ..CHORDPRO
        }
    } else {
        Dialect {
            special,
            second_line: "artist",
            ..PLAIN
        }
    };
    Ok(vec![sheet::read(text, &dialect, context).finish()])
}

/// The lines that SongSelect adds below songs.
fn special(line: &str, _: Position) -> Option<Special> {
    let line = line.trim();
    let lower = line.to_lowercase();
    if lower.starts_with("for use solely with the songselect")
        || lower.starts_with("note: reproduction of this sheet")
        || lower.starts_with("www.ccli.com")
        || lower.starts_with("https://songselect.ccli.com")
    {
        return Some(Special::Dropped("terms of SongSelect"));
    }
    for (start, name) in [
        ("ccli song #", "ccli"),
        ("ccli song number", "ccli"),
        ("ccli license #", "ccli_license"),
        ("ccli license no.", "ccli_license"),
    ] {
        if lower.starts_with(start) {
            let value = line.get(start.len()..)?.trim_matches([':', ' ']);
            return Some(Special::Heads(vec![("meta", format!("{name} {value}"))]));
        }
    }
    if let Some(rest) = line.strip_prefix('©') {
        return Some(Special::Heads(vec![("copyright", rest.trim().to_owned())]));
    }
    let directive = crate::directive::Directive::parse(line)?;
    match directive.name.as_str() {
        "ccli" | "cclisong" | "ccli_song" | "cclinumber" => Some(meta("ccli", directive.value)),
        "ccli_license" | "cclilicense" | "licence" | "license" => {
            Some(meta("ccli_license", directive.value))
        }
        "author" => Some(Special::Heads(vec![(
            "composer",
            directive.value.to_owned(),
        )])),
        "footer" => Some(Special::Dropped("terms of SongSelect")),
        _ => None,
    }
}

fn meta(name: &str, value: &str) -> Special {
    if value.is_empty() {
        Special::Dropped("a head without a value")
    } else {
        Special::Heads(vec![("meta", format!("{name} {value}"))])
    }
}

fn read_import_file(text: &str) -> Result<Vec<ImportedSong>, ImportError> {
    let lines: Vec<sheet::Line<'_>> = sheet::lines(text, 0).collect();
    let begins = |line: &sheet::Line<'_>| line.text.trim().starts_with("[S ");
    let first = lines.iter().position(begins).ok_or_else(|| {
        ImportError::malformed(FORMAT, "it has no song: no line begins with \"[S \"")
    })?;
    let (head, body) = lines.split_at_checked(first).unwrap_or_default();
    let mut songs = Vec::new();
    for (index, lines) in body.chunk_by(|_, next| !begins(next)).enumerate() {
        let mut song = SongText::new();
        for line in head.iter().filter(|_| index == 0) {
            song.explain(line.number, Taken::Dropped, "head of the import file");
        }
        read_song(lines, &mut song);
        songs.push(song.finish());
    }
    Ok(songs)
}

/// Reads the fields of one song.
fn read_song(lines: &[sheet::Line<'_>], song: &mut SongText) {
    let (mut names, mut words) = (Vec::new(), (Vec::new(), 0));
    for line in lines {
        let content = line.text.trim();
        if content.is_empty() {
            song.report(line.number, Taken::Blank);
            continue;
        }
        if let Some(number) = content.strip_prefix("[S ") {
            let number = number.trim_matches([']', 'A', ' ']);
            song.head("meta", &format!("ccli {number}"), line.number);
            song.report(line.number, Taken::Head);
            continue;
        }
        let Some((name, value)) = content.split_once('=') else {
            song.explain(line.number, Taken::Dropped, "no field");
            continue;
        };
        match name.trim().to_lowercase().as_str() {
            "fields" => {
                names = value.split("/t").collect();
                song.explain(line.number, Taken::Section, "names of sections");
            }
            "words" => {
                words = (value.split("/t").collect(), line.number);
                song.report(line.number, Taken::Lyrics);
            }
            name => field(name, value, line.number, song),
        }
    }
    stanzas(&names, &words.0, words.1, song);
}

/// Writes a metadata field.
fn field(name: &str, value: &str, line: u32, song: &mut SongText) {
    let joined = value
        .split("/t")
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(", ");
    let values: Vec<&str> = match name {
        "author" => value.split(['|', ',']).collect(),
        _ => vec![joined.as_str()],
    };
    let known = match name {
        "title" => "title",
        "author" => "author",
        "copyright" => "copyright",
        "admin" => "publisher",
        "themes" => "topic",
        "keys" | "key" => "key",
        _ => {
            song.head("meta", &format!("{name} {joined}"), line);
            song.explain(line, Taken::Head, "kept as metadata");
            return;
        }
    };
    for value in values
        .into_iter()
        .map(str::trim)
        .filter(|value| !value.is_empty())
    {
        if let Some(head) = Head::named(known, value) {
            head.write(song, line);
        }
    }
}

/// Writes the sections, whose names and lyrics are in two lists.
fn stanzas(names: &[&str], words: &[&str], line: u32, song: &mut SongText) {
    for (index, text) in words.iter().enumerate() {
        if let Some(name) = names.get(index) {
            let section =
                section::heading(&format!("[{}]", name.trim())).map(|(section, _)| section);
            song.begin(
                section.unwrap_or_else(|| {
                    section::Section::new(section::SectionKind::Verse, name.trim())
                }),
                line,
            );
        }
        for text in text.split("/n") {
            let text = text.trim().replace('[', "(").replace(']', ")");
            if text.is_empty() {
                song.blank(line);
            } else {
                song.lyrics(text, line);
            }
        }
    }
}
