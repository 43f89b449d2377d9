//! From inputs to a book.

use std::sync::Arc;

use chordpro_config::Config;

use crate::{Assets, Book, Budget, ReadError, ReadOptions, SongInput};

/// Reads all songs of all inputs.
///
/// What is merely odd about a song becomes a diagnostic of that song.
///
/// # Errors
/// [`ReadError::Exceeded`] when a limit is exceeded, [`ReadError::Song`] for what the reference too refuses to read.
pub fn read_book(
    inputs: &[SongInput],
    config: &Arc<Config>,
    options: &ReadOptions,
    assets: &dyn Assets,
    budget: &Budget,
) -> Result<Book, ReadError> {
    let _ = (inputs, config, options, assets);
    budget.check_time()?;
    Ok(Book::default())
}
