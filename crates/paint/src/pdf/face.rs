//! Faces as the PDF writer wants them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chordpro_fonts::{FaceBytes, FaceId, FontBook};
use chordpro_layout::{Document, Item};
use krilla::Data;
use krilla::text::Font;

/// The faces of one document, cut down to what it shows of them: what is hinting and names in a face would be the most
/// of the document, and most of the time that it takes.
pub(super) struct Faces<'a> {
    book: &'a FontBook,
    glyphs: BTreeMap<FaceId, BTreeSet<u16>>,
    made: BTreeMap<FaceId, Option<Font>>,
}

impl<'a> Faces<'a> {
    pub(super) fn new(book: &'a FontBook, document: &Document) -> Self {
        let mut glyphs: BTreeMap<FaceId, BTreeSet<u16>> = BTreeMap::new();
        let on_pages = document.pages.iter().flat_map(|page| page.layers.iter());
        let in_drawings = document.forms.iter().flat_map(|form| &form.items);
        for item in on_pages.chain(in_drawings) {
            if let Item::Text(run) = item {
                let shown = glyphs.entry(run.face).or_default();
                shown.extend(run.glyphs.iter().map(|glyph| glyph.id));
            }
        }
        Faces {
            book,
            glyphs,
            made: BTreeMap::new(),
        }
    }

    /// A face; `None` where the PDF writer cannot use it.
    pub(super) fn get(&mut self, id: FaceId) -> Option<Font> {
        let (book, glyphs) = (self.book, &self.glyphs);
        let made = self.made.entry(id);
        made.or_insert_with(|| read(book, id, glyphs.get(&id)?))
            .clone()
    }
}

fn read(book: &FontBook, id: FaceId, glyphs: &BTreeSet<u16>) -> Option<Font> {
    let face = book.face(id);
    let whole = || match face.bytes() {
        FaceBytes::Bundled(bytes) => Data::from(*bytes),
        shared @ FaceBytes::Shared(_) => {
            let bytes: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(shared.clone());
            Data::from(bytes)
        }
    };
    let data = face.excerpt(glyphs).map_or_else(whole, Data::from);
    Font::new(data, 0)
}
