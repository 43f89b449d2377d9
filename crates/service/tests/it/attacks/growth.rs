//! What would take time or memory without end.

use super::{SONG, Target};
use serde_json::json;

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
        let headings = json!({ "pdf": {
            "formats": { "title": { "title": [comment, comment, comment] } },
            "info": { "keywords": comment },
        }});
        for answer in target.send_settings(&song, "pdf", &headings).await {
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
            target.send_settings(SONG, format, &config).await;
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
