//! Properties files (`.prp`): lines of keys and values (`docs/spec/configuration.md#2.3`). For trusted files only.

mod expansion;

use indexmap::IndexMap;

use crate::{ConfigError, Host, Map, Value, json};

/// Parses properties into a tree.
///
/// # Errors
/// Invalid lines, unclosed blocks, and files that cannot be included.
pub(crate) fn parse(name: &str, text: &str, host: &dyn Host) -> Result<Value, ConfigError> {
    let mut reader = Reader {
        host,
        properties: IndexMap::new(),
        included: 0,
    };
    reader.read(name, text, "")?;
    let mut tree = Node::default();
    for property in reader.properties.values() {
        tree.insert(&property.key, &property.value);
    }
    Ok(tree.into_value())
}

/// The maximum number of files that properties can include.
const MOST_INCLUDED: usize = 16;

struct Property {
    /// The key as written.
    key: String,
    value: Value,
}

struct Reader<'h> {
    host: &'h dyn Host,
    /// By lower case key.
    properties: IndexMap<String, Property>,
    included: usize,
}

/// The construct that is open at a line.
enum Open {
    Map,
    List { prefix: String, next: usize },
}

impl Reader<'_> {
    fn read(&mut self, name: &str, text: &str, prefix: &str) -> Result<(), ConfigError> {
        let wrong = |line: usize, message: &str| ConfigError::Properties {
            name: name.to_owned(),
            line,
            message: message.to_owned(),
        };
        let mut prefixes = vec![prefix.to_owned()];
        let mut open: Vec<Open> = Vec::new();
        for (line, text) in logical_lines(text) {
            let text = text.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            if open.len() > json::DEEPEST {
                return Err(wrong(line, "blocks are too deep"));
            }
            if text == "}" || text == "]" {
                let is_list = matches!(open.pop(), Some(Open::List { .. }));
                if prefixes.len() < 2 || is_list != (text == "]") {
                    return Err(wrong(line, "a block is closed that is not open"));
                }
                prefixes.pop();
                continue;
            }
            let prefix = prefixes.last().cloned().unwrap_or_default();
            if let Some(Open::List { prefix, next }) = open.last_mut() {
                let prefix = prefix.clone();
                match text {
                    "{" | "[" => {
                        let below = format!("{prefix}{next}.");
                        *next += 1;
                        prefixes.push(below.clone());
                        open.push(if text == "{" {
                            Open::Map
                        } else {
                            Open::List {
                                prefix: below,
                                next: 0,
                            }
                        });
                    }
                    _ => {
                        for value in expansion::words(text) {
                            let key = format!("{prefix}{next}");
                            *next += 1;
                            self.set(key, &value);
                        }
                    }
                }
                continue;
            }
            if let Some(file) = text
                .strip_prefix("include")
                .filter(|rest| rest.starts_with(char::is_whitespace))
            {
                self.include(name, file.trim(), &prefix)?;
                continue;
            }
            let (key, rest) = key(text).ok_or_else(|| wrong(line, "a line without a key"))?;
            let key = format!("{prefix}{key}");
            if rest == "{" {
                prefixes.push(format!("{key}."));
                open.push(Open::Map);
                continue;
            }
            let value = rest
                .strip_prefix(['=', ':'])
                .ok_or_else(|| wrong(line, "a key without a value"))?
                .trim();
            let Some(list) = value.strip_prefix('[') else {
                self.set(key, value);
                continue;
            };
            if let Some(items) = list.trim_end().strip_suffix(']') {
                self.set_list(&key, items);
            } else if list.trim().is_empty() {
                prefixes.push(format!("{key}."));
                open.push(Open::List {
                    prefix: format!("{key}."),
                    next: 0,
                });
            } else {
                // The list continues on the next lines, item by item, up to its bracket.
                prefixes.push(format!("{key}."));
                let mut next = 0;
                for word in expansion::words(list) {
                    self.set(format!("{key}.{next}"), &word);
                    next += 1;
                }
                open.push(Open::List {
                    prefix: format!("{key}."),
                    next,
                });
            }
        }
        if open.is_empty() {
            Ok(())
        } else {
            Err(wrong(text.lines().count(), "a block is not closed"))
        }
    }

    fn include(&mut self, name: &str, file: &str, prefix: &str) -> Result<(), ConfigError> {
        self.included += 1;
        let file = expansion::unquote(file);
        if self.included > MOST_INCLUDED {
            return Err(ConfigError::Includes { name: file });
        }
        let Some(content) = self.host.open(&file, name) else {
            return Err(ConfigError::Missing { name: file });
        };
        self.read(&file, &json::decode(&content), prefix)
    }

    fn set_list(&mut self, key: &str, items: &str) {
        let words = expansion::words(items);
        if words.is_empty() {
            self.insert(key.to_owned(), Value::Null);
        }
        for (index, word) in words.iter().enumerate() {
            self.set(format!("{key}.{index}"), word);
        }
    }

    fn set(&mut self, key: String, text: &str) {
        let lookup = |name: &str| {
            self.host.variable(name).or_else(|| {
                let property = self.properties.get(&name.to_lowercase())?;
                Some(property.value.to_text()?.into_owned())
            })
        };
        let value = if text.eq_ignore_ascii_case("null") {
            Value::Null
        } else if text.eq_ignore_ascii_case("true") {
            Value::from(1.0)
        } else if text.eq_ignore_ascii_case("false") {
            Value::from(0.0)
        } else {
            Value::from(expansion::expand(&expansion::unquote(text), &lookup))
        };
        self.insert(key, value);
    }

    fn insert(&mut self, key: String, value: Value) {
        self.properties
            .insert(key.to_lowercase(), Property { key, value });
    }
}

