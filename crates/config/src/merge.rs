//! Merging of configuration trees (`docs/spec/configuration.md#5.1`, `#5.2`).

use crate::view::kinds::words;
use crate::{Issue, Map, Value};

/// The rules of a merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// A configuration over others.
    Config,
    /// A song's configuration: a map with integer keys replaces elements of a list.
    Augment,
}

/// The highest list element that a map with integer keys can set.
const GREATEST_ELEMENT: usize = 1000;

/// The maximum number of settings listed in a hint.
const MOST_NAMES: usize = 64;

/// Merges `new` over `old`; unknown settings are kept but reported as issues.
pub(crate) fn merge(old: &mut Map, new: &Map, manner: Manner, issues: &mut Vec<Issue>) {
    if new.contains_key("native") && !old.contains_key("native") {
        let native = crate::builtin::defaults().get("native");
        old.insert("native".to_owned(), native.cloned().unwrap_or_default());
    }
    Merging {
        manner,
        issues,
        path: Vec::new(),
    }
    .maps(old, new);
}

struct Merging<'m> {
    manner: Manner,
    issues: &'m mut Vec<Issue>,
    path: Vec<&'m str>,
}

impl<'m> Merging<'m> {
    fn maps(&mut self, old: &mut Map, new: &'m Map) {
        // Created on first use, from the settings before anything unknown is added.
        let mut hint = None;
        for (key, value) in new {
            self.path.push(key);
            match old.get_mut(key) {
                Some(old) => self.values(old, value),
                None => {
                    if !is_open(&self.path) {
                        let hint = hint.get_or_insert_with(|| names(old));
                        self.say_unknown(hint);
                    }
                    old.insert(key.clone(), without_commands(value));
                }
            }
            self.path.pop();
        }
    }

    fn values(&mut self, old: &mut Value, new: &'m Value) {
        match (&mut *old, new) {
            (Value::Map(old), Value::Map(new)) => self.maps(std::sync::Arc::make_mut(old), new),
            (Value::List(old), Value::List(new)) => match command(new) {
                Some("append") => old.extend(new.iter().skip(1).cloned()),
                Some("prepend") => {
                    old.splice(0..0, new.iter().skip(1).cloned());
                }
                _ => old.clone_from(new),
            },
            (Value::List(old), Value::Map(new))
                if self.manner == Manner::Augment && indices(new).is_some() =>
            {
                for (index, value) in indices(new)
                    .unwrap_or_default()
                    .into_iter()
                    .zip(new.values())
                {
                    if index >= old.len() {
                        old.resize(index + 1, Value::Null);
                    }
                    if let Some(old) = old.get_mut(index) {
                        self.values(old, value);
                    }
                }
            }
            (old, new) => *old = without_commands(new),
        }
    }
}

impl Merging<'_> {
    fn say_unknown(&mut self, hint: &str) {
        let path = self.path.join(".");
        let message = match self.manner {
            Manner::Config => format!("Config error: unknown item {path}"),
            Manner::Augment => format!("Config augment error: unknown item {path}"),
        };
        self.issues
            .push(Issue::new("unknown-setting", path, message).with_hint(hint));
    }
}

/// The settings of a map, as listed in a hint.
fn names(map: &Map) -> String {
    if map.is_empty() {
        return "there is none here".to_owned();
    }
    let names: Vec<&str> = map.keys().take(MOST_NAMES).map(String::as_str).collect();
    format!("there is {}", words(&names))
}

/// `append` or `prepend` at the start of a list.
fn command(list: &[Value]) -> Option<&str> {
    list.first()
        .and_then(Value::as_str)
        .filter(|word| ["append", "prepend"].contains(word))
}

/// A value that replaces a non-list: a leading list command has nothing to add to.
fn without_commands(value: &Value) -> Value {
    match value {
        Value::List(list) if command(list).is_some() => {
            Value::List(list.iter().skip(1).cloned().collect())
        }
        other => other.clone(),
    }
}

/// The keys of a map, if all of them are list indexes.
fn indices(map: &Map) -> Option<Vec<usize>> {
    map.keys()
        .map(|key| key.parse().ok().filter(|index| *index <= GREATEST_ELEMENT))
        .collect::<Option<Vec<usize>>>()
        .filter(|indices| !indices.is_empty())
}

