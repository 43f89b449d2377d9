//! Pages imported from other documents: covers, front and back matter, backgrounds (`docs/spec/pages.md#2.6`, `#2.7`).

use std::collections::BTreeMap;
use std::sync::Arc;

use chordpro_song::{AssetKind, Assets};
use hayro_syntax::Pdf;

use super::soundness::{has_tree, is_sound};
use crate::page::{Page, Pt, Underlay};

/// The most pages of one document that are taken over.
const MOST_PAGES: usize = 2000;

/// A document whose pages can be taken over.
#[derive(Debug, Clone)]
pub(crate) struct Imported {
    data: Arc<[u8]>,
    sizes: Arc<[(Pt, Pt)]>,
    title: Option<Arc<str>>,
}

impl Imported {
    /// Reads a PDF; `None` where it is none that can be used.
    pub(crate) fn read(data: Arc<[u8]>) -> Option<Imported> {
        if !is_sound(&data) {
            return None;
        }
        let pdf = Pdf::new(data.to_vec()).ok()?;
        if !has_tree(&pdf) {
            return None;
        }
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
        (!sizes.is_empty()).then(|| Imported {
            data,
            sizes: sizes.into(),
            title,
        })
    }

    /// The title that it gives itself.
    pub(crate) fn title(&self) -> Option<&str> {
        self.title.as_deref()
    }

    /// How many pages it has.
    pub(crate) fn count(&self) -> usize {
        self.sizes.len()
    }

    /// A page of it, to lie below another one. Pages beyond the last one are the last one.
    pub(crate) fn underlay(&self, page: usize) -> Underlay {
        Underlay {
            pdf: Arc::clone(&self.data),
            page: page.min(self.count().saturating_sub(1)),
        }
    }

    /// All its pages.
    pub(crate) fn pages(&self) -> Vec<Page> {
        self.sizes
            .iter()
            .enumerate()
            .map(|(index, &(width, height))| Page {
                width,
                height,
                underlay: Some(self.underlay(index)),
                ..Page::default()
            })
            .collect()
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

/// Documents by name, each opened once.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    opened: BTreeMap<String, Result<Imported, NoDocument>>,
}

impl Documents {
    /// The document called `name`.
    pub(crate) fn open(&mut self, name: &str, assets: &dyn Assets) -> Result<Imported, NoDocument> {
        if let Some(known) = self.opened.get(name) {
            return known.clone();
        }
        let imported = assets
            .open(AssetKind::Document, name, None)
            .ok_or(NoDocument::Missing)
            .and_then(|data| Imported::read(data).ok_or(NoDocument::Unusable));
        self.opened.insert(name.to_owned(), imported.clone());
        imported
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
