//! A book as a document: the one way into this crate.

use std::sync::Arc;

use chordpro_config::Config;
use chordpro_config::view::{AlignContents, Contents};
use chordpro_fonts::FontBook;
use chordpro_song::{Assets, Book, Budget, Diagnostic, Song};

use crate::book::assembly::{Alignment, Start, Switches};
use crate::book::binding::Binding;
use crate::book::entry::Listed;
use crate::book::labels::{self, Part};
use crate::book::matter::{Documents, NoDocument};
use crate::book::outline::{self, Bookmark, OutlinePlan};
use crate::book::songs::{self, LaidSong};
use crate::book::{contents, cover, info, values};
use crate::context::BookContext;
use crate::diagram::DiagramCache;
use crate::drawings::Drawings;
use crate::error::LayoutError;
use crate::image::svg::SvgReader;
use crate::page::{Document, SongPages};

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
    let mut context = BookContext {
        fonts,
        assets,
        budget,
        drawings: Drawings::new(),
        diagrams: DiagramCache::default(),
        svg: SvgReader::new(fonts),
        diagnostics: Vec::new(),
        last_size: None,
        are_pages_shared: false,
        sections: 0,
    };
    let mut documents = Documents::default();
    let alignment = alignment(&config, options.start_page);
    let laid = songs::lay_out(
        book,
        &config,
        alignment,
        options.start_page,
        &mut context,
        &mut documents,
    )?;
    let listed = listed(book, &laid);

    let mut binding = Binding::new(&config, alignment, &mut documents, &mut context)?;
    let book_settings = &config.pdf.songbook;
    if let Some(song) = &cover_song {
        let first = binding.begin(Part::Cover);
        let pages = cover::page(song, &mut context)?;
        binding.add(pages);
        binding.end("Cover", first);
    } else if let Some(name) = book_settings.cover.name() {
        imported(
            Part::Cover,
            name,
            &mut binding,
            &mut documents,
            &mut context,
        )?;
    }
    if let Some(name) = book_settings.front_matter.name() {
        binding.align(Start::Right);
        imported(
            Part::Front,
            name,
            &mut binding,
            &mut documents,
            &mut context,
        )?;
    }
    if !tables.is_empty() {
        binding.align(Start::Right);
        let first = binding.begin(Part::Contents);
        for (number, (table, song)) in tables.iter().zip(&table_songs).enumerate() {
            let is_aligned = number > 0 && alignment.are_contents_aligned;
            if is_aligned && !(binding.count() - first).is_multiple_of(2) {
                binding.filler();
            }
            let at = binding.count();
            let shown = u32::try_from(at - first + 1).unwrap_or(u32::MAX);
            let pages = contents::pages(table, song, &listed, shown, &mut context)?;
            binding.add(pages);
            let name = format!("toc_{}", number + 1);
            binding.document.destinations.insert(name, at);
        }
        binding.end("Table of Contents", first);
    }
    binding.align(Start::of_songs(alignment, options.start_page));
    let first = add_songs(book, laid, &listed, &mut binding);
    binding.resolve_links(first);
    if let Some(name) = book_settings.back_matter.name() {
        back_matter(name, &mut binding, &mut documents, &mut context)?;
    }
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

fn add_songs(
    book: &Book,
    laid: Vec<LaidSong>,
    listed: &[Listed<'_>],
    binding: &mut Binding,
) -> usize {
    let first = binding.begin(Part::Songs);
    for song in laid {
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
        if let Some(song) = book.songs.get(song.index) {
            let name = song.bookmark.clone();
            binding.document.destinations.insert(name, at);
        }
        binding.add(song.pages);
    }
    debug_assert!(
        listed
            .iter()
            .all(|listed| first + listed.page < binding.count()),
        "every song that is listed has its pages"
    );
    first
}

/// Adds the pages of another document as a part.
fn imported(
    part: Part,
    name: &str,
    binding: &mut Binding,
    documents: &mut Documents,
    context: &mut BookContext<'_>,
) -> Result<(), LayoutError> {
    let document = match documents.open(name, context)? {
        Ok(document) => document,
        Err(reason) => {
            let message = match reason {
                NoDocument::Missing => "A PDF that the book asks for was not found",
                NoDocument::Unusable => "A PDF that the book asks for cannot be used",
            };
            context.warn("missing-matter", message);
            return Ok(());
        }
    };
    let first = binding.begin(part);
    binding.add_imported(document.pages(context.budget)?);
    let title = match part {
        Part::Cover => "Cover",
        Part::Front => "Front Matter",
        _ => "Back Matter",
    };
    binding.end(title, first);
    Ok(())
}

/// Back matter ends on a left page where pages are dual.
fn back_matter(
    name: &str,
    binding: &mut Binding,
    documents: &mut Documents,
    context: &mut BookContext<'_>,
) -> Result<(), LayoutError> {
    if let Ok(document) = documents.open(name, context)? {
        let start = if document.count().is_multiple_of(2) {
            Start::Right
        } else {
            Start::Left
        };
        binding.align(start);
    }
    imported(Part::Back, name, binding, documents, context)
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
        let bookmarks: Vec<Bookmark> = document
            .destinations
            .iter()
            .map(|(name, page)| Bookmark {
                name: name.clone(),
                page: *page,
            })
            .collect();
        document.outline = outline::outlines(
            &plans,
            outlines.len(),
            listed,
            &bookmarks,
            first,
            context.budget,
        )?;
    }
    (document.forms, document.pictures) = context.drawings.into_parts();
    Ok(LaidOut {
        document,
        diagnostics: context.diagnostics,
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is clamped to small positive numbers"
)]
fn letters(setting: f64) -> usize {
    setting.clamp(0.0, 10_000.0) as usize
}
