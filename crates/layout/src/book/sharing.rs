//! Songs that begin on the page on which the one before them ends (`native.share-pages`).

use chordpro_song::Song;

use crate::context::BookContext;
use crate::error::LayoutError;
use crate::extent;
use crate::page::Pt;
use crate::page_variables::NumberStyle;
use crate::paginator::{Numbering, SongPage};
use crate::song::{SinglePage, lay_out_single_page};
use crate::structure::{self, Lengths};
use crate::transform::Transform;

/// What is left free between two songs of a page.
const GAP: Pt = 24.0;

/// Puts `song` below what is on `page`; gives whether there was room for all of it.
///
/// Its titles stand above it as they do on a page of its own; the page keeps its footer.
///
/// # Errors
/// [`LayoutError`].
pub(crate) fn share<'a>(
    page: &mut SongPage,
    song: &'a Song,
    context: &mut BookContext<'a>,
) -> Result<bool, LayoutError> {
    let reached = |page: &SongPage, context: &BookContext<'_>| {
        extent::lowest(&page.page.layers, context.fonts, &|form| {
            context.drawings.form(form).map(|form| form.bounds)
        })
    };
    let Some(end) = reached(page, context) else {
        return Ok(false);
    };
    let numbering = Numbering {
        first: page.number,
        style: NumberStyle::Decimal,
    };
    let said = context.diagnostics.len();
    if let Some(single) = lay_out_single_page(song, numbering, context)? {
        let SinglePage {
            page: mut own,
            head,
            bottom,
        } = single;
        let up = end - GAP - head;
        // The footer is that of the page.
        let bottom = bottom.max(page.bottom);
        let has_room = reached(&own, context).is_some_and(|lowest| lowest + up >= bottom);
        let is_like = own.page.width == page.page.width
            && own.page.height == page.page.height
            && own.page.background == page.page.background;
        if has_room && is_like {
            Transform { scale: 1.0, up }.page(&mut own.page);
            page.take(own);
            return Ok(true);
        }
    }
    context.diagnostics.truncate(said);
    Ok(false)
}

impl SongPage {
    /// Adds all that is drawn on `other`.
    fn take(&mut self, other: SongPage) {
        let there = Lengths::of(&self.page.layers, self.page.links.len());
        structure::append(&mut self.page.structure, other.page.structure, &there);
        let layers = &mut self.page.layers;
        let more = other.page.layers;
        layers.shapes.extend(more.shapes);
        layers.text.extend(more.text);
        layers.heading_shapes.extend(more.heading_shapes);
        layers.heading_text.extend(more.heading_text);
        self.page.links.extend(other.page.links);
        self.destinations.extend(other.destinations);
    }
}

#[cfg(test)]
mod tests {
    use chordpro_config::Config;
    use chordpro_fonts::FontBook;
    use chordpro_song::{Book, Budget, NoAssets, Song};

    use crate::document::{ContentsPages, LaidOut, LayoutOptions, lay_out};
    use crate::page::{Item, Role, TextRun};
    use crate::sample::{configured, line, song};

    /// A book of songs of so many lines, that shares pages.
    fn book(lengths: &[usize], changes: &[(&str, &str)]) -> LaidOut {
        let mut config = Config::clone(&Config::builtin());
        let changes = [&[("native.share-pages", "1")], changes].concat();
        for (path, value) in &changes {
            config = config
                .set(path, value, chordpro_config::Trust::Trusted)
                .expect("a setting")
                .0;
        }
        let songs = lengths
            .iter()
            .enumerate()
            .map(|(index, length)| {
                let lines = (0..*length).map(|n| line(&format!("[C]{index}.{n}")));
                let mut song = song(lines.collect());
                song.meta.push("title", format!("Song {index}"));
                song.bookmark = format!("song_{}", index + 1);
                configured(song, &changes)
            })
            .collect();
        laid_out(songs, &config)
    }

    fn laid_out(songs: Vec<Song>, config: &Config) -> LaidOut {
        let book = Book {
            songs,
            ..Book::default()
        };
        let options = LayoutOptions {
            contents: ContentsPages::Never,
            ..LayoutOptions::default()
        };
        let fonts = FontBook::bundled();
        let budget = Budget::unbounded_time();
        lay_out(&book, config, &fonts, &options, &NoAssets, &budget).expect("a book")
    }

