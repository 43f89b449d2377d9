//! Book assembly: which pages are fillers, and the page number each song starts on (`docs/spec/pages.md#2.7`).

/// What is aligned in a book.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Alignment {
    /// Whether odd and even pages differ; nothing is aligned otherwise.
    pub is_dual: bool,
    /// How songs are aligned.
    pub songs: SongAlignment,
    /// Whether songs of an odd length get a page more, with headings, instead of an empty page before the next one.
    pub is_extended: bool,
    /// Whether songs are reordered so that those of two pages need no turning.
    pub is_compact: bool,
    /// Whether every table of contents begins on a right page.
    pub are_contents_aligned: bool,
}

/// How songs are aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SongAlignment {
    /// They follow one another.
    None,
    /// They begin on right pages, after an empty page where needed.
    Right,
    /// They begin on left pages.
    Spread,
}

/// The switches as they are configured, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Switches {
    /// `dual-pages`.
    pub dual_pages: bool,
    /// `align-songs`.
    pub align_songs: bool,
    /// `align-songs-extend`.
    pub extend: bool,
    /// `align-songs-spread`.
    pub spread: bool,
    /// `compact-songs`.
    pub compact: bool,
    /// `align-tocs`.
    pub align_contents: bool,
}

impl Alignment {
    /// The alignment that the switches give for a book whose first song page is `start_page`.
    pub fn new(switches: Switches, start_page: u32) -> Alignment {
        let is_aligned = switches.dual_pages && switches.align_songs;
        // An odd offset makes right pages even; the reference then spreads.
        let is_spread = switches.spread || start_page.is_multiple_of(2);
        let songs = if !is_aligned {
            SongAlignment::None
        } else if is_spread && !switches.compact {
            SongAlignment::Spread
        } else {
            SongAlignment::Right
        };
        Alignment {
            is_dual: switches.dual_pages,
            songs,
            is_extended: is_aligned && switches.extend && !switches.compact,
            is_compact: is_aligned && switches.compact,
            are_contents_aligned: switches.dual_pages && switches.align_contents,
        }
    }
}

impl Alignment {
    /// Whether songs can begin on the pages of others: not where songs are spread, extended or reordered by their pages.
    pub(crate) fn can_share_pages(self) -> bool {
        !self.is_compact
            && !self.is_extended
            && matches!(self.songs, SongAlignment::None | SongAlignment::Right)
    }
}

/// The numbers of the pages of songs, while songs are added.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SongNumbers {
    alignment: Alignment,
    offset: u32,
    pages: u32,
}

impl SongNumbers {
    /// The numbers of a book whose first song page is `start_page`.
    pub fn new(alignment: Alignment, start_page: u32) -> SongNumbers {
        let offset = start_page.saturating_sub(1);
        let is_spread = alignment.songs == SongAlignment::Spread;
        let more = u32::from(is_spread && offset.is_multiple_of(2));
        SongNumbers {
            alignment,
            offset: offset.saturating_add(more),
            pages: 0,
        }
    }

    /// The number of the next page.
    pub fn next(&self) -> u32 {
        self.pages.saturating_add(1).saturating_add(self.offset)
    }

    /// Whether an empty page is needed before a song. `length` is its number of pages where it is known.
    pub fn needs_filler(&self, length: Option<usize>) -> bool {
        let is_odd = !self.next().is_multiple_of(2);
        if self.alignment.is_compact {
            return length == Some(2) && is_odd;
        }
        if self.alignment.is_extended {
            return false;
        }
        match self.alignment.songs {
            SongAlignment::None => false,
            SongAlignment::Right => !is_odd,
            SongAlignment::Spread => is_odd,
        }
    }

    /// Whether a song of `length` pages gets one more.
    pub fn is_extended(&self, length: usize, position: Position) -> bool {
        self.alignment.is_extended && !length.is_multiple_of(2) && position == Position::Inner
    }

    /// Counts pages that were added.
    pub fn advance(&mut self, pages: usize) {
        let pages = u32::try_from(pages).unwrap_or(u32::MAX);
        self.pages = self.pages.saturating_add(pages);
    }
}

/// Whether another song, or back matter, follows a song.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Position {
    /// Something follows.
    Inner,
    /// It is the last one.
    Last,
}

/// What is put behind `pages` pages so that the next part can begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Start {
    /// The next part begins on a right (odd) page.
    Right,
    /// It begins on a left page: songs whose first number is even.
    Left,
}

