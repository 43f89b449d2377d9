//! Attempts to use unlimited time or memory.

use chordpro_engine::{ConfigSource, Error, Format};

use super::{attempt, attempt_with, with_settings};

#[test]
fn row_20_format_strings_stay_small() {
    for bomb in [
        "%{title:lpad(999999999,x)}",
        "%{title:%999999999d}",
        "%{title:rpad(99999999999999999999,x)}",
        "%{title:nosuch}",
        "%{title.99999999999999999999}",
        "%{%{%{%{%{%{%{%{%{title}}}}}}}}}",
    ] {
        let song = format!("{{title: T}}\n{{c: {bomb}}}\n[C]Row\n");
        let attempt = attempt(&song, Format::Text);
        attempt.is_harmless(bomb);
        assert!(attempt.text().len() < 200_000, "{bomb}");
    }
    let doubling =
        "{meta: a %{b}%{b}}\n{meta: b %{c}%{c}}\n{meta: c %{d}%{d}}\n{meta: d %{a}%{a}}\n";
    let song = format!("{{title: T}}\n{doubling}{{c: %{{a}}}}\n[C]Row\n");
    assert!(attempt(&song, Format::Text).text().len() < 1_000_000);
}

#[test]
fn row_21_sizes_are_bounded() {
    for settings in [
        r#"{"pdf": {"papersize": [0, 0]}}"#,
        r#"{"pdf": {"papersize": [1e300, 1e300]}}"#,
        r#"{"pdf": {"margintop": 5000, "marginbottom": 5000}}"#,
        r#"{"pdf": {"marginleft": 5000, "marginright": 5000}}"#,
        r#"{"pdf": {"fonts": {"text": {"size": 0}, "chord": {"size": -3}}}}"#,
        r#"{"pdf": {"fonts": {"text": {"size": 1e9}}}}"#,
        r#"{"pdf": {"spacing": {"lyrics": 0, "chords": 0, "empty": -1}}}"#,
        r#"{"settings": {"columns": 1000000}}"#,
        r#"{"pdf": {"diagrams": {"vcells": 1e9, "width": 0}}}"#,
        r#"{"pdf": {"labels": {"width": 1e9}, "chordscolumn": 1e9}}"#,
        r#"{"pdf": {"headspace": -1e9, "footspace": 1e9}}"#,
        r#"{"pdf": {"kbdiagrams": {"keys": 1e9}}}"#,
    ] {
        let attempt = attempt(&with_settings(settings), Format::Pdf);
        attempt.is_harmless(settings);
        let artifact = attempt.result.as_ref().expect(settings);
        assert!(artifact.pages < 200, "{settings}: {} pages", artifact.pages);
    }
}

#[test]
fn row_23_combinations_are_bounded() {
    let mut song = String::from("{title: T}\n");
    for name in ["artist", "composer", "lyricist"] {
        for number in 0..300 {
            song.push_str(&format!("{{{name}: {name} {number}}}\n"));
        }
    }
    song.push_str("[C]Row\n");
    let settings = r#"{"contents": [{"name": "x", "fields": ["artist", "composer"], "label": "L", "line": "%{title}", "pageno": "%{page}"}], "pdf": {"outlines": [{"name": "y", "fields": ["artist", "composer", "lyricist"], "label": "L", "line": "%{title}"}]}}"#;
    let attempt = attempt_with(
        |request| {
            let source = ConfigSource::text("mine.json", settings);
            request.options.configs.push(source);
            request.options.contents = Some(true);
        },
        &song,
        Format::Pdf,
    );
    assert!(
        matches!(&attempt.result, Err(Error::Exceeded(_))),
        "{:?}",
        attempt.result.map(|artifact| artifact.pages)
    );
}
