//! What the layouts of all songs of a book share.

use chordpro_fonts::FontBook;
use chordpro_song::{Assets, Budget, Diagnostic, Severity};

use crate::diagram::DiagramCache;
use crate::drawings::Drawings;
use crate::image::svg::SvgReader;
use crate::page::Pt;

/// What the layouts of all songs of a book share.
pub(crate) struct BookContext<'a> {
    /// The fonts.
    pub(crate) fonts: &'a FontBook,
    /// What the songs may see.
    pub(crate) assets: &'a dyn Assets,
    /// What the conversion may still use.
    pub(crate) budget: &'a Budget,
    /// The drawings of the document.
    pub(crate) drawings: Drawings,
    /// Its diagrams.
    pub(crate) diagrams: DiagramCache,
    /// Reads SVGs.
    pub(crate) svg: SvgReader<'a>,
    /// The diagnostics so far.
    pub(crate) diagnostics: Vec<Diagnostic>,
    /// The size of the letters that were set last, by which the reference measures the indent of wrapped lines.
    pub(crate) last_size: Option<Pt>,
    /// Whether a song may begin on the page on which another one ends.
    pub(crate) are_pages_shared: bool,
    /// How many sections of the document were begun.
    pub(crate) sections: usize,
}

impl<'a> BookContext<'a> {
    /// The context of a book of which nothing is laid out yet.
    pub(crate) fn new(fonts: &'a FontBook, assets: &'a dyn Assets, budget: &'a Budget) -> Self {
        BookContext {
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
        }
    }

    /// Warns about the book.
    pub(crate) fn warn(&mut self, code: &'static str, message: impl Into<String>) {
        self.diagnostics
            .push(Diagnostic::new(code, Severity::Warning, message));
    }
}
