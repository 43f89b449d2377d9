//! What would run a program, or code of the sender.

use super::{SONG, Target};
use serde_json::json;

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
        for config in [
            json!({ "parser": { "preprocess": { "all": [rule], "songline": [rule] } } }),
            json!({ "delegates": { "abc": { "preprocess": { "first": [rule], "lines": [rule] } } } }),
        ] {
            let song = format!("{SONG}{{start_of_abc}}\nX:1\nK:C\nLa\n{{end_of_abc}}\n");
            target.send_settings(&song, "text", &config).await;
        }
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
            target.send_settings(&song, format, &config).await;
        }
    }
    let generator = format!("HTML; system('touch {}')", target.mark());
    for answer in target.send(SONG, &generator, &json!({}), &json!({})).await {
        assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
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
            let blocks = ["z", "ly", "abc"].map(|name| format!("{{start_of_{name}}}\nx\n{{end_of_{name}}}\n"));
            let song = format!("{SONG}{}{{image: src=x.ly}}\n{{image: src=x.abc}}\n", blocks.concat());
            (song, json!({ "delegates": { "z": delegate, "ly": delegate, "abc": delegate } }))
        })
        .await;
}

#[tokio::test]
async fn n04_blocks_of_other_languages_run_nothing() {
    let target = Target::new("04").await;
    let blocks = format!(
        "{{start_of_ly}}\n#(system \"touch {mark}\")\n\\include \"{file}\"\n{{end_of_ly}}\n\
         {{start_of_abc}}\nX:1\n%%abc-include {file}\nK:C\nCDEF\n{{end_of_abc}}\n\
         {{start_of_textblock}}\n%{{user}} \\include \"{file}\"\n{{end_of_textblock}}\n\
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
