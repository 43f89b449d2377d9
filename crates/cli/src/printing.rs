//! Printing configurations. Clause 4.2 of the command line.

use std::fmt::Write;

use chordpro_engine::{Config, Value};

use crate::invocation::Printout;

/// A configuration to start from.
const TEMPLATE: &str = include_str!("../data/template.json");

/// The text of a configuration: a starter, all defaults, the one in force, or what it changes.
pub(crate) fn text(printout: Printout, config: &Config) -> String {
    let value = match printout {
        Printout::Template => return TEMPLATE.to_owned(),
        Printout::Default => Config::builtin().tree().clone(),
        Printout::Final => config.tree().clone(),
        Printout::Delta => {
            difference(Config::builtin().tree(), config.tree()).unwrap_or_else(Value::empty_map)
        }
    };
    let mut text = String::new();
    write_value(&mut text, &value, 0);
    text.push('\n');
    text
}

/// What `new` has that `old` has not; lists count as a whole.
fn difference(old: &Value, new: &Value) -> Option<Value> {
    if old == new {
        return None;
    }
    let (Some(old), Some(map)) = (old.as_map(), new.as_map()) else {
        return Some(new.clone());
    };
    let mut changed = Value::empty_map();
    for (key, value) in map {
        let change = match old.get(key) {
            Some(before) => difference(before, value),
            None => Some(value.clone()),
        };
        if let (Some(change), Some(changed)) = (change, changed.as_map_mut()) {
            changed.insert(key.clone(), change);
        }
    }
    Some(changed)
}

fn write_value(text: &mut String, value: &Value, depth: usize) {
    let indent = "  ".repeat(depth.saturating_add(1));
    let end = "  ".repeat(depth);
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(is_true) => text.push_str(if *is_true { "true" } else { "false" }),
        Value::Number(number) => {
            let _ = write!(text, "{number}");
        }
        Value::String(string) => write_string(text, string),
        Value::List(items) if items.is_empty() => text.push_str("[]"),
        Value::List(items) => {
            text.push('[');
            for (index, item) in items.iter().enumerate() {
                text.push_str(if index == 0 { "\n" } else { ",\n" });
                text.push_str(&indent);
                write_value(text, item, depth.saturating_add(1));
            }
            let _ = write!(text, "\n{end}]");
        }
        Value::Map(map) if map.is_empty() => text.push_str("{}"),
        Value::Map(map) => {
            text.push('{');
            for (index, (key, item)) in map.iter().enumerate() {
                text.push_str(if index == 0 { "\n" } else { ",\n" });
                text.push_str(&indent);
                write_string(text, key);
                text.push_str(" : ");
                write_value(text, item, depth.saturating_add(1));
            }
            let _ = write!(text, "\n{end}}}");
        }
    }
}

fn write_string(text: &mut String, string: &str) {
    text.push_str(&serde_json::Value::from(string).to_string());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(entries: &[(&str, Value)]) -> Value {
        let mut value = Value::empty_map();
        for (key, entry) in entries {
            value
                .as_map_mut()
                .expect("a map")
                .insert((*key).to_owned(), entry.clone());
        }
        value
    }

    #[test]
    fn a_printed_configuration_is_json() {
        let text = text(Printout::Default, &Config::builtin());
        let value: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        assert!(value.pointer("/settings/lyrics-only").is_some());
    }

    #[test]
    fn the_difference_holds_only_what_changed() {
        let old = map(&[
            ("a", Value::Number(1.0)),
            ("b", map(&[("c", Value::Bool(true)), ("d", Value::Null)])),
        ]);
        let new = map(&[
            ("a", Value::Number(1.0)),
            ("b", map(&[("c", Value::Bool(false)), ("d", Value::Null)])),
        ]);
        assert_eq!(
            difference(&old, &new),
            Some(map(&[("b", map(&[("c", Value::Bool(false))]))]))
        );
        assert_eq!(difference(&old, &old), None);
    }
}
