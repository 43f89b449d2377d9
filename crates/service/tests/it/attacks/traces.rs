//! What would show in a document, and should not.

use super::Target;
use serde_json::json;

#[tokio::test]
async fn n17_titles_name_no_folders() {
    let target = Target::new("17").await;
    let song = "{title: ../../../etc/cron.d/x}\n[C]La\n";
    let answers = target.send(song, "pdf", &json!({}), &json!({})).await;
    for option in ["output", "csv"] {
        let options = json!({ option: target.path("%{title}") });
        for answer in target.send(song, "pdf", &json!({}), &options).await {
            assert!(answer.starts_with("HTTP/1.1 400"), "{answer}");
        }
    }
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
        for answer in target.send_settings(song, format, &config).await {
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
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
async fn n22_metadata_is_escaped() {
    let target = Target::new("22").await;
    let script = "<script>alert(1)</script>";
    let song = format!(
        "{{title: {script}}}\n{{artist: \"{script}}}\n{{comment: %{{artist}} %{{lyricist}} {script}}}\n<mine>x</mine>\n{{start_of_grid}}\n|s dn D |\n{{end_of_grid}}\n[{script}]La {script}\n"
    );
    let options = json!({ "meta": { "composer": script, "x\"y": script } });
    for format in ["html", "svg", "markdown"] {
        let config = json!({
            "meta": { "lyricist": script },
            "metadata": { "keys": ["append", script] },
            "gridstrum": { "symbols": { "D": script } },
            "markup": { "shortcodes": { "mine": format!("color='red'>{script}") } },
        });
        for answer in target.send(&song, format, &config, &options).await {
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
            // What is indented is code in Markdown, so it stands for itself.
            let mut lines = answer.lines().filter(|line| !line.starts_with('\t'));
            assert!(lines.all(|line| !line.contains("<script")), "{answer}");
        }
    }
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
    let picture = |answer: &String| {
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        answer.split_once("\r\n\r\n").expect("a body").1.to_owned()
    };
    let pictures = |answers: &[String; 2]| answers.iter().map(picture).collect::<Vec<_>>();
    assert!(
        pictures(&before) == pictures(&after),
        "a chord of another request is drawn"
    );
}
