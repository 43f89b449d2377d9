//! Embedded fonts.

use std::io::Read;

use chordpro_fonts::{Face, FontBook, OutlineBuilder};
use chordpro_layout::{Layers, Role};
use flate2::read::ZlibDecoder;

use super::{count, painted};
use crate::sample;

/// The commands of an outline, as text.
#[derive(Default, PartialEq, Debug)]
struct Outline(String);

impl OutlineBuilder for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.push_str(&format!("m {x} {y} "));
    }
    fn line_to(&mut self, x: f32, y: f32) {
        self.0.push_str(&format!("l {x} {y} "));
    }
    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.push_str(&format!("q {x1} {y1} {x} {y} "));
    }
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.push_str(&format!("c {x1} {y1} {x2} {y2} {x} {y} "));
    }
    fn close(&mut self) {
        self.0.push('z');
    }
}

/// The data of every compressed stream of a document.
fn streams(bytes: &[u8]) -> Vec<Vec<u8>> {
    let starts = bytes.windows(7).enumerate();
    let starts = starts.filter_map(|(at, part)| (part == b"stream\n").then_some(at + 7));
    starts
        .filter_map(|at| {
            let mut data = Vec::new();
            let mut decoder = ZlibDecoder::new(bytes.get(at..)?);
            decoder.read_to_end(&mut data).ok().map(|_| data)
        })
        .collect()
}

#[test]
fn the_numbers_of_glyphs_mean_the_same_in_text_and_font() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    page.layers = Layers::default();
    // Not in the order of the face's glyph ids, and with composite glyphs.
    let lines = [("zéA ♯", 740.0), ("büzÄ’", 700.0)];
    for (text, y) in lines {
        let text = sample::text("FreeSerif.ttf", 12.0, (40.0, y), text, Role::Lyrics);
        page.layers.text.extend(text);
    }
    sample::tag(page);
    let bytes = painted(&document);
    let streams = streams(&bytes);
    let font = streams.iter().find(|data| data.starts_with(&[0, 1, 0, 0]));
    let book = FontBook::bundled();
    let face = book.face(book.by_file("FreeSerif.ttf").unwrap());
    let (book, id) = book
        .with_face("embedded", font.unwrap().as_slice().into())
        .unwrap();
    let embedded = book.face(id);
    let outline = |face: &Face, glyph| {
        let mut outline = Outline::default();
        face.outline(glyph, &mut outline);
        (outline, face.advance(glyph))
    };

    let mut known = String::new();
    for data in &streams {
        let text = String::from_utf8_lossy(data);
        let Some((_, text)) = text.split_once("beginbfchar") else {
            continue;
        };
        // Lines like `<0001> <007A>`: a glyph id and its character.
        for line in text.lines().take_while(|line| *line != "endbfchar") {
            let Some((glyph, character)) = line.split_once(' ') else {
                continue;
            };
            let number = |text: &str| {
                let text = text.strip_prefix('<')?.strip_suffix('>')?;
                u32::from_str_radix(text, 16).ok()
            };
            if let Some((glyph, character)) = number(glyph).zip(number(character)) {
                let character = char::from_u32(character).unwrap();
                let glyph = u16::try_from(glyph).unwrap();
                let expected = outline(face, face.glyph(character).unwrap());
                assert_eq!(outline(embedded, glyph), expected, "{character}");
                known.push(character);
            }
        }
    }
    assert_eq!(known, "zéA ♯büÄ’");
    // A font has its length, which some readers need.
    assert_eq!(count(&bytes, "/Length1 "), 1);
}
