//! PDF/A and PDF/UA, and the tags that they require.

use chordpro_fonts::FontBook;
use chordpro_layout::{Document, PictureData, Role};
use chordpro_paint::PaintError;
use chordpro_paint::pdf::{PdfOptions, Standard, Structure, paint};
use chordpro_song::Budget;

use super::count;
use crate::sample;

fn with_standard(document: &Document, standard: Standard) -> Result<Vec<u8>, PaintError> {
    let mut options = PdfOptions::default();
    options.standard = standard;
    paint(
        document,
        &FontBook::bundled(),
        &options,
        &Budget::unbounded_time(),
    )
    .map(|painted| painted.output)
}

#[test]
fn every_standard_is_met() {
    let mut document = sample::document();
    document.info.language = Some("en".to_owned());
    sample::place(
        &mut document,
        PictureData::Bitmap(sample::bitmap(png::BitDepth::Eight)),
        400.0,
        400.0,
    );
    for standard in [Standard::PdfA2b, Standard::PdfUa1, Standard::PdfA2aUa1] {
        assert_eq!(
            with_standard(&document, standard).err(),
            None,
            "{standard:?}"
        );
    }
}

#[test]
fn fonts_do_not_list_their_glyphs_incompletely() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    // The accent is a separate glyph in the letter.
    page.layers.text = sample::text("FreeSerif.ttf", 10.0, (9.0, 9.0), "\u{e9}", Role::Lyrics);
    sample::tag(page);
    for standard in [Standard::PdfA2b, Standard::PdfUa1] {
        let bytes = with_standard(&document, standard).unwrap();
        assert_eq!(
            count(&bytes, "/FontDescriptor"),
            count(&bytes, "/Type/FontDescriptor") * 2
        );
        assert_eq!(count(&bytes, "/CIDSet"), 0);
    }
}

#[test]
fn what_a_standard_forbids_is_said() {
    let mut document = sample::document();
    let page = document.pages.first_mut().unwrap();
    page.layers.text.extend(sample::text(
        "FreeSerif.ttf",
        12.0,
        (40.0, 300.0),
        "\u{10fffd}",
        Role::Lyrics,
    ));
    sample::tag(page);
    let error = with_standard(&document, Standard::PdfA2b).unwrap_err();
    assert_eq!(
        error,
        PaintError::Standard("ContainsNotDefGlyph".to_owned())
    );
}

#[test]
fn a_tagged_document_has_a_heading_lines_figures_and_a_link() {
    let mut options = PdfOptions::default();
    options.structure = Structure::Tagged;
    let bytes = paint(
        &sample::document(),
        &FontBook::bundled(),
        &options,
        &Budget::unbounded_time(),
    )
    .unwrap()
    .output;
    assert_eq!(count(&bytes, "/S/H1"), 1);
    assert_eq!(count(&bytes, "/S/P/"), 3);
    assert_eq!(count(&bytes, "/S/Figure"), 2);
    assert_eq!(count(&bytes, "/S/Link"), 1);
    assert_eq!(count(&bytes, "Chord diagram: C"), 2);
}
