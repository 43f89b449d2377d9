//! Kinds of settings: truth values, numbers, texts, lists and open maps.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::json;

use super::group::scalar_fields;
use super::parts::Parts;
use super::reader::{Rule, Scalar};
use crate::Value;

/// Words as a list in a sentence: `` `a`, `b` or `c` ``.
pub(crate) fn words(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}

impl Scalar for bool {
    fn from_value(value: &Value, _: &Rule) -> Option<Self> {
        match value {
            Value::List(_) | Value::Map(_) => None,
            scalar => Some(scalar.is_true()),
        }
    }

    fn nothing() -> Self {
        false
    }

    fn expected(_: &Rule) -> String {
        "`true` or `false`".to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": "boolean"})
    }
}

impl Scalar for f64 {
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        value.as_number().filter(|number| rule.allows(*number))
    }

    fn nothing() -> Self {
        0.0
    }

    fn expected(rule: &Rule) -> String {
        if !rule.numbers.is_empty() {
            let numbers: Vec<String> = rule.numbers.iter().map(f64::to_string).collect();
            let numbers: Vec<&str> = numbers.iter().map(String::as_str).collect();
            return words(&numbers);
        }
        let unit = if rule.unit == "pt" { " of points" } else { "" };
        match rule.range {
            Some((low, high)) => format!("a number{unit} from {low} to {high}"),
            None => format!("a number{unit}"),
        }
    }

    fn schema(rule: &Rule) -> serde_json::Value {
        match rule.range {
            _ if !rule.numbers.is_empty() => json!({"enum": rule.numbers}),
            Some((low, high)) => json!({"type": "number", "minimum": low, "maximum": high}),
            None => json!({"type": "number"}),
        }
    }
}

impl Scalar for i64 {
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        let number = f64::from_value(value, rule)?.trunc();
        #[expect(
            clippy::cast_possible_truncation,
            reason = "`as` saturates, and what is beyond is no sensible setting"
        )]
        Some(number as i64)
    }

    fn nothing() -> Self {
        0
    }

    fn expected(rule: &Rule) -> String {
        f64::expected(rule).replace("a number", "a whole number")
    }

    fn schema(rule: &Rule) -> serde_json::Value {
        match rule.range {
            Some((low, high)) => json!({"type": "integer", "minimum": low, "maximum": high}),
            None => json!({"type": "integer"}),
        }
    }
}

fn text_kind(rule: &Rule) -> String {
    match rule.text {
        _ if !rule.words.is_empty() => words(rule.words),
        "format" => "a text with `%{…}`".to_owned(),
        "file" => "the name of a file or resource".to_owned(),
        "transposition" => "semitones: `2`, `-3`, `2s`, `1f`, `4k`".to_owned(),
        _ => "a text".to_owned(),
    }
}

impl Scalar for String {
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        let text = value.to_text()?;
        let is_word = |word: &&str| text.eq_ignore_ascii_case(word);
        (rule.words.is_empty() || rule.words.iter().any(is_word)).then(|| text.into_owned())
    }

    fn nothing() -> Self {
        String::new()
    }

    fn expected(rule: &Rule) -> String {
        text_kind(rule)
    }

    fn schema(rule: &Rule) -> serde_json::Value {
        if rule.text == "transposition" {
            json!({"type": ["integer", "string"]})
        } else if rule.words.is_empty() {
            json!({"type": "string"})
        } else {
            json!({"enum": rule.words})
        }
    }
}

/// A text, or nothing if it is null, false or empty.
impl Scalar for Option<String> {
    fn from_value(value: &Value, _: &Rule) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => other
                .to_text()
                .map(|text| Some(text.into_owned()).filter(|text| !text.is_empty())),
        }
    }

    fn nothing() -> Self {
        None
    }

    fn expected(rule: &Rule) -> String {
        format!("{}, or nothing", text_kind(rule))
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": ["string", "boolean", "null"]})
    }
}

/// A number, or nothing if it is null or absent.
impl Scalar for Option<f64> {
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => f64::from_value(other, rule).map(Some),
        }
    }

    fn nothing() -> Self {
        None
    }

    fn expected(rule: &Rule) -> String {
        format!("{}, or nothing", f64::expected(rule))
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": ["number", "null"]})
    }
}

