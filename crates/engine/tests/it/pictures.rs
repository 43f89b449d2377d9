//! Painters agree: a page looks the same as SVG and as PNG. (`scripts/documents` compares PNG and PDF.)

use std::fs;
use std::path::Path;

use chordpro_engine::{Engine, Format, Request};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree};

/// Songs with chords, grids, diagrams, markup, colours and other scripts.
const SONGS: [&str; 8] = [
    "amazing-grace",
    "blues-grid",
    "greensleeves",
    "kalinka",
    "markup",
    "nashville",
    "rising-sun",
    "swing-low",
];

/// The maximum average difference of grey values in a block of pixels, of 255.
const TOLERANCE: u32 = 12;

/// The edge of a block, in pixels.
const BLOCK: usize = 4;

fn request(song: &str, format: Format) -> Request {
    let mut request = Request::new(song, format);
    request.options.resolution = Some(72.0);
    request
}

/// The grey values of a page, row by row, and the number per row.
fn from_png(song: &str) -> (Vec<u8>, usize) {
    let artifact = Engine::new().convert(&request(song, Format::Png));
    let bytes = artifact.expect("a picture").bytes;
    let pixmap = Pixmap::decode_png(&bytes).expect("the picture is a PNG");
    (grey(&pixmap), pixmap.width() as usize)
}

fn from_svg(song: &str, width: usize, height: usize) -> Vec<u8> {
    let artifact = Engine::new().convert(&request(song, Format::Svg));
    let bytes = artifact.expect("a drawing").bytes;
    let tree = Tree::from_data(&bytes, &Options::default()).expect("the drawing is an SVG");
    let (width, height) = (width as u32, height as u32);
    let mut pixmap = Pixmap::new(width, height).expect("a page has a size");
    pixmap.fill(resvg::tiny_skia::Color::WHITE);
    let scale = Transform::from_scale(
        width as f32 / tree.size().width(),
        height as f32 / tree.size().height(),
    );
    resvg::render(&tree, scale, &mut pixmap.as_mut());
    grey(&pixmap)
}

fn grey(pixmap: &Pixmap) -> Vec<u8> {
    let pixels = pixmap.pixels().iter();
    pixels
        .map(|pixel| {
            let sum = u16::from(pixel.red()) + u16::from(pixel.green()) + u16::from(pixel.blue());
            u8::try_from(sum / 3).expect("the mean of three bytes is a byte")
        })
        .collect()
}

/// The mean of every block of a picture.
fn blocks(grey: &[u8], width: usize) -> Vec<u32> {
    let rows: Vec<&[u8]> = grey.chunks_exact(width).collect();
    let mut means = Vec::new();
    for rows in rows.chunks_exact(BLOCK) {
        for at in (0..width - width % BLOCK).step_by(BLOCK) {
            let block = rows.iter().filter_map(|row| row.get(at..at + BLOCK));
            let sum: u32 = block.flatten().map(|value| u32::from(*value)).sum();
            means.push(sum / (BLOCK * BLOCK) as u32);
        }
    }
    means
}

/// The number of blocks that differ between two pictures.
fn differences(one: &[u8], other: &[u8], width: usize) -> usize {
    let (one, other) = (blocks(one, width), blocks(other, width));
    assert_eq!(one.len(), other.len());
    let pairs = one.iter().zip(&other);
    pairs
        .filter(|(one, other)| one.abs_diff(**other) > TOLERANCE)
        .count()
}

#[test]
fn svg_and_png_show_the_same_page() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/songs");
    for name in SONGS {
        let song = fs::read_to_string(folder.join(format!("{name}.cho"))).expect(name);
        let (png, width) = from_png(&song);
        let svg = from_svg(&song, width, png.len() / width);
        let ink = png.iter().filter(|value| **value < 128).count();
        assert!(ink > 1_000, "{name}: the page is nearly empty");
        assert_eq!(differences(&png, &svg, width), 0, "{name}");
    }
}

#[test]
fn pages_that_differ_by_a_chord_are_told_apart() {
    let one = from_png("{title: A}\n[C]la la la\n");
    let other = from_png("{title: A}\n[G]la la la\n");
    assert!(differences(&one.0, &other.0, one.1) > 0);
}
