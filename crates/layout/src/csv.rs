//! The songs of a book as CSV, for programs that show its pages (`docs/spec/pages.md#9.1`, `docs/spec/outputs.md#10`).

use std::borrow::Cow;

use chordpro_config::Config;
use chordpro_config::format::{self, Variables};
use chordpro_config::view::{CsvField, CsvSource, SongOrder};
use chordpro_song::Book;

use crate::book::values::Values;
use crate::page::{Document, PartPages};

/// What the rows for parts of the book that are no songs name as artist.
const PARTS_ARTIST: &str = "ChordPro";

/// The table: names of the fields, then a row for each song, as `config` has it.
pub fn table(book: &Book, document: &Document, config: &Config) -> String {
    let settings = &config.pdf.csv;
    let songbook = &config.pdf.songbook;
    // Observed: who sorts or compacts songs gives each of them a title to sort by.
    let is_sorted = songbook.compact_songs || songbook.sort_songs != SongOrder::Unsorted;
    let fields: Vec<&CsvField> = settings
        .fields
        .iter()
        .filter(|field| !field.is_omitted)
        .collect();
    let separator = settings.separator.as_str();
    let mut text = row(fields.iter().map(|field| field.name.as_str()), separator);
    let (before, after): (Vec<&PartPages>, Vec<&PartPages>) = document
        .parts
        .iter()
        .filter(|_| !settings.songsonly)
        .partition(|part| part.title != "Back Matter");
    let part_row = |part: &PartPages| {
        let cells = fields.iter().map(|field| match &field.source {
            CsvSource::Text(text) => text.clone(),
            CsvSource::Meta(name) => match name.as_str() {
                "title" | "sorttitle" => part.title.to_owned(),
                "pagerange" => range(part.first, part.count),
                "artist" => PARTS_ARTIST.to_owned(),
                _ => String::new(),
            },
        });
        row(cells, separator)
    };
    text.extend(before.into_iter().map(part_row));
    for pages in &document.songs {
        let Some(song) = book.songs.get(pages.song) else {
            continue;
        };
        let variables = Row {
            song: Values::new(song),
            range: range(pages.first, pages.count),
            title: pages.title.as_deref(),
            is_sorted,
        };
        let cells = fields.iter().map(|field| {
            let text = match &field.source {
                CsvSource::Meta(name) => Cow::Owned(format!("%{{{name}}}")),
                CsvSource::Text(text) => Cow::Borrowed(text.as_str()),
            };
            format::interpolate(&text, &variables, &settings.vseparator)
                .text
                .into_owned()
        });
        text.push_str(&row(cells, separator));
    }
    text.extend(after.into_iter().map(part_row));
    text
}

struct Row<'a> {
    song: Values<'a>,
    range: String,
    /// That of a document in the place of a song.
    title: Option<&'a str>,
    /// Whether songs without a title to sort by are sorted by their title.
    is_sorted: bool,
}

impl Variables for Row<'_> {
    fn values(&self, name: &str) -> Option<Cow<'_, [String]>> {
        match (name, self.title) {
            ("pagerange", _) => Some(Cow::Owned(vec![self.range.clone()])),
            ("title", Some(title)) => Some(Cow::Owned(vec![title.to_owned()])),
            ("sorttitle", _) if self.is_sorted => {
                self.song.values(name).or_else(|| self.values("title"))
            }
            _ => self.song.values(name),
        }
    }
}

/// The physical pages, counted from 1.
fn range(first: usize, count: usize) -> String {
    if count > 1 {
        format!("{}-{}", first + 1, first + count)
    } else {
        (first + 1).to_string()
    }
}

fn row(cells: impl Iterator<Item = impl AsRef<str>>, separator: &str) -> String {
    let cells: Vec<String> = cells.map(|cell| quoted(cell.as_ref(), separator)).collect();
    cells.join(separator) + "\n"
}

fn quoted(cell: &str, separator: &str) -> String {
    let is_plain =
        !cell.contains(['"', '\n']) && (separator.is_empty() || !cell.contains(separator));
    if is_plain {
        cell.to_owned()
    } else {
        format!("\"{}\"", cell.replace('"', "\"\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_hold_what_parts_them() {
        assert_eq!(
            row(["A; B", "5", "x\"y"].iter(), ";"),
            "\"A; B\";5;\"x\"\"y\"\n"
        );
    }

    #[test]
    fn ranges_count_from_one() {
        assert_eq!(range(6, 1), "7");
        assert_eq!(range(6, 3), "7-9");
    }
}
