//! The parts of a book bound into one document: pages in order, fillers, destinations, labels, links
//! (`docs/spec/pages.md#2.7`, `#2.9`).

use chordpro_config::Config;
use chordpro_config::view::PageClass;

use super::assembly::{Alignment, Start};
use super::background::background;
use super::labels::Part;
use super::matter::Documents;
use crate::context::BookContext;
use crate::error::LayoutError;
use crate::geometry::Side;
use crate::page::{Document, Page, PartPages, Target};
use crate::paginator::SongPage;

/// A document that grows part by part.
pub(crate) struct Binding {
    /// The document so far.
    pub(crate) document: Document,
    /// The parts, each with its first page.
    pub(crate) parts: Vec<(Part, usize)>,
    alignment: Alignment,
    filler: Page,
}

impl Binding {
    /// An empty document.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    pub(crate) fn new(
        config: &Config,
        alignment: Alignment,
        documents: &mut Documents,
        context: &mut BookContext<'_>,
    ) -> Result<Binding, LayoutError> {
        let theme = crate::colour::Theme::from(&*config.pdf.theme);
        let formats = &config.pdf.formats;
        let filler = Page {
            width: config.pdf.papersize.width,
            height: config.pdf.papersize.height,
            background: theme.page_background(),
            underlay: background(PageClass::Filler, Side::Right, formats, documents, context)?,
            ..Page::default()
        };
        Ok(Binding {
            document: Document::default(),
            parts: Vec::new(),
            alignment,
            filler,
        })
    }

    /// How many pages there are.
    pub(crate) fn count(&self) -> usize {
        self.document.pages.len()
    }

    /// Adds an empty page, of the size of the pages that were laid out before it.
    pub(crate) fn filler(&mut self) {
        self.document.pages.push(self.filler.clone());
    }

    /// Adds an empty page where the next part would not begin on its side.
    pub(crate) fn align(&mut self, start: Start) {
        if self.alignment.is_dual && start.needs_filler(self.count()) {
            self.filler();
        }
    }

    /// Begins a part here. Its name in tables is `title`, its destination that of the part.
    pub(crate) fn begin(&mut self, part: Part) -> usize {
        let first = self.count();
        self.parts.push((part, first));
        if let Some(name) = part.destination() {
            self.document.destinations.insert(name.to_owned(), first);
        }
        first
    }

    /// Ends a part that is no song: its pages are those from `first` on.
    pub(crate) fn end(&mut self, title: &'static str, first: usize) {
        let count = self.count().saturating_sub(first);
        self.document.parts.push(PartPages {
            title,
            first,
            count,
        });
    }

    /// Adds pages that were laid out, with their destinations.
    pub(crate) fn add(&mut self, pages: Vec<SongPage>) {
        for page in pages {
            let at = self.count();
            for name in page.destinations {
                self.document.destinations.insert(name, at);
            }
            (self.filler.width, self.filler.height) = (page.page.width, page.page.height);
            self.document.pages.push(page.page);
        }
    }

    /// Adds pages as they are.
    pub(crate) fn add_imported(&mut self, pages: Vec<Page>) {
        self.document.pages.extend(pages);
    }

    /// Makes links to pages of songs lead to where those pages are now: the first one is at `first`.
    pub(crate) fn resolve_links(&mut self, first: usize) {
        for page in self.document.pages.iter_mut().take(first) {
            for link in &mut page.links {
                if let Target::Page(page) = &mut link.target {
                    *page = page.saturating_add(first);
                }
            }
        }
    }
}
