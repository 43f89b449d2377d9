//! Every example that is printed runs.

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
