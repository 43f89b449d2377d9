//! The trace that a request belongs to (W3C Trace Context): the client's own where it sent one, else a new one.

use std::fmt;

use axum::http::HeaderMap;

use crate::hex::{hex, parse_hex};

/// The header that carries it in.
pub const HEADER: &str = "traceparent";

/// The header that says in the answer where the request was noted.
pub const ANSWER_HEADER: &str = "traceresponse";

/// Longest `tracestate` that is handed on.
const LONGEST_STATE: usize = 512;

/// A request's place in its trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The trace.
    pub id: [u8; 16],
    /// The client's span.
    pub parent: Option<[u8; 8]>,
    /// The span of this request.
    pub span: [u8; 8],
    /// Whether the client records the trace; where it says nothing, it is recorded.
    pub is_sampled: bool,
    /// `tracestate`, as it came.
    pub state: Option<String>,
}

impl Trace {
    /// The trace that the headers name, with a new span; a new trace where they name none, or none that is well formed.
    pub fn from_headers(headers: &HeaderMap) -> Self {
        let mut given = headers.get_all(HEADER).iter();
        let parent = given
            .next()
            .filter(|_| given.next().is_none())
            .and_then(|value| value.to_str().ok())
            .and_then(parse);
        let span = random();
        match parent {
            Some((id, parent, is_sampled)) => Trace {
                id,
                parent: Some(parent),
                span,
                is_sampled,
                state: state(headers),
            },
            None => Trace {
                id: random(),
                parent: None,
                span,
                is_sampled: true,
                state: None,
            },
        }
    }

    /// The trace's id, as logs show it.
    pub fn id(&self) -> String {
        hex(&self.id)
    }
}

impl fmt::Display for Trace {
    /// The form of `traceparent`, with the span of this request.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, span) = (self.id(), hex(&self.span));
        let flags = if self.is_sampled { "01" } else { "00" };
        f.write_str(&["00", &id, &span, flags].join("-"))
    }
}

/// Trace, parent and the flag for sampling of a `traceparent`: version 00, or a later one that begins the same way.
fn parse(text: &str) -> Option<([u8; 16], [u8; 8], bool)> {
    let mut fields = text.trim().splitn(5, '-');
    let [version] = hexadecimal::<1>(fields.next()?)?;
    let id = hexadecimal::<16>(fields.next()?)?;
    let parent = hexadecimal::<8>(fields.next()?)?;
    let [flags] = hexadecimal::<1>(fields.next()?)?;
    let is_longer = fields.next().is_some();
    let is_valid = version != 0xff
        && !(version == 0 && is_longer)
        && id.iter().any(|byte| *byte != 0)
        && parent.iter().any(|byte| *byte != 0);
    is_valid.then_some((id, parent, flags & 1 == 1))
}

/// `N` bytes written as lower-case hexadecimal digits.
fn hexadecimal<const N: usize>(text: &str) -> Option<[u8; N]> {
    let is_lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
    is_lower.then(|| parse_hex(text))?
}

/// `tracestate` where it is short and visible text.
fn state(headers: &HeaderMap) -> Option<String> {
    let values: Vec<&str> = headers
        .get_all("tracestate")
        .iter()
        .map(|value| value.to_str().ok())
        .collect::<Option<_>>()?;
    let state = values.join(",");
    (!state.is_empty() && state.len() <= LONGEST_STATE).then_some(state)
}

/// An id of random bytes, never all zero. It is no secret: it need not be beyond guessing, and takes no system call.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    fastrand::fill(&mut bytes);
    if bytes.iter().all(|byte| *byte == 0) {
        bytes = [1; N];
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    const GIVEN: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn read(value: &'static str) -> Trace {
        let mut headers = HeaderMap::new();
        headers.insert(HEADER, HeaderValue::from_static(value));
        headers.insert("tracestate", HeaderValue::from_static("vendor=1"));
        Trace::from_headers(&headers)
    }

    #[test]
    fn a_well_formed_trace_goes_on_with_a_span_of_its_own() {
        let trace = read(GIVEN);
        assert_eq!(trace.id(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(
            trace.parent,
            Some([0x00, 0xf0, 0x67, 0xaa, 0x0b, 0xa9, 0x02, 0xb7])
        );
        assert_eq!(trace.state.as_deref(), Some("vendor=1"));
        assert!(trace.is_sampled);
        assert_ne!(trace.to_string(), GIVEN);
        assert!(
            trace
                .to_string()
                .starts_with("00-4bf92f3577b34da6a3ce929d0e0e4736-")
        );
    }

    #[test]
    fn flags_and_later_versions_are_read() {
        assert!(!read("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00").is_sampled);
        let later = read("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more");
        assert_eq!(later.id(), "4bf92f3577b34da6a3ce929d0e0e4736");
    }

    #[test]
    fn anything_else_begins_a_new_trace() {
        for wrong in [
            "",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "00-4bf92f3577b34da6a3ce929d0e0e47-00f067aa0ba902b7-01",
        ] {
            let trace = read(wrong);
            assert_eq!((trace.parent, &trace.state), (None, &None), "{wrong}");
            assert_ne!(trace.id, [0; 16]);
        }
    }
}
