//! Chords over lyrics, as people type them: heads by name, sections by name, chords above the words.

use crate::ImportError;
use crate::context::Context;
use crate::sheet::{self, PLAIN};
use crate::song_text::ImportedSong;

/// Reads a song.
pub(crate) fn read(text: &str, context: &Context<'_>) -> Result<Vec<ImportedSong>, ImportError> {
    Ok(vec![sheet::read(text, &PLAIN, context).finish()])
}
