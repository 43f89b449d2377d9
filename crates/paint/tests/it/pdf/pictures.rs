//! Pictures, and pages of other documents.

use std::sync::Arc;

use chordpro_fonts::FontBook;
use chordpro_layout::{PictureData, SourcePdf, Underlay};
use chordpro_paint::PaintError;
use chordpro_paint::pdf::{PdfOptions, paint};
use chordpro_song::{Budget, Exceeded, Limit, Limits};

use super::{commands, count, painted};
use crate::sample;

#[test]
fn pictures_of_every_kind_are_shown_and_broken_ones_left_out() {
    let mut document = sample::document();
    for bytes in [
        sample::bitmap(png::BitDepth::Eight),
        sample::bitmap(png::BitDepth::Sixteen),
        b"\x89PNG\r\n\x1a\nrubbish".as_slice().into(),
        b"GIF89a".as_slice().into(),
        b"".as_slice().into(),
    ] {
        sample::place(&mut document, PictureData::Bitmap(bytes), 100.0, 100.0);
    }
    let svg =
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><circle r="5"/></svg>"#;
    let tree = usvg::Tree::from_str(svg, &usvg::Options::default()).unwrap();
    sample::place(
        &mut document,
        PictureData::Svg(Arc::new(tree)),
        200.0,
        200.0,
    );
    let bytes = painted(&document);
    // Both bitmaps hold the same pixels, once their channels are made eight bits.
    assert_eq!(count(&bytes, "/ColorSpace/DeviceRGB"), 1);
    assert_eq!(count(&bytes, "/Subtype/Form"), 2);
}

#[test]
fn pixels_are_charged_before_they_are_decoded() {
    let mut document = sample::document();
    sample::place(
        &mut document,
        PictureData::Bitmap(sample::bitmap(png::BitDepth::Eight)),
        100.0,
        100.0,
    );
    let mut limits = Limits::default();
    limits.pixels = 1;
    let budget = Budget::new(limits, Arc::new(|| false));
    let error = paint(
        &document,
        &FontBook::bundled(),
        &PdfOptions::default(),
        &budget,
    );
    assert!(matches!(error, Err(PaintError::Exceeded(e)) if e.limit == Limit::Pixels));
}

#[test]
fn a_picture_of_many_pixels_in_few_bytes_is_charged_by_its_memory() {
    let mut document = sample::document();
    let bitmap = PictureData::Bitmap(sample::large_bitmap());
    sample::place(&mut document, bitmap, 100.0, 800.0);
    let fonts = FontBook::bundled();
    let options = PdfOptions::default();
    let memory = allocation_counter::measure(|| {
        let budget = Budget::unbounded_time();
        let error = paint(&document, &fonts, &options, &budget).unwrap_err();
        let (needed, limit) = (9900 * 9900 * 8, 512 << 20);
        let mut exceeded = Exceeded::new(Limit::Memory, limit);
        exceeded.needed = Some(needed);
        assert_eq!(error, exceeded.into());
    });
    assert!(memory.bytes_max < 64 << 20, "{} bytes", memory.bytes_max);
}

#[test]
fn pages_of_other_documents_are_imported() {
    let mut document = sample::document();
    let cover = SourcePdf::read(&painted(&document).into(), &Budget::unbounded_time());
    let cover = cover.expect("there is time").expect("a document");
    let page = document.pages.first_mut().unwrap();
    page.underlay = Some(Underlay {
        pdf: cover.clone(),
        page: 0,
    });
    sample::place(
        &mut document,
        PictureData::Pdf(Underlay {
            pdf: cover,
            page: 7,
        }),
        0.0,
        0.0,
    );
    let bytes = painted(&document);
    assert_eq!(commands(bytes, 0).matches(" Do").count(), 3);
}