/// Lines with their 1-based numbers; a line that ends in a backslash continues on the next.
fn logical_lines(text: &str) -> Vec<(usize, String)> {
    let mut lines = Vec::new();
    let mut pending: Option<(usize, String)> = None;
    for (index, line) in text.lines().enumerate() {
        let (number, mut whole) = pending.take().unwrap_or((index + 1, String::new()));
        let line = if whole.is_empty() {
            line
        } else {
            line.trim_start()
        };
        match line.strip_suffix('\\') {
            Some(line) => {
                whole.push_str(line.trim_end());
                pending = Some((number, whole));
            }
            None => {
                whole.push_str(line);
                lines.push((number, whole));
            }
        }
    }
    lines.extend(pending);
    lines
}

/// The key at the start of a line, and the rest.
fn key(line: &str) -> Option<(String, &str)> {
    if let Some(quote) = line
        .chars()
        .next()
        .filter(|first| ['"', '\''].contains(first))
    {
        let rest = line.get(1..)?;
        let (key, rest) = rest.split_once(quote)?;
        return Some((key.to_owned(), rest.trim_start()));
    }
    let end = line
        .find(|letter: char| !(letter.is_alphanumeric() || "_-.$".contains(letter)))
        .unwrap_or(line.len());
    let (key, rest) = line.split_at(end);
    (!key.is_empty()).then(|| (key.to_owned(), rest.trim_start()))
}

/// A node of the tree of keys with dots.
#[derive(Default)]
struct Node {
    value: Option<Value>,
    below: IndexMap<String, Node>,
}

impl Node {
    fn insert(&mut self, key: &str, value: &Value) {
        let node = key.split('.').take(json::DEEPEST).fold(self, |node, step| {
            node.below.entry(step.to_owned()).or_default()
        });
        node.value = Some(value.clone());
    }

    fn into_value(self) -> Value {
        if self.below.is_empty() {
            return self.value.unwrap_or_else(Value::empty_map);
        }
        let is_list =
            (0..self.below.len()).all(|index| self.below.contains_key(&index.to_string()));
        if is_list {
            let mut below = self.below;
            let items = (0..below.len())
                .filter_map(|index| below.swap_remove(&index.to_string()))
                .map(Node::into_value);
            return Value::List(items.collect());
        }
        self.below
            .into_iter()
            .map(|(key, node)| (key, node.into_value()))
            .collect::<Map>()
            .into()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use serde_json::json;

    struct Home;

    impl Host for Home {
        fn open(&self, name: &str, _: &str) -> Option<Arc<[u8]>> {
            match name {
                "more.prp" => Some(Arc::from(*b"titles = left")),
                "loop.prp" => Some(Arc::from(*b"include loop.prp")),
                _ => None,
            }
        }

        fn variable(&self, name: &str) -> Option<String> {
            (name == "HOME").then(|| "/home/me".to_owned())
        }
    }

    fn is(text: &str, expected: serde_json::Value) {
        assert_eq!(
            parse("x.prp", text, &Home),
            Ok(Value::from(expected)),
            "{text}"
        );
    }

    #[test]
    fn lines_and_blocks_make_a_tree() {
        is(
            "# comment\nsettings {\n  titles = left\n  columns : 2\n}\npdf.papersize = [ 100 \"2 00\" ]\n",
            json!({"settings": {"titles": "left", "columns": "2"}, "pdf": {"papersize": ["100", "2 00"]}}),
        );
        is(
            "a = [\n  x y\n  z\n]\nb = [ 1\n2\n]\nc = []\n",
            json!({"a": ["x", "y", "z"], "b": ["1", "2"], "c": null}),
        );
        is(
            "a = [\n{\nname = x\n}\n{\nname = y\n}\n]\n",
            json!({"a": [{"name": "x"}, {"name": "y"}]}),
        );
    }

    #[test]
    fn words_quotes_and_escapes_have_a_meaning() {
        is(
            "a = true\nb = FALSE\nc = null\nd = 12",
            json!({"a": 1, "b": 0, "c": null, "d": "12"}),
        );
        is(r#"a = 'x\'y\n'"#, json!({"a": "x'y\\n"}));
        is(
            r#"a = "x\ty\x41\x{20cd}\101""#,
            json!({"a": "x\tyA\u{20cd}A"}),
        );
    }

    #[test]
    fn names_are_expanded() {
        is(
            "a = ~/x\nb = ${a}/y\nc = ${nope:d}\nd = ${HOME|yes|no}\ne = ${nope?}z",
            json!({"a": "/home/me/x", "b": "/home/me/x/y", "c": "d", "d": "yes", "e": "z"}),
        );
    }

    #[test]
    fn keys_are_one_whatever_their_case() {
        is("a = 1\nA = 2", json!({"A": "2"}));
    }

    #[test]
    fn lines_go_on_after_a_backslash() {
        is("a = x\\\ny", json!({"a": "xy"}));
        is("a = x \\\n  y", json!({"a": "xy"}));
    }

    #[test]
    fn files_are_included_with_the_prefix() {
        is(
            "settings {\ninclude more.prp\n}",
            json!({"settings": {"titles": "left"}}),
        );
        assert!(parse("x.prp", "include loop.prp", &Home).is_err());
        assert!(parse("x.prp", "include nope.prp", &Home).is_err());
    }

    #[test]
    fn blocks_are_closed() {
        for text in ["a {", "}", "a = [", "a = [ 1", "a {\n]"] {
            assert!(parse("x.prp", text, &Home).is_err(), "{text}");
        }
    }
}
