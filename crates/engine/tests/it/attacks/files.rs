//! Attempts to read a file, call an address, or open something that was not sent.

use chordpro_engine::{AssetKind, ConfigSource, Engine, Error, Format, Input, Request};

use super::{SECRET, attempt, attempt_with, refused, with_settings};

#[test]
fn row_5_configurations_are_presets_only() {
    for name in ["/etc/x.json", "../x.json", "x.json", "x.prp", "config/x"] {
        // A song's own configuration comes from the owner's assets, by the name in the song.
        let song = format!("##config: {name}\n{{title: T}}\n[C]Row\n");
        let of_song = attempt(&song, Format::Text);
        let by_name = (AssetKind::Config, name.to_owned());
        assert_eq!(of_song.asked(), [&by_name]);
        assert!(!of_song.shown().contains(SECRET), "{name}");
        refused(&format!("{{\"include\": [\"{name}\"]}}"));
    }
    let request = Request::new("##config: ukulele\n{title: T}\n[C]Row\n", Format::Text);
    assert!(Engine::new().convert(&request).is_ok(), "a preset");
}

#[test]
fn row_6_properties_see_no_variables_and_no_files() {
    let properties = "settings.titles = ${HOME}\ninclude /etc/x.prp\nuser.name = ~/x\n";
    let attempt = attempt_with(
        |request| {
            let source = ConfigSource::text("mine.prp", properties);
            request.options.configs.push(source);
        },
        "{title: T}\n[C]Row",
        Format::Text,
    );
    attempt.is_harmless("properties of a stranger");
    let error = attempt
        .result
        .expect_err("it is read as JSON, which it is not");
    assert!(matches!(error, Error::Config { .. }), "{error}");
    let beside = attempt_with(
        |request| {
            for input in &mut request.inputs {
                input.config = Some(ConfigSource::text("song.prp", properties));
            }
        },
        "{title: T}\n[C]Row",
        Format::Text,
    );
    beside.is_harmless("properties beside a stranger's song");
}

#[test]
fn row_7_nothing_is_read_that_was_not_asked_for() {
    for format in Format::all() {
        attempt("{title: T}\n[C]Row the [G]boat\n", format).is_harmless(format.name());
    }
}

#[test]
fn row_8_notations_are_names_of_a_table() {
    for name in [
        "../../etc/passwd",
        "/etc/x",
        "notes/german",
        "german.json",
        "klingon",
    ] {
        let of_option = attempt_with(
            |request| request.options.transcode = Some(name.to_owned()),
            "{title: T}\n[C]Row",
            Format::Text,
        );
        of_option.is_harmless(name);
        assert!(of_option.result.is_err(), "{name}");
        let of_song = format!("{{title: T}}\n{{+settings.transcode: {name}}}\n[C]Row\n");
        attempt(&of_song, Format::Text).is_harmless(name);
        let settings = format!("{{\"settings\": {{\"transcode\": \"{name}\"}}}}");
        attempt(&with_settings(&settings), Format::Text).is_harmless(name);
    }
}

#[test]
fn rows_9_and_10_files_and_addresses_are_asked_of_the_owner_by_name() {
    // The owner decides what a song may access: the engine asks the assets and opens nothing itself.
    let include = attempt(
        "{title: T}\n##include: src=/etc/hostname\n[C]Row\n",
        Format::Text,
    );
    let by_name = (AssetKind::Include, "/etc/hostname".to_owned());
    assert_eq!(include.asked(), [&by_name]);
    for source in [
        "http://10.0.0.1/x.png",
        "https://example.org/x.png",
        "file:///etc/passwd",
    ] {
        let song = format!("{{title: T}}\n{{image: src={source}}}\n<img src=\"{source}\"/>\n");
        for format in [Format::Pdf, Format::Html, Format::Svg, Format::Png] {
            let attempt = attempt(&song, format);
            let by_name = (AssetKind::Image, source.to_owned());
            let asked = attempt.asked();
            assert!(!asked.is_empty(), "{source} as {}", format.name());
            assert!(asked.iter().all(|asked| **asked == by_name), "{asked:?}");
            assert!(!attempt.text().contains(SECRET), "{source}");
        }
    }
}

#[test]
fn row_11_pictures_refer_to_nothing_outside() {
    let song = "{title: T}\n{start_of_svg}\n<svg xmlns=\"http://www.w3.org/2000/svg\" \
        xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"9\" height=\"9\">\
        <image xlink:href=\"file:///etc/passwd\" width=\"9\" height=\"9\"/>\
        <image href=\"http://10.0.0.1/x.png\" width=\"9\" height=\"9\"/>\
        <style>@font-face { font-family: x; src: url(http://10.0.0.1/x.ttf) }</style></svg>\n{end_of_svg}\n";
    for format in [Format::Pdf, Format::Svg, Format::Png, Format::Html] {
        let attempt = attempt(song, format);
        attempt.is_harmless(format.name());
        // In HTML the drawing is a separate image, for which browsers load nothing.
        let text = attempt.text();
        assert!(!text.contains("://10.0.0.1"), "{}", format.name());
        assert!(
            !text.contains("<image xlink:href=\"file"),
            "{}",
            format.name()
        );
    }
}

#[test]
fn row_12_documents_are_refused() {
    for key in ["cover", "front-matter", "back-matter"] {
        refused(&format!(
            "{{\"pdf\": {{\"songbook\": {{\"{key}\": \"/etc/x.pdf\"}}}}}}"
        ));
    }
    refused(r#"{"pdf": {"formats": {"title": {"background": "/etc/x.pdf:2"}}}}"#);
    let song = "{title: T}\n{+pdf.songbook.cover: /etc/x.pdf}\n[C]Row\n";
    attempt(song, Format::Pdf).is_harmless("a cover in the middle of a song");
}

#[test]
fn row_13_fonts_are_no_paths() {
    refused(r#"{"pdf": {"fontdir": ["/etc"]}}"#);
    refused(r#"{"pdf": {"fonts": {"text": {"file": "/etc/x.ttf"}}}}"#);
    refused(r#"{"pdf": {"fonts": {"text": "../x.ttf 12"}}}"#);
    refused(r#"{"pdf": {"fontconfig": {"x": {"bold": "~/x.ttf"}}}}"#);
    for name in ["/etc/x.ttf", "../x.otf", "~/x.ttf"] {
        let song = format!("{{title: T}}\n{{textfont: {name}}}\n[C]Row\n");
        attempt(&song, Format::Pdf).is_harmless(name);
    }
}

#[test]
fn row_14_style_sheets_are_refused() {
    refused(r#"{"html": {"styles": {"print": "/etc/passwd"}}}"#);
    refused(r#"{"html": {"styles": {"default": "x\"><script>alert(1)</script>"}}}"#);
}

#[test]
fn row_15_templates_are_refused() {
    refused(
        r#"{"contents": [{"name": "x", "fields": ["title"], "label": "L", "line": "x", "pageno": "1", "template": "/etc/passwd"}]}"#,
    );
    refused(r#"{"latex": {"templates": {"songbook": "/etc/passwd"}}}"#);
}

#[test]
fn row_16_a_name_is_a_name_and_no_command() {
    let attempt = attempt_with(
        |request| {
            request.inputs = vec![Input::new(
                "/etc/passwd --config=/etc/x.json --define=user.name=x",
                "{title: T}\n[C]Row",
            )];
        },
        "",
        Format::Text,
    );
    attempt.is_harmless("a name with options");
    assert!(attempt.text().contains("Row"));
}
