//! Benchmarks of a page: reading, text formats, layout, painting. `cargo bench -p chordpro-engine`.

use std::sync::Arc;

use chordpro_config::Config;
use chordpro_engine::{Engine, Format, NoAssets, Request};
use chordpro_fonts::FontBook;
use chordpro_layout::{LayoutOptions, lay_out};
use chordpro_song::{Book, Budget, ReadOptions, SongInput, read_book};
use divan::{Bencher, black_box};

/// One page: three verses, a chorus and its recalls, 36 lines with chords.
const PAGE: &str = include_str!("../../../tests/songs/amazing-grace.cho");
/// Three pages.
const BALLAD: &str = include_str!("../../../tests/songs/barbara-allen.cho");

fn main() {
    // The first conversion parses fonts and presets; a service has that behind it.
    Engine::new()
        .convert(&Request::new(PAGE, Format::Pdf))
        .expect("the page converts");
    divan::main();
}

fn book(song: &str) -> Book {
    let mut options = ReadOptions::default();
    options.backend = "pdf".to_owned();
    let inputs = [SongInput::new("song", song)];
    read_book(
        &inputs,
        &Config::builtin(),
        &options,
        &NoAssets,
        &Budget::unbounded_time(),
    )
    .expect("the song reads")
}

#[divan::bench]
fn reading(bencher: Bencher<'_, '_>) {
    bencher.bench(|| book(black_box(PAGE)));
}

#[divan::bench(args = [Format::Html, Format::Text, Format::Cho, Format::Json, Format::Svg, Format::Pdf])]
fn page(bencher: Bencher<'_, '_>, format: &Format) {
    let engine = Engine::new();
    let request = Request::new(PAGE, *format);
    bencher.bench(|| engine.convert(black_box(&request)));
}

#[divan::bench]
fn three_pages_to_pdf(bencher: Bencher<'_, '_>) {
    let engine = Engine::new();
    let request = Request::new(BALLAD, Format::Pdf);
    bencher.bench(|| engine.convert(black_box(&request)));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn page_to_png_at_150_dpi(bencher: Bencher<'_, '_>) {
    let engine = Engine::new();
    let request = Request::new(PAGE, Format::Png);
    bencher.bench(|| engine.convert(black_box(&request)));
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn book_of_200_songs_to_pdf(bencher: Bencher<'_, '_>) {
    let engine = Engine::new();
    let songs = vec![PAGE; 200].join("\n{new_song}\n");
    let request = Request::new(songs, Format::Pdf);
    bencher.bench(|| engine.convert(black_box(&request)));
}

#[divan::bench]
fn layout(bencher: Bencher<'_, '_>) {
    let (book, config, fonts) = (book(PAGE), Config::builtin(), FontBook::bundled());
    let options = LayoutOptions::default();
    bencher.bench(|| {
        let budget = Budget::unbounded_time();
        lay_out(
            black_box(&book),
            &config,
            &fonts,
            &options,
            &NoAssets,
            &budget,
        )
    });
}

#[divan::bench]
fn painting_pdf(bencher: Bencher<'_, '_>) {
    let (book, config, fonts) = (book(PAGE), Config::builtin(), FontBook::bundled());
    let budget = Budget::unbounded_time();
    let laid_out = lay_out(
        &book,
        &config,
        &fonts,
        &LayoutOptions::default(),
        &NoAssets,
        &budget,
    )
    .expect("it fits");
    let document = Arc::new(laid_out.document);
    let options = chordpro_paint::pdf::PdfOptions::default();
    bencher.bench(|| {
        chordpro_paint::pdf::paint(
            black_box(&document),
            &fonts,
            &options,
            &Budget::unbounded_time(),
        )
    });
}
