//! The names that format strings may use: metadata and automatic items (clause 6.4).

use crate::Song;

/// All variables of a song: its metadata, and the automatic items that do not depend on the page.
#[derive(Debug, Clone, Copy)]
pub struct SongVariables<'a> {
    song: &'a Song,
}

impl<'a> SongVariables<'a> {
    /// The variables of `song`.
    pub fn new(song: &'a Song) -> Self {
        SongVariables { song }
    }

    /// The values of `name`, or `None` where there is no such item.
    pub fn lookup(&self, name: &str) -> Option<Vec<String>> {
        self.song.meta.items.get(name).cloned()
    }
}
