//! Printing of configurations as relaxed JSON with comments (`docs/spec/cli.md#4.2`, `#4.3`).

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::to_json::to_json;
use crate::{Config, ConfigError, Map, Value, json, number, properties, rows};

/// The header of a printed configuration.
const HEAD: &str = "// Configuration for ChordPro, in relaxed JSON.\n";

/// The effective configuration, with a comment for each setting.
pub fn effective(config: &Config) -> String {
    commented(&sorted(config.tree()))
}

/// The built-in configuration as compact JSON.
pub fn defaults() -> String {
    let mut text = to_json(&sorted(Config::builtin().tree())).to_string();
    text.push('\n');
    text
}

/// The differences of a configuration from the built-in one, with a comment for each setting.
pub fn difference(config: &Config) -> String {
    let changed = changes(Config::builtin().tree(), config.tree());
    commented(&sorted(&changed.unwrap_or_else(Value::empty_map)))
}

/// A template for new configurations: the settings that people change most, commented out.
pub fn template() -> String {
    let mut text = format!(
        "{HEAD}// Take away the slashes before a setting to change it; the values shown are the defaults.\n"
    );
    let builtin = Config::builtin();
    let abouts = abouts();
    for path in [
        "settings.columns",
        "settings.titles",
        "settings.inline-chords",
        "settings.transcode",
        "diagrams.show",
        "metadata.separator",
        "pdf.papersize",
        "pdf.margintop",
        "pdf.marginbottom",
        "pdf.marginleft",
        "pdf.marginright",
        "pdf.fonts.title",
        "pdf.fonts.text",
        "pdf.fonts.chord",
        "pdf.theme.foreground",
        "pdf.theme.background",
        "pdf.chorus.indent",
        "pdf.diagrams.show",
    ] {
        let steps: Vec<&str> = path.split('.').collect();
        let Some(value) = builtin.tree().at(&steps) else {
            continue;
        };
        let about = abouts.get(path).map_or("", String::as_str);
        let shown = to_json(value);
        let _ = write!(text, "\n// {about}\n// {path} : {shown}\n");
    }
    text
}

/// A configuration file rewritten as relaxed JSON with comments, without merging. A file with a line that starts with `#` is
/// read as properties.
///
/// # Errors
/// See [`ConfigError`].
pub fn converted(
    name: &str,
    content: &[u8],
    host: &dyn crate::Host,
) -> Result<String, ConfigError> {
    let text = json::decode(content);
    let has_hash = text.lines().any(|line| line.trim_start().starts_with('#'));
    let tree = if has_hash {
        properties::parse(name, &text, host)?
    } else {
        json::parse(&text).map_err(|error| ConfigError::Json {
            name: name.to_owned(),
            error,
        })?
    };
    if tree.as_map().is_none() {
        return Err(ConfigError::NoMap {
            name: name.to_owned(),
            kind: tree.kind(),
        });
    }
    Ok(commented(&tree))
}

/// The parts of `new` that differ from `old`; lists are compared as a whole.
fn changes(old: &Value, new: &Value) -> Option<Value> {
    if old == new {
        return None;
    }
    let (Some(old), Some(new_map)) = (old.as_map(), new.as_map()) else {
        return Some(new.clone());
    };
    let changed: Map = new_map
        .iter()
        .filter_map(|(key, value)| {
            let change = match old.get(key) {
                Some(before) => changes(before, value),
                None => Some(value.clone()),
            };
            Some((key.clone(), change?))
        })
        .collect();
    Some(changed.into())
}