/// Whether new keys at this path are expected and not reported.
fn is_open(path: &[&str]) -> bool {
    match path {
        ["meta" | "delegates" | "debug", _, ..]
        | ["gridstrum", "symbols", _, ..]
        | ["parser", "preprocess", _, ..]
        | ["markup", "shortcodes", _, ..]
        | ["pdf", "fontconfig" | "info" | "fonts", _, ..] => true,
        ["pdf", "formats", class, ..] if class.ends_with("-even") => true,
        // The reference has these during the merge, and removes them afterwards.
        ["pdf", "formats", "first", "title" | "subtitle"] | ["config", "description"] => true,
        [.., name] => name.starts_with('_'),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn merged(
        old: serde_json::Value,
        new: serde_json::Value,
        manner: Manner,
    ) -> (Value, Vec<String>) {
        let mut old = Value::from(old);
        let new = Value::from(new);
        let mut issues = Vec::new();
        merge(
            old.as_map_mut().expect("a map"),
            new.as_map().expect("a map"),
            manner,
            &mut issues,
        );
        (old, issues.into_iter().map(|issue| issue.message).collect())
    }

    fn is(old: serde_json::Value, new: serde_json::Value, expected: serde_json::Value) {
        let (value, issues) = merged(old, new, Manner::Config);
        assert_eq!(value, Value::from(expected));
        assert_eq!(issues, [""; 0]);
    }

    #[test]
    fn maps_merge_and_all_else_is_replaced() {
        is(
            json!({"a": {"b": 1, "c": 2}}),
            json!({"a": {"c": 3}}),
            json!({"a": {"b": 1, "c": 3}}),
        );
        is(
            json!({"a": {"b": 1}}),
            json!({"a": null}),
            json!({"a": null}),
        );
        is(json!({"a": [1, 2]}), json!({"a": []}), json!({"a": []}));
        is(json!({"a": 1}), json!({"a": [2]}), json!({"a": [2]}));
    }

    #[test]
    fn lists_can_be_added_to_at_both_ends() {
        is(
            json!({"a": [1]}),
            json!({"a": ["append", 2, 3]}),
            json!({"a": [1, 2, 3]}),
        );
        is(
            json!({"a": [1]}),
            json!({"a": ["prepend", 2, 3]}),
            json!({"a": [2, 3, 1]}),
        );
    }

    #[test]
    fn unknown_settings_are_kept_and_said() {
        let (value, issues) = merged(
            json!({"a": {}}),
            json!({"a": {"x": {"y": 1}}, "z": 1}),
            Manner::Config,
        );
        assert_eq!(value, Value::from(json!({"a": {"x": {"y": 1}}, "z": 1})));
        assert_eq!(
            issues,
            [
                "Config error: unknown item a.x",
                "Config error: unknown item z"
            ]
        );
        let (_, issues) = merged(json!({}), json!({"z": 1}), Manner::Augment);
        assert_eq!(issues, ["Config augment error: unknown item z"]);
    }

    #[test]
    fn open_maps_take_any_name() {
        is(
            json!({"meta": {}, "delegates": {}, "pdf": {"formats": {}, "fonts": {}, "info": {}}, "a": {}}),
            json!({"meta": {"x": 1}, "delegates": {"y": {"z": 1}}, "a": {"_c": 1},
                "pdf": {"formats": {"title-even": {"title": 1}}, "fonts": {"x": {}}, "info": {"x": ""}}}),
            json!({"meta": {"x": 1}, "delegates": {"y": {"z": 1}}, "a": {"_c": 1},
                "pdf": {"formats": {"title-even": {"title": 1}}, "fonts": {"x": {}}, "info": {"x": ""}}}),
        );
    }

    #[test]
    fn headings_of_the_first_page_are_known() {
        is(
            json!({"pdf": {"formats": {"first": {}}}, "config": {}}),
            json!({"pdf": {"formats": {"first": {"title": false}}}, "config": {"description": "Mine"}}),
            json!({"pdf": {"formats": {"first": {"title": false}}}, "config": {"description": "Mine"}}),
        );
    }

    #[test]
    fn a_song_may_replace_single_elements_of_a_list() {
        let (value, issues) = merged(
            json!({"contents": [{"a": 1}, {"a": 2}]}),
            json!({"contents": {"1": {"a": 3}}}),
            Manner::Augment,
        );
        assert_eq!(
            value,
            Value::from(json!({"contents": [{"a": 1}, {"a": 3}]}))
        );
        assert_eq!(issues, [""; 0]);
    }

    #[test]
    fn own_settings_are_known() {
        let (value, issues) = merged(
            json!({}),
            json!({"native": {"keep-sections": true, "other": 1}}),
            Manner::Config,
        );
        assert_eq!(
            value.at(&["native", "keep-sections"]),
            Some(&Value::Bool(true))
        );
        assert_eq!(issues, ["Config error: unknown item native.other"]);
    }
}
