//! Faces as the PDF writer wants them.

use std::collections::BTreeMap;
use std::sync::Arc;

use chordpro_fonts::{Excerpt, Face, FaceBytes, FaceId, FontBook, Outcome};
use chordpro_layout::{Document, Item};
use krilla::Data;
use krilla::text::Font;

/// The faces of one document, cut down to what it shows of them: what is hinting and names in a face would be the most
/// of the document, and most of the time that it takes.
///
/// The writer gets stand-ins without outlines, as it would cut them down and draw them all once more. The last step puts
/// the outlines in, in the writer's order.
pub(super) struct Faces<'a> {
    book: &'a FontBook,
    glyphs: BTreeMap<FaceId, Vec<u16>>,
    made: BTreeMap<FaceId, Option<Font>>,
    excerpts: Vec<Excerpt<'a>>,
}

impl<'a> Faces<'a> {
    /// The faces of a document; where it is tagged with their blanks, which may have to be written between texts.
    pub(super) fn new(book: &'a FontBook, document: &Document, is_tagged: bool) -> Self {
        let mut glyphs: BTreeMap<FaceId, Vec<u16>> = BTreeMap::new();
        let on_pages = document.pages.iter().flat_map(|page| page.layers.iter());
        let in_drawings = document.forms.iter().flat_map(|form| &form.items);
        for item in on_pages.chain(in_drawings) {
            if let Item::Text(run) = item {
                let shown = glyphs.entry(run.face).or_default();
                shown.extend(run.glyphs.iter().map(|glyph| glyph.id));
            }
        }
        for (face, shown) in &mut glyphs {
            if is_tagged {
                shown.extend(book.face(*face).glyph(' '));
            }
            shown.sort_unstable();
            shown.dedup();
        }
        Faces {
            book,
            glyphs,
            made: BTreeMap::new(),
            excerpts: Vec::new(),
        }
    }

    /// The blank of a face and its width in thousandths of the em.
    pub(super) fn blank(&self, id: FaceId) -> Option<(u16, f64)> {
        let glyph = self.book.face(id).glyph(' ')?;
        Some((glyph, self.book.width(id, " ")))
    }

    /// A face; `None` where the PDF writer cannot use it.
    pub(super) fn get(&mut self, id: FaceId) -> Option<Font> {
        if let Some(made) = self.made.get(&id) {
            return made.clone();
        }
        let face = self.book.face(id);
        let font = self
            .stand_in(face, id)
            .or_else(|| Font::new(whole(face), 0));
        self.made.insert(id, font.clone());
        font
    }

    fn stand_in(&mut self, face: &'a Face, id: FaceId) -> Option<Font> {
        let excerpt = face.excerpt(self.glyphs.get(&id)?)?;
        let mark = u32::try_from(self.excerpts.len()).ok()?;
        let font = Font::new(Data::from(excerpt.stand_in(mark)?), 0)?;
        self.excerpts.push(excerpt);
        Some(font)
    }

    /// The font file to embed in the place of what the writer made of a stand-in; `None` where it is none.
    pub(super) fn embedded(&self, written: &[u8]) -> Option<Vec<u8>> {
        let outcome = Outcome::read(written)?;
        let excerpt = self.excerpts.get(usize::try_from(outcome.mark).ok()?)?;
        excerpt.font(&outcome.order)
    }
}

fn whole(face: &Face) -> Data {
    match face.bytes() {
        FaceBytes::Bundled(bytes) => Data::from(*bytes),
        shared @ FaceBytes::Shared(_) => {
            let bytes: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(shared.clone());
            Data::from(bytes)
        }
    }
}
