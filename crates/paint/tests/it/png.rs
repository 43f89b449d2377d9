//! Output of the PNG painter, read back.
#![expect(clippy::unwrap_used, reason = "a test may say so")]

use std::io::Cursor;
use std::sync::Arc;

use chordpro_fonts::FontBook;
use chordpro_layout::{Color, Document, Item, PictureData, Rect};
use chordpro_paint::PaintError;
use chordpro_paint::png::paint;
use chordpro_song::{Budget, Exceeded, Limit, Limits};

use crate::sample;

/// Width, height, and pixels as colours.
fn painted(document: &Document, resolution: f64) -> (u32, u32, Vec<[u8; 3]>) {
    let budget = Budget::unbounded_time();
    let bytes = paint(document, 0, &FontBook::bundled(), resolution, &budget)
        .unwrap()
        .output;
    let mut decoder = png::Decoder::new(Cursor::new(bytes));
    decoder.set_transformations(png::Transformations::EXPAND);
    let mut reader = decoder.read_info().unwrap();
    let mut data = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut data).unwrap();
    let pixels = match info.color_type {
        png::ColorType::Grayscale => data.iter().map(|grey| [*grey; 3]).collect(),
        _ => data.as_chunks::<3>().0.to_vec(),
    };
    (info.width, info.height, pixels)
}

fn pixel(picture: &(u32, u32, Vec<[u8; 3]>), x: u32, y: u32) -> [u8; 3] {
    *picture.2.get((y * picture.0 + x) as usize).unwrap()
}

#[test]
fn a_picture_has_the_dots_of_its_resolution() {
    let (width, height, _) = painted(&sample::document(), 150.0);
    assert_eq!((width, height), (1240, 1754));
}

#[test]
fn a_rectangle_covers_its_place_and_nothing_else() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    page.layers = chordpro_layout::Layers::default();
    page.layers.shapes.push(Item::Rect(Rect {
        x0: 100.0,
        y0: 700.0,
        x1: 200.0,
        y1: 800.0,
        fill: Some(Color { r: 255, g: 0, b: 0 }),
        stroke: None,
    }));
    let picture = painted(&document, 72.0);
    assert_eq!(pixel(&picture, 150, 92), [255, 0, 0]);
    assert_eq!(pixel(&picture, 150, 30), [255; 3]);
    assert_eq!(pixel(&picture, 150, 150), [255; 3]);
    assert_eq!(pixel(&picture, 90, 92), [255; 3]);
}

#[test]
fn a_bitmap_and_a_drawing_stand_upright() {
    let mut document = sample::document();
    document.pages.first_mut().unwrap().layers = chordpro_layout::Layers::default();
    sample::place(
        &mut document,
        PictureData::Bitmap(sample::bitmap(png::BitDepth::Sixteen)),
        100.0,
        800.0,
    );
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="10" fill="#00ff00"/></svg>"##;
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default()).unwrap();
    sample::place(
        &mut document,
        PictureData::Svg(Arc::new(tree)),
        200.0,
        800.0,
    );
    sample::place(
        &mut document,
        PictureData::Bitmap(Arc::from(b"rubbish".as_slice())),
        300.0,
        800.0,
    );
    let picture = painted(&document, 72.0);
    assert_eq!(pixel(&picture, 105, 30), [255, 0, 0]);
    assert_eq!(pixel(&picture, 138, 30), [127, 127, 255]);
    assert_eq!(pixel(&picture, 220, 25), [0, 255, 0]);
    assert_eq!(pixel(&picture, 220, 38), [255; 3]);
}

