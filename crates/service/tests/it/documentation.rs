//! Every example that is printed runs.

use std::fs;
use std::path::Path;

use crate::support::{KEY, Service, request};
use axum::http::Method;
use chordpro_api::settings::table;
use chordpro_api::{openapi, problem, request::convert_options, telemetry::metrics};
use serde_json::Value;

#[tokio::test]
async fn the_requests_of_the_interface_document_are_answered() {
    let service = Service::new(&[]);
    let document = include_str!("../../../../docs/api.md");
    let examples: Vec<&str> = document
        .split("```http\n")
        .skip(1)
        .filter_map(|rest| rest.split("\n```").next())
        .collect();
    assert!(examples.len() >= 3);
    for example in examples {
        let (head, body) = example.split_once("\n\n").expect("a head and a body");
        let mut lines = head.lines();
        let path = lines
            .next()
            .and_then(|line| line.strip_prefix("POST "))
            .expect("a request line");
        let mut headers = vec![("x-api-key", KEY)];
        headers.extend(lines.filter_map(|line| line.split_once(": ")));
        let answer = service
            .send(request(Method::POST, path, &headers, body))
            .await;
        assert_eq!(answer.status, 200, "{example}\n{}", answer.text());
    }
}

#[tokio::test]
async fn the_example_on_the_page_is_answered() {
    let service = Service::new(&[]);
    let page = service.get("/docs").await.text();
    let example = page
        .split_once("-d '")
        .and_then(|(_, rest)| rest.split_once("}'</code>"))
        .map(|(body, _)| format!("{body}}}"))
        .expect("an example");
    let headers = [("x-api-key", KEY), ("content-type", "application/json")];
    let answer = service
        .send(request(Method::POST, "/convert", &headers, example))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert_eq!(answer.header("content-type"), "application/pdf");
}

#[tokio::test]
async fn every_problem_is_explained_where_its_type_leads() {
    let service = Service::new(&[]);
    let page = service.get("/docs").await.text();
    assert!(problem::Kind::documented().count() > 10);
    for (_, anchor, _, meaning) in problem::Kind::documented() {
        let (_, row) = page
            .split_once(&format!("id=\"{anchor}\""))
            .expect("the page has the anchor");
        // Names in backticks are set apart on the page: the longest piece between them is looked for.
        let pieces = meaning.split('`').step_by(2).map(str::trim);
        let words = pieces.max_by_key(|words| words.len()).unwrap_or_default();
        assert!(
            !words.is_empty() && row.contains(words),
            "{anchor}: {words:?}"
        );
    }
}

/// All sources under `folder`, in one text.
fn sources(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, text);
        } else if path.extension().is_some_and(|suffix| suffix == "rs") {
            text.push_str(&fs::read_to_string(&path).expect("a source"));
        }
    }
}

#[test]
fn the_tests_that_the_documents_name_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut code = String::new();
    sources(&root.join("crates"), &mut code);
    let mut count = 0;
    for document in ["docs/api.md", "docs/security.md"] {
        let text = fs::read_to_string(root.join(document)).expect("a document");
        let cells = text
            .lines()
            .filter_map(|line| line.strip_suffix('|')?.rsplit('|').next());
        for name in cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)) {
            let is_test = name.matches('_').count() >= 3
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
            if is_test {
                assert!(code.contains(&format!("fn {name}(")), "{document}: {name}");
                count += 1;
            } else if name.starts_with("scripts/") {
                assert!(root.join(name).exists(), "{document}: {name}");
            }
        }
    }
    assert!(count > 30, "only {count} found");
}

const TROUBLESHOOTING: &str = include_str!("../../../../docs/operations/troubleshoot.md");

#[test]
fn every_status_is_explained_to_operators() {
    let (_, rows) = TROUBLESHOOTING.split_once("## By status").expect("a table");
    let (rows, _) = rows.split_once("## By symptom").expect("its end");
    let explained: String = rows
        .lines()
        .filter_map(|row| row.split('|').nth(1))
        .collect();
    for (status, ..) in problem::Kind::documented() {
        assert!(explained.contains(status.as_str()), "{status}: {explained}");
    }
}

#[test]
fn every_warning_of_the_log_is_explained_to_operators() {
    let mut code = String::new();
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    sources(&source, &mut code);
    let mut count = 0;
    for start in ["tracing::warn!(", "tracing::error!("] {
        for call in code.split(start).skip(1) {
            let (arguments, _) = call.split_once(");").expect("its end");
            let message = arguments.rsplit('"').nth(1).expect("a message");
            let words = message.split([':', ';']).next().unwrap_or_default();
            if !words.starts_with('{') {
                assert!(TROUBLESHOOTING.contains(words), "{message}");
                count += 1;
            }
        }
    }
    assert!(count > 10, "only {count} found");
}

/// Fails where `document`, a file of `docs`, does not hold this table.
fn holds(document: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../docs")
        .join(document);
    let text = fs::read_to_string(path).expect("a document");
    assert!(
        text.contains(table),
        "docs/{document} must hold this table:\n{table}"
    );
}

#[test]
fn the_documented_settings_are_those_in_force() {
    holds("operations/configure.md", &table::markdown_table());
}

#[test]
fn the_file_of_every_secret_is_documented() {
    let text = include_str!("../../../../docs/operations/configure.md");
    let names = table::ENTRIES
        .iter()
        .filter_map(chordpro_api::settings::Entry::file_name);
    for name in names {
        assert!(text.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn the_documented_options_are_those_that_are_read() {
    holds("api.md", &convert_options::markdown_table());
}

#[test]
fn the_documented_problems_are_those_that_occur() {
    holds("api.md", &problem::markdown_table());
}

#[test]
fn the_documented_metrics_are_those_exposed() {
    holds("operations/watch.md", &metrics::markdown_table());
}

#[test]
fn alerts_are_about_metrics_that_exist() {
    let rules = include_str!("../../../../deploy/prometheus/alerts.yaml");
    let words = rules.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let names: Vec<&str> = words
        .filter(|word| word.starts_with("chordpro_") && *word != "chordpro_api")
        .collect();
    assert!(names.len() > 5, "{names:?}");
    for name in names {
        assert!(metrics::is_exposed(name), "{name}");
    }
}

#[test]
fn the_stored_description_is_the_one_served() {
    let stored: Value =
        serde_json::from_str(include_str!("../../../../docs/openapi.json")).expect("JSON");
    assert!(
        stored == openapi::describe(),
        "run `cargo run -p chordpro-api -- openapi > docs/openapi.json`, and look at what changed"
    );
}
