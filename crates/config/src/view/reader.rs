//! Reading of typed groups from a tree: the value if it is valid, else the default and an issue.

use super::parts::{FaultKind, Parts};
use crate::{Issue, Value};

/// The constraints of a setting besides its type, for the macro [`group!`](crate::view::group).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rule {
    /// The unit, such as `pt`; empty if there is none.
    pub(crate) unit: &'static str,
    /// The minimum and the maximum.
    pub(crate) range: Option<(f64, f64)>,
    /// The valid numbers; empty if any number in the range is valid.
    pub(crate) numbers: &'static [f64],
    /// The kind of text (`format`, `file`, `transposition`); empty for any text.
    pub(crate) text: &'static str,
    /// The valid texts, in any case; empty for any text.
    pub(crate) words: &'static [&'static str],
}

impl Rule {
    /// No constraint besides the type.
    pub(crate) const ANY: Rule = Rule {
        unit: "",
        range: None,
        numbers: &[],
        text: "",
        words: &[],
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

    /// A transposition.
    pub(crate) const TRANSPOSITION: Rule = Rule {
        text: "transposition",
        ..Rule::ANY
    };

    /// A length in points.
    pub(crate) const fn points(low: f64, high: f64) -> Rule {
        Rule {
            unit: "pt",
            range: Some((low, high)),
            ..Rule::ANY
        }
    }

    /// A number without a unit.
    pub(crate) const fn number(low: f64, high: f64) -> Rule {
        Rule {
            unit: "",
            range: Some((low, high)),
            ..Rule::ANY
        }
    }

    /// One of some texts.
    pub(crate) const fn words(words: &'static [&'static str]) -> Rule {
        Rule { words, ..Rule::ANY }
    }

    /// One of some numbers.
    pub(crate) const fn numbers(numbers: &'static [f64]) -> Rule {
        Rule {
            numbers,
            ..Rule::ANY
        }
    }

    /// Whether `number` is in the range.
    pub(crate) fn allows(&self, number: f64) -> bool {
        let is_in_range = |(low, high)| (low..=high).contains(&number);
        self.range.is_none_or(is_in_range)
            && (self.numbers.is_empty() || self.numbers.contains(&number))
    }
}

/// Collects issues while it tracks the current setting.
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

    /// Runs `work` one level below.
    pub(crate) fn within<T>(&mut self, key: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        self.path.push(key.to_owned());
        let result = work(self);
        self.path.pop();
        result
    }

    /// Reports that the value at `key` is invalid.
    pub(crate) fn wrong(&mut self, key: &str, value: &Value, expected: &str) {
        let setting = self.setting(key);
        let message = format!("{setting} cannot be {}; the default is used", shown(value));
        self.issues.push(
            Issue::new("bad-setting", setting, message).with_hint(format!("give {expected}")),
        );
    }

    /// Reports the faults in the value at `key`, and how the rest of it is used.
    pub(crate) fn wrong_parts(&mut self, key: &str, parts: Parts, rest: Rest) {
        let whole = self.setting(key);
        let outcome = match rest {
            Rest::Used => "it is left out".to_owned(),
            Rest::Default => "the default is used".to_owned(),
            Rest::Unusable => format!("the default of {whole} is used"),
        };
        for fault in parts.into_faults() {
            let setting = format!("{whole}.{}", fault.place);
            let expected = fault.expected;
            let (code, message, hint) = match fault.kind {
                FaultKind::Wrong(given) => (
                    "bad-setting",
                    format!("{setting} cannot be {given}; {outcome}"),
                    format!("give {expected}"),
                ),
                FaultKind::Missing => (
                    "bad-setting",
                    format!("{setting} is missing; {outcome}"),
                    format!("give {expected}"),
                ),
                FaultKind::Unknown => (
                    "unknown-setting",
                    format!("{setting} is not known; it has no effect"),
                    format!("there is {expected}"),
                ),
            };
            self.issues
                .push(Issue::new(code, setting, message).with_hint(hint));
        }
    }

    /// The path of the setting at `key`.
    fn setting(&self, key: &str) -> String {
        let steps = self.path.iter().map(String::as_str);
        steps.chain([key]).collect::<Vec<_>>().join(".")
    }
}

