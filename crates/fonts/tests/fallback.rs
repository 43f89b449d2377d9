//! Characters that a face lacks, and scripts that run the other way or must be shaped.
#![cfg(feature = "freefont")]
#![expect(clippy::unwrap_used, reason = "a test may say so")]

use std::sync::Arc;

use chordpro_fonts::{FaceId, FontBook, FontError, ShapedRun, Shaping};

fn face(file: &str) -> FaceId {
    FontBook::bundled().by_file(file).unwrap()
}

fn shape(file: &str, text: &str) -> Vec<ShapedRun> {
    FontBook::bundled().shape(face(file), text)
}

fn faces(file: &str, text: &str) -> Vec<(String, String)> {
    let book = FontBook::bundled();
    shape(file, text)
        .into_iter()
        .map(|run| (book.face(run.face).name().to_owned(), run.text))
        .collect()
}

fn pair(file: &str, text: &str) -> (String, String) {
    (file.to_owned(), text.to_owned())
}

#[test]
fn only_what_the_face_lacks_is_taken_from_another() {
    assert_eq!(
        faces("MuseJazzText.otf", "Do you 漢字"),
        [
            pair("MuseJazzText.otf", "Do you "),
            pair("DroidSansFallback.ttf", "漢字")
        ]
    );
    assert_eq!(
        faces("FreeSerif.ttf", "B♭ ♯ Δ"),
        [pair("FreeSerif.ttf", "B♭ ♯ Δ")]
    );
}

#[test]
fn the_style_is_kept_where_another_face_of_that_style_has_the_character() {
    assert_eq!(
        faces("FreeSansBold.ttf", "\u{220}"),
        [pair("FreeSerifBold.ttf", "\u{220}")]
    );
}

#[test]
fn a_character_nowhere_to_be_found_is_named_and_shown_as_notdef() {
    let runs = shape("FreeSerif.ttf", "a\u{10fffd}b");
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].missing, ['\u{10fffd}']);
    assert_eq!(runs[0].glyphs[1].id, 0);
    assert_eq!(runs[0].glyphs[1].advance, 600.0);
}

#[test]
fn pictographs_come_from_the_emoji_face() {
    for emoji in ["\u{1f3b8}", "\u{1f600}", "\u{1f64f}\u{fe0f}"] {
        assert_eq!(
            faces("FreeSerif.ttf", emoji)[0].0,
            "NotoEmoji-Regular.ttf",
            "{emoji}"
        );
    }
}

#[test]
fn hebrew_is_set_from_right_to_left() {
    let runs = shape("FreeSerif.ttf", "שלום");
    assert_eq!(runs.len(), 1);
    let starts: Vec<u32> = runs[0].glyphs.iter().map(|glyph| glyph.start).collect();
    assert_eq!(starts, [6, 4, 2, 0]);
    assert_eq!(runs[0].text, "שלום");
}

#[test]
fn words_of_both_directions_change_places_within_a_right_to_left_line() {
    let texts: Vec<String> = shape("FreeSerif.ttf", "שיר Song")
        .into_iter()
        .map(|run| run.text)
        .collect();
    assert_eq!(texts.first().map(String::as_str), Some("Song"));
    assert_eq!(texts.last().map(String::as_str), Some("שיר"));
}

#[test]
fn arabic_letters_join() {
    let alone = shape("FreeSerif.ttf", "ب");
    let joined = shape("FreeSerif.ttf", "ببب");
    let ids: Vec<u16> = joined[0].glyphs.iter().map(|glyph| glyph.id).collect();
    assert_eq!(ids.len(), 3);
    assert!(ids.iter().all(|id| *id != alone[0].glyphs[0].id), "{ids:?}");
}

#[test]
fn a_mark_stays_with_its_letter() {
    assert_eq!(faces("FreeSerif.ttf", "e\u{301}").len(), 1);
}

#[test]
fn windows_controls_are_read_as_the_characters_they_were_meant_to_be() {
    let face = FontBook::bundled()
        .face(face("FreeSerif.ttf"))
        .glyph('’')
        .unwrap();
    assert_eq!(shape("FreeSerif.ttf", "\u{92}")[0].glyphs[0].id, face);
}

#[test]
fn full_shaping_makes_ligatures_and_plain_setting_does_not() {
    let book = FontBook::bundled();
    let serif = face("FreeSerif.ttf");
    let full = Shaping::Full {
        direction: chordpro_fonts::Direction::Auto,
        language: None,
    };
    assert_eq!(book.shape(serif, "fi")[0].glyphs.len(), 2);
    assert_eq!(book.shape_with(serif, "fi", &full)[0].glyphs.len(), 1);
}

#[test]
fn a_font_from_outside_is_used_and_hides_one_of_its_name() {
    let book = FontBook::bundled();
    let bytes: Arc<[u8]> = book.face(face("FreeSansBold.ttf")).bytes().as_ref().into();
    let (own, id) = book.with_face("FreeSerif.ttf", bytes).unwrap();
    assert_eq!(own.by_file("FreeSerif.ttf"), Some(id));
    assert_eq!(
        own.width(id, "Bold"),
        book.width(face("FreeSansBold.ttf"), "Bold")
    );
    assert!(own.face(id).style().is_bold);
}

#[test]
fn rubbish_is_no_font() {
    let book = FontBook::bundled();
    let error = |bytes: &[u8]| book.with_face("x.ttf", bytes.into()).unwrap_err();
    assert_eq!(error(b""), FontError::Malformed);
    assert_eq!(error(&[0; 4096]), FontError::Malformed);
    let mut cut = book.face(face("FreeMono.ttf")).bytes().as_ref().to_vec();
    cut.truncate(2000);
    assert_eq!(error(&cut), FontError::NoOutlines);
}

#[test]
fn without_fallback_a_face_stands_alone() {
    let book = FontBook::bundled().without_fallback();
    let face = book.by_core_name("Times-Roman").expect("a core font");
    let runs = book.shape(face, "ab \u{4e2d} \u{5d0}\u{5d1}");
    assert_eq!(runs.len(), 1);
    assert_eq!(runs[0].face, face);
    let starts: Vec<u32> = runs[0].glyphs.iter().map(|glyph| glyph.start).collect();
    assert!(starts.is_sorted(), "text runs from left to right");
    assert_eq!(runs[0].glyphs[3].id, 0, "a box");
    assert_eq!(runs[0].missing, ['\u{4e2d}'], "it has Hebrew letters");
}

#[test]
fn devanagari_vowels_stand_before_their_consonant_and_conjuncts_are_one() {
    let runs = shape("NotoSansDevanagari-Regular.ttf", "\u{915}\u{93f}");
    let ka = FontBook::bundled()
        .face(face("NotoSansDevanagari-Regular.ttf"))
        .glyph('\u{915}')
        .unwrap();
    assert_eq!(runs[0].glyphs.last().unwrap().id, ka);
    let runs = shape("FreeSans.ttf", "\u{915}\u{94d}\u{937}");
    assert_eq!(runs.len(), 1);
    assert!(runs[0].glyphs.len() < 3, "{:?}", runs[0].glyphs);
}

#[test]
fn thai_marks_take_no_place_of_their_own() {
    let width = |text: &str| FontBook::bundled().width(face("FreeSans.ttf"), text);
    assert_eq!(width("\u{e17}\u{e35}\u{e48}"), width("\u{e17}"));
}
