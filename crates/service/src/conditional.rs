//! Conditional requests: whether the client holds an answer already.

use axum::http::{HeaderMap, header};

/// Whether `If-None-Match` holds the tag.
pub fn holds_tag(headers: &HeaderMap, tag: &str) -> bool {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|candidate| candidate.trim().trim_start_matches("W/") == tag)
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn tags_are_compared_weakly() {
        let mut headers = HeaderMap::new();
        headers.insert(
            header::IF_NONE_MATCH,
            HeaderValue::from_static("\"a\", W/\"b\""),
        );
        assert!(holds_tag(&headers, "\"a\"") && holds_tag(&headers, "\"b\""));
        assert!(!holds_tag(&headers, "\"c\""));
    }
}