#[test]
fn what_reaches_far_beyond_the_page_is_left_out() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    page.layers = chordpro_layout::Layers::default();
    for radius in [1e4, 1e6, 1e9, 1e12, 1e30, 1e38, 1e300] {
        let stroke = Some(chordpro_layout::Stroke {
            width: radius,
            color: Color::BLACK,
            cap: chordpro_layout::Cap::Butt,
        });
        page.layers.shapes.extend([
            Item::Circle(chordpro_layout::Circle {
                center: (300.0, 400.0),
                radius,
                fill: Some(Color { r: 255, g: 0, b: 0 }),
                stroke: None,
            }),
            Item::Rect(Rect {
                x0: 100.0,
                y0: 700.0,
                x1: 200.0,
                y1: 800.0,
                fill: None,
                stroke,
            }),
        ]);
    }
    let svg =
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><circle r="15"/></svg>"#;
    let tree = Arc::new(usvg::Tree::from_str(svg, &usvg::Options::default()).unwrap());
    for size in [1e3, 1e9, 1e30] {
        sample::place(&mut document, PictureData::Svg(Arc::clone(&tree)), 0.0, 0.0);
        let page = document.pages.first_mut().unwrap();
        if let Some(Item::Image(image)) = page.layers.shapes.last_mut() {
            (image.width, image.height) = (size, size);
        }
    }
    let picture = painted(&document, 72.0);
    assert_eq!((picture.0, picture.1), (595, 842));
    // The smallest circle reaches over the whole page, and is drawn.
    assert_eq!(pixel(&picture, 10, 10), [0; 3]);
}

#[test]
fn text_is_dark_where_it_stands() {
    let picture = painted(&sample::document(), 72.0);
    let dark = picture
        .2
        .iter()
        .filter(|pixel| pixel.iter().all(|part| *part < 100))
        .count();
    assert!((300..5000).contains(&dark), "{dark}");
}

#[test]
fn pictures_too_large_or_too_small_are_refused() {
    let document = sample::document();
    let at = |resolution, pixels| {
        let mut limits = Limits::default();
        limits.pixels = pixels;
        let budget = Budget::new(limits, Arc::new(|| false));
        paint(&document, 0, &FontBook::bundled(), resolution, &budget).unwrap_err()
    };
    assert!(matches!(at(72.0, 1000), PaintError::Exceeded(e) if e.limit == Limit::Pixels));
    for resolution in [0.0, -5.0, 1e9, f64::NAN, 0.01] {
        assert_eq!(at(resolution, u64::MAX), PaintError::Size, "{resolution}");
    }
}

#[test]
fn a_page_at_a_high_resolution_is_never_whole_in_memory() {
    let document = sample::document();
    let fonts = FontBook::bundled();
    let budget = Budget::unbounded_time();
    let memory = allocation_counter::measure(|| {
        paint(&document, 0, &fonts, 600.0, &budget).unwrap();
    });
    // 4958 by 7017 dots of four bytes are 139 MB.
    assert!(memory.bytes_max <= 32 << 20, "{} bytes", memory.bytes_max);
}

#[test]
fn a_file_that_grows_over_the_limit_is_refused() {
    let mut limits = Limits::default();
    limits.bytes = 10_000;
    let budget = Budget::new(limits, Arc::new(|| false));
    let fonts = FontBook::bundled();
    let error = paint(&sample::document(), 0, &fonts, 600.0, &budget).unwrap_err();
    assert_eq!(error, Exceeded::new(Limit::Bytes, 10_000).into());
}

#[test]
fn a_picture_of_many_pixels_in_few_bytes_is_charged_by_its_memory() {
    let mut document = sample::document();
    let bitmap = sample::large_bitmap();
    assert!(bitmap.len() < 40_000, "{}", bitmap.len());
    sample::place(&mut document, PictureData::Bitmap(bitmap), 100.0, 800.0);
    let mut limits = Limits::default();
    limits.memory = 128 << 20;
    let budget = Budget::new(limits, Arc::new(|| false));
    let fonts = FontBook::bundled();
    let memory = allocation_counter::measure(|| {
        let error = paint(&document, 0, &fonts, 72.0, &budget).unwrap_err();
        let needed = 9900 * 9900 * 4;
        let limit = 128 << 20;
        let mut exceeded = Exceeded::new(Limit::Memory, limit);
        exceeded.needed = Some(needed);
        assert_eq!(error, exceeded.into());
    });
    assert!(memory.bytes_max < 32 << 20, "{} bytes", memory.bytes_max);
}
