//! Font fallback for missing characters, and scripts that run from right to left or need shaping.
#![expect(clippy::unwrap_used, reason = "a test may say so")]

use std::sync::Arc;

use chordpro_fonts::{FaceId, FontBook, FontError, Glyph, ShapedRun, Shaping, width};

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

/// The only run of a text; fails if there are several.
fn only(file: &str, text: &str) -> ShapedRun {
    let mut runs = shape(file, text);
    assert_eq!(runs.len(), 1, "{text}: {runs:?}");
    let run = runs.remove(0);
    assert_eq!(run.text, text);
    assert!(run.glyphs.iter().all(|glyph| glyph.id != 0), "{text}");
    run
}

/// Emoji of several characters: skin tones, families, flags, a keycap.
const SEQUENCES: [&str; 9] = [
    "\u{1f44d}\u{1f3fd}",
    "\u{270c}\u{1f3ff}",
    "\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467}\u{200d}\u{1f466}",
    "\u{1f469}\u{200d}\u{2764}\u{fe0f}\u{200d}\u{1f48b}\u{200d}\u{1f468}",
    "\u{1f3f3}\u{fe0f}\u{200d}\u{1f308}",
    "\u{1f3f4}\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
    "\u{1f469}\u{1f3fe}\u{200d}\u{1f680}",
    "\u{1f1e9}\u{1f1ea}",
    "1\u{fe0f}\u{20e3}",
];

#[test]
fn an_emoji_of_several_characters_is_one_glyph() {
    for text in SEQUENCES {
        for file in ["FreeSerif.ttf", "FreeSansBold.ttf", "MuseJazzText.otf"] {
            let run = only(file, text);
            let book = FontBook::bundled();
            assert_eq!(book.face(run.face).name(), "NotoEmoji-Regular.ttf");
            assert_eq!(run.glyphs.len(), 1, "{text} {:?}", run.glyphs);
        }
    }
}

#[test]
fn emoji_that_no_face_joins_stand_side_by_side_without_what_joins_them() {
    let text = "\u{1f469}\u{1f3fe}\u{200d}\u{1f916}";
    let run = only("FreeSerif.ttf", text);
    let parts: Vec<&str> = run
        .glyphs
        .iter()
        .map(|glyph| &text[glyph.start as usize..glyph.end as usize])
        .collect();
    assert_eq!(parts, ["\u{1f469}\u{1f3fe}\u{200d}", "\u{1f916}"]);
}

#[test]
fn characters_that_the_face_has_stay_in_it() {
    for text in [
        "\u{1f1e9}",
        "1\u{20e3}",
        "\u{2764}\u{fe0f}",
        "x\u{200d}y",
        "\u{1f3fd}",
    ] {
        let runs = shape("FreeSerif.ttf", text);
        assert_eq!(runs.len(), 1);
        assert_eq!(runs[0].face, face("FreeSerif.ttf"));
        let count = text.chars().count();
        assert_eq!(runs[0].glyphs.len(), count, "character by character");
    }
}

#[test]
fn pictographs_are_of_one_hand() {
    assert_eq!(
        faces("FreeSerif.ttf", "\u{1f44d}\u{1f44d}\u{1f3fd}")
            .iter()
            .map(|(face, _)| face.as_str())
            .collect::<Vec<_>>(),
        ["NotoEmoji-Regular.ttf"; 2]
    );
}

#[test]
fn what_is_not_shown_stays_in_the_text() {
    let texts: String = shape("MuseJazzText.otf", "a\u{200b}b\u{2060}c")
        .into_iter()
        .map(|run| run.text)
        .collect();
    assert_eq!(texts, "a\u{200b}b\u{2060}c");
}

#[test]
fn a_letter_and_its_mark_come_from_one_face() {
    let runs = shape("MuseJazzText.otf", "a\u{301}");
    assert_eq!(runs.len(), 1);
    assert_eq!(
        runs[0].face,
        face("MuseJazzText.otf"),
        "it has the letter composed"
    );
    let runs = shape("MuseJazzText.otf", "g\u{30c}x\u{33f}");
    assert_eq!(runs.len(), 1, "{runs:?}");
    assert_eq!(runs[0].face, face("FreeSerif.ttf"));
}

#[test]
fn marks_stand_on_their_letters_and_move_nothing() {
    let book = FontBook::bundled();
    let serif = face("FreeSerif.ttf");
    let apart = "Vie\u{323}\u{302}t";
    let glyphs = shape("FreeSerif.ttf", apart).remove(0).glyphs;
    let composed = shape("FreeSerif.ttf", "Vi\u{1ec7}t").remove(0).glyphs;
    let ids = |glyphs: &[Glyph]| -> Vec<u16> { glyphs.iter().map(|glyph| glyph.id).collect() };
    assert_eq!(ids(&glyphs), ids(&composed));
    assert_eq!(width(&glyphs), book.width(serif, apart));
    assert_eq!(glyphs.last().unwrap().end as usize, apart.len());
    let stacked = shape("FreeSerif.ttf", "x\u{302}\u{303}y").remove(0).glyphs;
    assert!(stacked[2].y_offset > stacked[1].y_offset, "{stacked:?}");
    assert_eq!(width(&stacked), book.width(serif, "x\u{302}\u{303}y"));
}
