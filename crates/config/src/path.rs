//! Paths to single settings: `pdf.chorus.indent`, `metadata.keys.>`, `contents.0.label`
//! (`docs/spec/configuration.md#6`).

use crate::{Value, json};

/// The highest list element that a path can set.
const GREATEST_ELEMENT: i64 = 1000;

/// The steps of a path.
pub(crate) fn steps(path: &str) -> Vec<&str> {
    path.split(['.', ':']).collect()
}

/// The value that a text represents.
///
/// # Errors
/// The text has brackets or braces but is not relaxed JSON.
pub(crate) fn value(text: &str) -> Result<Value, json::JsonError> {
    match text {
        "true" => Ok(Value::Number(1.0)),
        "false" => Ok(Value::Number(0.0)),
        "null" => Ok(Value::Null),
        _ if text.contains(['[', ']', '{', '}']) => json::parse(text),
        _ => Ok(Value::from(text)),
    }
}

/// Sets a value at a path.
///
/// # Errors
/// The path does not exist; the message is the reference's.
pub(crate) fn set(tree: &mut Value, steps: &[&str], value: Value) -> Result<(), String> {
    let Some((last, way)) = steps.split_last() else {
        return Err("a path is missing".to_owned());
    };
    let mut node = tree;
    for (index, step) in way.iter().enumerate() {
        let here = || way.get(..index).unwrap_or_default().join(".");
        // A missing node is null, which the next step reports.
        node = match node {
            Value::Map(map) => {
                let map = std::sync::Arc::make_mut(map);
                match map.get_mut(*step) {
                    Some(node) => node,
                    None if index + 1 == way.len() => return Err(not_hash(way)),
                    None => return Err(nothing(way.get(..=index).unwrap_or_default())),
                }
            }
            Value::List(list) => {
                let place = match integer(step) {
                    Some(number) => position(number, list.len()),
                    None => Some(
                        list.iter()
                            .position(|item| item.get("name").and_then(Value::as_str) == Some(step))
                            .ok_or_else(|| {
                                format!(
                                    "Array {} has no matching element with name \"{step}\"",
                                    here()
                                )
                            })?,
                    ),
                };
                place
                    .and_then(|place| list.get_mut(place))
                    .ok_or_else(|| not_hash(way))?
            }
            _ => return Err(nothing(way.get(..index).unwrap_or_default())),
        };
    }
    match node {
        Value::Map(map) => {
            std::sync::Arc::make_mut(map).insert((*last).to_owned(), value);
            Ok(())
        }
        Value::List(list) => set_element(list, last, value).ok_or_else(|| {
            format!(
                "Array {}. requires integer index (got \"{last}\")",
                way.join(".")
            )
        }),
        _ => Err(not_hash(way)),
    }
}

fn not_hash(way: &[&str]) -> String {
    format!("Key {} is scalar, not hash", way.join("."))
}

fn nothing(way: &[&str]) -> String {
    format!("Key {} does not refer to an array or hash", way.join("."))
}

/// Applies the last step to a list; `None` if the step is invalid.
fn set_element(list: &mut Vec<Value>, step: &str, value: Value) -> Option<()> {
    match step {
        ">" => list.push(value),
        "<" => list.insert(0, value),
        "/" => {
            list.pop();
        }
        _ => {
            if let Some(number) = step.strip_prefix('>') {
                let after = position(integer(number)?, list.len())?;
                list.insert((after + 1).min(list.len()), value);
            } else if let Some(number) = step.strip_prefix('<') {
                let before = position(integer(number)?, list.len())?;
                list.insert(before.min(list.len()), value);
            } else if let Some(number) = step.strip_prefix('/') {
                let place = position(integer(number)?, list.len())?;
                if place < list.len() {
                    list.remove(place);
                }
            } else {
                let place = position(integer(step)?, list.len())?;
                if place >= list.len() {
                    list.resize(place + 1, Value::Null);
                }
                *list.get_mut(place)? = value;
            }
        }
    }
    Some(())
}

