//! Options as text: in the query, and in the fields of a form.

use std::borrow::Cow;
use std::collections::BTreeSet;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use super::Draft;
use crate::problem::Problem;
use crate::request::convert_options;
use crate::request::validation::pointer;

impl Draft {
    /// Reads the options of a query, each of which may be given once; items of `meta` may be repeated.
    pub(super) fn read_query(&mut self, query: &str) {
        let mut seen = BTreeSet::new();
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (Some(name), Some(value)) = (decode(name), decode(value)) else {
                self.faults.note(Problem::invalid("the query is not UTF-8"));
                continue;
            };
            let name = if name == "format" {
                "output_format".to_owned()
            } else {
                name
            };
            if !name.starts_with("meta.") && !seen.insert(name.clone()) {
                self.faults.note(repeated(&name, pointer([name.as_str()])));
                continue;
            }
            if name == "output_format" {
                self.add_format(&value);
            } else {
                self.read_text_option(&name, &value);
            }
        }
    }

    /// An option given as text; `meta.artist=…` gives one item of `meta`, and may be repeated.
    pub(super) fn read_text_option(&mut self, name: &str, text: &str) {
        if let Some(item) = name.strip_prefix("meta.") {
            let meta = self
                .options
                .entry("meta")
                .or_insert_with(|| Value::Object(Map::new()));
            if let Some(meta) = meta.as_object_mut() {
                let values = meta.entry(item).or_insert_with(|| Value::Array(Vec::new()));
                match values {
                    Value::Array(values) => values.push(text.into()),
                    other => *other = text.into(),
                }
            }
            return;
        }
        let value = match convert_options::find(name) {
            Some(entry) => self
                .faults
                .take(convert_options::value_from_text(entry, text)),
            // It is refused with a suggestion where all options are read.
            None => Some(Value::Null),
        };
        if let Some(value) = value {
            self.put(name.to_owned(), value);
        }
    }
}

fn decode(text: &str) -> Option<String> {
    percent_decode_str(&text.replace('+', " "))
        .decode_utf8()
        .ok()
        .map(Cow::into_owned)
}

/// The fault of what may be given once.
pub(super) fn repeated(name: &str, pointer: String) -> Problem {
    let shown: String = name.chars().take(40).collect();
    let detail = format!("{shown} is given more than once");
    Problem::field_fault(shown, pointer, detail)
}