    fn texts(laid: &LaidOut, page: usize) -> Vec<&TextRun> {
        let items = laid.document.pages[page].layers.iter();
        items
            .filter_map(|item| match item {
                Item::Text(run) => Some(run),
                _ => None,
            })
            .collect()
    }

    fn height(laid: &LaidOut, page: usize, text: &str) -> f64 {
        let run = texts(laid, page)
            .into_iter()
            .find(|run| run.text == text)
            .expect("the text is on the page");
        (run.y * 100.0).round() / 100.0
    }

    #[test]
    fn short_songs_share_a_page() {
        let laid = book(&[5, 5, 5], &[]);
        assert_eq!(laid.document.pages.len(), 1);
        // The end of a song, the gap, and the title as far above its song as on a page of its own.
        let (end, title) = (height(&laid, 0, "0.4"), height(&laid, 0, "Song 1"));
        assert_eq!((end, title), (633.6, 593.38));
        let distance = title - height(&laid, 0, "1.0");
        assert!((distance - 70.2).abs() < 0.001, "{distance}");
    }

    #[test]
    fn the_page_has_one_footer_only() {
        let shown = |laid: &LaidOut, role: Role| -> Vec<String> {
            texts(laid, 1)
                .into_iter()
                .filter(|run| run.role == role)
                .map(|run| run.text.clone())
                .collect()
        };
        let (shared, alone) = (book(&[30, 5], &[]), book(&[30], &[]));
        assert!(!shown(&alone, Role::Footer).is_empty());
        assert_eq!(shown(&shared, Role::Footer), shown(&alone, Role::Footer));
        assert_eq!(shown(&shared, Role::Title), ["Song 1"]);
    }

    #[test]
    fn a_song_without_room_has_a_page_of_its_own() {
        let laid = book(&[15, 12, 2], &[("pdf.songbook.dual-pages", "0")]);
        assert_eq!(laid.document.pages.len(), 2);
        assert_eq!(height(&laid, 1, "1.0"), 739.2);
        let songs: Vec<(usize, usize)> = laid
            .document
            .songs
            .iter()
            .map(|song| (song.first, song.count))
            .collect();
        assert_eq!(songs, [(0, 1), (1, 1), (1, 1)]);
        assert_eq!(laid.document.destinations.get("song_3"), Some(&1));
    }

    #[test]
    fn a_song_can_begin_below_the_end_of_a_long_one() {
        let laid = book(&[30, 5], &[]);
        assert_eq!(laid.document.pages.len(), 2);
        assert!(height(&laid, 1, "1.0") < height(&laid, 1, "0.29"));
    }

    #[test]
    fn songs_that_do_not_share_are_aligned() {
        let laid = book(&[5, 5, 25], &[]);
        assert_eq!(laid.document.pages.len(), 3);
        assert!(texts(&laid, 1).is_empty(), "a filler");
        assert_eq!(height(&laid, 2, "2.0"), 739.2);
    }

    #[test]
    fn a_song_with_margins_of_its_own_does_not_reach_into_the_footer() {
        let mut config = Config::clone(&Config::builtin());
        let mut songs = Vec::new();
        for (length, bottom) in [(14, "100"), (9, "0")] {
            let lines = (0..length).map(|n| line(&format!("[C]{bottom}.{n}")));
            let changes = [("native.share-pages", "1"), ("pdf.marginbottom", bottom)];
            let mut song = configured(song(lines.collect()), &changes);
            song.meta.push("title", bottom);
            songs.push(song);
        }
        config = config
            .set(
                "pdf.songbook.dual-pages",
                "0",
                chordpro_config::Trust::Trusted,
            )
            .expect("a setting")
            .0;
        let laid = laid_out(songs, &config);
        assert_eq!(laid.document.pages.len(), 2);
    }

    #[test]
    fn pages_are_not_shared_unless_asked_for() {
        let laid = book(&[5, 5], &[("native.share-pages", "0")]);
        assert_eq!(laid.document.pages.len(), 3);
    }
}
