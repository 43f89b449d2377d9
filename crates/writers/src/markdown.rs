//! Markdown.

use chordpro_song::{Book, Budget, Exceeded};

use crate::{WriteOptions, Written};

/// Writes all songs of `book`.
///
/// # Errors
/// A limit of the budget was exceeded.
pub fn write(book: &Book, _options: &WriteOptions, budget: &Budget) -> Result<Written, Exceeded> {
    let mut written = Written::default();
    for song in &book.songs {
        budget.tick()?;
        written
            .text
            .push_str(song.title.as_deref().unwrap_or_default());
        written.text.push('\n');
    }
    Ok(written)
}
