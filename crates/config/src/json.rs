//! Relaxed JSON: near-strict JSON first, then the relaxed grammar (`docs/spec/configuration.md#2.1`, `#2.2`).
//!
//! Both phases are needed, in this order: only the relaxed grammar splits keys at dots.

mod combined;
mod relaxed;
mod strict;
mod token;

use std::fmt;

use crate::Value;

/// The maximum size of a text, in bytes.
pub const LARGEST: usize = 1 << 20;

/// The maximum nesting depth of maps and lists.
pub const DEEPEST: usize = 64;

/// The maximum list index in a key with dots.
pub const GREATEST_INDEX: usize = 10_000;

/// Why a text is not relaxed JSON, with the position. Displayed as in the reference.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct JsonError {
    /// The fault.
    pub reason: String,
    /// The 0-based offset in characters, and the text at that position; `None` at the end.
    pub place: Option<(usize, String)>,
}

impl JsonError {
    fn at_end(reason: &str) -> Self {
        JsonError {
            reason: reason.to_owned(),
            place: None,
        }
    }
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Some((offset, before)) => {
                write!(f, "{} (offset {offset}, before \"{before}\")", self.reason)
            }
            None => write!(f, "{} (at end of string)", self.reason),
        }
    }
}

impl std::error::Error for JsonError {}

/// Parses relaxed JSON.
///
/// # Errors
/// The text is neither JSON nor relaxed JSON, or exceeds a limit ([`LARGEST`], [`DEEPEST`], [`GREATEST_INDEX`]).
pub fn parse(text: &str) -> Result<Value, JsonError> {
    if text.len() > LARGEST {
        return Err(JsonError::at_end("the string to be parsed is too long"));
    }
    match strict::parse(&join_strings(text)) {
        Some(value) => Ok(value),
        None => relaxed::parse(text),
    }
}

/// Decodes bytes: UTF-8 with or without a byte order mark, else Latin-1.
pub(crate) fn decode(bytes: &[u8]) -> String {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().copied().map(char::from).collect(),
    }
}

/// Joins two strings that a backslash at the end of a line separates.
fn join_strings(text: &str) -> String {
    if !text.contains('\\') {
        return text.to_owned();
    }
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('"') {
        let (before, after) = rest.split_at(at);
        result.push_str(before);
        let after = after.get(1..).unwrap_or_default();
        match second_string(after) {
            Some(second) => rest = second,
            None => {
                result.push('"');
                rest = after;
            }
        }
    }
    result.push_str(rest);
    result
}

