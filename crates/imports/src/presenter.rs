//! Plain text from ProPresenter and similar programs: named groups of slides, with few chords or none.

use crate::ImportError;
use crate::context::Context;
use crate::sheet::{self, Dialect, PLAIN, Position, Special};
use crate::song_text::ImportedSong;

const DIALECT: Dialect = Dialect {
    special,
    second_line: "artist",
    ..PLAIN
};

/// Imports a song.
pub(crate) fn read(text: &str, context: &Context<'_>) -> Result<Vec<ImportedSong>, ImportError> {
    Ok(vec![sheet::read(text, &DIALECT, context).finish()])
}

/// Names and marks of slides.
fn special(line: &str, _: Position) -> Option<Special> {
    let line = line.trim();
    let lower = line.to_lowercase();
    let is_counted = |rest: &str| {
        rest.trim()
            .trim_end_matches(':')
            .bytes()
            .all(|b| b.is_ascii_digit())
    };
    if lower.strip_prefix("slide").is_some_and(is_counted)
        || matches!(lower.as_str(), "blank" | "[blank]" | "(blank)")
    {
        return Some(Special::Dropped("the name of a slide"));
    }
    if lower.starts_with("ccli song #") {
        let number = line.get("ccli song #".len()..)?.trim_matches([':', ' ']);
        return Some(Special::Heads(vec![("meta", format!("ccli {number}"))]));
    }
    if lower.starts_with("ccli license #") {
        let number = line.get("ccli license #".len()..)?.trim_matches([':', ' ']);
        return Some(Special::Heads(vec![(
            "meta",
            format!("ccli_license {number}"),
        )]));
    }
    let owner = line.strip_prefix('©')?;
    Some(Special::Heads(vec![("copyright", owner.trim().to_owned())]))
}
