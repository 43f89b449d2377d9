//! The songs of a book: their order, their page numbers, the blank pages between them (`docs/spec/pages.md#2.7`).

use std::sync::Arc;

use chordpro_config::Config;
use chordpro_config::view::{PageClass, SongOrder};
use chordpro_song::{Book, Budget, Song};

use super::assembly::{Alignment, Position, SongNumbers};
use super::background;
use super::compact;
use super::matter::{Documents, Imported};
use super::sharing;
use super::sorting::{self, Direction, SortBy};
use crate::context::BookContext;
use crate::error::LayoutError;
use crate::geometry::Side;
use crate::page_variables::NumberStyle;
use crate::paginator::{Numbering, SongPage};
use crate::song::{Extension, lay_out_song};

/// A song that is laid out.
pub(crate) struct LaidSong {
    /// Its index in the book.
    pub(crate) index: usize,
    /// The number printed on its first page.
    pub(crate) number: u32,
    /// Whether it begins on the last page of the song before it, and has no page of its own.
    pub(crate) is_sharing: bool,
    /// Whether an empty page comes before it.
    pub(crate) has_filler: bool,
    /// Its pages.
    pub(crate) pages: Vec<SongPage>,
    /// See [`SongPages::title`](crate::page::SongPages::title).
    pub(crate) title: Option<String>,
}

impl LaidSong {
    fn last_page(&mut self) -> Option<&mut SongPage> {
        self.pages.last_mut()
    }
}

/// Lays out all songs that show something, in the order of the book. Where none does, the first one is an empty page.
///
/// # Errors
/// [`LayoutError`].
pub(crate) fn lay_out<'a>(
    book: &'a Book,
    config: &Config,
    alignment: Alignment,
    start_page: u32,
    context: &mut BookContext<'a>,
    documents: &mut Documents,
) -> Result<Vec<LaidSong>, LayoutError> {
    let order = order(book, config);
    context.are_pages_shared = alignment.can_share_pages() && order.len() > 1;
    let mut laid = in_order(book, &order, alignment, start_page, None, context)?;
    if alignment.is_compact {
        let lengths: Vec<usize> = laid.iter().map(|song| song.pages.len()).collect();
        let order: Vec<usize> = compact::order(&lengths, start_page)
            .into_iter()
            .filter_map(|place| order.get(place).copied())
            .collect();
        let lengths: Vec<usize> = compact::order(&lengths, start_page)
            .into_iter()
            .filter_map(|place| lengths.get(place).copied())
            .collect();
        // What was said while measuring is said again.
        context.diagnostics.clear();
        let lengths = Some(lengths.as_slice());
        laid = in_order(book, &order, alignment, start_page, lengths, context)?;
    }
    for song in &mut laid {
        let formats = &config.pdf.formats;
        background::lay(&mut song.pages, formats, documents, context)?;
    }
    Ok(laid)
}

fn order(book: &Book, config: &Config) -> Vec<usize> {
    let sorted = match config.pdf.songbook.sort_songs {
        SongOrder::Unsorted => (0..book.songs.len()).collect(),
        SongOrder::Title => sorting::order(&book.songs, SortBy::Title, Direction::Ascending),
        SongOrder::TitleDescending => {
            sorting::order(&book.songs, SortBy::Title, Direction::Descending)
        }
        SongOrder::Subtitle => sorting::order(&book.songs, SortBy::Subtitle, Direction::Ascending),
        SongOrder::SubtitleDescending => {
            sorting::order(&book.songs, SortBy::Subtitle, Direction::Descending)
        }
    };
    let has_body = |index: &usize| book.songs.get(*index).is_some_and(is_shown);
    let shown: Vec<usize> = sorted.iter().copied().filter(has_body).collect();
    if shown.is_empty() {
        sorted.into_iter().take(1).collect()
    } else {
        shown
    }
}

/// Whether a song has pages in a book of several.
pub(crate) fn is_shown(song: &Song) -> bool {
    !song.sections.is_empty() || song.document.is_some()
}

fn in_order<'a>(
    book: &'a Book,
    order: &[usize],
    alignment: Alignment,
    start_page: u32,
    lengths: Option<&[usize]>,
    context: &mut BookContext<'a>,
) -> Result<Vec<LaidSong>, LayoutError> {
    let mut numbers = SongNumbers::new(alignment, start_page);
    let mut laid = Vec::with_capacity(order.len());
    for (place, &index) in order.iter().enumerate() {
        let Some(song) = book.songs.get(index) else {
            continue;
        };
        if song.config.native.share_pages
            && context.are_pages_shared
            && song.document.is_none()
            && let Some(page) = laid.iter_mut().rev().find_map(LaidSong::last_page)
            && sharing::share(page, song, context)?
        {
            let number = page.number;
            laid.push(LaidSong {
                index,
                number,
                is_sharing: true,
                has_filler: false,
                pages: Vec::new(),
                title: None,
            });
            continue;
        }
        let length = lengths.and_then(|lengths| lengths.get(place)).copied();
        let has_filler = numbers.needs_filler(length);
        numbers.advance(usize::from(has_filler));
        let number = numbers.next();
        let numbering = Numbering {
            first: number,
            style: NumberStyle::Decimal,
        };
        let position = if place + 1 == order.len() {
            Position::Last
        } else {
            Position::Inner
        };
        let extension = if numbers.is_extended(1, position) {
            Extension::ToEven
        } else {
            Extension::None
        };
        let (pages, title) = match &song.document {
            Some(document) => pages_of(document, song, number, context.budget)?,
            None => {
                let pages = lay_out_song(song, numbering, extension, context)?;
                (pages, None)
            }
        };
        numbers.advance(pages.len());
        laid.push(LaidSong {
            index,
            number,
            is_sharing: false,
            has_filler,
            pages,
            title,
        });
    }
    Ok(laid)
}

/// The pages of a document in the place of a song, as they are, and its title.
fn pages_of(
    document: &Arc<[u8]>,
    song: &Song,
    first: u32,
    budget: &Budget,
) -> Result<(Vec<SongPage>, Option<String>), LayoutError> {
    let name = &song.source.name;
    budget.at_song(song.index);
    let document = Imported::read(document, budget)?
        .ok_or_else(|| LayoutError::Document { name: name.clone() })?;
    let file_name = name.rsplit(['/', '\\']).next();
    let title = song
        .title
        .as_deref()
        .or(document.title())
        .or(file_name)
        .map(str::to_owned);
    let pages = document.pages(budget)?.into_iter().zip(first..);
    let pages = pages.map(|(page, number)| SongPage {
        page,
        number,
        class: PageClass::Default,
        side: Side::Right,
        bottom: 0.0,
        destinations: Vec::new(),
    });
    Ok((pages.collect(), title))
}
