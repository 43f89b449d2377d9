//! Markdown output (`docs/spec/outputs.md#6`).

mod complete;
mod entries;
mod inline;
mod reference;

use chordpro_song::{Book, Budget, Exceeded};

use crate::render::Notes;
use crate::{WriteOptions, Written};
use entries::Entries;

/// The separator between songs, and after choruses.
const SEPARATOR: &str = "---------------  \n";

/// Writes all songs of `book`.
///
/// # Errors
/// A limit of the budget was exceeded.
pub fn write(book: &Book, options: &WriteOptions, budget: &Budget) -> Result<Written, Exceeded> {
    let mut entries = Entries::default();
    let mut notes = Notes::default();
    let mut prefix = "\t";
    let songs = book.songs.iter().filter(|song| !song.is_missing);
    for (at, song) in songs.enumerate() {
        if at > 0 && options.is_tidy() {
            entries.push("");
        }
        if options.is_complete() {
            complete::Writer::new(&mut entries, song, options, &mut notes, budget).song()?;
        } else {
            let mut writer =
                reference::Writer::new(&mut entries, song, options, &mut notes, budget, prefix);
            writer.song()?;
            prefix = writer.prefix();
        }
        entries.push(SEPARATOR);
    }
    entries.push("");
    let text = entries.finish();
    budget.check_bytes(text.len() as u64)?;
    Ok(Written {
        text,
        diagnostics: notes.diagnostics,
    })
}
