//! File lists, and song arguments with their own options (`docs/spec/cli.md#5`).

use std::path::Path;

use crate::failure::Failure;
use crate::option::Id;
use crate::parser::{self, Value, Vocabulary};
use crate::places;

/// A song with the options on its line.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Entry {
    pub(crate) file: String,
    /// A configuration for this song alone.
    pub(crate) config: Option<String>,
    pub(crate) meta: Vec<(String, String)>,
    pub(crate) defines: Vec<(String, String)>,
}

/// A line of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Line {
    /// A song.
    Song(Entry),
    /// The title of the book.
    Title(String),
    /// The subtitle of the book.
    Subtitle(String),
}

/// Reads a list.
pub(crate) fn read(list: &str) -> Result<Vec<Line>, Failure> {
    let content = std::fs::read(list).map_err(|error| Failure::file(list, &error))?;
    let text = String::from_utf8_lossy(&content);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    text.lines()
        .map(str::trim_end)
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| {
            let mut line = parse(line)?;
            if let Line::Song(entry) = &mut line {
                entry.file = beside(list, &entry.file);
            }
            Ok(line)
        })
        .collect()
}

/// Parses one line of a list, or an argument of the command line.
pub(crate) fn parse(line: &str) -> Result<Line, Failure> {
    if !is_shell_like(line) {
        return Ok(Line::Song(Entry {
            file: line.to_owned(),
            ..Entry::default()
        }));
    }
    let refused = || Failure {
        message: format!("Error in filelist: {line}"),
        status: 255,
    };
    let words = words(line).ok_or_else(refused)?;
    let parsed = parser::parse(words, Vocabulary::Full).map_err(|complaint| Failure {
        message: format!("{complaint}\nError in filelist: {line}"),
        status: 255,
    })?;
    let mut entry = Entry::default();
    let mut heading = None;
    for given in parsed.options {
        match (given.id, given.value) {
            (Id::Config, Value::Text(name)) => {
                entry.config.get_or_insert(name);
            }
            (Id::Meta, Value::Pair(key, value)) => entry.meta.push((key, value)),
            (Id::Define, Value::Pair(key, value)) => entry.defines.push((key, value)),
            (Id::Title, Value::Text(text)) => heading = Some(Line::Title(text)),
            (Id::Subtitle, Value::Text(text)) => heading = Some(Line::Subtitle(text)),
            _ => return Err(refused()),
        }
    }
    match (heading, parsed.files.as_slice()) {
        (Some(heading), []) => Ok(heading),
        (None, [file]) => {
            entry.file.clone_from(file);
            Ok(Line::Song(entry))
        }
        _ => Err(refused()),
    }
}

/// Whether a line has words and options instead of a plain name, which can contain blanks.
fn is_shell_like(line: &str) -> bool {
    let has_option = line.match_indices(" --").any(|(start, dashes)| {
        line.get(start.saturating_add(dashes.len())..)
            .is_some_and(|rest| {
                rest.starts_with(|first: char| first.is_alphanumeric() || first == '_')
            })
    });
    let is_option = line.starts_with("--");
    has_option || is_option || line.starts_with(['"', '\''])
}

/// The name relative to the folder of the list.
fn beside(list: &str, name: &str) -> String {
    if Path::new(name).is_absolute() {
        return name.to_owned();
    }
    let folder = places::folder_of(list);
    let folder = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    folder.join(name).display().to_string()
}

/// The words of a line, split like a shell does: quotes group, a backslash escapes. `None` if a quote is not closed.
fn words(line: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        match (quote, letter) {
            (Some(open), letter) if letter == open => quote = None,
            (Some('"') | None, '\\') => word.get_or_insert_default().push(letters.next()?),
            (Some(_), letter) => word.get_or_insert_default().push(letter),
            (None, '"' | '\'') => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (None, letter) if letter.is_whitespace() => words.extend(word.take()),
            (None, letter) => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    quote.is_none().then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn song(file: &str) -> Entry {
        Entry {
            file: file.to_owned(),
            ..Entry::default()
        }
    }

    #[test]
    fn a_plain_name_may_hold_blanks() {
        assert_eq!(parse("a b.cho"), Ok(Line::Song(song("a b.cho"))));
    }

    #[test]
    fn options_belong_to_the_song() {
        let line = parse("\"a b.cho\" --meta artist='The Band' --define x=y --config=ukulele");
        assert_eq!(
            line,
            Ok(Line::Song(Entry {
                file: "a b.cho".to_owned(),
                config: Some("ukulele".to_owned()),
                meta: vec![("artist".to_owned(), "The Band".to_owned())],
                defines: vec![("x".to_owned(), "y".to_owned())],
            }))
        );
    }

    #[test]
    fn a_title_stands_alone() {
        assert_eq!(
            parse("--title \"My Songs\""),
            Ok(Line::Title("My Songs".to_owned()))
        );
        for line in [
            "a.cho --title x",
            "a.cho b.cho --meta x=y",
            "a.cho --foo",
            "\"a",
        ] {
            let failure = parse(line).expect_err("an error");
            assert!(failure.message.contains("Error in filelist"), "{line}");
            assert_eq!(failure.status, 255);
        }
    }

    #[test]
    fn names_are_relative_to_the_list() {
        assert_eq!(beside("lists/l.txt", "a.cho"), "lists/a.cho");
        assert_eq!(beside("l.txt", "a.cho"), "./a.cho");
        assert_eq!(beside("lists/l.txt", "/a.cho"), "/a.cho");
    }
}
