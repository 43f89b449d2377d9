//! The programs in the folder `examples` do what they describe.

use std::fs;
use std::path::{Path, PathBuf};

#[path = "../../examples/convert.rs"]
#[expect(dead_code, reason = "the test does what the main function does")]
mod convert;
#[path = "../../examples/lint.rs"]
#[expect(dead_code, reason = "the test does what the main function does")]
mod lint;
#[path = "../../examples/songbook.rs"]
#[expect(dead_code, reason = "the test does what the main function does")]
mod songbook;

fn song(name: &str) -> String {
    let songs = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/songs/");
    format!("{songs}{name}")
}

/// The path of a file with this name that does not exist yet.
fn output(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_file(&path);
    path
}

#[test]
fn a_song_is_converted_to_what_the_suffix_says() {
    let text = convert::run(&[]).expect("a text");
    assert!(text.contains("D                  G         D"), "{text}");
    for (name, beginning) in [("convert.pdf", "%PDF"), ("convert.html", "<")] {
        let output = output(name);
        let arguments = [song("amazing-grace.cho"), output.display().to_string()];
        convert::run(&arguments).expect("a document");
        let bytes = fs::read(&output).expect("it is written");
        assert!(bytes.starts_with(beginning.as_bytes()), "{name}");
    }
    let arguments = [song("amazing-grace.cho"), "song.docx".to_owned()];
    assert!(convert::run(&arguments).is_err());
}

#[test]
fn songs_become_a_book_in_the_order_of_their_titles() {
    let text = songbook::run(&[]).expect("a book");
    assert!(text.starts_with("2 songs on "), "{text}");
    let place = |title: &str| text.find(title).expect("its title");
    assert!(place("Amazing Grace") < place("Swing Low"), "{text}");
    let output = output("songbook.pdf");
    let book = output.display().to_string();
    let arguments = [book, song("swing-low.cho"), song("amazing-grace.cho")];
    assert!(
        songbook::run(&arguments)
            .expect("a book")
            .starts_with("2 songs")
    );
    assert!(
        fs::read(&output)
            .expect("it is written")
            .starts_with(b"%PDF")
    );
}

#[test]
fn slips_are_found_at_their_lines() {
    let report = lint::run(&[]).expect("a report");
    assert!(report.contains("slips.cho:2:"), "{report}");
    assert!(report.contains("[unknown-directive]"), "{report}");
    assert_eq!(lint::run(&[song("swing-low.cho")]).expect("a report"), "");
}
