//! The parts of a book, in order, each bound into the document as it is laid out (`docs/spec/pages.md#2.7`).

use chordpro_config::Config;
use chordpro_config::view::Contents;
use chordpro_song::{Book, Song};

use super::assembly::{Alignment, Start};
use super::binding::Binding;
use super::entry::Listed;
use super::labels::Part;
use super::matter::{Documents, NoDocument};
use super::songs::LaidSong;
use super::{contents, cover};
use crate::context::BookContext;
use crate::error::LayoutError;
use crate::page::SongPages;

/// A part of a book, and what its pages come from.
pub(crate) enum BookPart<'p> {
    /// A cover with the titles of this song.
    Cover(&'p Song),
    /// The pages of another document, by its name.
    Imported(Part, &'p str),
    /// Tables of contents, each with the song that has its title.
    Contents(Vec<(&'p Contents, &'p Song)>),
    /// The songs.
    Songs(Vec<LaidSong>),
}

/// The parts of a book.
pub(crate) fn parts<'p>(
    config: &'p Config,
    cover: Option<&'p Song>,
    tables: Vec<(&'p Contents, &'p Song)>,
    songs: Vec<LaidSong>,
) -> Vec<BookPart<'p>> {
    let set = &config.pdf.songbook;
    let imported = |part, name: Option<&'p str>| name.map(|name| BookPart::Imported(part, name));
    let cover = match cover {
        Some(song) => Some(BookPart::Cover(song)),
        None => imported(Part::Cover, set.cover.name()),
    };
    [
        cover,
        imported(Part::Front, set.front_matter.name()),
        (!tables.is_empty()).then_some(BookPart::Contents(tables)),
        Some(BookPart::Songs(songs)),
        imported(Part::Back, set.back_matter.name()),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What parts are bound with.
pub(crate) struct Binder<'t, 'b, 'a> {
    /// The book.
    pub(crate) book: &'b Book,
    /// What is aligned in it.
    pub(crate) alignment: Alignment,
    /// The number of the first page of the songs.
    pub(crate) start_page: u32,
    /// The songs as lists see them.
    pub(crate) listed: &'t [Listed<'b>],
    /// The document.
    pub(crate) binding: Binding,
    /// Other documents.
    pub(crate) documents: &'t mut Documents,
    /// What all layouts share.
    pub(crate) context: &'t mut BookContext<'a>,
    /// The page that the songs begin at.
    pub(crate) first_song: usize,
}

impl<'a> Binder<'_, '_, 'a> {
    /// Adds a part.
    ///
    /// # Errors
    /// [`LayoutError`].
    pub(crate) fn bind<'p: 'a>(&mut self, part: BookPart<'p>) -> Result<(), LayoutError> {
        match part {
            BookPart::Cover(song) => {
                let first = self.binding.begin(Part::Cover);
                let pages = cover::page(song, self.context)?;
                self.binding.add(pages);
                self.binding.end("Cover", first);
            }
            BookPart::Imported(part, name) => {
                self.align_imported(part, name)?;
                self.imported(part, name)?;
            }
            BookPart::Contents(tables) => self.contents(&tables)?,
            BookPart::Songs(songs) => {
                let start = Start::of_songs(self.alignment, self.start_page);
                self.binding.align(start);
                self.first_song = self.songs(songs);
                self.binding.resolve_links(self.first_song);
            }
        }
        Ok(())
    }

    fn contents<'p: 'a>(&mut self, tables: &[(&'p Contents, &'p Song)]) -> Result<(), LayoutError> {
        let binding = &mut self.binding;
        binding.align(Start::Right);
        let first = binding.begin(Part::Contents);
        for (number, (table, song)) in tables.iter().enumerate() {
            let is_aligned = number > 0 && self.alignment.are_contents_aligned;
            if is_aligned && !(binding.count() - first).is_multiple_of(2) {
                binding.filler();
            }
            let at = binding.count();
            let shown = u32::try_from(at - first + 1).unwrap_or(u32::MAX);
            let pages = contents::pages(table, song, self.listed, shown, self.context)?;
            binding.add(pages);
            let name = format!("toc_{}", number + 1);
            binding.document.destinations.insert(name, at);
        }
        binding.end("Table of Contents", first);
        Ok(())
    }

    /// Adds the songs; gives their first page.
    fn songs(&mut self, songs: Vec<LaidSong>) -> usize {
        let binding = &mut self.binding;
        let first = binding.begin(Part::Songs);
        for song in songs {
            if song.has_filler {
                binding.filler();
            }
            let at = binding.count() - usize::from(song.is_sharing);
            binding.document.songs.push(SongPages {
                song: song.index,
                first: at,
                count: song.pages.len().max(1),
                title: song.title,
            });
            if let Some(song) = self.book.songs.get(song.index) {
                let name = song.bookmark.clone();
                binding.document.destinations.insert(name, at);
            }
            binding.add(song.pages);
        }
        debug_assert!(
            self.listed
                .iter()
                .all(|listed| first + listed.page < binding.count()),
            "every song that is listed has its pages"
        );
        first
    }

    /// Front matter begins on a right page; back matter ends on a left one where pages are dual.
    fn align_imported(&mut self, part: Part, name: &str) -> Result<(), LayoutError> {
        match part {
            Part::Front => self.binding.align(Start::Right),
            Part::Back => {
                if let Ok(document) = self.documents.open(name, self.context)? {
                    let start = if document.count().is_multiple_of(2) {
                        Start::Right
                    } else {
                        Start::Left
                    };
                    self.binding.align(start);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Adds the pages of another document.
    fn imported(&mut self, part: Part, name: &str) -> Result<(), LayoutError> {
        let document = match self.documents.open(name, self.context)? {
            Ok(document) => document,
            Err(reason) => {
                let message = match reason {
                    NoDocument::Missing => "A PDF that the book asks for was not found",
                    NoDocument::Unusable => "A PDF that the book asks for cannot be used",
                };
                self.context.warn("missing-matter", message);
                return Ok(());
            }
        };
        let first = self.binding.begin(part);
        let pages = document.pages(self.context.budget)?;
        self.binding.add_imported(pages);
        let title = match part {
            Part::Cover => "Cover",
            Part::Front => "Front Matter",
            _ => "Back Matter",
        };
        self.binding.end(title, first);
        Ok(())
    }
}
