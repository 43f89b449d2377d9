//! Every example that is printed runs.

use std::collections::BTreeSet;
use std::path::Path;

use crate::support::{KEY, Service, request};
use axum::http::Method;

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
    let page = service.get("/").await.text();
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

/// The names of all functions in the Rust files below `folder`.
fn functions(folder: &Path, names: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            functions(&path, names);
        } else if path.extension().is_some_and(|suffix| suffix == "rs") {
            let text = std::fs::read_to_string(&path).expect("text");
            names.extend(text.split("fn ").skip(1).filter_map(|rest| {
                let name = rest.split('(').next()?;
                Some(name.to_owned())
            }));
        }
    }
}

#[test]
fn every_test_that_the_security_page_names_is_there() {
    let mut names = BTreeSet::new();
    for folder in ["src", "tests"] {
        functions(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join(folder),
            &mut names,
        );
    }
    let document = include_str!("../../../../docs/security.md");
    let rows = document
        .lines()
        .filter_map(|line| line.strip_suffix(" |")?.rsplit_once("| "));
    let named: Vec<&str> = rows
        .flat_map(|(_, tests)| tests.split('`').skip(1).step_by(2))
        .collect();
    assert!(named.len() > 60, "{}", named.len());
    for name in named {
        assert!(names.contains(name), "{name}");
    }
}
