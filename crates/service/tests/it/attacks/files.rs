//! What would read a file, or call somebody.

use super::{SONG, Target, pages};
use serde_json::json;

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
                "formats": { "default": { "background": path }, "first": { "background": path }, "filler": { "background": path } },
            }});
            (SONG.to_owned(), config)
        })
        .await;
    for answer in &answers {
        assert_eq!(pages(answer), pages(&plain[0]), "{answer}");
    }
    // A document among the songs is no song, and nothing of it comes back.
    let document = format!("%PDF-1.4\n{}", target.path("canary.pdf"));
    target.send(&document, "pdf", &json!({}), &json!({})).await;
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
