//! Benchmarks of the painters.

#[path = "../tests/it/sample/mod.rs"]
#[expect(dead_code, reason = "the tests use the rest")]
mod sample;

use chordpro_fonts::FontBook;
use chordpro_layout::{Document, Role};
use chordpro_paint::pdf::PdfOptions;
use chordpro_paint::svg::SvgOptions;
use chordpro_paint::{pdf, png, svg};
use chordpro_song::Budget;
use divan::Bencher;

fn main() {
    divan::main();
}

/// A page as dense as real songs get: 45 lyrics lines with chords.
fn dense(pages: usize) -> Document {
    let mut document = sample::document();
    let page = document.pages.first_mut().expect("a page");
    for n in 0..28 {
        let y = 730.0 - 24.0 * f64::from(n);
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
            "I looked over Jordan, and what did I see, comin’ for to carry me home?",
            Role::Lyrics,
        ));
    }
    sample::tag(page);
    let page = page.clone();
    document.pages = vec![page; pages];
    document
}

#[divan::bench(args = [1, 10, 200])]
fn to_pdf(bencher: Bencher<'_, '_>, pages: usize) {
    let document = dense(pages);
    let fonts = FontBook::bundled();
    let budget = Budget::unbounded_time();
    bencher.bench_local(|| {
        pdf::paint(&document, &fonts, &PdfOptions::default(), &budget).expect("a document")
    });
}

#[divan::bench]
fn to_svg(bencher: Bencher<'_, '_>) {
    let document = dense(1);
    let fonts = FontBook::bundled();
    let budget = Budget::unbounded_time();
    bencher.bench_local(|| {
        svg::paint(&document, 0, &fonts, &SvgOptions::default(), &budget).expect("a picture")
    });
}

#[divan::bench(args = [72.0, 150.0])]
fn to_png(bencher: Bencher<'_, '_>, resolution: f64) {
    let document = dense(1);
    let fonts = FontBook::bundled();
    bencher.bench_local(|| {
        let budget = Budget::unbounded_time();
        png::paint(&document, 0, &fonts, resolution, &budget).expect("a picture")
    });
}
