//! A streaming JSON writer.

use std::fmt::Write as _;

/// Writes one JSON value into a string.
#[derive(Debug)]
pub(super) struct Json<'o> {
    out: &'o mut String,
    needs_comma: bool,
}

impl<'o> Json<'o> {
    pub(super) fn new(out: &'o mut String) -> Self {
        Json {
            out,
            needs_comma: false,
        }
    }

    /// The length of the text so far.
    pub(super) fn len(&self) -> usize {
        self.out.len()
    }

    fn separate(&mut self) {
        if self.needs_comma {
            self.out.push(',');
        }
        self.needs_comma = true;
    }

    /// The name of the next member.
    pub(super) fn key(&mut self, key: &str) -> &mut Self {
        self.string(key);
        self.out.push(':');
        self.needs_comma = false;
        self
    }

    pub(super) fn string(&mut self, text: &str) {
        self.separate();
        self.out.push('"');
        let mut from = 0;
        for (at, byte) in text.bytes().enumerate() {
            let escape = match byte {
                b'"' => "\\\"",
                b'\\' => "\\\\",
                b'\n' => "\\n",
                b'\r' => "\\r",
                b'\t' => "\\t",
                0..=0x1f => "",
                _ => continue,
            };
            self.out.push_str(text.get(from..at).unwrap_or_default());
            if escape.is_empty() {
                let _ = write!(self.out, "\\u{byte:04x}");
            } else {
                self.out.push_str(escape);
            }
            from = at + 1;
        }
        self.out.push_str(text.get(from..).unwrap_or_default());
        self.out.push('"');
    }

    pub(super) fn number(&mut self, number: impl Into<i64>) {
        self.separate();
        let _ = write!(self.out, "{}", number.into());
    }

    /// A number with a fraction; numbers that are not finite, which JSON does not have, become 0.
    pub(super) fn decimal(&mut self, number: f64) {
        self.separate();
        let number = if number.is_finite() { number } else { 0.0 };
        let _ = write!(self.out, "{number}");
    }

    pub(super) fn boolean(&mut self, value: bool) {
        self.separate();
        self.out.push_str(if value { "true" } else { "false" });
    }

    pub(super) fn null(&mut self) {
        self.separate();
        self.out.push_str("null");
    }

    /// Opens an object; close it with [`Json::end_object`].
    pub(super) fn object(&mut self) {
        self.separate();
        self.out.push('{');
        self.needs_comma = false;
    }

    pub(super) fn end_object(&mut self) {
        self.out.push('}');
        self.needs_comma = true;
    }

    /// Opens a list; close it with [`Json::end_list`].
    pub(super) fn list(&mut self) {
        self.separate();
        self.out.push('[');
        self.needs_comma = false;
    }

    pub(super) fn end_list(&mut self) {
        self.out.push(']');
        self.needs_comma = true;
    }

    /// A member that is a string.
    pub(super) fn member(&mut self, key: &str, value: &str) {
        self.key(key).string(value);
    }

    /// A member that is a string, if there is one.
    pub(super) fn optional(&mut self, key: &str, value: Option<&str>) {
        if let Some(value) = value {
            self.member(key, value);
        }
    }

    /// A list of strings.
    pub(super) fn strings<'t>(&mut self, values: impl IntoIterator<Item = &'t String>) {
        self.list();
        for value in values {
            self.string(value);
        }
        self.end_list();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_separated_and_strings_escaped() {
        let mut out = String::new();
        let mut json = Json::new(&mut out);
        json.object();
        json.member("a", "x\"\n\u{1}é");
        json.key("b").list();
        json.number(1u8);
        json.null();
        json.boolean(true);
        json.end_list();
        json.end_object();
        assert_eq!(out, "{\"a\":\"x\\\"\\n\\u0001é\",\"b\":[1,null,true]}");
    }
}
