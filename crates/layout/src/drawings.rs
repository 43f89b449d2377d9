//! The drawings and pictures of a document, each kept once however often it is placed.

use std::collections::HashMap;
use std::sync::Arc;

use crate::diagram::DiagramKey;
use crate::page::{Form, Picture, PictureData};

/// Forms and pictures, found by content.
#[derive(Debug, Default)]
pub struct Drawings {
    forms: Vec<Form>,
    pictures: Vec<Picture>,
    diagrams: HashMap<DiagramKey, usize>,
    bitmaps: HashMap<(usize, usize), usize>,
}

impl Drawings {
    /// No drawings yet.
    pub fn new() -> Drawings {
        Drawings::default()
    }

    /// Keeps `form`; gives its index.
    pub fn add_form(&mut self, form: Form) -> usize {
        self.forms.push(form);
        self.forms.len() - 1
    }

    /// Keeps `picture`; gives its index.
    pub fn add_picture(&mut self, picture: Picture) -> usize {
        self.pictures.push(picture);
        self.pictures.len() - 1
    }

    /// The index of a bitmap, which is kept once for all places that share its bytes.
    pub fn bitmap(&mut self, data: &Arc<[u8]>, alternative: &str) -> usize {
        // The picture keeps the bytes, so that their address stands for them as long as this lives.
        let key = (data.as_ptr().addr(), data.len());
        if let Some(&index) = self.bitmaps.get(&key) {
            return index;
        }
        let index = self.add_picture(Picture {
            data: PictureData::Bitmap(Arc::clone(data)),
            alternative: alternative.to_owned(),
        });
        self.bitmaps.insert(key, index);
        index
    }

    /// The index of a diagram; `draw` is asked where it is not known yet.
    pub fn diagram(&mut self, key: DiagramKey, draw: impl FnOnce() -> Form) -> usize {
        if let Some(&index) = self.diagrams.get(&key) {
            return index;
        }
        let index = self.add_form(draw());
        self.diagrams.insert(key, index);
        index
    }

    /// The form at `index`.
    pub fn form(&self, index: usize) -> Option<&Form> {
        self.forms.get(index)
    }

    /// All forms and pictures, for the document.
    pub fn into_parts(self) -> (Vec<Form>, Vec<Picture>) {
        (self.forms, self.pictures)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bitmap_is_kept_once() {
        let mut drawings = Drawings::new();
        let data: Arc<[u8]> = Arc::from(&b"pixels"[..]);
        let other: Arc<[u8]> = Arc::from(&b"others"[..]);
        assert_eq!(drawings.bitmap(&data, ""), 0);
        assert_eq!(drawings.bitmap(&Arc::clone(&data), ""), 0);
        assert_eq!(drawings.bitmap(&other, ""), 1);
    }
}
