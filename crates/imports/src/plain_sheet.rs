//! Chords over lyrics as people type them: named headers, named sections, chords above the lyrics.

use crate::ImportError;
use crate::context::Context;
use crate::sheet::{self, PLAIN};
use crate::song_text::ImportedSong;

/// Imports a song.
pub(crate) fn read(text: &str, context: &Context<'_>) -> Result<Vec<ImportedSong>, ImportError> {
    Ok(vec![sheet::read(text, &PLAIN, context).finish()])
}
