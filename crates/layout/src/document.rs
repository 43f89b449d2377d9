//! A book as a document: the one way into this crate.

use std::collections::BTreeMap;
use std::sync::Arc;

use chordpro_config::Config;
use chordpro_config::view::{AlignContents, Contents};
use chordpro_fonts::FontBook;
use chordpro_song::{Assets, Book, Budget, Diagnostic, Song};

use crate::book::assembly::{Alignment, Switches};
use crate::book::binding::Binding;
use crate::book::entry::Listed;
use crate::book::labels;
use crate::book::matter::Documents;
use crate::book::outline::{self, Bookmark, OutlinePlan};
use crate::book::parts::{Binder, parts};
use crate::book::songs::{self, LaidSong};
use crate::book::{contents, cover, info, values};
use crate::context::BookContext;
use crate::error::LayoutError;
use crate::page::{Document, OutlineNode};

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
#[non_exhaustive]
pub struct LayoutOptions {
    /// The title of the book; it gets a cover.
    pub title: Option<String>,
    /// The subtitle on the cover.
    pub subtitle: Option<String>,
    /// The number of the first page of the songs.
    pub start_page: u32,
    /// Tables of contents.
    pub contents: ContentsPages,
}

impl Default for LayoutOptions {
    fn default() -> Self {
        LayoutOptions {
            title: None,
            subtitle: None,
            start_page: 1,
            contents: ContentsPages::default(),
        }
    }
}

/// A book that is laid out.
#[derive(Debug)]
#[non_exhaustive]
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
    let Some(first_song) = book.songs.first() else {
        return Ok(LaidOut {
            document: Document::default(),
            diagnostics: Vec::new(),
        });
    };
    let config = Arc::new(config.clone());
    // Songs that only this book has: they live as long as the layout.
    let tables = tables(book, &config, options.contents);
    let table_songs: Vec<Song> = tables
        .iter()
        .map(|table| contents::pseudo_song(first_song, &config, &table.label))
        .collect();
    let cover_song = options
        .title
        .as_deref()
        .map(|title| cover::song(first_song, &config, title, options.subtitle.as_deref()));
    let mut context = BookContext::new(fonts, assets, budget);
    let mut documents = Documents::default();
    let (alignment, start_page) = (alignment(&config, options.start_page), options.start_page);
    let laid = songs::lay_out(
        book,
        &config,
        alignment,
        start_page,
        &mut context,
        &mut documents,
    )?;
    let listed = listed(book, &laid);
    let binding = Binding::new(&config, alignment, &mut documents, &mut context)?;
    let mut binder = Binder {
        book,
        alignment,
        start_page,
        listed: &listed,
        binding,
        documents: &mut documents,
        context: &mut context,
        first_song: 0,
    };
    let tables = tables.iter().zip(&table_songs).collect();
    for part in parts(&config, cover_song.as_ref(), tables, laid) {
        binder.bind(part)?;
    }
    let (binding, first) = (binder.binding, binder.first_song);
    finish(book, &config, options, &listed, first, binding, context)
}

/// The tables of contents that the book has.
fn tables(book: &Book, config: &Config, wanted: ContentsPages) -> Vec<Contents> {
    let is_wanted = match wanted {
        ContentsPages::Several => {
            let shown = book.songs.iter().filter(|song| songs::is_shown(song));
            shown.take(2).count() > 1
        }
        ContentsPages::Always => true,
        ContentsPages::Never => false,
    };
    if !is_wanted {
        return Vec::new();
    }
    match &*config.contents {
        Some(tables) => tables
            .iter()
            .filter(|table| !table.is_omitted)
            .cloned()
            .collect(),
        None => vec![Contents {
            name: "toc".to_owned(),
            fields: vec![match config.toc.order.as_str() {
                "alpha" => "title".to_owned(),
                _ => "songindex".to_owned(),
            }],
            label: config.toc.title.clone(),
            line: config.toc.line.clone(),
            pageno: "%{page}".to_owned(),
            break_text: String::new(),
            template: None,
            is_omitted: false,
        }],
    }
}

fn alignment(config: &Config, start_page: u32) -> Alignment {
    let set = &config.pdf.songbook;
    let switches = Switches {
        dual_pages: set.dual_pages,
        align_songs: set.align_songs,
        extend: set.align_songs_extend,
        spread: set.align_songs_spread,
        compact: set.compact_songs,
        align_contents: match set.align_tocs {
            AlignContents::Any => false,
            AlignContents::Right => true,
            AlignContents::AsSongs => set.align_songs,
        },
    };
    Alignment::new(switches, start_page)
}

/// The songs as lists see them.
fn listed<'a>(book: &'a Book, laid: &[LaidSong]) -> Vec<Listed<'a>> {
    let mut page = 0;
    laid.iter()
        .filter_map(|song| {
            page += usize::from(song.has_filler);
            let first = page - usize::from(song.is_sharing);
            page += song.pages.len();
            let number = song.number;
            let song = book.songs.get(song.index)?;
            Some(Listed {
                song,
                number,
                page: first,
                bookmark: &song.bookmark,
            })
        })
        .collect()
}

fn finish(
    book: &Book,
    config: &Config,
    options: &LayoutOptions,
    listed: &[Listed<'_>],
    first: usize,
    binding: Binding,
    context: BookContext<'_>,
) -> Result<LaidOut, LayoutError> {
    let Binding {
        mut document,
        parts,
        ..
    } = binding;
    document.labels = labels::labels(&parts, options.start_page);
    if let Some(song) = listed
        .first()
        .map(|listed| listed.song)
        .or(book.songs.first())
    {
        let own = document
            .songs
            .first()
            .and_then(|pages| pages.title.as_deref());
        document.info = info::info(song, options.title.as_deref().or(own));
        document.outline = outline_of(
            &document.destinations,
            song,
            config,
            (listed, first),
            context.budget,
        )?;
    }
    (document.forms, document.pictures) = context.drawings.into_parts();
    Ok(LaidOut {
        document,
        diagnostics: context.diagnostics,
    })
}

/// The outlines that are configured; their labels have the values of `song`. The songs that are listed begin at a page of the
/// document.
fn outline_of(
    destinations: &BTreeMap<String, usize>,
    song: &Song,
    config: &Config,
    (listed, first): (&[Listed<'_>], usize),
    budget: &Budget,
) -> Result<Vec<OutlineNode>, LayoutError> {
    let outlines = &config.pdf.outlines;
    let labels: Vec<String> = outlines
        .iter()
        .map(|outline| values::text(song, &outline.label))
        .collect();
    let plans: Vec<OutlinePlan<'_>> = outlines
        .iter()
        .zip(&labels)
        .filter(|(outline, _)| !outline.is_omitted)
        .map(|(outline, label)| OutlinePlan {
            label,
            fields: &outline.fields,
            line: &outline.line,
            letters: letters(outline.letter),
            is_collapsed: outline.is_collapsed,
        })
        .collect();
    let bookmarks: Vec<Bookmark> = destinations
        .iter()
        .map(|(name, page)| Bookmark {
            name: name.clone(),
            page: *page,
        })
        .collect();
    let count = outlines.len();
    Ok(outline::outlines(
        &plans, count, listed, &bookmarks, first, budget,
    )?)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is clamped to small positive numbers"
)]
fn letters(setting: f64) -> usize {
    setting.clamp(0.0, 10_000.0) as usize
}