/// The rest after the opening quote of a second string, which follows a backslash at the end of a line.
fn second_string(text: &str) -> Option<&str> {
    let text = text.trim_start_matches([' ', '\t']).strip_prefix('\\')?;
    let text = text.strip_prefix('\r').unwrap_or(text).strip_prefix('\n')?;
    text.trim_start_matches([' ', '\t']).strip_prefix('"')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growth::linear;
    use serde_json::json;

    fn read(text: &str) -> Value {
        parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    fn is(text: &str, value: serde_json::Value) {
        assert_eq!(read(text), Value::from(value), "{text}");
    }

    fn error(text: &str) -> String {
        parse(text).map_or_else(|error| error.to_string(), |value| format!("{value:?}"))
    }

    #[test]
    fn the_table_of_the_specification_holds() {
        is("a {b:1}", json!({"a": {"b": 1}}));
        is(r#"a:[1 2 x "y z"]"#, json!({"a": [1, 2, "x", "y z"]}));
        is("a:[{b:1}{b:2}]", json!({"a": [{"b": 1}, {"b": 2}]}));
        is("a.1:y", json!({"a": [null, "y"]}));
        is("a:{0:x}", json!({"a": {"0": "x"}}));
        is("a:foo bar", json!({"a": "foo", "bar": null}));
        is("{a}", json!({"a": null}));
        is("a = { b = [ 1 2 ] }", json!({"a": {"b": [1, 2]}}));
        is("a:x/*y*/z", json!({"a": "x", "z": null}));
        is(r#"a:"x" "y":1"#, json!({"a": "x", "y": 1}));
        is(r#"$schema:"x" a:1"#, json!({"$schema": "x", "a": 1}));
        for wrong in [
            "a:{b 1}",
            "a:b:c",
            "a:",
            "",
            "// x",
            "a=1",
            "a:%{x}",
            "a:http://x",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_string_goes_on_after_a_backslash_at_the_end_of_a_line() {
        is("a: 'x\\n' \\\n  `y` b: 1", json!({"a": "x\ny", "b": 1}));
        is("a: [\"x\" \\\n 'y' \"z\" 'w']", json!({"a": ["xyzw"]}));
        is("a: ['x' \\\n 'y', 'z' 'w']", json!({"a": ["xy", "z", "w"]}));
        is("a: ['x' \\\n 'y' z 'w']", json!({"a": ["xy", "z", "w"]}));
        is("a: ['x' \\\n // no\n 'y']", json!({"a": ["x", "y"]}));
        is("a: ['x' \\\n y]", json!({"a": ["x", "y"]}));
        is("{\"a\": \"x\" \\\n \"y\"}", json!({"a": "xy"}));
    }

    #[test]
    fn errors_are_those_of_the_reference() {
        for (text, message) in [
            (
                "a=1",
                r#"the string being parsed contains more than one structure (offset 2, before "1")"#,
            ),
            (
                "a:b:c",
                r#"expected string, comma, or closing brace in a hash key (offset 3, before ":")"#,
            ),
            (
                "a:",
                r#"the string being parsed contains more than one structure (offset 1, before ":")"#,
            ),
            (
                "a:[1 2",
                r#"missing_comma between array elements (offset 5, before "}")"#,
            ),
            (
                "a:{b:1",
                "missing closing brace for hash (at end of string)",
            ),
            (
                "a:/*x",
                "a comment was started with /* but was never closed (at end of string)",
            ),
            (
                "",
                "the string to be parsed is empty or undefined (at end of string)",
            ),
            (
                "// x",
                "the string to be parsed has no content (at end of string)",
            ),
            (
                "a:{b 1}",
                r#"expected colon, comma or closing brace after a hash key (offset 5, before "1")"#,
            ),
            (
                "{a:1}{b:1}",
                r#"the string being parsed contains more than one structure (offset 5, before "{")"#,
            ),
            (
                "a:]",
                r#"expected a value after a colon in a hash (offset 2, before "]")"#,
            ),
            ("[1", "missing closing brace for array (at end of string)"),
            (
                "[1:2]",
                r#"missing_comma between array elements (offset 2, before ":")"#,
            ),
            (
                "{:1}",
                r#"expected string, comma, or closing brace in a hash key (offset 1, before ":")"#,
            ),
            (
                r#"{"a" b}"#,
                r#"expected colon, comma or closing brace after a hash key (offset 5, before "b")"#,
            ),
            (
                "}",
                r#"expected opening brace or opening bracket (offset 0, before "}")"#,
            ),
            (
                "a:1}",
                r#"the string being parsed contains more than one structure (offset 3, before "}")"#,
            ),
            (
                "a:1 # c",
                r#"expected colon, comma or closing brace after a hash key (offset 6, before "c")"#,
            ),
            (
                "a:\"x",
                r#"expected a value after a colon in a hash (offset 3, before """)"#,
            ),
        ] {
            assert_eq!(error(text), message, "{text}");
        }
    }

    #[test]
    fn unquoted_text_is_a_string_a_number_or_a_word() {
        is(
            "a:foo-bar b:~/x c:<b> d:#ff0000 e:(x) f:x;y g:a.",
            json!({"a": "foo-bar", "b": "~/x", "c": "<b>", "d": "#ff0000", "e": "(x)", "f": "x;y", "g": "a."}),
        );
        is(
            "a:-1 b:+1.50 c:1e3 d:.5 e:5. f:0x10 g:007 h:1-2 i:1a",
            json!({"a": -1, "b": 1.5, "c": 1000, "d": 0.5, "e": "5.", "f": "0x10", "g": 7, "h": "1-2", "i": "1a"}),
        );
        is(
            "a:on b:off c:True d:null e:\"null\" f:true",
            json!({"a": true, "b": false, "c": "True", "d": null, "e": "null", "f": true}),
        );
        is("a:x=1", json!({"a": "x=", "1": null}));
        is("a:a=true", json!({"a": "a=true"}));
        is("a:x//y\n", json!({"a": "x"}));
        is(r"a:tr\u0075e", json!({"a": true}));
        is(r"a:x\ny", json!({"a": "xny"}));
    }

    #[test]
    fn quoted_text_has_escapes() {
        is(
            r#"a:"q\q\u00e9\u{1F600}\ud83d\ude00\t\"" "#,
            json!({"a": "qqé😀😀\t\""}),
        );
        is(
            "a:'x\\'y' b:`z` c:\"l1\nl2\"",
            json!({"a": "x'y", "b": "z", "c": "l1\nl2"}),
        );
        is("a:\"b\" \\\n  \"c\" d:1", json!({"a": "bc", "d": 1}));
        is("{\"a\": \"b\" \\\n  \"c\"}", json!({"a": "bc"}));
        is("a:\"x\\\ny\"", json!({"a": "x\ny"}));
    }

    #[test]
    fn comments_are_skipped() {
        is(
            "# c\n  # d\na:1 // e\n/* f\n */ b:2",
            json!({"a": 1, "b": 2}),
        );
        is("#\na:1 // e", json!({"a": 1}));
    }

    #[test]
    fn keys_with_dots_add_to_what_is_there() {
        is("a.b:1 a.c:2", json!({"a": {"b": 1, "c": 2}}));
        is("a {b:1} a.c:2", json!({"a": {"b": 1, "c": 2}}));
        is("a.c:2 a {b:1}", json!({"a": {"b": 1}}));
        is("a.0:x a.2:y", json!({"a": ["x", null, "y"]}));
        is("a:[1] a.-1:x a.+1:y", json!({"a": ["x", "y"]}));
        is(".a:1 b.:2", json!({"": {"a": 1}, "b": {"": 2}}));
        is("a:{b.c:1, b.d:2}", json!({"a": {"b": {"c": 1, "d": 2}}}));
        for wrong in [
            "a:1 a.b:2",
            "a:[1] a.b:2",
            "a.b:1 a.0:2",
            "a.-1:x",
            "1.5:2",
            "a.10001:x",
        ] {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn strict_json_leaves_dots_alone() {
        is(r#"{"a.b": 1}"#, json!({"a.b": 1}));
        is("{\"a.b\": 1, } # c", json!({"a.b": 1}));
        is("{\"a.b\": 1} // c", json!({"a": {"b": 1}}));
    }

    #[test]
    fn separators_are_optional() {
        is("a:[,,1,,2,,],,b:2", json!({"a": [1, 2], "b": 2}));
        is("{a,b}", json!({"a": null, "b": null}));
    }

    #[test]
    fn bytes_are_utf8_or_latin1() {
        assert_eq!(decode(b"\xef\xbb\xbfa"), "a");
        assert_eq!(decode(b"\xe9"), "é");
        assert_eq!(decode("é".as_bytes()), "é");
    }

    #[test]
    fn depth_and_gaps_are_limited() {
        assert!(parse(&"[".repeat(1_000_000)).is_err());
        assert!(parse(&format!("a:{}1", "[".repeat(100_000))).is_err());
        assert!(parse(&format!("a{}:1", ".a".repeat(400_000))).is_err());
        let gaps: String = (0..50_000).map(|n| format!("x{n}.9999:1 ")).collect();
        assert!(parse(&gaps).is_err());
    }

    #[test]
    fn a_megabyte_ends_quickly() {
        for (piece, is_json) in [
            ("a:1 ", true),
            ("\"", false),
            ("\"\\", false),
            ("/*", false),
            ("{", false),
            ("a.b:1 ", true),
            ("x=", true),
            ("\\", true),
            ("#\n", false),
            ("a:[1] ", true),
            ("\" \\\n", true),
        ] {
            let result = linear(piece, 1_000_000, parse);
            assert_eq!(result.is_ok(), is_json, "{piece:?}");
        }
    }
}
