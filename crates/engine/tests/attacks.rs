//! What a stranger tries, row by row of the table of attacks in `docs/security.md`: through the engine's door, as the service
//! uses it. Whatever lies outside of the request is asked for through `Assets` alone, so that a spy there sees every attempt.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use chordpro_engine::{
    Artifact, AssetKind, Assets, ConfigSource, Engine, Error, Format, Input, Profile, Request,
};

/// Stands for a file of the machine. It gives its secret to everybody who asks, and remembers who did.
#[derive(Default)]
struct Spy(Mutex<Vec<(AssetKind, String)>>);

const SECRET: &str = "s3cr3t-of-the-machine";

impl Assets for Spy {
    fn open(&self, kind: AssetKind, name: &str, _: Option<&str>) -> Option<Arc<[u8]>> {
        let mut asked = self.0.lock().expect("no thread failed");
        asked.push((kind, name.to_owned()));
        Some(Arc::from(SECRET.as_bytes()))
    }

    fn variable(&self, name: &str) -> Option<String> {
        let mut asked = self.0.lock().expect("no thread failed");
        asked.push((AssetKind::Config, format!("${name}")));
        Some(SECRET.to_owned())
    }
}

struct Attempt {
    result: Result<Artifact, Error>,
    asked: Vec<(AssetKind, String)>,
}

impl Attempt {
    fn text(&self) -> String {
        match &self.result {
            Ok(artifact) => String::from_utf8_lossy(&artifact.bytes).into_owned(),
            Err(_) => String::new(),
        }
    }

    fn codes(&self) -> Vec<&str> {
        match &self.result {
            Ok(artifact) => artifact
                .diagnostics
                .iter()
                .map(|diagnostic| diagnostic.code)
                .collect(),
            Err(_) => Vec::new(),
        }
    }

    /// What was asked for, but for the bundle's own font, for which an owner may have another.
    fn asked(&self) -> Vec<&(AssetKind, String)> {
        let own = (AssetKind::Font, "MuseJazzText.otf".to_owned());
        self.asked.iter().filter(|asked| **asked != own).collect()
    }

    /// Nothing was asked for, and nothing of the machine shows.
    fn is_harmless(&self, what: &str) {
        assert!(self.asked().is_empty(), "{what}: {:?}", self.asked());
        assert!(!self.text().contains(SECRET), "{what}");
    }
}

fn attempt_with(change: impl FnOnce(&mut Request), song: &str, format: Format) -> Attempt {
    let spy = Arc::new(Spy::default());
    let mut request = Request::new(song, format);
    request.assets = Arc::clone(&spy) as Arc<dyn Assets>;
    request.options.profile = Profile::Complete;
    let begin = Instant::now();
    request.is_over = Arc::new(move || begin.elapsed() > Duration::from_secs(60));
    change(&mut request);
    let result = Engine::new().convert(&request);
    assert!(
        !matches!(
            result,
            Err(Error::Exceeded(chordpro_engine::Exceeded::Deadline))
        ),
        "it takes too long: {song}"
    );
    let asked = spy.0.lock().expect("no thread failed").clone();
    Attempt { result, asked }
}

fn attempt(song: &str, format: Format) -> Attempt {
    attempt_with(|_| {}, song, format)
}

/// A song that brings settings of its own along, as lines at its top.
fn with_settings(settings: &str) -> String {
    format!("##config: json\n# {settings}\n{{title: T}}\n[C]Row the boat\n")
}

/// Settings that must be refused by name, from a song and from a request alike.
fn refused(settings: &str) {
    for format in [Format::Pdf, Format::Html, Format::Text] {
        let of_song = attempt(&with_settings(settings), format);
        of_song.is_harmless(settings);
        assert!(
            of_song.codes().contains(&"denied-setting"),
            "{settings}: {:?}",
            of_song.codes()
        );
        let of_request = attempt_with(
            |request| {
                let source = ConfigSource::text("mine.json", settings);
                request.options.configs.push(source);
            },
            "{title: T}\n[C]Row",
            format,
        );
        of_request.is_harmless(settings);
        assert!(of_request.codes().contains(&"denied-setting"), "{settings}");
    }
}