/// A list of texts; a single text is a list of one.
impl Scalar for Vec<String> {
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        Self::read_parts(value, rule, &mut Parts::default())
    }

    fn read_parts(value: &Value, rule: &Rule, parts: &mut Parts) -> Option<Self> {
        match value {
            Value::Null | Value::Bool(false) => Some(Vec::new()),
            Value::List(list) => parts.each(list, &text_kind(rule), |item, _| {
                item.to_text().map(std::borrow::Cow::into_owned)
            }),
            Value::String(text) if text.is_empty() => Some(Vec::new()),
            other => other.to_text().map(|text| vec![text.into_owned()]),
        }
    }

    fn nothing() -> Self {
        Vec::new()
    }

    fn expected(_: &Rule) -> String {
        "a list of texts".to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": ["array", "string", "boolean", "null"], "items": {"type": ["string", "number"]}})
    }
}

/// Reads the entries of an open map; invalid ones are left out.
fn open_map<T: Scalar>(
    value: &Value,
    rule: &Rule,
    parts: &mut Parts,
) -> Option<IndexMap<String, T>> {
    let map = value.as_map()?;
    let expected = T::expected(rule);
    let entry = |(key, value): (&String, &Value)| {
        let read = |value, parts: &mut Parts| T::read_parts(value, rule, parts);
        Some((key.clone(), parts.part(key, value, &expected, read)?))
    };
    Some(map.iter().filter_map(entry).collect())
}

/// An open map of texts. Entries that are not scalars are left out.
impl Scalar for IndexMap<String, String> {
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        Self::read_parts(value, rule, &mut Parts::default())
    }

    fn read_parts(value: &Value, rule: &Rule, parts: &mut Parts) -> Option<Self> {
        open_map(value, rule, parts)
    }

    fn nothing() -> Self {
        IndexMap::new()
    }

    fn expected(rule: &Rule) -> String {
        format!(
            "a map of names to {}",
            text_kind(rule).replace("a text", "texts")
        )
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": "object"})
    }
}

/// An open map of lists; a single value is a list of one.
impl Scalar for IndexMap<String, Vec<String>> {
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        Self::read_parts(value, rule, &mut Parts::default())
    }

    fn read_parts(value: &Value, rule: &Rule, parts: &mut Parts) -> Option<Self> {
        open_map(value, rule, parts)
    }

    fn nothing() -> Self {
        IndexMap::new()
    }

    fn expected(_: &Rule) -> String {
        "a map of names to texts or lists of texts".to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": "object"})
    }
}

/// An open map of numbers. Entries that are not numbers are left out.
impl Scalar for IndexMap<String, f64> {
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        Self::read_parts(value, rule, &mut Parts::default())
    }

    fn read_parts(value: &Value, rule: &Rule, parts: &mut Parts) -> Option<Self> {
        open_map(value, rule, parts)
    }

    fn nothing() -> Self {
        IndexMap::new()
    }

    fn expected(_: &Rule) -> String {
        "a map of names to numbers".to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": "object"})
    }
}

scalar_fields!(
    bool,
    f64,
    i64,
    String,
    Option<String>,
    Option<f64>,
    Vec<String>,
    IndexMap<String, String>,
    Arc<Vec<String>>,
    Arc<IndexMap<String, Vec<String>>>,
    Arc<IndexMap<String, f64>>,
);

/// Shared values are read like the values themselves.
impl<T: Scalar> Scalar for Arc<T> {
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        T::from_value(value, rule).map(Arc::new)
    }

    fn read_parts(value: &Value, rule: &Rule, parts: &mut Parts) -> Option<Self> {
        T::read_parts(value, rule, parts).map(Arc::new)
    }

    fn nothing() -> Self {
        Arc::new(T::nothing())
    }

    fn expected(rule: &Rule) -> String {
        T::expected(rule)
    }

    fn schema(rule: &Rule) -> serde_json::Value {
        T::schema(rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_may_be_texts_and_must_lie_in_the_range() {
        let rule = Rule::points(0.0, 100.0);
        assert_eq!(f64::from_value(&Value::from("12.5"), &rule), Some(12.5));
        assert_eq!(f64::from_value(&Value::from(101.0), &rule), None);
        assert_eq!(f64::from_value(&Value::from("12pt"), &rule), None);
    }

    #[test]
    fn a_lone_text_is_a_list_of_one() {
        assert_eq!(
            Vec::<String>::from_value(&Value::from("a"), &Rule::ANY),
            Some(vec!["a".to_owned()])
        );
        assert_eq!(
            Vec::<String>::from_value(&Value::from(false), &Rule::ANY),
            Some(Vec::new())
        );
    }
}
