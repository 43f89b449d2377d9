//! Normalisation of a merged configuration (`docs/spec/configuration.md#5.3`).

use crate::view::formats;
use crate::{ConfigError, Map, Value};

/// The classes of page formats.
const CLASSES: [&str; 4] = ["title", "first", "default", "filler"];

/// The headings of a class.
const HEADINGS: [&str; 3] = ["title", "subtitle", "footer"];

/// Normalises a merged tree; parts that are the same as in `before`, which is normalised, are skipped.
///
/// # Errors
/// [`ConfigError::Heading`], and [`ConfigError::Value`] for values that the reference refuses to start with.
pub(crate) fn normalise(tree: &mut Map, before: &Value) -> Result<(), ConfigError> {
    check(tree)?;
    let before = before.get("pdf");
    let is_same = |now: Option<&Value>, before: Option<&Value>| {
        now.zip(before)
            .is_some_and(|(now, before)| now.is_same_map(before))
    };
    if is_same(tree.get("pdf"), before) {
        return Ok(());
    }
    let Some(pdf) = tree.get_mut("pdf").and_then(Value::as_map_mut) else {
        return Ok(());
    };
    let is_group_same =
        |pdf: &Map, key: &str| is_same(pdf.get(key), before.and_then(|pdf| pdf.get(key)));
    if !is_group_same(pdf, "formats")
        && let Some(all) = pdf.get_mut("formats").and_then(Value::as_map_mut)
    {
        for class in CLASSES {
            for suffix in ["", "-even"] {
                let class = format!("{class}{suffix}");
                page_format(all, &class)?;
            }
        }
    }
    if let Some(folders) = pdf.get_mut("fontdir") {
        let list: Option<Vec<_>> = match &*folders {
            Value::List(list) => list.iter().map(Value::to_text).collect(),
            other if other.is_true() => other.to_text().map(|folder| vec![folder]),
            _ => Some(Vec::new()),
        };
        // Anything other than a list of texts is reported by the typed view.
        if let Some(list) = list {
            let folders_each = list.iter().flat_map(|folders| folders.split(':'));
            *folders = Value::List(folders_each.map(Value::from).collect());
        }
    }
    if !is_group_same(pdf, "fonts")
        && let Some(all) = pdf.get_mut("fonts").and_then(Value::as_map_mut)
    {
        for font in all.values_mut() {
            finish_font(font);
        }
    }
    Ok(())
}

/// Adds a font's colours, and removes nulls.
fn finish_font(font: &mut Value) {
    let Some(font) = font.as_map_mut() else {
        return;
    };
    font.retain(|key, value| {
        !(value.is_null() && ["name", "file", "description", "size"].contains(&key.as_str()))
    });
    for (key, colour) in [("color", "foreground"), ("background", "background")] {
        if !font.get(key).is_some_and(Value::is_true) {
            font.insert(key.to_owned(), Value::from(colour));
        }
    }
}

fn page_format(all: &mut Map, class: &str) -> Result<(), ConfigError> {
    if class.ends_with("-even") && !all.contains_key(class) {
        all.insert(class.to_owned(), Value::empty_map());
    }
    let Some(format) = all.get_mut(class).and_then(Value::as_map_mut) else {
        return Ok(());
    };
    for heading in HEADINGS {
        let Some(value) = format.get_mut(heading) else {
            continue;
        };
        let is_removed = class == "first" && value.as_str() == Some("");
        if value.is_null() || is_removed {
            format.shift_remove(heading);
            continue;
        }
        let wrong = |message: String| ConfigError::Heading {
            setting: format!("pdf.formats.{class}.{heading}"),
            message,
        };
        match formats::rows(value) {
            Some(rows) => {
                *value = Value::List(
                    rows.unwrap_or_default()
                        .into_iter()
                        .map(|row| Value::List(row.into_iter().map(Value::from).collect()))
                        .collect(),
                );
            }
            None => {
                let fields = value.as_list().map(|list| {
                    list.iter()
                        .filter_map(Value::as_list)
                        .map(<[Value]>::len)
                        .find(|fields| *fields != 3)
                        .unwrap_or(list.len())
                });
                return Err(wrong(match fields {
                    Some(fields) => format!("{fields} fields instead of 3"),
                    None => "not an array".to_owned(),
                }));
            }
        }
    }
    Ok(())
}

/// Checks for values that the reference refuses to start with.
fn check(tree: &Map) -> Result<(), ConfigError> {
    let at = |path: [&str; 2]| tree.get(path[0]).and_then(|node| node.get(path[1]));
    if let Some(brackets) = at(["parser", "altbrackets"])
        && brackets.is_true()
        && brackets
            .to_text()
            .is_none_or(|text| text.chars().count() != 2)
    {
        return Err(ConfigError::Value {
            setting: "parser.altbrackets",
            message: "Config error: parser.altbrackets must be a 2-character string".to_owned(),
        });
    }
    if let Some(transpose) = at(["settings", "transpose"])
        && transpose.is_true()
    {
        let text = transpose.to_text().unwrap_or_default();
        let is_key =
            || chordpro_chords::Key::parse(&text, &chordpro_chords::Notation::common()).is_some();
        if chordpro_chords::Transposition::parse(&text).is_none() && !is_key() {
            return Err(ConfigError::Value {
                setting: "settings.transpose",
                message: format!("Config error: invalid transpose value \"{text}\""),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn normal(tree: serde_json::Value) -> Result<Value, String> {
        let mut tree = Value::from(tree);
        normalise(tree.as_map_mut().expect("a map"), &Value::Null)
            .map_err(|error| error.to_string())?;
        Ok(tree)
    }

    #[test]
    fn headings_become_lists_of_rows() {
        let tree = normal(json!({"pdf": {"formats": {
            "title": {"title": ["a", "b", "c"], "footer": false, "subtitle": null},
            "first": {"footer": "", "title": []},
        }}}));
        assert_eq!(
            tree,
            Ok(Value::from(json!({"pdf": {"formats": {
                "title": {"title": [["a", "b", "c"]], "footer": [["", "", ""]]},
                "first": {"title": [["", "", ""]]},
                "title-even": {}, "first-even": {}, "default-even": {}, "filler-even": {},
            }}})))
        );
    }

    #[test]
    fn a_heading_of_two_parts_is_refused() {
        let wrong = |title: serde_json::Value| {
            normal(json!({"pdf": {"formats": {"title": {"title": title}}}}))
        };
        assert_eq!(
            wrong(json!(["a", "b"])),
            Err("Config error in pdf.formats.title.title: 2 fields instead of 3".to_owned())
        );
        assert_eq!(
            wrong(json!("a")),
            Err("Config error in pdf.formats.title.title: not an array".to_owned())
        );
        assert_eq!(
            wrong(json!([["a", "b", "c"], ["a"]])),
            Err("Config error in pdf.formats.title.title: 1 fields instead of 3".to_owned())
        );
    }

    #[test]
    fn fonts_get_colours() {
        assert_eq!(
            normal(
                json!({"pdf": {"fonts": {"text": {"name": "Courier", "size": null, "color": "red"}}}})
            ),
            Ok(Value::from(json!({"pdf": {"fonts": {"text": {
                "name": "Courier", "color": "red", "background": "background"
            }}}})))
        );
    }

    #[test]
    fn what_the_reference_does_not_start_with_is_an_error() {
        assert!(normal(json!({"parser": {"altbrackets": "x"}})).is_err());
        assert!(normal(json!({"settings": {"transpose": "q"}})).is_err());
        assert!(normal(json!({"settings": {"transpose": "2s"}})).is_ok());
    }
}
