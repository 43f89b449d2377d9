//! Requests as clients of the older service send them, with what each must give.

#![expect(
    clippy::indexing_slicing,
    reason = "a missing member fails the test as it should"
)]

use crate::support::{KEY, Service, request};
use axum::http::Method;
use serde_json::{Value, json};

/// The preset names of `"@each of …"`, one request for each.
fn expand(order: &Value) -> Vec<Value> {
    if order["content"] == "@1048577 letters" {
        return vec![json!({ "content": "a".repeat(1_048_577) })];
    }
    let each = order["options"]["config"]
        .as_str()
        .and_then(|text| text.strip_prefix("@each of "));
    let Some(names) = each else {
        return vec![order.clone()];
    };
    names
        .split(' ')
        .map(|name| {
            let mut order = order.clone();
            order["options"]["config"] = name.into();
            order
        })
        .collect()
}

#[tokio::test]
async fn requests_of_older_clients_give_what_they_must() {
    let service = Service::new(&[]);
    let examples: Vec<Value> =
        serde_json::from_str(include_str!("data/service-examples.json")).expect("examples");
    assert!(examples.len() > 20);
    for example in &examples {
        for order in expand(&example["request"]) {
            check(&service, example, &order).await;
        }
    }
}

async fn check(service: &Service, example: &Value, order: &Value) {
    let name = &example["name"];
    let mut headers = vec![("content-type", "application/json")];
    if example.get("headers").is_none() {
        headers.push(("x-api-key", KEY));
    }
    let answer = service
        .send(request(
            Method::POST,
            "/convert",
            &headers,
            order.to_string(),
        ))
        .await;
    assert_eq!(
        answer.status.as_u16(),
        example["status"],
        "{name}: {}",
        answer.text()
    );
    if answer.status.as_u16() >= 400 {
        let problem = answer.json();
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{name}"
        );
        assert_eq!(problem["error"], problem["detail"], "{name}");
        assert_eq!(problem["instance"], answer.header("x-request-id"), "{name}");
        if let Some(field) = example["error_names"].as_str() {
            assert!(
                problem["error"]
                    .as_str()
                    .is_some_and(|text| text.contains(field)),
                "{name}: {problem}"
            );
        }
        return;
    }
    let media_type = example["media_type"].as_str().expect("a media type");
    assert!(
        answer.header("content-type").starts_with(media_type),
        "{name}"
    );
    assert!(
        answer
            .header("content-disposition")
            .starts_with("attachment; filename=\"output."),
        "{name}"
    );
    if media_type == "application/pdf" {
        assert!(answer.body.starts_with(b"%PDF-"), "{name}");
        assert!(answer.body.len() > 1000, "{name}");
    }
    let strings = |member: &str| -> Vec<String> {
        let listed = example[member].as_array().cloned().unwrap_or_default();
        listed
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect()
    };
    for part in strings("body_has") {
        assert!(
            answer.text().contains(&part),
            "{name}: {part}\n{}",
            answer.text()
        );
    }
    for part in strings("body_lacks") {
        assert!(!answer.text().contains(&part), "{name}: {part}");
    }
}
