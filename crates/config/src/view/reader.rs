//! Reads typed groups from a tree: the value where it is usable, else the default and an issue.

use crate::{Issue, Value};

/// What the macro [`group!`](crate::view::group) knows of a setting besides its type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rule {
    /// The unit, such as `pt`; empty where there is none.
    pub(crate) unit: &'static str,
    /// The least and the greatest number.
    pub(crate) range: Option<(f64, f64)>,
    /// What kind of text it is (`format`, `file`); empty where it is any.
    pub(crate) text: &'static str,
}

impl Rule {
    /// Nothing more than the type.
    pub(crate) const ANY: Rule = Rule {
        unit: "",
        range: None,
        text: "",
    };

    /// A format string.
    pub(crate) const FORMAT: Rule = Rule {
        text: "format",
        ..Rule::ANY
    };

    /// The name of a file or resource.
    pub(crate) const FILE: Rule = Rule {
        text: "file",
        ..Rule::ANY
    };

    /// A length in points.
    pub(crate) const fn points(low: f64, high: f64) -> Rule {
        Rule {
            unit: "pt",
            range: Some((low, high)),
            text: "",
        }
    }

    /// A number without a unit.
    pub(crate) const fn number(low: f64, high: f64) -> Rule {
        Rule {
            unit: "",
            range: Some((low, high)),
            text: "",
        }
    }

    /// Whether `number` lies in the range.
    pub(crate) fn allows(&self, number: f64) -> bool {
        self.range
            .is_none_or(|(low, high)| (low..=high).contains(&number))
    }
}

/// Collects issues, and knows at which setting it is.
pub(crate) struct Reader<'i> {
    path: Vec<String>,
    issues: &'i mut Vec<Issue>,
}

impl<'i> Reader<'i> {
    /// A reader at the root.
    pub(crate) fn new(issues: &'i mut Vec<Issue>) -> Self {
        Reader {
            path: Vec::new(),
            issues,
        }
    }

    /// Does `work` one step below.
    pub(crate) fn within<T>(&mut self, key: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(key.to_owned());
        let result = work(self);
        self.path.pop();
        result
    }

    /// Says that the value at `key` cannot be used.
    pub(crate) fn wrong(&mut self, key: &str, value: &Value, expected: &str) {
        let mut setting = self.path.join(".");
        if !key.is_empty() {
            if !setting.is_empty() {
                setting.push('.');
            }
            setting.push_str(key);
        }
        let given = shown(value);
        let message = format!("{setting} cannot be {given}; the default is used");
        self.issues.push(
            Issue::new("bad-setting", setting, message).with_hint(format!("give {expected}")),
        );
    }
}

/// A value as messages show it: scalars in short, the rest by its kind.
fn shown(value: &Value) -> String {
    match value {
        Value::String(text) if text.chars().count() > 40 => {
            format!("{:?}…", text.chars().take(40).collect::<String>())
        }
        Value::String(text) => format!("{text:?}"),
        Value::Number(_) => value.to_text().unwrap_or_default().into_owned(),
        Value::Bool(flag) => flag.to_string(),
        other => other.kind().to_owned(),
    }
}

/// Where a field is read from.
pub(crate) struct Slot<'a, T> {
    /// The key in the map above.
    pub(crate) key: &'static str,
    /// The value in the tree.
    pub(crate) now: Option<&'a Value>,
    /// The value in the built-in tree.
    pub(crate) default: Option<&'a Value>,
    /// The value in the tree that was read before, and what came of it.
    pub(crate) before: Option<(Option<&'a Value>, &'a T)>,
    /// What else is known of it.
    pub(crate) rule: Rule,
}

/// What can be read from a slot: scalars, structures, groups.
pub(crate) trait Field: Sized + Clone {
    /// Reads it.
    fn read(slot: Slot<'_, Self>, reader: &mut Reader<'_>) -> Self;

    /// Describes it, and what is below it.
    fn describe(entry: Entry<'_>, rows: &mut Vec<Row>);
}

/// A setting that is made from one node of the tree.
pub(crate) trait Scalar: Sized + Clone {
    /// The typed value of a node, or what would be valid.
    fn from_value(value: &Value, rule: &Rule) -> Option<Self>;

    /// What stands for it when even the default is missing.
    fn nothing() -> Self;

    /// What is valid, for messages and the documentation.
    fn expected(rule: &Rule) -> String;

    /// Its JSON schema.
    fn schema(rule: &Rule) -> serde_json::Value;
}

/// Reads a scalar: reused where the node did not change, the default where it is unusable.
pub(crate) fn read_scalar<T: Scalar>(slot: &Slot<'_, T>, reader: &mut Reader<'_>) -> T {
    if let Some((value, result)) = &slot.before
        && *value == slot.now
    {
        return (*result).clone();
    }
    if let Some(value) = slot.now {
        if let Some(result) = T::from_value(value, &slot.rule) {
            return result;
        }
        reader.wrong(slot.key, value, &T::expected(&slot.rule));
    }
    slot.default
        .and_then(|value| T::from_value(value, &slot.rule))
        .unwrap_or_else(T::nothing)
}

/// What is known of a setting when it is described.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    /// The path, with dots.
    pub(crate) path: &'a str,
    /// What it does.
    pub(crate) about: &'a [&'a str],
    /// What else is known of it.
    pub(crate) rule: Rule,
}

/// A setting as the documentation shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The path, such as `pdf.chorus.indent`.
    pub path: String,
    /// What is valid.
    pub expected: String,
    /// What it does.
    pub about: String,
    /// Its JSON schema.
    pub schema: serde_json::Value,
}

impl Row {
    /// The row of a scalar.
    pub(crate) fn of<T: Scalar>(entry: Entry<'_>) -> Row {
        Row {
            path: entry.path.to_owned(),
            expected: T::expected(&entry.rule),
            about: joined(entry.about),
            schema: T::schema(&entry.rule),
        }
    }
}

/// Documentation lines as one text.
pub(crate) fn joined(lines: &[&str]) -> String {
    lines
        .iter()
        .map(|line| line.trim())
        .collect::<Vec<_>>()
        .join(" ")
}
