//! Memory, bands and colours of the PNG painter.

use std::io::Cursor;
use std::sync::Arc;

use chordpro_layout::{Item, PictureData, Stroke};

use super::*;

#[expect(dead_code, reason = "what the other painters are tested with")]
#[path = "../../tests/it/sample/mod.rs"]
mod sample;

/// The pixels, painted in bands of at most `most` bytes.
fn pixels(document: &Document, resolution: f64, most: usize) -> (png::ColorType, Vec<u8>) {
    let budget = Budget::unbounded_time();
    let fonts = FontBook::bundled();
    let bytes = paint_in_bands(document, 0, &fonts, resolution, &budget, most)
        .unwrap()
        .output;
    let mut reader = png::Decoder::new(Cursor::new(bytes)).read_info().unwrap();
    let mut data = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut data).unwrap();
    (info.color_type, data)
}

/// Bands of 50 and 500 rows on a page 595 dots wide.
const BANDS: [usize; 2] = [595 * 4 * 50, 595 * 4 * 500];

/// Curves are clipped at the ends of a band, so that pixels of their edges may differ by some of the 16 shades; nothing else differs.
fn check_alike(whole: &[u8], banded: &[u8]) {
    assert_eq!(whole.len(), banded.len());
    let differences = whole
        .iter()
        .zip(banded)
        .map(|(one, other)| one.abs_diff(*other));
    let farthest = differences.clone().max().unwrap();
    assert!(farthest <= 6 * 16, "{farthest}");
    let count = differences.filter(|difference| *difference > 2).count();
    assert!(count * 200 < whole.len(), "{count}");
}

#[test]
fn bands_make_the_page_that_is_painted_at_once() {
    let mut colored = sample::document();
    let page = colored.pages.first_mut().unwrap();
    for width in [0.0, 0.1, 0.9, 1.0, 1.1, 30.0] {
        page.layers
            .shapes
            .push(Item::Circle(chordpro_layout::Circle {
                center: (300.3, 400.1),
                radius: 180.0 + 10.0 * width,
                fill: None,
                stroke: Some(Stroke {
                    width,
                    color: Color { r: 9, g: 0, b: 0 },
                    cap: chordpro_layout::Cap::Butt,
                }),
            }));
    }
    let mut grey = sample::document();
    let shapes = &mut grey.pages.first_mut().unwrap().layers.shapes;
    shapes.retain(|item| !matches!(item, Item::Path(_)));
    for (document, colors) in [
        (&colored, png::ColorType::Rgb),
        (&grey, png::ColorType::Grayscale),
    ] {
        let whole = pixels(document, 72.0, usize::MAX);
        assert_eq!(whole.0, colors);
        for most in BANDS {
            let (kind, banded) = pixels(document, 72.0, most);
            assert_eq!(kind, colors);
            check_alike(&whole.1, &banded);
        }
    }
}

#[test]
fn pictures_in_bands_are_those_painted_at_once() {
    let mut document = sample::document();
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" width="90" height="90"><defs>
        <clipPath id="c"><circle cx="40" cy="40" r="35"/></clipPath>
        <linearGradient id="g" x2="0" y2="1"><stop stop-color="#f00"/><stop offset="1" stop-color="#00f"/></linearGradient>
        <mask id="m"><rect width="90" height="60" fill="#fff"/></mask>
        <filter id="f"><feGaussianBlur stdDeviation="3"/></filter></defs>
        <g opacity="0.5"><rect width="60" height="80" fill="url(#g)" clip-path="url(#c)"/></g>
        <rect x="50" y="10" width="30" height="80" mask="url(#m)"/>
        <circle cx="60" cy="60" r="20" filter="url(#f)"/></svg>"##;
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default()).unwrap();
    sample::place(
        &mut document,
        PictureData::Svg(Arc::new(tree)),
        200.0,
        800.0,
    );
    let bitmap = sample::bitmap(png::BitDepth::Eight);
    sample::place(&mut document, PictureData::Bitmap(bitmap), 100.0, 800.0);
    for item in &mut document.pages.first_mut().unwrap().layers.shapes {
        if let Item::Image(image) = item {
            (image.width, image.height) = (211.0, 307.0);
        }
    }
    let (_, whole) = pixels(&document, 72.0, usize::MAX);
    for most in BANDS {
        let (_, banded) = pixels(&document, 72.0, most);
        check_alike(&whole, &banded);
    }
}
