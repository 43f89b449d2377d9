//! Findings and imports: what is wrong with songs, and what lines of sheets were taken for.

use crate::support::Service;
use serde_json::json;

#[tokio::test]
async fn lint_says_what_is_wrong_and_where() {
    let service = Service::new(&[]);
    let answer = service
        .post(
            "/lint",
            &json!({ "content": "{title: X}\n{start_of_chorus}\n[C]La\n{no_such_thing: 1}\n" }),
        )
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let findings = answer.json();
    assert!(
        findings["diagnostics"].is_array()
            && findings["warnings"].is_u64()
            && findings["errors"].is_u64()
    );
    let found: Vec<_> = findings["diagnostics"]
        .as_array()
        .expect("array")
        .iter()
        .map(|one| (one["code"].as_str(), one["line"].as_u64()))
        .collect();
    assert!(
        found.contains(&(Some("unterminated-section"), Some(4))),
        "{findings}"
    );
    assert!(
        found.contains(&(Some("unknown-directive"), Some(4))),
        "{findings}"
    );
}

#[tokio::test]
async fn sheets_are_imported_with_a_report() {
    let service = Service::new(&[]);
    let sheet = "Swing Low\nTraditional\nKey: D\n\nChorus:\nSwing [D]low\n---\n";
    let reply = service.post("/import", &json!({ "content": sheet })).await;
    assert_eq!(reply.status, 200);
    let sheet = &reply.json()["sheets"][0];
    assert_eq!(sheet["from"], "onsong");
    assert_eq!(sheet["confidence"], "certain");
    let song = &sheet["songs"][0];
    let chordpro = song["chordpro"].as_str().expect("a text");
    assert!(chordpro.starts_with("{title: Swing Low}\n"), "{chordpro}");
    let lines = song["lines"].as_array().expect("lines");
    assert_eq!(lines.len(), chordpro.lines().count());
    let report = song["report"].as_array().expect("a report");
    assert_eq!(report.len(), 7);
    assert_eq!(report[0]["taken"], "title");
    assert_eq!(report[6]["taken"], "dropped");
}

#[tokio::test]
async fn a_sheet_that_cannot_be_read_names_its_format() {
    let service = Service::new(&[]);
    for path in ["/import", "/convert"] {
        let body = json!({ "content": "<song>", "options": { "from": "opensong" } });
        let reply = service.post(path, &body).await;
        assert_eq!(reply.status, 422, "{path}");
        let problem = reply.json();
        assert_eq!(problem["code"], "import-failed");
        let detail = problem["detail"].as_str().expect("a detail");
        assert!(detail.contains("OpenSong"), "{detail}");
    }
}

#[tokio::test]
async fn lint_suggests_the_directive_that_was_meant() {
    let service = Service::new(&[]);
    let song = "{titel: X}\n{start_of_chorsu}\nla\n{end_of_chorsu}\n{x_own: 1}\n{comnent: y}\n";
    let findings = service
        .post("/lint", &json!({ "content": song }))
        .await
        .json();
    let hints: Vec<_> = findings["diagnostics"]
        .as_array()
        .expect("array")
        .iter()
        .filter(|one| one["code"] == "unknown-directive")
        .map(|one| (one["line"].as_u64(), one["hint"].as_str()))
        .collect();
    assert_eq!(
        hints,
        [
            (Some(1), Some("did you mean {title}?")),
            (Some(6), Some("did you mean {comment}?")),
        ],
        "{findings}"
    );
}