#[test]
fn row_1_rules_are_no_programs_and_take_linear_time() {
    let rule =
        |rule: &str| format!("{{\"parser\": {{\"preprocess\": {{\"all\": [{{{rule}}}]}}}}}}");
    for program in [
        r#""pattern": "Row", "replace": "qx(id)", "flags": "e""#,
        r#""pattern": "(?{ system('id') })Row", "replace": "x""#,
        r#""pattern": "(?<=R)ow", "replace": "x""#,
    ] {
        let attempt = attempt(&with_settings(&rule(program)), Format::Text);
        attempt.is_harmless(program);
        assert!(!attempt.text().contains("uid="), "{program}");
    }
    let slow = r#""pattern": "(a+)+$", "replace": "x""#;
    let song = format!("{}{}b\n", with_settings(&rule(slow)), "a".repeat(20_000));
    attempt(&song, Format::Text).is_harmless("a pattern that a backtracking engine never ends");
    let growing = r#""pattern": "R", "replace": "RR\nR""#;
    let song = format!("{}{}\n", with_settings(&rule(growing)), "R".repeat(2_000));
    attempt(&song, Format::Text).is_harmless("a rule that makes lines of lines");
}

#[test]
fn row_2_modules_and_handlers_are_refused() {
    refused(r#"{"delegates": {"x": {"module": "system('id')"}}}"#);
    refused(r#"{"delegates": {"x": {"handler": "run"}}}"#);
    refused(r#"{"html": {"module": "../../evil"}}"#);
    refused(r#"{"pdf": {"library": "Evil"}}"#);
}

#[test]
fn row_3_programs_are_refused() {
    for key in ["program", "args", "input", "result", "errors"] {
        refused(&format!(
            "{{\"delegates\": {{\"ly\": {{\"{key}\": \"/bin/sh\"}}}}}}"
        ));
    }
}

#[test]
fn row_4_embedded_languages_are_not_run() {
    for song in [
        "{start_of_ly}\n#(system \"id\")\n\\include \"/etc/passwd\"\n{end_of_ly}",
        "{start_of_abc}\nX:1\n%%beginjs\nthrow 1\n%%endjs\nK:C\nCDE\n{end_of_abc}",
        "{start_of_svg}\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><script>alert(1)</script></svg>\n{end_of_svg}",
    ] {
        for format in [Format::Pdf, Format::Html, Format::Svg] {
            let attempt = attempt(&format!("{{title: T}}\n{song}\n"), format);
            attempt.is_harmless(song);
            assert!(!attempt.text().contains("<script"), "{song}");
        }
    }
}

#[test]
fn row_5_configurations_are_presets_only() {
    for name in ["/etc/x.json", "../x.json", "x.json", "x.prp", "config/x"] {
        // A song's own configuration is the owner's to give, by the name that the song has for it.
        let song = format!("##config: {name}\n{{title: T}}\n[C]Row\n");
        let of_song = attempt(&song, Format::Text);
        let is_by_name =
            |(kind, asked): &&(AssetKind, String)| *kind == AssetKind::Config && asked == name;
        assert!(
            of_song.asked().iter().all(is_by_name),
            "{:?}",
            of_song.asked
        );
        assert!(!of_song.text().contains(SECRET), "{name}");
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
    // What a song may see is the owner's decision: the engine asks, and opens nothing itself.
    let include = attempt(
        "{title: T}\n##include: src=/etc/hostname\n[C]Row\n",
        Format::Text,
    );
    assert!(
        include
            .asked()
            .iter()
            .all(|(kind, _)| *kind == AssetKind::Include),
        "{:?}",
        include.asked
    );
    for source in [
        "http://10.0.0.1/x.png",
        "https://example.org/x.png",
        "file:///etc/passwd",
    ] {
        let song = format!("{{title: T}}\n{{image: src={source}}}\n<img src=\"{source}\"/>\n");
        for format in [Format::Pdf, Format::Html, Format::Svg, Format::Png] {
            let attempt = attempt(&song, format);
            assert!(
                attempt
                    .asked()
                    .iter()
                    .all(|(kind, _)| *kind == AssetKind::Image),
                "{:?}",
                attempt.asked
            );
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
        // In HTML the drawing is an image of its own, which browsers let load nothing.
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
    if let Ok(artifact) = &attempt.result {
        assert!(artifact.pages < 2_000, "{} pages", artifact.pages);
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
