//! The attacks of the reference's list, one test each, against a started service: as JSON, and as a form.
//!
//! Three things are watched: a file with a word that must never come back, a program that must never run, and a listener
//! that must never be called. Where an attack names a file, the answer must be the same whether that file exists or not.

use std::net::TcpListener;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::started::{Started, exchange, start};
use crate::support::KEY;
use serde_json::{Value, json};

const WORD: &str = "canary-word-on-disk";

const SONG: &str = "{title: A}\n{artist: B}\n[C]La la [G]la\n";

/// A started service, and what attackers reach for.
struct Target {
    server: Started,
    folder: PathBuf,
    listener: TcpListener,
}

impl Target {
    async fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("attack-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        for (file, text) in [
            ("canary.txt", WORD.to_owned()),
            ("canary.css", format!("/* {WORD} */")),
            (
                "canary.json",
                format!(
                    "{{\"settings\": {{\"lyrics-only\": true}}, \"user\": {{\"name\": \"{WORD}\"}}}}"
                ),
            ),
            ("canary.cho", format!("{{comment: {WORD}}}\n")),
            ("canary.pdf", format!("%PDF-1.4 {WORD}")),
            ("canary.ttf", WORD.to_owned()),
        ] {
            std::fs::write(folder.join(file), text).expect("written");
        }
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        listener.set_nonblocking(true).expect("set");
        // Every answer is made anew.
        let server = start(&[("CACHE_SIZE", "0")]).await;
        Target {
            server,
            folder,
            listener,
        }
    }

    /// The path of a file that is there.
    fn path(&self, name: &str) -> String {
        self.folder.join(name).to_str().expect("text").to_owned()
    }

    /// The same for one that is not, as long.
    fn missing(&self, name: &str) -> String {
        self.path(name).replace("canary", "absent")
    }

    /// A file that a program would make.
    fn mark(&self) -> String {
        self.path("mark")
    }

    fn url(&self) -> String {
        format!(
            "http://{}/x.png",
            self.listener.local_addr().expect("an address")
        )
    }

    /// Sends `song` with `config` and `options`, as JSON and as a form: both answers, once nothing was read, run or called.
    async fn send(&self, song: &str, format: &str, config: &Value, options: &Value) -> [String; 2] {
        let begun = Instant::now();
        let mut all = options.as_object().cloned().expect("an object");
        all.insert("config".to_owned(), json!([config]));
        let order = json!({ "content": song, "output_format": format, "options": all }).to_string();
        let as_json = self.post("application/json", &order).await;
        let parts = [
            ("name=\"song\"; filename=\"song.cho\"", song),
            ("name=\"config\"; filename=\"my.json\"", &config.to_string()),
            ("name=\"options\"", &options.to_string()),
            ("name=\"output_format\"", format),
        ];
        let as_form = self.post_form(&parts).await;
        assert!(
            begun.elapsed() < Duration::from_secs(40),
            "{:?}",
            begun.elapsed()
        );
        let answers = [as_json, as_form];
        for answer in &answers {
            self.assert_harmless(answer);
        }
        answers
    }

    async fn post(&self, kind: &str, body: &str) -> String {
        let head = format!(
            "POST /convert HTTP/1.1\r\nHost: x\r\nX-API-Key: {KEY}\r\nX-Request-Id: attack\r\nConnection: close\r\n\
             Content-Type: {kind}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        without_date(&exchange(self.server.address, &(head + body)).await)
    }

    async fn post_form(&self, parts: &[(&str, &str)]) -> String {
        let body: String = parts
            .iter()
            .map(|(name, text)| {
                format!("--edge\r\nContent-Disposition: form-data; {name}\r\n\r\n{text}\r\n")
            })
            .collect();
        self.post(
            "multipart/form-data; boundary=edge",
            &(body + "--edge--\r\n"),
        )
        .await
    }

    fn assert_harmless(&self, answer: &str) {
        let status: u16 = answer
            .get(9..12)
            .and_then(|text| text.parse().ok())
            .expect("a status");
        assert!(matches!(status, 200 | 400 | 422), "{answer}");
        assert!(!answer.contains(WORD), "{answer}");
        assert!(!self.folder.join("mark").exists(), "a program ran");
        assert!(self.listener.accept().is_err(), "a connection was opened");
    }

    /// Sends what `attack` makes of a file's path twice, for one that exists and one that does not: the answers must not differ.
    async fn probe(
        &self,
        file: &str,
        format: &str,
        attack: impl Fn(&str) -> (String, Value),
    ) -> [String; 2] {
        let (song, config) = attack(&self.path(file));
        let there = self.send(&song, format, &config, &json!({})).await;
        let (song, config) = attack(&self.missing(file));
        let absent = self.send(&song, format, &config, &json!({})).await;
        for (there, absent) in there.iter().zip(&absent) {
            assert_eq!(
                without_tag(there).replace("canary", "absent"),
                without_tag(absent)
            );
        }
        there
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn without_lines(answer: &str, name: &str) -> String {
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let kept: Vec<_> = head
        .lines()
        .filter(|line| !line.starts_with(name))
        .collect();
    format!("{}\r\n\r\n{body}", kept.join("\r\n"))
}

fn without_date(answer: &str) -> String {
    without_lines(answer, "date:")
}

/// The tag depends on what was asked, so on the path.
fn without_tag(answer: &str) -> String {
    without_lines(answer, "etag:")
}

fn pages(answer: &str) -> Option<&str> {
    answer
        .lines()
        .find_map(|line| line.strip_prefix("chordpro-pages: "))
}

#[tokio::test]
async fn n01_replacement_rules_run_no_code() {
    let target = Target::new("01").await;
    let code = format!("system('touch {}')", target.mark());
    for rule in [
        json!({ "pattern": "La", "replace": code, "flags": "e" }),
        json!({ "pattern": format!("(?{{ {code} }})La"), "replace": "x" }),
        json!({ "pattern": "(a*)*b", "replace": "$1\n$1" }),
        json!({ "target": "L", "replace": format!("@{{[ {code} ]}}"), "flags": "ee" }),
    ] {
        let config = json!({ "parser": { "preprocess": { "all": [rule], "songline": [rule] } } });
        target.send(SONG, "text", &config, &json!({})).await;
        let in_song = format!("##config: {config}\n{SONG}");
        target.send(&in_song, "text", &json!({}), &json!({})).await;
    }
}

#[tokio::test]
async fn n02_modules_and_handlers_are_not_loaded() {
    let target = Target::new("02").await;
    let module = format!("x; system('touch {}'); package y", target.mark());
    let delegate = json!({ "type": "image", "module": module, "handler": "system" });
    for config in [
        json!({ "delegates": { "abc": delegate, "z": delegate } }),
        json!({ "html": { "module": module } }),
        json!({ "pdf": { "library": module } }),
    ] {
        let song = format!(
            "{SONG}{{start_of_abc}}\nX:1\nK:C\nCDEF\n{{end_of_abc}}\n{{start_of_z}}\nx\n{{end_of_z}}\n"
        );
        for format in ["pdf", "html"] {
            target.send(&song, format, &config, &json!({})).await;
        }
    }
}

#[tokio::test]
async fn n03_delegates_run_no_program_and_read_no_result() {
    let target = Target::new("03").await;
    target
        .probe("canary.txt", "html", |path| {
            let delegate = json!({
                "type": "image", "program": "/usr/bin/touch", "args": [target.mark()], "input": path, "result": path, "errors": path,
            });
            let song = format!("{SONG}{{start_of_z}}\nx\n{{end_of_z}}\n");
            (song, json!({ "delegates": { "z": delegate, "ly": delegate } }))
        })
        .await;
}

#[tokio::test]
async fn n04_blocks_of_other_languages_run_nothing() {
    let target = Target::new("04").await;
    let blocks = format!(
        "{{start_of_ly}}\n#(system \"touch {mark}\")\n\\include \"{file}\"\n{{end_of_ly}}\n\
         {{start_of_abc}}\nX:1\n%%abc-include {file}\nK:C\nCDEF\n{{end_of_abc}}\n\
         {{start_of_svg}}\n<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>\n{{end_of_svg}}\n",
        mark = target.mark(),
        file = target.path("canary.txt")
    );
    for format in ["pdf", "html", "svg", "text"] {
        let answers = target
            .send(&format!("{SONG}{blocks}"), format, &json!({}), &json!({}))
            .await;
        if format == "html" {
            assert!(answers.iter().all(|answer| !answer.contains("<script")));
        }
    }
}

#[tokio::test]
async fn n05_configurations_include_presets_only() {
    let target = Target::new("05").await;
    target
        .probe("canary.json", "text", |path| {
            (
                format!("##config: {path}\n{SONG}{{comment: %{{user}}}}\n"),
                json!({ "include": [path, format!("../../{path}")] }),
            )
        })
        .await;
    let deep = (0..200).fold(
        json!({}),
        |inner, _| json!({ "include": ["modern1"], "x": inner }),
    );
    target.send(SONG, "text", &deep, &json!({})).await;
}

#[tokio::test]
async fn n06_property_files_read_no_file_and_no_environment() {
    let target = Target::new("06").await;
    for text in [
        format!("include \"{}\"\n", target.path("canary.json")),
        "user.name = ${PATH}\nuser.fullname = ~\n".to_owned(),
    ] {
        let parts = [
            (
                "name=\"song\"; filename=\"song.cho\"",
                "{title: A}\n{comment: %{user} %{user.fullname}}\n[C]La\n",
            ),
            ("name=\"config\"; filename=\"my.prp\"", &text),
            ("name=\"output_format\"", "text"),
        ];
        let answer = target.post_form(&parts).await;
        target.assert_harmless(&answer);
        let path = std::env::var("PATH").expect("a path");
        assert!(
            !answer.contains(&path) && !answer.contains("/root"),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn n08_notations_are_names_of_a_list() {
    let target = Target::new("08").await;
    target
        .probe("canary.json", "text", |path| {
            (
                SONG.to_owned(),
                json!({ "settings": { "transcode": format!("../../../..{path}") } }),
            )
        })
        .await;
    let answers = target
        .send(
            SONG,
            "text",
            &json!({}),
            &json!({ "transcode": "../../../etc/passwd" }),
        )
        .await;
    assert!(
        answers
            .iter()
            .all(|answer| answer.starts_with("HTTP/1.1 400")),
        "{answers:?}"
    );
}

#[tokio::test]
async fn n09_songs_include_what_was_sent_along_only() {
    let target = Target::new("09").await;
    target
        .probe("canary.cho", "text", |path| {
            let song = format!(
                "{SONG}##include: src={path}\n##include: src=file://{path}\n##include: {path}\n"
            );
            (song, json!({}))
        })
        .await;
    let song = format!("{SONG}##include: src={}\n", target.url());
    target.send(&song, "text", &json!({}), &json!({})).await;
}

#[tokio::test]
async fn n10_pictures_are_what_was_sent_along_only() {
    let target = Target::new("10").await;
    let song = |source: &str| {
        format!(
            "{SONG}{{image: src={source}}}\n{{image: \"{source}\"}}\n<img src=\"{source}\"/>\n##asset: id=x src={source}\n{{image: id=x}}\n"
        )
    };
    for format in ["pdf", "html"] {
        target
            .probe("canary.txt", format, |path| (song(path), json!({})))
            .await;
    }
    for source in [
        target.url(),
        "file:///etc/passwd".to_owned(),
        "~/.profile".to_owned(),
    ] {
        for format in ["pdf", "html"] {
            let answers = target
                .send(&song(&source), format, &json!({}), &json!({}))
                .await;
            assert!(answers.iter().all(|answer| !answer.contains("root:x:")));
        }
    }
}

#[tokio::test]
async fn n11_drawings_load_nothing_from_outside() {
    let target = Target::new("11").await;
    let drawing = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"50\" height=\"50\">\
         <style>@font-face {{ font-family: x; src: url({url}) }}</style><text font-family=\"x\">a</text>\
         <image xlink:href=\"{url}\" width=\"9\" height=\"9\"/><image href=\"{file}\" width=\"9\" height=\"9\"/>\
         <use href=\"{url}#a\"/></svg>",
        url = target.url(),
        file = target.path("canary.txt")
    );
    let in_song = format!("{SONG}{{start_of_svg}}\n{drawing}\n{{end_of_svg}}\n");
    for format in ["pdf", "png"] {
        target.send(&in_song, format, &json!({}), &json!({})).await;
        let parts = [
            (
                "name=\"song\"; filename=\"song.cho\"",
                "{title: A}\n{image: src=x.svg}\n",
            ),
            ("name=\"picture\"; filename=\"x.svg\"", drawing.as_str()),
            ("name=\"output_format\"", format),
        ];
        let answer = target.post_form(&parts).await;
        target.assert_harmless(&answer);
    }
}

#[tokio::test]
async fn n12_covers_and_backgrounds_come_from_no_disk() {
    let target = Target::new("12").await;
    let plain = target.send(SONG, "pdf", &json!({}), &json!({})).await;
    let answers = target
        .probe("canary.pdf", "pdf", |path| {
            let config = json!({ "pdf": {
                "songbook": { "cover": path, "front-matter": path, "back-matter": path },
                "formats": { "default": { "background": path }, "first": { "background": path } },
            }});
            (SONG.to_owned(), config)
        })
        .await;
    for answer in &answers {
        assert_eq!(pages(answer), pages(&plain[0]), "{answer}");
    }
}

#[tokio::test]
async fn n13_fonts_come_from_no_disk() {
    let target = Target::new("13").await;
    target
        .probe("canary.ttf", "pdf", |path| {
            let song =
                format!("{{title: A}}\n{{textfont: {path}}}\n{{chordfont: {path} 12}}\n[C]La\n");
            let config = json!({ "pdf": {
                "fontdir": [path],
                "fonts": { "text": { "file": path }, "chord": { "name": path } },
                "fontconfig": { "mine": { "": path } },
            }});
            (song, config)
        })
        .await;
}

#[tokio::test]
async fn n14_style_sheets_come_from_no_disk_and_inject_nothing() {
    let target = Target::new("14").await;
    for profile in ["complete", "reference"] {
        let config = |sheet: &str| json!({ "html": { "styles": { "embed": true, "default": sheet, "print": sheet } } });
        for sheet in [
            target.path("canary.css"),
            "\"><script>alert(1)</script>".to_owned(),
        ] {
            let answers = target
                .send(
                    SONG,
                    "html",
                    &config(&sheet),
                    &json!({ "profile": profile }),
                )
                .await;
            assert!(
                answers.iter().all(|answer| !answer.contains("<script")),
                "{answers:?}"
            );
        }
    }
}

#[tokio::test]
async fn n15_templates_are_read_from_no_disk() {
    let target = Target::new("15").await;
    target
        .probe("canary.cho", "pdf", |path| {
            let config = json!({
                "contents": [{ "fields": ["title"], "label": "x", "line": "%{title}", "pageno": "%{page}", "template": path }],
                "latex": { "template_include_path": [path], "templates": { "songbook": path } },
            });
            (format!("{SONG}{{new_song}}\n{SONG}"), config)
        })
        .await;
}

#[tokio::test]
async fn n16_names_of_songs_are_names_only() {
    let target = Target::new("16").await;
    for name in [
        target.path("canary.cho"),
        format!("@{}", target.path("canary.cho")),
        "-".to_owned(),
        target.url(),
    ] {
        let order =
            json!({ "songs": [{ "name": name, "content": SONG }], "output_format": "text" })
                .to_string();
        let answer = target.post("application/json", &order).await;
        target.assert_harmless(&answer);
        assert!(
            answer.starts_with("HTTP/1.1 200") && answer.contains("La la"),
            "{answer}"
        );
        let disposition = format!("name=\"song\"; filename=\"{name}\"");
        let answer = target
            .post_form(&[(&disposition, SONG), ("name=\"output_format\"", "text")])
            .await;
        target.assert_harmless(&answer);
    }
}

#[tokio::test]
async fn n17_titles_name_no_folders() {
    let target = Target::new("17").await;
    let song = "{title: ../../../etc/cron.d/x}\n[C]La\n";
    let answers = target.send(song, "pdf", &json!({}), &json!({})).await;
    let zipped = target
        .send(song, "text", &json!({}), &json!({ "separate": true }))
        .await;
    for answer in &answers {
        let line = answer
            .lines()
            .find(|line| line.starts_with("content-disposition:"))
            .expect("a name");
        assert!(
            !line.contains("..") && !line.contains('/') && !line.contains("%2F"),
            "{line}"
        );
    }
    for answer in &zipped {
        let body = answer.split_once("\r\n\r\n").expect("a body").1;
        assert!(
            !body.contains("../") && body.contains("etc cron.d x.txt"),
            "{answer}"
        );
    }
}

#[tokio::test]
async fn n18_documents_tell_nothing_of_the_machine() {
    let target = Target::new("18").await;
    let song = "{title: A}\n{comment: %{user}|%{user.fullname}|%{chordpro.songsource}|%{chordpro.version}}\n[C]La\n";
    let config = json!({ "debug": { "runtimeinfo": true, "config": 1, "all": 1 } });
    let machine = std::env::current_dir().expect("a folder");
    let machine = machine.to_str().expect("text").to_owned();
    for format in ["text", "pdf", "html", "json"] {
        for answer in target.send(song, format, &config, &json!({})).await {
            assert!(
                !answer.contains(&machine) && !answer.contains("/root"),
                "{answer}"
            );
        }
    }
}

#[tokio::test]
async fn n19_messages_hold_no_path() {
    let target = Target::new("19").await;
    let config =
        json!({ "diagnostics": { "format": "%f %n %m %l" }, "include": ["/nowhere/at/all.json"] });
    for song in [
        "{title: A}\n{start_of_tab}\n",
        "{define: X}\n{+pdf.papersize=[0,0]}\n{nonsense}\n",
    ] {
        for answer in target
            .send(song, "text", &config, &json!({ "strict": true }))
            .await
        {
            assert!(
                !answer.contains("/nowhere") && !answer.contains("crates/"),
                "{answer}"
            );
        }
    }
}

#[tokio::test]
async fn n20_format_strings_do_not_explode() {
    let target = Target::new("20").await;
    let nested: String = (0..24)
        .map(|n| format!("{{meta: m{} %{{m{n}}}%{{m{n}}}%{{m{n}}}}}\n", n + 1))
        .collect();
    for comment in [
        "%{m24}",
        "%{title:lpad(999999999)}",
        "%{title|%999999999d}",
        "%{meta.m24:rpad(999999999)}",
    ] {
        let song = format!("{{title: A}}\n{{meta: m0 x}}\n{nested}{{comment: {comment}}}\n[C]La\n");
        for answer in target.send(&song, "text", &json!({}), &json!({})).await {
            assert!(answer.len() < 8 << 20, "{}", answer.len());
        }
    }
}

#[tokio::test]
async fn n21_extreme_numbers_end_soon() {
    let target = Target::new("21").await;
    for pdf in [
        json!({ "papersize": [0, 0] }),
        json!({ "papersize": [1e308, 1e308] }),
        json!({ "papersize": [-5, 3] }),
        json!({ "margintop": 1e9, "marginbottom": 1e9 }),
        json!({ "marginleft": 100_000, "marginright": 100_000 }),
        json!({ "columns": 1_000_000_000, "columnspace": 1e300 }),
        json!({ "diagrams": { "vcells": 1_000_000_000, "width": 0, "height": 0 } }),
        json!({ "spacing": { "lyrics": 0, "chords": 0, "title": -1e9 } }),
        json!({ "labels": { "width": 1e12 } }),
        json!({ "fonts": { "text": { "size": 0 }, "chord": { "size": 1e30 } } }),
        json!({ "fonts": { "text": { "size": -3 } } }),
    ] {
        let config = json!({ "pdf": pdf, "settings": { "columns": 1_000_000_000 } });
        for format in ["pdf", "svg"] {
            target.send(SONG, format, &config, &json!({})).await;
        }
    }
}

#[tokio::test]
async fn n22_metadata_is_escaped() {
    let target = Target::new("22").await;
    let script = "<script>alert(1)</script>";
    let song = format!(
        "{{title: {script}}}\n{{artist: \"{script}}}\n{{comment: %{{artist}} {script}}}\n[{script}]La {script}\n"
    );
    let options = json!({ "meta": { "composer": script, "x\"y": script } });
    for format in ["html", "svg", "markdown"] {
        for answer in target.send(&song, format, &json!({}), &options).await {
            // What is indented is code in Markdown, so it stands for itself.
            let mut lines = answer.lines().filter(|line| !line.starts_with('\t'));
            assert!(lines.all(|line| !line.contains("<script")), "{answer}");
        }
    }
}

#[tokio::test]
async fn n23_contents_do_not_multiply() {
    let target = Target::new("23").await;
    let many: String = (0..60)
        .map(|n| format!("{{artist: a{n}}}\n{{composer: c{n}}}\n{{lyricist: l{n}}}\n"))
        .collect();
    let song = format!("{{title: A}}\n{many}[C]La\n{{new_song}}\n{{title: B}}\n{many}[C]La\n");
    let fields = json!(["artist", "composer", "lyricist", "title"]);
    let config = json!({
        "contents": [{ "fields": fields, "label": "x", "line": "%{artist} %{composer}", "pageno": "%{page}" }],
        "pdf": { "outlines": [{ "fields": fields, "label": "x", "line": "%{artist}" }] },
    });
    target.send(&song, "pdf", &config, &json!({})).await;
}

#[tokio::test]
async fn n24_chords_of_one_request_stay_with_it() {
    let target = Target::new("24").await;
    let innocent = "{title: B}\n[Am]La\n";
    let before = target
        .send(innocent, "svg", &json!({}), &json!({ "page": 1 }))
        .await;
    let guilty = "{title: A}\n{define: Am base-fret 1 frets 4 4 4 4 4 4}\n[Am]La\n";
    let config = json!({ "chords": [{ "name": "Am", "base": 1, "frets": [3, 3, 3, 3, 3, 3] }] });
    target.send(guilty, "svg", &config, &json!({})).await;
    let after = target
        .send(innocent, "svg", &json!({}), &json!({ "page": 1 }))
        .await;
    let picture = |answer: &String| answer.split_once("\r\n\r\n").expect("a body").1.to_owned();
    let pictures = |answers: &[String; 2]| answers.iter().map(picture).collect::<Vec<_>>();
    assert!(
        pictures(&before) == pictures(&after),
        "a chord of another request is drawn"
    );
}
