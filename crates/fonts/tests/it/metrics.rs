//! The numeric self-test of the font layer (`docs/spec/pages.md#1.3`, `#1.6`, `#13.3`).
#![expect(clippy::unwrap_used, reason = "a test may say so")]

use chordpro_fonts::{FaceId, FontBook};

fn face(file: &str) -> FaceId {
    FontBook::bundled().by_file(file).unwrap()
}

fn points(file: &str, size: f64, text: &str) -> f64 {
    FontBook::bundled().width(face(file), text) * size / 1000.0
}

#[test]
fn widths_are_those_of_the_reference() {
    for (text, file, size, width) in [
        ("Verse 1", "FreeSerif.ttf", 12.0, 36.02),
        ("Swing ", "FreeSerif.ttf", 12.0, 31.90),
        (
            "Comin’ for to carry me home.",
            "FreeSerif.ttf",
            12.0,
            139.93,
        ),
        ("Swing Low Sweet Chariot", "FreeSerifBold.ttf", 14.0, 153.19),
        ("This is a comment", "FreeSans.ttf", 12.0, 94.13),
        ("Only lyrics here AVAWA To.", "FreeSerif.ttf", 12.0, 139.43),
        ("Gmaj7sus4 ", "FreeSansOblique.ttf", 10.0, 52.59),
        ("F#m7b5 ", "FreeSansOblique.ttf", 10.0, 39.24),
        ("e|---0---|", "FreeMono.ttf", 10.0, 60.00),
    ] {
        let measured = points(file, size, text);
        assert!(
            (measured - width).abs() < 0.0051,
            "{text:?}: {measured}, not {width}"
        );
    }
}

#[test]
fn a_run_is_as_wide_as_its_text_measures() {
    let book = FontBook::bundled();
    for text in [
        "Only lyrics here AVAWA To.",
        "שלום AV עולם",
        "a\u{301}😀𝄪漢字",
    ] {
        let runs = book.shape(face("FreeSerif.ttf"), text);
        let total: f64 = runs.iter().map(chordpro_fonts::ShapedRun::width).sum();
        assert!(
            (total - book.width(face("FreeSerif.ttf"), text)).abs() < 1e-9,
            "{text}"
        );
    }
}

#[test]
fn single_advances_are_those_of_the_reference() {
    for (file, character, advance) in [
        ("FreeSerif.ttf", ' ', 250.0),
        ("FreeSerif.ttf", 'x', 482.0),
        ("FreeSerif.ttf", 'm', 779.0),
        ("FreeSerif.ttf", 'C', 670.0),
        ("FreeSerif.ttf", '♯', 402.0),
        ("FreeSerif.ttf", '♭', 371.0),
        ("FreeSans.ttf", ' ', 250.0),
        ("FreeSans.ttf", 'x', 476.0),
        ("FreeSans.ttf", 'm', 812.0),
        ("FreeSans.ttf", 'C', 709.0),
        ("FreeSansOblique.ttf", ' ', 278.0),
        ("FreeSansOblique.ttf", 'D', 702.0),
        ("FreeSerifBold.ttf", '\'', 278.0),
        ("FreeSerifBold.ttf", '’', 250.0),
        ("FreeMonoBold.ttf", 'W', 600.0),
        ("ChordProSymbols.ttf", '#', 476.0),
        ("ChordProSymbols.ttf", '\u{2190}', 454.0),
        ("ChordProSymbols.ttf", '\u{21b0}', 454.0),
        ("ChordProSymbols.ttf", 'Q', 1000.0),
        ("ChordProSymbols.ttf", '*', 1145.0),
    ] {
        let book = FontBook::bundled();
        let face = book.face(face(file));
        let glyph = face.glyph(character).unwrap();
        assert_eq!(face.advance(glyph), advance, "{file} {character:?}");
    }
    let book = FontBook::bundled();
    assert_eq!(book.face(face("FreeSerif.ttf")).advance(0), 600.0);
}

#[test]
fn heights_and_underlines_are_those_of_the_reference() {
    for (file, ascent, descent, position, thickness) in [
        ("FreeSerif.ttf", 900.0, -302.0, -79.0, 42.0),
        ("FreeSerifBold.ttf", 900.0, -300.0, -106.0, 95.0),
        ("FreeSans.ttf", 900.0, -300.0, -126.0, 50.0),
        ("FreeMono.ttf", 800.0, -200.0, -80.0, 40.0),
        ("ChordProSymbols.ttf", 1000.0, -55.0, 0.0, 0.0),
        ("MuseJazzText.otf", 1130.0, -330.0, 0.0, 0.0),
    ] {
        let book = FontBook::bundled();
        let face = book.face(face(file));
        assert_eq!((face.ascent(), face.descent()), (ascent, descent), "{file}");
        if file.starts_with("Free") && !file.contains("Bold") {
            let underline = face.underline();
            assert_eq!(
                (underline.position, underline.thickness),
                (position, thickness),
                "{file}"
            );
        }
    }
}

#[test]
fn kerning_is_that_of_the_measured_build() {
    for (file, av, to) in [
        ("FreeSerif.ttf", -57.0, -25.0),
        ("FreeSerifBold.ttf", -70.0, -30.0),
        ("FreeSans.ttf", -30.0, -35.0),
        ("FreeSansBold.ttf", -60.0, -40.0),
        ("FreeSansOblique.ttf", -60.0, -40.0),
        ("FreeMono.ttf", 0.0, 0.0),
    ] {
        let book = FontBook::bundled();
        let face = book.face(face(file));
        let pair =
            |left, right| face.kerning(face.glyph(left).unwrap(), face.glyph(right).unwrap());
        assert_eq!((pair('A', 'V'), pair('T', 'o')), (av, to), "{file}");
    }
}

#[test]
fn every_face_of_the_bundle_can_be_read() {
    let book = FontBook::bundled();
    assert!(book.len() > 20, "there are {} faces", book.len());
    for number in 0..book.len() {
        let face = book.face(FaceId(u32::try_from(number).unwrap()));
        assert!(face.ascent() > 0.0, "{}", face.name());
    }
}

#[test]
fn core_fonts_stand_for_faces_whatever_their_case() {
    let book = FontBook::bundled();
    let name = |core| {
        book.by_core_name(core)
            .map(|face| book.face(face).name().to_owned())
    };
    assert_eq!(name("Times-Roman").as_deref(), Some("FreeSerif.ttf"));
    assert_eq!(
        name("helvetica-BOLDoblique").as_deref(),
        Some("FreeSansBoldOblique.ttf")
    );
    assert_eq!(name("Arial"), None);
}