/// The use of the rest of a value that has an invalid part.
#[derive(Clone, Copy)]
pub(crate) enum Rest {
    /// Used without the part.
    Used,
    /// Used, with the default of the part.
    Default,
    /// Not used.
    Unusable,
}

/// A value as shown in messages: scalars in short, anything else by its kind.
pub(crate) fn shown(value: &Value) -> String {
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

/// The source of a field's value.
pub(crate) struct Slot<'a, T> {
    /// The key in the map above.
    pub(crate) key: &'static str,
    /// The value in the tree.
    pub(crate) now: Option<&'a Value>,
    /// The value in the built-in tree.
    pub(crate) default: Option<&'a Value>,
    /// The value in the tree that was read before, and its typed value.
    pub(crate) before: Option<(Option<&'a Value>, &'a T)>,
    /// The constraints.
    pub(crate) rule: Rule,
}

/// A type that can be read from a slot: scalars, structures, groups.
pub(crate) trait Field: Sized + Clone {
    /// Reads the value.
    fn read(slot: Slot<'_, Self>, reader: &mut Reader<'_>) -> Self;

    /// Adds the rows that describe it and everything below it.
    fn describe(entry: Entry<'_>, rows: &mut Vec<Row>);
}

/// A setting made from one node of the tree.
pub(crate) trait Scalar: Sized + Clone {
    /// The typed value of a node; `None` if it is invalid.
    fn from_value(value: &Value, rule: &Rule) -> Option<Self>;

    /// Like `from_value`, for structured values: reports faults in the parts.
    fn read_parts(value: &Value, rule: &Rule, parts: &mut Parts) -> Option<Self> {
        let _ = parts;
        Self::from_value(value, rule)
    }

    /// The value if even the default is missing.
    fn nothing() -> Self;

    /// The valid values, for messages and the documentation.
    fn expected(rule: &Rule) -> String;

    /// Its JSON schema.
    fn schema(rule: &Rule) -> serde_json::Value;
}

/// Reads a scalar: reused if the node is unchanged, the default if it is invalid.
pub(crate) fn read_scalar<T: Scalar>(slot: &Slot<'_, T>, reader: &mut Reader<'_>) -> T {
    if let Some((value, result)) = &slot.before
        && *value == slot.now
    {
        return (*result).clone();
    }
    if let Some(value) = slot.now {
        let mut parts = Parts::default();
        let result = T::read_parts(value, &slot.rule, &mut parts);
        if result.is_none() && parts.has_no_fault() {
            reader.wrong(slot.key, value, &T::expected(&slot.rule));
        }
        let rest = result.as_ref().map_or(Rest::Unusable, |_| Rest::Used);
        reader.wrong_parts(slot.key, parts, rest);
        if let Some(result) = result {
            return result;
        }
    }
    slot.default
        .and_then(|value| T::from_value(value, &slot.rule))
        .unwrap_or_else(T::nothing)
}

/// The description of a setting.
#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    /// The path, with dots.
    pub(crate) path: &'a str,
    /// The fields of the typed view on the way to it.
    pub(crate) fields: &'a [&'static str],
    /// The documentation.
    pub(crate) about: &'a [&'a str],
    /// The constraints.
    pub(crate) rule: Rule,
}

/// A setting as the documentation shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The path, such as `pdf.chorus.indent`.
    pub path: String,
    /// The fields of the typed view on the way to it, such as `PdfChorus::indent`.
    pub fields: Vec<&'static str>,
    /// The valid values.
    pub expected: String,
    /// The documentation.
    pub about: String,
    /// Its JSON schema.
    pub schema: serde_json::Value,
}

impl Row {
    /// The row of a scalar.
    pub(crate) fn of<T: Scalar>(entry: Entry<'_>) -> Row {
        Row {
            path: entry.path.to_owned(),
            fields: entry.fields.to_vec(),
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
