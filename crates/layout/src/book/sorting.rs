//! Sorts the songs of a book (`sort-songs`, `docs/spec/pages.md#2.7`).

use chordpro_song::{Song, markup};

use super::collation::Collation;

/// What songs are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SortBy {
    /// Title; `sorttitle` where a song has one.
    Title,
    /// Subtitle.
    Subtitle,
}

/// The order of sorting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// From A to Z.
    Ascending,
    /// From Z to A.
    Descending,
}

/// The indexes of `songs` in the order asked for. Equal songs keep the order they have.
pub fn order(songs: &[Song], by: SortBy, direction: Direction) -> Vec<usize> {
    let mut keys: Vec<(String, usize)> = songs
        .iter()
        .enumerate()
        .map(|(index, song)| (key(song, by), index))
        .collect();
    let mut collation = Collation::new();
    keys.sort_by(|left, right| {
        let order = collation.compare(&left.0, &right.0);
        match direction {
            Direction::Ascending => order,
            Direction::Descending => order.reverse(),
        }
    });
    keys.into_iter().map(|(_, index)| index).collect()
}

fn key(song: &Song, by: SortBy) -> String {
    let text = match by {
        SortBy::Title => song
            .meta
            .first("sorttitle")
            .or_else(|| song.meta.first("title"))
            .or(song.title.as_deref()),
        SortBy::Subtitle => song
            .meta
            .first("sortsubtitle")
            .or_else(|| song.subtitles.first().map(String::as_str)),
    };
    markup::strip(text.unwrap_or_default()).to_lowercase()
}