/// The tree with all maps sorted by key.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Map(map) => {
            let mut entries: Vec<(String, Value)> = map
                .iter()
                .map(|(key, value)| (key.clone(), sorted(value)))
                .collect();
            entries.sort_by(|a, b| a.0.cmp(&b.0));
            entries.into_iter().collect::<Map>().into()
        }
        Value::List(list) => Value::List(list.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

fn abouts() -> BTreeMap<String, String> {
    rows()
        .into_iter()
        .map(|row| (row.path, row.about))
        .collect()
}

fn commented(tree: &Value) -> String {
    let abouts = abouts();
    let mut text = HEAD.to_owned();
    if let Some(map) = tree.as_map() {
        write_entries(&mut text, map, "", 0, &abouts);
    }
    text.push_str("\n// End of Config.\n");
    text
}

fn write_entries(
    text: &mut String,
    map: &Map,
    path: &str,
    depth: usize,
    abouts: &BTreeMap<String, String>,
) {
    let indent = "  ".repeat(depth);
    for (key, value) in map {
        // A map with a single entry is combined with its key: `a.b : 1`.
        let (mut name, mut value) = (shown(key), value);
        let mut below = if path.is_empty() {
            key.clone()
        } else {
            format!("{path}.{key}")
        };
        while let Some((next, inner)) = lone_entry(value) {
            if is_quoted(&name) || abouts.contains_key(&below) {
                break;
            }
            let _ = write!(name, ".{next}");
            let _ = write!(below, ".{next}");
            value = inner;
        }
        if depth == 0 {
            text.push('\n');
        }
        if let Some(about) = abouts.get(&below) {
            let _ = writeln!(text, "{indent}// {about}");
        }
        match value {
            Value::Map(map) if map.is_empty() => {
                let _ = writeln!(text, "{indent}{name} {{}}");
            }
            Value::Map(map) => {
                let _ = writeln!(text, "{indent}{name} {{");
                write_entries(text, map, &below, depth + 1, abouts);
                let _ = writeln!(text, "{indent}}}");
            }
            other => {
                let _ = write!(text, "{indent}{name} : ");
                write_value(text, other, depth);
                text.push('\n');
            }
        }
    }
}

/// The only entry of a map, if its key can follow a dot.
fn lone_entry(value: &Value) -> Option<(&str, &Value)> {
    let map = value.as_map().filter(|map| map.len() == 1)?;
    let (key, value) = map.first()?;
    let is_index = key
        .trim_start_matches(['+', '-'])
        .bytes()
        .all(|byte| byte.is_ascii_digit());
    (is_bare(key) && !is_index).then_some((key.as_str(), value))
}

fn write_value(text: &mut String, value: &Value, depth: usize) {
    let indent = "  ".repeat(depth + 1);
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(flag) => text.push_str(if *flag { "true" } else { "false" }),
        Value::Number(number) => text.push_str(&number::format(*number)),
        Value::String(string) => text.push_str(&shown(string)),
        Value::List(list) if list.iter().all(|item| item.to_text().is_some()) => {
            text.push('[');
            for item in list {
                text.push(' ');
                write_value(text, item, depth);
            }
            text.push_str(if list.is_empty() { "]" } else { " ]" });
        }
        Value::List(list) => {
            text.push_str("[\n");
            for item in list {
                text.push_str(&indent);
                write_value(text, item, depth + 1);
                text.push('\n');
            }
            let _ = write!(text, "{}]", "  ".repeat(depth));
        }
        Value::Map(map) => {
            text.push_str("{\n");
            write_entries(text, map, "\u{0}", depth + 1, &BTreeMap::new());
            let _ = write!(text, "{}}}", "  ".repeat(depth));
        }
    }
}

/// A text as relaxed JSON, without quotes if they are not needed.
fn shown(text: &str) -> String {
    if is_bare(text) {
        text.to_owned()
    } else {
        serde_json::Value::from(text).to_string()
    }
}

fn is_quoted(name: &str) -> bool {
    name.starts_with('"')
}

fn is_bare(text: &str) -> bool {
    let is_plain = |letter: char| letter.is_alphanumeric() || "_-+;$".contains(letter);
    let is_word = ["true", "false", "on", "off", "null"].contains(&text);
    !text.is_empty() && text.chars().all(is_plain) && !is_word && number::parse(text).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NoHost, Source, Trust};

    fn read(text: &str) -> Value {
        json::parse(text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    #[test]
    fn what_is_printed_reads_as_the_same_tree() {
        let config = Config::builtin();
        assert_eq!(sorted(&read(&effective(&config))), sorted(config.tree()));
        assert_eq!(sorted(&read(&defaults())), sorted(config.tree()));
        for preset in crate::presets() {
            let source = Source::Preset(preset.name.to_owned());
            let (config, _) =
                Config::load(&[source], &[], Trust::Trusted, &NoHost).expect("a preset");
            assert_eq!(sorted(&read(&effective(&config))), sorted(config.tree()));
        }
    }

    #[test]
    fn texts_that_look_like_something_else_are_quoted() {
        let tree = Value::from(serde_json::json!({"a": {
            "b": "true", "c": "1.5", "d": "", "e": "x y", "f": "%{x}", "g": "a:b", "0": "#x", "h": "é", "i": "\n\t\"",
            "l": [1, "1", null, true, "on", ["x"], {"y": [], "z": {}}],
        }}));
        assert_eq!(read(&commented(&tree)), tree);
    }

    #[test]
    fn the_difference_holds_what_changed_only() {
        let (config, _) = Config::builtin()
            .set("pdf.chorus.indent", "[3]", Trust::Trusted)
            .expect("a setting");
        assert_eq!(
            read(&difference(&config)),
            Value::from(serde_json::json!({"pdf": {"chorus": {"indent": [3]}}}))
        );
    }

    #[test]
    fn the_template_changes_nothing() {
        assert!(json::parse(&template()).is_err(), "there is no content");
        let bare: String = template()
            .lines()
            .filter_map(|line| line.strip_prefix("// "))
            .filter(|line| line.contains(" : "))
            .map(|line| format!("{line}\n"))
            .collect();
        let source = Source::text("template.json", &bare);
        let (config, issues) =
            Config::load(&[source], &[], Trust::Trusted, &NoHost).expect("settings");
        assert_eq!(issues, []);
        assert_eq!(config.tree(), Config::builtin().tree());
    }

    #[test]
    fn files_are_rewritten_and_keep_their_order() {
        let text =
            converted("x.json", b"zeta: 1 pdf.papersize: a5", &NoHost).expect("relaxed JSON");
        assert_eq!(
            read(&text),
            Value::from(serde_json::json!({"zeta": 1, "pdf": {"papersize": "a5"}}))
        );
        assert!(text.find("zeta") < text.find("papersize"));
        assert!(text.ends_with("// End of Config.\n"));
        let text =
            converted("x", b"# properties\npdf.papersize = a5\n", &NoHost).expect("properties");
        assert!(text.contains("pdf.papersize : a5"));
        assert!(converted("x", b"[1]", &NoHost).is_err());
    }
}
