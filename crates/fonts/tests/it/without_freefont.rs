//! The bundle without GNU FreeFont.
#![expect(clippy::unwrap_used, reason = "a test may say so")]

use chordpro_fonts::FontBook;

#[test]
fn every_core_font_has_a_face_that_shows_text_and_signs() {
    let book = FontBook::bundled();
    for name in [
        "Times-Roman",
        "Times-Bold",
        "Times-Italic",
        "Times-BoldItalic",
        "Helvetica",
        "Helvetica-Bold",
        "Helvetica-Oblique",
        "Helvetica-BoldOblique",
        "Courier",
        "Courier-Bold",
        "Courier-Oblique",
        "Courier-BoldOblique",
        "Symbol",
        "ZapfDingbats",
    ] {
        let face = book.by_core_name(name).unwrap();
        let runs = book.shape(
            face,
            "Sw\u{e9}et [B\u{266d}] \u{3b1} \u{5d0} \u{4e2d} \u{1f3b8}",
        );
        assert!(!runs.is_empty(), "{name}");
        assert!(runs.iter().all(|run| run.missing.is_empty()), "{name}");
    }
}

#[test]
fn the_serif_face_is_as_wide_as_times() {
    let book = FontBook::bundled();
    let face = book.by_core_name("Times-Roman").unwrap();
    assert_eq!(book.width(face, "n"), 500.0);
}
