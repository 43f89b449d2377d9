//! Conditional requests: whether the client holds an answer already.

use axum::http::{HeaderMap, header};

/// Whether `If-None-Match` holds the tag.
pub fn holds_tag(headers: &HeaderMap, tag: &str) -> bool {
    candidates(headers).any(|candidate| candidate.trim_start_matches("W/") == tag)
}

/// Whether `If-None-Match` is `*`: the client holds the answer, whatever its tag, if there is one.
pub fn holds_any(headers: &HeaderMap) -> bool {
    candidates(headers).any(|candidate| candidate == "*")
}

fn candidates(headers: &HeaderMap) -> impl Iterator<Item = &str> {
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
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
        assert!(!holds_tag(&headers, "\"c\"") && !holds_any(&headers));
        headers.insert(header::IF_NONE_MATCH, HeaderValue::from_static("*"));
        assert!(!holds_tag(&headers, "\"a\"") && holds_any(&headers));
    }
}
