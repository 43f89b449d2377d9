//! Attempts to reveal something about the machine, or to affect the next song.

use chordpro_engine::{Engine, Format, Request};

use super::{attempt, refused, with_settings};

#[test]
fn rows_18_and_19_nothing_of_the_machine_shows() {
    refused(r#"{"debug": {"runtimeinfo": 1}}"#);
    refused(r#"{"user": {"name": "root"}}"#);
    refused(r#"{"diagnostics": {"format": "%f"}}"#);
    let song = "{title: T}\n{c: <%{user}|%{user.fullname}|%{chordpro.songsource}>}\n[C]Row\n";
    let text = attempt(song, Format::Text).text();
    for word in ["root", "/home", "/tmp", "/usr"] {
        assert!(!text.contains(word), "{text}");
    }
    let pdf = attempt(song, Format::Pdf).text();
    for word in ["RuntimeInfo", "/home/", "/tmp/", "/usr/"] {
        assert!(!pdf.contains(word), "{word}");
    }
}

#[test]
fn row_22_free_texts_are_escaped() {
    let settings = r#"{"meta": {"artist": "<script>alert(1)</script>"}, "markup": {"shortcodes": {"x": "color=\"red' onclick='alert(1)\""}}, "gridstrum": {"symbols": {"up": "<script>"}}}"#;
    let song = format!(
        "{}{{c: %{{artist}}}}\n<x>y</x>\n{{sog}}\n|S up |\n{{eog}}\n",
        with_settings(settings)
    );
    for format in [Format::Html, Format::Svg] {
        let text = attempt(&song, format).text();
        assert!(!text.is_empty());
        assert!(!text.contains("<script"), "{text}");
        assert!(!text.contains(" onclick="), "{text}");
    }
}

#[test]
fn row_24_chords_of_a_song_stay_with_it() {
    let first = "##config: json\n# {\"chords\": [{\"name\": \"Zork\", \"frets\": [1, 2, 3, 4, 5, 6]}]}\n{title: One}\n[Zork]a\n";
    let second = "{title: Two}\n[Zork]b\n";
    let engine = Engine::new();
    let unknown = |song: &str| {
        let request = Request::new(song, Format::Text);
        let said = engine.lint(&request).expect("songs can be read");
        said.iter().any(|one| one.code == "unknown-chord")
    };
    assert!(!unknown(first));
    assert!(
        unknown(second),
        "another request sees the chords of the first"
    );
}
