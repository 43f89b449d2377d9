//! Page settings that the reference does not have, checked in the dump of placed items.

use chordpro_engine::{Artifact, Engine, Format, Request};

fn pages(song: &str) -> (String, Artifact) {
    pages_with(song, &[])
}

fn pages_with(song: &str, defines: &[(&str, &str)]) -> (String, Artifact) {
    let mut request = Request::new(song.as_bytes(), Format::Pages);
    request.options.defines = defines
        .iter()
        .map(|(path, value)| ((*path).to_owned(), (*value).to_owned()))
        .collect();
    let artifact = Engine::new().convert(&request).expect("the song converts");
    let dump = String::from_utf8(artifact.bytes.clone()).expect("a dump is text");
    (dump, artifact)
}

fn verses(count: usize) -> String {
    "[C]Row, row, row your [G]boat\n".repeat(count)
}

#[test]
fn a_song_may_ask_for_one_page() {
    let song = |setting: &str| format!("{{title: Boat}}\n{setting}\n{}", verses(32));
    assert_eq!(pages(&song("")).1.pages, 2);
    assert_eq!(pages(&song("{+native.fit-to-page: true}")).1.pages, 1);
}

#[test]
fn a_song_that_fits_on_no_page_says_so() {
    let song = format!(
        "{{title: Boat}}\n{{+native.fit-to-page: true}}\n{}",
        verses(80)
    );
    let (_, artifact) = pages(&song);
    let codes: Vec<&str> = artifact
        .diagnostics
        .iter()
        .map(|diagnostic| diagnostic.code)
        .collect();
    assert_eq!(codes, ["does-not-fit"]);
}

#[test]
fn diagrams_stand_below_a_song_that_shares_its_page() {
    let song = |title: &str| {
        format!(
            "{{title: {title}}}\n{{+native.share-pages: true}}\n{}",
            verses(3)
        )
    };
    let (dump, artifact) = pages(&format!("{}{{new_song}}\n{}", song("One"), song("Two")));
    assert_eq!(artifact.songs, 2);
    // Two tables of contents, each with a filler, and one page for both songs.
    assert_eq!(artifact.pages, 5);
    let songs = dump.split("\npage 4 ").nth(1).unwrap_or_default();
    for title in ["One", "Two"] {
        assert!(songs.contains(&format!("title \"{title}\"")), "{songs}");
    }
    assert_eq!(songs.matches("diagram \"G\"").count(), 2);
}

#[test]
fn sharing_pages_costs_no_page() {
    let book = |count: usize, defines: &[(&str, &str)]| {
        let one = format!("{{title: One}}\n{}", verses(count));
        let song = format!("{one}{{new_song}}\n{one}");
        pages_with(&song, defines).1.pages
    };
    let shared = ("native.share-pages", "1");
    for count in 20..60 {
        for more in [
            ("pdf.songbook.dual-pages", "0"),
            ("pdf.songbook.dual-pages", "1"),
            ("pdf.songbook.align-songs-spread", "1"),
            ("pdf.songbook.align-songs-extend", "1"),
        ] {
            let (before, after) = (book(count, &[more]), book(count, &[more, shared]));
            assert!(after <= before, "{count} {more:?}: {after}, not {before}");
        }
        let alone = format!("{{title: One}}\n{}", verses(count));
        let alone = |defines: &[(&str, &str)]| pages_with(&alone, defines);
        assert_eq!(alone(&[shared]).0, alone(&[]).0, "nobody to share with");
    }
}

#[test]
fn a_document_may_do_without_other_fonts() {
    let song = "{title: x}\nWord 歌\n";
    let (dump, _) = pages(song);
    assert!(dump.contains("lyrics \"歌\""), "a run of its own: {dump}");
    let (dump, artifact) = pages_with(song, &[("native.fallback-fonts", "false")]);
    let said = &artifact.diagnostics;
    assert!(
        said.iter().any(|said| said.message == "No font has U+6B4C"),
        "{said:?}"
    );
    assert!(dump.contains("lyrics \"Word 歌\""), "one font: {dump}");
}

#[test]
fn characters_that_no_font_has_are_named_once() {
    let song = "{title: x}\n\u{e123}a \u{e123}b \u{f0000}\n[C]\u{e123}\n";
    let (_, artifact) = pages(song);
    let said: Vec<(&str, &str)> = artifact
        .diagnostics
        .iter()
        .map(|said| (said.code, &*said.message))
        .collect();
    assert_eq!(said, [("missing-character", "No font has U+E123, U+F0000")]);
}

#[test]
fn a_strum_may_have_a_glyph_of_ones_own() {
    let song = "{title: Strum}\n{sog}\n|S up dn |\n{eog}";
    let (own, _) = pages_with(song, &[("gridstrum.symbols.up", "\u{21B0}")]);
    let (usual, _) = pages(song);
    assert!(
        usual.contains('\u{2190}') && !usual.contains('\u{21B0}'),
        "{usual}"
    );
    assert!(
        own.contains('\u{21B0}') && !own.contains('\u{2190}'),
        "{own}"
    );
}

/// The numbers of the view box of an SVG.
fn view_box(svg: &[u8]) -> Vec<f64> {
    let text = String::from_utf8_lossy(svg);
    let (_, rest) = text.split_once("viewBox=\"").expect("a view box");
    let (numbers, _) = rest.split_once('"').expect("its end");
    numbers
        .split(' ')
        .map(|number| number.parse().expect("a number"))
        .collect()
}

#[test]
fn cropped_pages_are_as_large_as_what_is_drawn() {
    let song = "{+pdf.formats.first.footer: []}\n{+pdf.formats.first.title: []}\n[C]Some words\n";
    let convert = |song: &str, format, margin: Option<f64>| {
        let mut request = Request::new(song.as_bytes(), format);
        request.options.crop = margin;
        // Diagrams stand at the foot of the page.
        request.options.lyrics_only = true;
        Engine::new().convert(&request).expect("it converts").bytes
    };
    let size = |song: &str, margin| view_box(&convert(song, Format::Svg, margin));
    let paper = size(song, None);
    let close = size(song, Some(0.0));
    let wide = size(song, Some(10.0));
    assert!(close[2] < 0.3 * paper[2] && close[3] < 0.3 * paper[3]);
    assert!((wide[2] - close[2] - 20.0).abs() < 0.1 && (wide[3] - close[3] - 20.0).abs() < 0.1);
    // Longer lines make the page wider, more of them higher.
    let longer = size(
        &format!("{song}[C]Some more words than before\n"),
        Some(0.0),
    );
    assert!(longer[2] > close[2] && longer[3] > close[3]);
    // Nothing is drawn outside: the first line begins at the left edge.
    let dump = convert(song, Format::Pages, Some(0.0));
    let dump = String::from_utf8_lossy(&dump);
    assert!(
        dump.contains("    text 0.00 ") && !dump.contains("text -"),
        "{dump}"
    );
}
