//! The outlines of glyphs as path data.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, RwLock};

use chordpro_fonts::{FaceId, FontBook, OutlineBuilder};

use super::write::{coarse, number};

/// The outlines that a page uses, in font units.
#[derive(Default)]
pub(super) struct Glyphs {
    outlines: BTreeMap<(FaceId, u16), Outline>,
}

/// The outline of a glyph. Each of its places is told from the one before it, so that it can stand anywhere.
#[derive(Debug, Clone, Default)]
pub(super) struct Outline {
    /// Where it begins.
    start: (f32, f32),
    /// What follows; empty where nothing is drawn.
    rest: Arc<str>,
}

/// Outlines of the bundle's faces, the same for every document: drawing them anew takes half of the time of a page.
static KEPT: RwLock<BTreeMap<(FaceId, u16), Outline>> = RwLock::new(BTreeMap::new());

/// How many outlines are kept: about a megabyte.
const MOST_KEPT: usize = 4096;

impl Glyphs {
    pub(super) fn is_empty(&self) -> bool {
        self.outlines.is_empty()
    }

    /// Notes that a glyph is used; false where it is blank.
    pub(super) fn is_drawn(&mut self, fonts: &FontBook, face: FaceId, glyph: u16) -> bool {
        let known = self.outlines.entry((face, glyph));
        let known = known.or_insert_with(|| outline(fonts, face, glyph));
        !known.rest.is_empty()
    }

    pub(super) fn write(&self, out: &mut String) {
        for ((face, glyph), outline) in &self.outlines {
            if !outline.rest.is_empty() {
                let _ = write!(out, "<path id=\"g{}-{glyph}\" d=\"", face.0);
                let mut start = Data::default();
                start.put('m', &[outline.start]);
                out.push_str(&start.out);
                out.push_str(&outline.rest);
                out.push_str("\"/>");
            }
        }
    }
}

impl Outline {
    /// Writes it as a part of a longer path, with the origin of the glyph at `place`.
    pub(super) fn write_at(&self, place: (f64, f64), out: &mut String) {
        if self.rest.is_empty() {
            return;
        }
        let x = place.0 + f64::from(self.start.0);
        let y = place.1 + f64::from(self.start.1);
        let _ = write!(out, "M{} {}{}", coarse(x), coarse(y), self.rest);
    }
}

/// The outline of a glyph.
pub(super) fn outline(fonts: &FontBook, face: FaceId, glyph: u16) -> Outline {
    let draw = || {
        let mut data = Data::default();
        fonts.face(face).outline(glyph, &mut data);
        Outline {
            start: data.first,
            rest: data.out.into(),
        }
    };
    // Faces from outside have numbers that another document gives to other faces.
    if !fonts.is_bundled(face) {
        return draw();
    }
    let known = KEPT.read().ok();
    if let Some(outline) = known.and_then(|kept| kept.get(&(face, glyph)).cloned()) {
        return outline;
    }
    let outline = draw();
    if let Ok(mut kept) = KEPT.write()
        && kept.len() < MOST_KEPT
    {
        kept.insert((face, glyph), outline.clone());
    }
    outline
}

/// Path data, each place told from the one before it: the steps of an outline are short.
#[derive(Default)]
struct Data {
    out: String,
    pen: (f32, f32),
    start: (f32, f32),
    /// Where the first part of it begins, which is not written.
    first: (f32, f32),
    has_first: bool,
}

impl Data {
    fn put(&mut self, command: char, places: &[(f32, f32)]) {
        self.out.push(command);
        let (x, y) = self.pen;
        let lengths = places.iter().flat_map(|place| [place.0 - x, place.1 - y]);
        for (n, length) in lengths.enumerate() {
            let digits = number(f64::from(length)).digits();
            // A sign keeps numbers apart as well.
            if n > 0 && !digits.bytes().starts_with(b"-") {
                self.out.push(' ');
            }
            self.out
                .extend(digits.bytes().iter().copied().map(char::from));
        }
        if let Some(last) = places.last() {
            self.pen = *last;
        }
    }
}

impl OutlineBuilder for Data {
    fn move_to(&mut self, x: f32, y: f32) {
        if self.has_first {
            self.put('m', &[(x, y)]);
        } else {
            (self.first, self.has_first) = ((x, y), true);
            self.pen = (x, y);
        }
        self.start = (x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.put('l', &[(x, y)]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.put('q', &[(x1, y1), (x, y)]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.put('c', &[(x1, y1), (x2, y2), (x, y)]);
    }

    fn close(&mut self) {
        self.out.push('z');
        self.pen = self.start;
    }
}
