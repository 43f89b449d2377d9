//! Ultimate Guitar text: sections in brackets, chords over lyrics, `[ch]` and `[tab]` marks, and text around songs.

use crate::ImportError;
use crate::context::Context;
use crate::sheet::{self, Dialect, PLAIN, Position, Special};
use crate::song_text::ImportedSong;

const DIALECT: Dialect = Dialect {
    special,
    second_line: "artist",
    ..PLAIN
};

/// Marks around chords and around groups of lines.
const MARKS: [&str; 4] = ["[ch]", "[/ch]", "[tab]", "[/tab]"];

/// Whether a line has marks that are unique to this format.
pub(crate) fn has_marks(line: &str) -> bool {
    line.contains("[ch]") || line.contains("[tab]")
}

/// Imports a song.
pub(crate) fn read(text: &str, context: &Context<'_>) -> Result<Vec<ImportedSong>, ImportError> {
    Ok(vec![sheet::read(text, &DIALECT, context).finish()])
}

fn special(line: &str, position: Position) -> Option<Special> {
    if MARKS.iter().any(|mark| line.contains(mark)) {
        let mut plain = line.to_owned();
        for mark in MARKS {
            plain = plain.replace(mark, "");
        }
        return Some(Special::Text(plain));
    }
    let trimmed = line.trim();
    let lower = trimmed.to_lowercase();
    if is_page_number(&lower) {
        return Some(Special::Dropped("the number of a page"));
    }
    if position == Position::Top {
        return top(trimmed, &lower);
    }
    None
}

/// Lines that occur only above songs.
fn top(line: &str, lower: &str) -> Option<Special> {
    for kind in [
        " chords by ",
        " tab by ",
        " ukulele chords by ",
        " chords ver 2 by ",
    ] {
        if let Some(at) = lower.find(kind) {
            let title = line.get(..at)?;
            let artist = line.get(at + kind.len()..)?;
            return Some(Special::Heads(vec![
                ("title", title.trim().to_owned()),
                ("artist", artist.trim().to_owned()),
            ]));
        }
    }
    let starts = |starts: &[&str]| starts.iter().any(|start| lower.starts_with(start));
    if starts(&["author:", "contributors"]) || starts(&["author "]) && lower.contains("last edit") {
        return Some(Special::Dropped("who put the sheet on the web"));
    }
    if starts(&[
        "views",
        "view official tab",
        "chords used in this song",
        "we have an official",
        "last update",
        "rating:",
    ]) {
        return Some(Special::Dropped("text of the web page"));
    }
    None
}

/// `Page 1/2`.
fn is_page_number(lower: &str) -> bool {
    lower.strip_prefix("page ").is_some_and(|rest| {
        rest.split_once('/').is_some_and(|(page, pages)| {
            let is_number =
                |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
            is_number(page.trim()) && is_number(pages.trim())
        })
    })
}
