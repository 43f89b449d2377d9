//! Font embedding: faces for the PDF writer.

use std::collections::BTreeMap;
use std::sync::Arc;

use chordpro_fonts::{Excerpt, Face, FaceBytes, FaceId, FontBook, Outcome};
use chordpro_layout::{Document, Item};
use krilla::Data;
use krilla::text::Font;

/// The faces of one document as subsets: hinting and names of whole faces would be most of the document, and most of the time
/// to write it.
///
/// The writer gets stand-ins without outlines, because it would subset and draw the outlines all over again. The last step
/// embeds the outlines, in the writer's glyph order.
pub(super) struct Faces<'a> {
    book: &'a FontBook,
    glyphs: BTreeMap<FaceId, Vec<u16>>,
    made: BTreeMap<FaceId, Option<Font>>,
    excerpts: Vec<Excerpt<'a>>,
}

impl<'a> Faces<'a> {
    /// The faces of a document; for tagged documents with their space glyphs, which may have to be written between texts.
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

    /// The space glyph of a face and its width in thousandths of the em.
    pub(super) fn blank(&self, id: FaceId) -> Option<(u16, f64)> {
        let glyph = self.book.face(id).glyph(' ')?;
        Some((glyph, self.book.width(id, " ")))
    }

    /// A face; `None` if the PDF writer cannot use it.
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

    /// The font file to embed instead of what the writer made from a stand-in; `None` if it is not a stand-in.
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
