//! A song as pages.

use std::sync::Arc;

use chordpro_song::Song;

use crate::error::LayoutError;
use crate::flow::{Flow, Numbering, SongPage, Surroundings};

/// Lays out a song: body first, then headings.
///
/// The song starts from its own configuration; what the song before it changed is forgotten.
///
/// # Errors
/// [`LayoutError`].
pub fn lay_out_song<'a>(
    song: &'a Song,
    numbering: Numbering,
    surroundings: &mut Surroundings<'a>,
) -> Result<Vec<SongPage>, LayoutError> {
    let config = Arc::clone(&song.initial_config);
    let mut flow = Flow::new(song, &config, numbering, surroundings)?;
    flow.body()?;
    flow.headings();
    Ok(flow.pages)
}
