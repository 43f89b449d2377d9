//! Conversion: from request to artifact.

use std::sync::Arc;

use chordpro_config::Config;
use chordpro_song::{Book, Budget, Diagnostic, ReadOptions, Severity, Song, markup, read_book};
use chordpro_writers::{
    ChordLines, Chords, WriteOptions, Written, cho, html, json, markdown, meta, openlyrics,
    opensong, text,
};

use crate::configuration::Configurations;
use crate::known_shapes::KnownShapes;
use crate::{Artifact, Error, Format, Request, SongReport, import, pages};

/// The engine: parsed data shared by all conversions. It is cheap to clone and can be used from many threads.
#[derive(Debug, Clone, Default)]
pub struct Engine {
    configurations: Arc<Configurations>,
    pub(crate) shapes: Arc<KnownShapes>,
}

impl Engine {
    /// An engine with the bundled fonts, presets and chord libraries.
    pub fn new() -> Self {
        Engine::default()
    }

    /// Converts songs.
    ///
    /// # Errors
    /// See [`Error`]; minor faults of a song are not errors but diagnostics of the artifact.
    pub fn convert(&self, request: &Request) -> Result<Artifact, Error> {
        let budget = Budget::new(request.limits.clone(), Arc::clone(&request.is_over));
        let mut diagnostics = Vec::new();
        let config = self.config(request, &mut diagnostics)?;
        let mut book = read(request, &config, &budget, Purpose::Convert)?;
        diagnostics.extend(diagnostics_of(&book));
        if backend(request.format) != "pdf" {
            diagnostics.extend(leave_documents_out(&mut book));
        }
        let mut artifact = Artifact {
            bytes: Vec::new(),
            format: request.format,
            diagnostics,
            title: book
                .songs
                .first()
                .and_then(|song| song.title.as_deref())
                .map(|title| markup::plain(title).into_owned()),
            songs: book.songs.iter().filter(|song| !song.is_blank).count(),
            pages: 0,
            further_pages: Vec::new(),
            csv: None,
        };
        let options = write_options(request);
        let written: Written = match request.format {
            Format::Text => text::write(&book, &options, &budget)?,
            Format::Cho => cho::write(&book, &options, &budget)?,
            Format::Html => html::write(&book, &options, request.assets.as_ref(), &budget)?,
            Format::Json => json::write(&book, &options, &budget)?,
            Format::Markdown => markdown::write(&book, &options, &budget)?,
            Format::OpenSong => opensong::write(&book, &options, &budget)?,
            Format::OpenLyrics => openlyrics::write(&book, &options, &budget)?,
            Format::Meta => meta::write(&book, &options, &budget)?,
            Format::Pdf | Format::Svg | Format::Png | Format::Pages => {
                if artifact.songs > 0 {
                    pages::make(request, &book, &config, &budget, &mut artifact)?;
                }
                budget.check_bytes(artifact.length())?;
                return Ok(artifact);
            }
        };
        artifact.diagnostics.extend(written.diagnostics);
        artifact.bytes = written.text.into_bytes();
        budget.check_bytes(artifact.bytes.len() as u64)?;
        Ok(artifact)
    }

    /// Reads without converting, and tells what the songs are like.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn inspect(&self, request: &Request) -> Result<Vec<SongReport>, Error> {
        let budget = Budget::new(request.limits.clone(), Arc::clone(&request.is_over));
        let config = self.config(request, &mut Vec::new())?;
        let book = read(request, &config, &budget, Purpose::Convert)?;
        Ok(book.songs.iter().map(SongReport::of).collect())
    }

    pub(crate) fn config(
        &self,
        request: &Request,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<Arc<Config>, Error> {
        self.configurations.of(request, diagnostics)
    }
}

/// Leaves out PDF documents among the songs, and says so of each.
pub(crate) fn leave_documents_out(book: &mut Book) -> Vec<Diagnostic> {
    let (documents, songs): (Vec<Song>, Vec<Song>) = std::mem::take(&mut book.songs)
        .into_iter()
        .partition(|song| song.document.is_some());
    book.songs = songs;
    let said = documents.into_iter().map(|song| {
        let mut diagnostic =
            Diagnostic::new("document-left-out", Severity::Warning, pages::PDF_ONLY);
        diagnostic.source = Some(song.source.name);
        diagnostic
    });
    said.collect()
}

/// The diagnostics of reading, in the order of the songs.
pub(crate) fn diagnostics_of(book: &Book) -> impl Iterator<Item = Diagnostic> {
    let songs = book.songs.iter().enumerate().flat_map(|(index, song)| {
        let of_song = song.diagnostics.iter().cloned();
        of_song.map(move |mut diagnostic| {
            diagnostic.song = Some(index);
            diagnostic
        })
    });
    book.diagnostics.iter().cloned().chain(songs)
}

/// What songs are read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    /// To convert them.
    Convert,
    /// To say what is wrong with them.
    Lint,
}

pub(crate) fn read(
    request: &Request,
    config: &Arc<Config>,
    budget: &Budget,
    purpose: Purpose,
) -> Result<Book, Error> {
    let given = &request.options;
    let mut options = ReadOptions::default();
    options.is_lint = purpose == Purpose::Lint;
    options.meta.clone_from(&given.meta);
    options.is_fragment = given.fragment;
    options.is_reference_mode = given.reference_mode;
    options.backend = backend(request.format).to_owned();
    options.today = given.today;
    options.user.clone_from(&given.user);
    options.trust = given.trust;
    options.overrides = overrides(request);
    options.profile = given.profile;
    let assets = request.assets.as_ref();
    let sources = import::sources(request, config, budget)?;
    let mut book = read_book(&sources.inputs, config, &options, assets, budget)?;
    sources.locate(&mut book);
    book.diagnostics.splice(0..0, sources.diagnostics);
    Ok(book)
}

/// Command-line options that a song's own configuration cannot override (`docs/spec/configuration.md#3.1`, row 11).
fn overrides(request: &Request) -> Vec<(String, String)> {
    let mut overrides = Vec::new();
    if let Some(notation) = &request.options.transcode {
        overrides.push(("settings.transcode".to_owned(), notation.clone()));
    }
    if request.options.decapo {
        overrides.push(("settings.decapo".to_owned(), "1".to_owned()));
    }
    if request.options.lyrics_only {
        overrides.push(("settings.lyrics-only".to_owned(), "1".to_owned()));
    }
    overrides
}

/// Whether a format is made of pages.
pub(crate) fn has_pages(format: Format) -> bool {
    backend(format) == "pdf"
}

/// What the reader is told that the songs are read for: which delegates there are hangs on it.
fn backend(format: Format) -> &'static str {
    match format {
        Format::Pdf | Format::Svg | Format::Png | Format::Pages => "pdf",
        // They omit what plain text omits.
        Format::Text | Format::OpenSong | Format::OpenLyrics => "text",
        Format::Cho => "chordpro",
        Format::Html => "html",
        Format::Json => "json",
        Format::Markdown => "markdown",
        Format::Meta => "meta",
    }
}

fn write_options(request: &Request) -> WriteOptions {
    let mut options = WriteOptions::default();
    options.profile = request.options.profile;
    if request.options.single_space {
        options.chord_lines = ChordLines::WhereNeeded;
    }
    if request.options.lyrics_only {
        options.chords = Chords::Never;
    }
    for (name, value) in &request.options.backend {
        options.set_backend_option(name, value);
    }
    options
}