impl Start {
    /// Where songs begin, so that their numbers are odd on right pages.
    pub fn of_songs(alignment: Alignment, start_page: u32) -> Start {
        if SongNumbers::new(alignment, start_page)
            .next()
            .is_multiple_of(2)
        {
            Start::Left
        } else {
            Start::Right
        }
    }

    /// Whether a filler is needed after `pages` physical pages.
    pub fn needs_filler(self, pages: usize) -> bool {
        match self {
            Start::Right => !pages.is_multiple_of(2),
            Start::Left => pages.is_multiple_of(2),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SWITCHES: Switches = Switches {
        dual_pages: true,
        align_songs: true,
        extend: false,
        spread: false,
        compact: false,
        align_contents: true,
    };

    /// The first page number of songs of these lengths, in order.
    fn first_pages(switches: Switches, start_page: u32, lengths: &[usize]) -> Vec<u32> {
        let alignment = Alignment::new(switches, start_page);
        let mut numbers = SongNumbers::new(alignment, start_page);
        lengths
            .iter()
            .enumerate()
            .map(|(index, &length)| {
                if numbers.needs_filler(Some(length)) {
                    numbers.advance(1);
                }
                let first = numbers.next();
                numbers.advance(length);
                let position = if index + 1 == lengths.len() {
                    Position::Last
                } else {
                    Position::Inner
                };
                if numbers.is_extended(length, position) {
                    numbers.advance(1);
                }
                first
            })
            .collect()
    }

    #[test]
    fn songs_begin_on_right_pages() {
        assert_eq!(first_pages(SWITCHES, 1, &[1, 3, 1]), [1, 3, 7]);
    }

    #[test]
    fn without_dual_pages_nothing_is_aligned() {
        let switches = Switches {
            dual_pages: false,
            extend: true,
            ..SWITCHES
        };
        assert_eq!(first_pages(switches, 1, &[1, 3, 1]), [1, 2, 5]);
    }

    #[test]
    fn spread_songs_begin_on_left_pages() {
        let switches = Switches {
            spread: true,
            ..SWITCHES
        };
        assert_eq!(first_pages(switches, 1, &[1, 1, 1, 1]), [2, 4, 6, 8]);
    }

    #[test]
    fn an_even_first_page_spreads_songs() {
        assert_eq!(first_pages(SWITCHES, 4, &[1, 3, 1]), [4, 6, 10]);
        assert_eq!(first_pages(SWITCHES, 11, &[1, 1]), [11, 13]);
    }

    #[test]
    fn extended_songs_need_no_fillers() {
        let switches = Switches {
            extend: true,
            ..SWITCHES
        };
        assert_eq!(first_pages(switches, 1, &[1, 1, 2, 1]), [1, 3, 5, 7]);
        let numbers = SongNumbers::new(Alignment::new(switches, 1), 1);
        assert!(!numbers.is_extended(1, Position::Last));
    }

    #[test]
    fn compact_songs_of_two_pages_begin_on_left_pages() {
        let switches = Switches {
            compact: true,
            ..SWITCHES
        };
        assert_eq!(first_pages(switches, 1, &[2, 2, 1, 1]), [2, 4, 6, 7]);
    }

    #[test]
    fn songs_begin_on_the_side_of_their_number() {
        let start = |switches, page| Start::of_songs(Alignment::new(switches, page), page);
        let spread = Switches {
            spread: true,
            ..SWITCHES
        };
        let unaligned = Switches {
            align_songs: false,
            ..spread
        };
        assert_eq!(start(SWITCHES, 1), Start::Right);
        assert_eq!(start(SWITCHES, 4), Start::Left);
        assert_eq!(start(spread, 1), Start::Left);
        assert_eq!(start(unaligned, 1), Start::Right);
        assert_eq!(start(unaligned, 2), Start::Left);
        assert!(Start::Left.needs_filler(0));
    }

    #[test]
    fn spread_songs_may_be_extended() {
        let switches = Switches {
            extend: true,
            spread: true,
            ..SWITCHES
        };
        assert_eq!(first_pages(switches, 1, &[1, 2, 1]), [2, 4, 6]);
    }

    #[test]
    fn parts_begin_on_the_page_they_ask_for() {
        assert!(Start::Right.needs_filler(3));
        assert!(!Start::Right.needs_filler(4));
        assert!(Start::Left.needs_filler(4));
    }
}