fn integer(text: &str) -> Option<i64> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let is_integer = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_integer.then(|| text.parse().ok()).flatten()
}

/// The index for a number; negative numbers count from the end.
fn position(number: i64, length: usize) -> Option<usize> {
    if number > GREATEST_ELEMENT {
        return None;
    }
    if number < 0 {
        length.checked_sub(usize::try_from(number.unsigned_abs()).ok()?)
    } else {
        usize::try_from(number).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn tree() -> Value {
        Value::from(json!({
            "list": ["a", "b", "c"],
            "contents": [{"name": "first", "label": "x"}],
            "pdf": {"papersize": "a4"},
        }))
    }

    fn after(path: &str, text: &str) -> Result<Value, String> {
        let mut tree = tree();
        set(&mut tree, &steps(path), value(text).expect("a value"))?;
        Ok(tree)
    }

    fn list(path: &str) -> Vec<String> {
        let tree = after(path, "x").expect("a path that leads somewhere");
        let items = tree.get("list").and_then(Value::as_list).expect("a list");
        items
            .iter()
            .map(|item| item.to_text().unwrap_or_default().into_owned())
            .collect()
    }

    #[test]
    fn the_last_step_changes_a_list() {
        assert_eq!(list("list.1"), ["a", "x", "c"]);
        assert_eq!(list("list.-1"), ["a", "b", "x"]);
        assert_eq!(list("list.>"), ["a", "b", "c", "x"]);
        assert_eq!(list("list.<"), ["x", "a", "b", "c"]);
        assert_eq!(list("list.>0"), ["a", "x", "b", "c"]);
        assert_eq!(list("list.<-1"), ["a", "b", "x", "c"]);
        assert_eq!(list("list./"), ["a", "b"]);
        assert_eq!(list("list./0"), ["b", "c"]);
    }

    #[test]
    fn elements_are_found_by_number_or_name() {
        for path in ["contents.0.label", "contents:first:label"] {
            let tree = after(path, "y").expect("a path that leads somewhere");
            let contents = tree
                .get("contents")
                .and_then(Value::as_list)
                .expect("a list");
            assert_eq!(contents[0].get("label"), Some(&Value::from("y")));
        }
    }

    #[test]
    fn paths_that_lead_nowhere_are_errors_of_the_reference() {
        for (path, message) in [
            ("foo.bar", "Key foo is scalar, not hash"),
            ("pdf.papersize.x", "Key pdf.papersize is scalar, not hash"),
            (
                "pdf.papersize.x.y",
                "Key pdf.papersize does not refer to an array or hash",
            ),
            (
                "contents.x",
                "Array contents. requires integer index (got \"x\")",
            ),
            (
                "contents.x.y",
                "Array contents has no matching element with name \"x\"",
            ),
            ("contents.9.y", "Key contents.9 is scalar, not hash"),
            ("pdf.x.y", "Key pdf.x is scalar, not hash"),
            ("pdf..x", "Key pdf. is scalar, not hash"),
        ] {
            assert_eq!(after(path, "1"), Err(message.to_owned()), "{path}");
        }
        assert!(after("list.999999999", "1").is_err());
        assert!(after("list.-9", "1").is_err());
    }

    #[test]
    fn the_last_key_may_be_new() {
        assert_eq!(
            after("foo", "1").expect("set").get("foo"),
            Some(&Value::from("1"))
        );
    }

    #[test]
    fn words_and_brackets_have_a_meaning() {
        assert_eq!(value("true"), Ok(Value::Number(1.0)));
        assert_eq!(value("null"), Ok(Value::Null));
        assert_eq!(value("12"), Ok(Value::from("12")));
        assert_eq!(value("[100 200]"), Ok(Value::from(json!([100, 200]))));
        assert!(value("[1 2").is_err());
    }
}
