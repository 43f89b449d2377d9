//! Pages of other documents in a book: covers, front and back matter, backgrounds (clauses 2.6 and 2.7).

use std::collections::BTreeMap;
use std::sync::Arc;

use chordpro_song::{AssetKind, Assets};
use hayro_syntax::Pdf;

use crate::page::{Page, Pt, Underlay};

/// The most pages of one document that are taken over.
const MOST_PAGES: usize = 2000;

/// A document whose pages can be taken over.
#[derive(Debug, Clone)]
pub(crate) struct Imported {
    data: Arc<[u8]>,
    sizes: Arc<[(Pt, Pt)]>,
}

impl Imported {
    /// Reads a PDF; `None` where it is none that can be used.
    pub(crate) fn read(data: Arc<[u8]>) -> Option<Imported> {
        let pdf = Pdf::new(data.to_vec()).ok()?;
        let sizes: Vec<(Pt, Pt)> = pdf
            .pages()
            .iter()
            .take(MOST_PAGES)
            .map(|page| {
                let (width, height) = page.render_dimensions();
                (f64::from(width), f64::from(height))
            })
            .collect();
        (!sizes.is_empty()).then(|| Imported {
            data,
            sizes: sizes.into(),
        })
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

/// Documents by name, each opened once.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    opened: BTreeMap<String, Option<Imported>>,
}

impl Documents {
    /// The document called `name`; `None` where there is none, or none that can be used.
    pub(crate) fn open(&mut self, name: &str, assets: &dyn Assets) -> Option<Imported> {
        if let Some(known) = self.opened.get(name) {
            return known.clone();
        }
        let imported = assets
            .open(AssetKind::Document, name, None)
            .and_then(Imported::read);
        self.opened.insert(name.to_owned(), imported.clone());
        imported
    }

    /// Whether `name` was asked for before.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.opened.contains_key(name)
    }
}
