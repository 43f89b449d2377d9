//! A book as a document: the one way into this crate.

use std::sync::Arc;

use chordpro_config::Config;
use chordpro_fonts::FontBook;
use chordpro_song::{Assets, Book, Budget, Diagnostic};

use crate::drawings::Drawings;
use crate::error::LayoutError;
use crate::flow::{NumberStyle, Numbering, Surroundings};
use crate::image::svg::SvgReader;
use crate::page::{Document, SongPages};
use crate::song::lay_out_song;

/// Whether there are tables of contents.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ContentsPages {
    /// Where there is more than one song.
    #[default]
    Several,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// How to lay out a book, besides its configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutOptions {
    /// The title of the book; it gets a cover.
    pub title: Option<String>,
    /// The number of the first page of the songs.
    pub start_page: u32,
    /// Tables of contents.
    pub contents: ContentsPages,
}

impl Default for LayoutOptions {
    fn default() -> Self {
        LayoutOptions {
            title: None,
            start_page: 1,
            contents: ContentsPages::default(),
        }
    }
}

/// A book that is laid out.
#[derive(Debug)]
pub struct LaidOut {
    /// The document.
    pub document: Document,
    /// What was said about it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Lays out a book.
///
/// # Errors
/// [`LayoutError`]: a limit that is exceeded, a font that cannot be had.
pub fn lay_out(
    book: &Book,
    config: &Config,
    fonts: &Arc<FontBook>,
    options: &LayoutOptions,
    assets: &dyn Assets,
    budget: &Budget,
) -> Result<LaidOut, LayoutError> {
    let _ = config;
    let mut surroundings = Surroundings {
        fonts,
        assets,
        budget,
        drawings: Drawings::new(),
        svg: SvgReader::new(fonts),
        diagnostics: Vec::new(),
    };
    let mut document = Document::default();
    let mut number = options.start_page;
    for (index, song) in book.songs.iter().enumerate() {
        let numbering = Numbering {
            first: number,
            style: NumberStyle::Decimal,
        };
        let pages = lay_out_song(song, numbering, &mut surroundings)?;
        let first = document.pages.len();
        number = number.saturating_add(u32::try_from(pages.len()).unwrap_or(u32::MAX));
        document.songs.push(SongPages {
            song: index,
            first,
            count: pages.len(),
        });
        for page in pages {
            for name in page.destinations {
                document.destinations.insert(name, document.pages.len());
            }
            document.pages.push(page.page);
        }
    }
    (document.forms, document.pictures) = surroundings.drawings.into_parts();
    Ok(LaidOut {
        document,
        diagnostics: surroundings.diagnostics,
    })
}
