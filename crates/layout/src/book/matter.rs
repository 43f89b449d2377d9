//! Pages imported from other documents: covers, front and back matter, backgrounds (`docs/spec/pages.md#2.6`, `#2.7`).

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use chordpro_song::{AssetKind, Budget, Exceeded};

use crate::context::BookContext;
use crate::error::LayoutError;
use crate::page::{Page, Pt, Underlay};
use crate::source_pdf::SourcePdf;
use crate::source_pdf::vetting::Lengths;

/// The most pages of one document that are taken over.
const MOST_PAGES: usize = 2000;

/// A document whose pages can be taken over.
#[derive(Debug, Clone)]
pub(crate) struct Imported {
    source: SourcePdf,
    sizes: Arc<[(Pt, Pt)]>,
    title: Option<Arc<str>>,
    taken: Rc<RefCell<Taken>>,
}

/// What was taken over of a document.
#[derive(Debug, Default)]
struct Taken {
    pages: BTreeSet<usize>,
    lengths: Lengths,
}

impl Imported {
    /// Reads a PDF; `None` where it is none that can be used.
    ///
    /// # Errors
    /// See [`SourcePdf::read`].
    pub(crate) fn read(data: &Arc<[u8]>, budget: &Budget) -> Result<Option<Imported>, Exceeded> {
        let Some(source) = SourcePdf::read(data, budget)? else {
            return Ok(None);
        };
        let pdf = source.pdf();
        let sizes: Vec<(Pt, Pt)> = pdf
            .pages()
            .iter()
            .take(MOST_PAGES)
            .map(|page| {
                let (width, height) = page.render_dimensions();
                (f64::from(width), f64::from(height))
            })
            .collect();
        let title = pdf.metadata().title.as_deref().map(text_string);
        let title = title.filter(|title| !title.trim().is_empty());
        Ok((!sizes.is_empty()).then(|| Imported {
            source,
            sizes: sizes.into(),
            title,
            taken: Rc::default(),
        }))
    }

    /// The title that it gives itself.
    pub(crate) fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// How many pages it has.
    pub(crate) fn count(&self) -> usize {
        self.sizes.len()
    }

    /// A page of it, to lie below another one. Pages beyond the last one are the last one. What it takes in memory is charged the
    /// first time.
    ///
    /// # Errors
    /// It takes more than there is.
    pub(crate) fn underlay(&self, page: usize, budget: &Budget) -> Result<Underlay, Exceeded> {
        let page = page.min(self.count().saturating_sub(1));
        let mut taken = self.taken.borrow_mut();
        if taken.pages.insert(page)
            && let Some(source) = self.source.pdf().pages().get(page)
        {
            let weight = taken.lengths.weight(source, budget)?;
            budget.charge_memory(weight)?;
        }
        Ok(Underlay {
            pdf: self.source.clone(),
            page,
        })
    }

    /// All its pages, which are charged.
    ///
    /// # Errors
    /// They are too many, or take more memory than there is.
    pub(crate) fn pages(&self, budget: &Budget) -> Result<Vec<Page>, Exceeded> {
        let page = |(index, &(width, height)): (usize, &(Pt, Pt))| {
            budget.charge_page()?;
            Ok(Page {
                width,
                height,
                underlay: Some(self.underlay(index, budget)?),
                ..Page::default()
            })
        };
        self.sizes.iter().enumerate().map(page).collect()
    }
}

/// A text string of a PDF: UTF-16 or UTF-8 after their marks; else its first page of characters, where Latin 1 is close.
fn text_string(bytes: &[u8]) -> Arc<str> {
    if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        let units: Vec<u16> = rest
            .as_chunks()
            .0
            .iter()
            .map(|pair| u16::from_be_bytes(*pair))
            .collect();
        String::from_utf16_lossy(&units).into()
    } else if let Some(rest) = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        String::from_utf8_lossy(rest).into()
    } else {
        let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
        text.into()
    }
}

/// Why there is no document.
#[derive(Debug, Clone, Copy)]
pub(crate) enum NoDocument {
    /// None has the name.
    Missing,
    /// What has the name is none, or none that can be used.
    Unusable,
}

/// A document, or why there is none.
type Opened = Result<Imported, NoDocument>;

/// Documents by name, each opened once.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    opened: BTreeMap<String, Opened>,
}

impl Documents {
    /// The document called `name`.
    ///
    /// # Errors
    /// See [`SourcePdf::read`].
    pub(crate) fn open(
        &mut self,
        name: &str,
        context: &BookContext<'_>,
    ) -> Result<Opened, LayoutError> {
        if let Some(known) = self.opened.get(name) {
            return Ok(known.clone());
        }
        let opened = match context.assets.open(AssetKind::Document, name, None) {
            Some(data) => Imported::read(&data, context.budget)?.ok_or(NoDocument::Unusable),
            None => Err(NoDocument::Missing),
        };
        self.opened.insert(name.to_owned(), opened.clone());
        Ok(opened)
    }

    /// Whether `name` was asked for before.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.opened.contains_key(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_read_in_the_encodings_of_text_strings() {
        assert_eq!(&*text_string(b"\xFE\xFF\x04\x1C\x00i"), "\u{41C}i");
        assert_eq!(&*text_string("\u{FEFF}M\u{e9}".as_bytes()), "M\u{e9}");
        assert_eq!(&*text_string(b"M\xE9"), "M\u{e9}");
    }
}
