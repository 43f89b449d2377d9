//! Faces as the PDF writer wants them.

use std::sync::{Arc, OnceLock};

use chordpro_fonts::{FaceBytes, FaceId, FontBook};
use krilla::Data;
use krilla::text::Font;

/// The faces of one document. Those of the bundle are prepared once for all documents.
pub(super) struct Faces<'a> {
    book: &'a FontBook,
    /// Faces from outside, by what is left of their number.
    own: Vec<(FaceId, Option<Font>)>,
}

/// The faces of the bundle: their numbers are the same in every book.
static BUNDLED: [OnceLock<Option<Font>>; 64] = [const { OnceLock::new() }; 64];

impl<'a> Faces<'a> {
    pub(super) fn new(book: &'a FontBook) -> Self {
        Faces {
            book,
            own: Vec::new(),
        }
    }

    /// A face; `None` where the PDF writer cannot use it.
    pub(super) fn get(&mut self, id: FaceId) -> Option<Font> {
        if self.book.is_bundled(id)
            && let Some(slot) = BUNDLED.get(id.0 as usize)
        {
            return slot.get_or_init(|| read(self.book, id)).clone();
        }
        if let Some((_, font)) = self.own.iter().find(|(own, _)| *own == id) {
            return font.clone();
        }
        let font = read(self.book, id);
        self.own.push((id, font.clone()));
        font
    }
}

fn read(book: &FontBook, id: FaceId) -> Option<Font> {
    let data = match book.face(id).bytes() {
        FaceBytes::Bundled(bytes) => Data::from(*bytes),
        shared @ FaceBytes::Shared(_) => {
            let bytes: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(shared.clone());
            Data::from(bytes)
        }
    };
    Font::new(data, 0)
}
