//! Configuration trees: maps, lists and scalars, before they are typed.

use std::borrow::Cow;
use std::sync::Arc;

use indexmap::IndexMap;

use crate::number;

/// The entries of a map, in source order.
pub type Map = IndexMap<String, Value>;

/// A node of a configuration.
///
/// Maps are shared: cloning a tree is cheap, and changing a clone copies only the maps on the path to the change.
#[derive(Debug, Clone, PartialEq, Default)]
pub enum Value {
    /// Null.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number.
    Number(f64),
    /// A text.
    String(String),
    /// A list.
    List(Vec<Value>),
    /// A map.
    Map(Arc<Map>),
}

impl Value {
    /// An empty map.
    pub fn empty_map() -> Value {
        Value::Map(Arc::new(Map::new()))
    }

    /// The entry `key` of a map.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Map(map) => map.get(key),
            _ => None,
        }
    }

    /// The node at a path of map keys.
    pub fn at(&self, path: &[&str]) -> Option<&Value> {
        path.iter().try_fold(self, |node, key| node.get(key))
    }

    /// The map, if it is one.
    pub fn as_map(&self) -> Option<&Map> {
        match self {
            Value::Map(map) => Some(map),
            _ => None,
        }
    }

    /// The map for modification, if it is one.
    pub fn as_map_mut(&mut self) -> Option<&mut Map> {
        match self {
            Value::Map(map) => Some(Arc::make_mut(map)),
            _ => None,
        }
    }

    /// The list, if it is one.
    pub fn as_list(&self) -> Option<&[Value]> {
        match self {
            Value::List(list) => Some(list),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The number: a number, a boolean (1 or 0), or a text that is one.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Value::Number(number) => Some(*number),
            Value::Bool(flag) => Some(if *flag { 1.0 } else { 0.0 }),
            Value::String(text) => number::parse(text.trim()),
            _ => None,
        }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// Whether it is true: null, false, 0, the empty text and `"0"` are not.
    pub fn is_true(&self) -> bool {
        match self {
            Value::Null => false,
            Value::Bool(flag) => *flag,
            Value::Number(number) => *number != 0.0,
            Value::String(text) => !text.is_empty() && text != "0",
            Value::List(_) | Value::Map(_) => true,
        }
    }

    /// Whether it means yes: as [`Value::is_true`], but the texts `off`, `no`, `none`, `null` and `false` mean no.
    pub fn is_said_true(&self) -> bool {
        let says_no = self.as_str().is_some_and(|text| {
            ["off", "no", "none", "null", "false"]
                .iter()
                .any(|word| text.eq_ignore_ascii_case(word))
        });
        self.is_true() && !says_no
    }

    /// A scalar as text; null and false are empty, true is `1`. `None` for lists and maps.
    pub fn to_text(&self) -> Option<Cow<'_, str>> {
        match self {
            Value::Null => Some(Cow::Borrowed("")),
            Value::Bool(flag) => Some(Cow::Borrowed(if *flag { "1" } else { "" })),
            Value::Number(number) => Some(Cow::Owned(number::format(*number))),
            Value::String(text) => Some(Cow::Borrowed(text)),
            Value::List(_) | Value::Map(_) => None,
        }
    }

    /// The kind of node, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a text",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
        }
    }

    /// Whether both are the same shared map, without comparing entries.
    pub(crate) fn is_same_map(&self, other: &Value) -> bool {
        match (self, other) {
            (Value::Map(a), Value::Map(b)) => Arc::ptr_eq(a, b),
            _ => false,
        }
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Value::String(text)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Value::Number(number)
    }
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Value::Bool(flag)
    }
}

impl From<Vec<Value>> for Value {
    fn from(list: Vec<Value>) -> Self {
        Value::List(list)
    }
}

impl From<Map> for Value {
    fn from(map: Map) -> Self {
        Value::Map(Arc::new(map))
    }
}

impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        match value {
            serde_json::Value::Null => Value::Null,
            serde_json::Value::Bool(flag) => Value::Bool(flag),
            serde_json::Value::Number(number) => Value::Number(number.as_f64().unwrap_or_default()),
            serde_json::Value::String(text) => Value::String(text),
            serde_json::Value::Array(list) => {
                Value::List(list.into_iter().map(Value::from).collect())
            }
            serde_json::Value::Object(map) => map
                .into_iter()
                .map(|(key, value)| (key, Value::from(value)))
                .collect::<Map>()
                .into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truth_is_that_of_the_reference() {
        assert!(!Value::Null.is_true());
        assert!(!Value::from("").is_true());
        assert!(!Value::from("0").is_true());
        assert!(!Value::from(0.0).is_true());
        assert!(Value::from("false").is_true());
        assert!(Value::from("0.0").is_true());
    }

    #[test]
    fn changing_a_clone_leaves_the_original() {
        let original = Value::from(serde_json::json!({"a": {"b": 1}, "c": {"d": 2}}));
        let mut changed = original.clone();
        changed
            .as_map_mut()
            .and_then(|map| map.get_mut("a"))
            .and_then(Value::as_map_mut)
            .expect("a is a map")
            .insert("b".into(), Value::from(3.0));
        assert_eq!(original.at(&["a", "b"]), Some(&Value::from(1.0)));
        assert_eq!(changed.at(&["a", "b"]), Some(&Value::from(3.0)));
        assert!(
            original
                .get("c")
                .zip(changed.get("c"))
                .is_some_and(|(a, b)| a.is_same_map(b))
        );
    }
}
