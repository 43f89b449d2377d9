//! The drawings and pictures of a document, each kept once however often it is placed.

use std::collections::HashMap;
use std::sync::Arc;

use crate::page::{Form, Origin, Picture, PictureData, Pt};

/// Forms and pictures, found by content.
#[derive(Debug, Default)]
pub struct Drawings {
    forms: Vec<Form>,
    pictures: Vec<Picture>,
    bitmaps: HashMap<(usize, usize), usize>,
    svgs: HashMap<SvgKey, Vec<SvgPart>>,
    sign: Option<usize>,
}

/// What a song calls an SVG: the index of the song, and the name in it.
pub(crate) type SvgKey = (usize, String);

/// One of the drawings of an SVG: its index, its width and height, or why there is none.
pub(crate) type SvgPart = Result<(usize, (Pt, Pt)), String>;

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
    pub fn bitmap(&mut self, data: &Arc<[u8]>, alternative: &str, origin: Origin) -> usize {
        // The picture keeps the bytes, so that their address stands for them as long as this lives.
        let key = (data.as_ptr().addr(), data.len());
        if let Some(&index) = self.bitmaps.get(&key) {
            return index;
        }
        let index = self.add_picture(Picture {
            data: PictureData::Bitmap(Arc::clone(data)),
            alternative: alternative.to_owned(),
            origin,
        });
        self.bitmaps.insert(key, index);
        index
    }

    /// What became of an SVG when it was read: a song that is laid out several times has its pictures once.
    pub(crate) fn svg(&self, key: &SvgKey) -> Option<&Vec<SvgPart>> {
        self.svgs.get(key)
    }

    /// Keeps what became of an SVG.
    pub(crate) fn keep_svg(&mut self, key: SvgKey, parts: Vec<SvgPart>) {
        self.svgs.insert(key, parts);
    }

    /// The index of the sign for what could not be drawn; `draw` makes it the first time.
    pub fn sign(&mut self, draw: impl FnOnce() -> Form) -> usize {
        if let Some(index) = self.sign {
            return index;
        }
        let index = self.add_form(draw());
        self.sign = Some(index);
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
        assert_eq!(drawings.bitmap(&data, "", Origin::default()), 0);
        assert_eq!(
            drawings.bitmap(&Arc::clone(&data), "", Origin::default()),
            0
        );
        assert_eq!(drawings.bitmap(&other, "", Origin::default()), 1);
    }
}
