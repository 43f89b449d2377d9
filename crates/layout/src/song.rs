//! A song as pages.

use std::sync::Arc;

use chordpro_song::Song;

use crate::error::LayoutError;
use crate::flow::{Flow, Numbering, SongPage, Surroundings};

/// Whether a song gets a page more where its number of pages is odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Extension {
    /// It does not.
    #[default]
    None,
    /// It does; the page has headings.
    ToEven,
}

/// Lays out a song: body first, then headings.
///
/// Everything is laid out by the configuration at the end of the song, as in the reference: what a song sets, it sets
/// for all of its pages. What the song before it set is forgotten.
///
/// # Errors
/// [`LayoutError`].
pub fn lay_out_song<'a>(
    song: &'a Song,
    numbering: Numbering,
    extension: Extension,
    surroundings: &mut Surroundings<'a>,
) -> Result<Vec<SongPage>, LayoutError> {
    let config = Arc::clone(&song.config);
    let mut flow = Flow::new(song, &config, numbering, surroundings)?;
    flow.body()?;
    if extension == Extension::ToEven && !flow.pages.len().is_multiple_of(2) {
        flow.new_page()?;
    }
    flow.headings();
    Ok(flow.pages)
}
