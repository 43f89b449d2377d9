//! A song's values for format strings.

use std::borrow::Cow;

use chordpro_config::format::{Variables, interpolate};
use chordpro_song::{Song, SongVariables};

/// The variables of a song, for lists and headings of its book.
pub(crate) struct Values<'a>(SongVariables<'a>);

impl<'a> Values<'a> {
    /// The values of `song`.
    pub(crate) fn new(song: &'a Song) -> Self {
        Values(SongVariables::new(song))
    }
}

impl Variables for Values<'_> {
    fn values(&self, name: &str) -> Option<Cow<'_, [String]>> {
        self.0.lookup(name)
    }
}

/// `text` with the values of `song` put in.
pub(crate) fn text(song: &Song, text: &str) -> String {
    interpolate(text, &Values::new(song), &song.config.metadata.separator)
        .text
        .into_owned()
}
