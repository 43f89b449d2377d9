//! Zips of several documents: one for each page.

use chordpro_engine::{Artifact, Engine, Error, Exceeded, Limit, Limits, PageChoice};

use super::conversion::{IsOver, count_warnings, request};
use super::song_names::SongNames;
use super::task::{Document, Failure};
use crate::request::convert_request::ConvertRequest;
use crate::response::compression::Coding;
use crate::response::file_names::{Names, file_stem};
use crate::response::zip::Archive;

/// Converts the songs, into a zip of their pages.
pub(super) fn make(
    engine: &Engine,
    convert_request: ConvertRequest,
    limits: &Limits,
    is_over: IsOver,
) -> Result<(Document, Vec<u8>), Failure> {
    let songs = SongNames::of(&convert_request);
    let whole = request(convert_request, limits.clone(), is_over);
    let mut documents = Documents::new(&whole.options.page, whole.format.suffix(), limits);
    let artifact = engine
        .convert(&whole)
        .map_err(|error| songs.failure(error))?;
    songs.refuse_blank(&artifact.diagnostics)?;
    documents.add(&artifact, "page").map_err(Error::from)?;
    documents.finish(artifact.title)
}

/// An archive while documents are added.
struct Documents<'l> {
    archive: Archive,
    taken: Names,
    suffix: &'static str,
    /// Whether each page is a file of its own, and numbered.
    is_by_page: bool,
    limits: &'l Limits,
    songs: usize,
    pages: usize,
    warnings: usize,
    size: u64,
}

impl<'l> Documents<'l> {
    fn new(page: &Option<PageChoice>, suffix: &'static str, limits: &'l Limits) -> Self {
        Documents {
            archive: Archive::default(),
            taken: Names::default(),
            suffix,
            is_by_page: *page == Some(PageChoice::All) && matches!(suffix, "svg" | "png"),
            limits,
            songs: 0,
            pages: 0,
            warnings: 0,
            size: 0,
        }
    }

    /// Adds a document under its title, or else under `stem`.
    fn add(&mut self, artifact: &Artifact, stem: &str) -> Result<(), Exceeded> {
        self.songs += artifact.songs;
        self.pages += artifact.pages;
        self.warnings += count_warnings(artifact);
        self.size = self.size.saturating_add(artifact.length());
        if self.size > self.limits.bytes {
            return Err(self.too_long());
        }
        if self.pages as u64 > self.limits.pages {
            return Err(Exceeded::new(Limit::Pages, self.limits.pages));
        }
        let name = artifact.title.as_deref().and_then(file_stem);
        let name = name.or_else(|| file_stem(stem));
        let name = self.taken.free(name.unwrap_or_else(|| "song".to_owned()));
        let suffix = self.suffix;
        if !self.is_by_page {
            return self.put(&format!("{name}.{suffix}"), &artifact.bytes);
        }
        let pages = std::iter::once(&artifact.bytes).chain(&artifact.further_pages);
        for (number, page) in (1..).zip(pages) {
            self.put(&format!("{name}-{number}.{suffix}"), page)?;
        }
        Ok(())
    }

    fn put(&mut self, name: &str, content: &[u8]) -> Result<(), Exceeded> {
        let added = self.archive.add(name, content);
        added.map_err(|_| self.too_long())
    }

    fn too_long(&self) -> Exceeded {
        Exceeded::new(Limit::Bytes, self.limits.bytes)
    }

    fn finish(self, title: Option<String>) -> Result<(Document, Vec<u8>), Failure> {
        let too_long = self.too_long();
        let finished = self.archive.finish();
        let bytes = finished.map_err(|_| Failure::Exceeded(too_long))?;
        let document = Document {
            title,
            coding: Coding::Identity,
            songs: self.songs,
            pages: self.pages,
            warnings: self.warnings,
        };
        Ok((document, bytes))
    }
}
