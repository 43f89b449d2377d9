//! Output of the PDF painter, read back: whole documents here, their parts in the modules.
#![expect(clippy::unwrap_used, reason = "a test may say so")]

mod drawing;
mod fonts;
mod navigation;
mod pictures;
mod standards;

use std::io::Read;
use std::sync::Arc;

use chordpro_fonts::FontBook;
use chordpro_layout::{Document, Page, Role};
use chordpro_paint::PaintError;
use chordpro_paint::pdf::{PdfOptions, paint};
use chordpro_song::Budget;
use flate2::read::ZlibDecoder;
use hayro_syntax::Pdf;

use crate::sample;

fn painted(document: &Document) -> Vec<u8> {
    let budget = Budget::unbounded_time();
    paint(
        document,
        &FontBook::bundled(),
        &PdfOptions::default(),
        &budget,
    )
    .unwrap()
    .output
}

/// The drawing commands of a page.
fn commands(bytes: Vec<u8>, page: usize) -> String {
    let pdf = Pdf::new(Arc::new(bytes)).unwrap();
    let stream = pdf
        .pages()
        .get(page)
        .unwrap()
        .page_stream()
        .unwrap()
        .to_vec();
    String::from_utf8_lossy(&stream).into_owned()
}

/// The number of occurrences of a text in a document, with object streams unpacked.
fn count(bytes: &[u8], text: &str) -> usize {
    let mut all = bytes.to_vec();
    let places = |text: &str| {
        let found = bytes.windows(text.len()).enumerate();
        let text = text.to_owned();
        found.filter_map(move |(at, part)| (part == text.as_bytes()).then_some(at))
    };
    for at in places("/Type/ObjStm") {
        let start = places("stream\n").find(|start| *start > at).unwrap();
        let data = bytes.get(start + "stream\n".len()..).unwrap();
        ZlibDecoder::new(data).read_to_end(&mut all).unwrap();
    }
    all.windows(text.len())
        .filter(|part| *part == text.as_bytes())
        .count()
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    let document = sample::document();
    assert!(painted(&document) == painted(&document));
}

#[test]
fn a_dense_page_stays_small() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    for n in 0..28 {
        let y = 730.0 - 24.0 * f64::from(n);
        let lyrics = "I looked over Jordan, and what did I see, comin’ for to carry me home?";
        page.layers.text.extend(sample::text(
            "FreeSansOblique.ttf",
            10.0,
            (40.0, y + 12.0),
            "Gmaj7  C  D7sus4   Em",
            Role::Chord,
        ));
        page.layers.text.extend(sample::text(
            "FreeSerif.ttf",
            12.0,
            (40.0, y),
            lyrics,
            Role::Lyrics,
        ));
    }
    sample::tag(page);
    let size = painted(&document).len();
    assert!(size <= 40_000, "{size} bytes");
}

#[test]
fn an_empty_page_is_a_page_and_a_page_without_size_is_refused() {
    let mut document = Document {
        pages: vec![Page {
            width: 100.0,
            height: 50.0,
            ..Default::default()
        }],
        ..Default::default()
    };
    assert_eq!(
        Pdf::new(Arc::new(painted(&document)))
            .unwrap()
            .pages()
            .len(),
        1
    );
    document.pages.push(Page::default());
    let error = paint(
        &document,
        &FontBook::bundled(),
        &PdfOptions::default(),
        &Budget::unbounded_time(),
    );
    assert_eq!(error.unwrap_err(), PaintError::Size);
}
