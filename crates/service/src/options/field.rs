//! One value on its way to being an option, and the sentences about what is wrong with it.

use std::sync::Arc;

use chordpro_engine::ConfigSource;
use serde_json::Value;

use super::entry::{Entry, Kind};
use crate::date;
use crate::presets;
use crate::problem::Problem;
use crate::suggestion;

/// A value on its way to being an option.
pub(super) struct Field<'a> {
    pub(super) name: &'a str,
    pub(super) prefix: &'a str,
    pub(super) value: &'a Value,
}

/// Longest text of a single option, in bytes.
pub(crate) const LONGEST: usize = 10_000;

impl<'a> Field<'a> {
    pub(super) fn must_be(&self, valid: &str) -> Problem {
        let given = match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(number)
                if number.as_f64().is_some_and(|number| number.fract() != 0.0) =>
            {
                "a number with a fraction"
            }
            Value::Number(_) => "another number",
            Value::String(text) if text.len() > LONGEST => "a longer one",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        };
        Problem::invalid(format!(
            "{}{} must be {valid}; this is {given}",
            self.prefix, self.name
        ))
        .with("field", format!("{}{}", self.prefix, self.name).into())
    }

    pub(super) fn boolean(&self) -> Result<bool, Problem> {
        self.value
            .as_bool()
            .ok_or_else(|| self.must_be("true or false"))
    }

    pub(super) fn integer(&self, least: i64, most: i64) -> Result<i64, Problem> {
        self.value
            .as_i64()
            .or_else(|| whole(self.value))
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| self.must_be(&format!("an integer from {least} to {most}")))
    }

    pub(super) fn number(&self, least: f64, most: f64) -> Result<f64, Problem> {
        self.value
            .as_f64()
            .filter(|number| (least..=most).contains(number))
            .ok_or_else(|| self.must_be(&format!("a number from {least} to {most}")))
    }

    pub(super) fn text(&self) -> Result<&'a str, Problem> {
        self.value
            .as_str()
            .filter(|text| text.len() <= LONGEST)
            .ok_or_else(|| self.must_be(&format!("a string of at most {LONGEST} bytes")))
    }

    pub(super) fn one_of(&self, valid: &[&'a str]) -> Result<&'a str, Problem> {
        let fault = || {
            let listed: Vec<_> = valid.iter().map(|name| format!("\"{name}\"")).collect();
            self.must_be(&format!("one of {}", listed.join(", ")))
        };
        let text = self.value.as_str().ok_or_else(fault)?;
        valid
            .iter()
            .find(|name| **name == text)
            .copied()
            .ok_or_else(fault)
    }

    pub(super) fn day(&self) -> Result<i64, Problem> {
        date::parse_day(self.text()?).ok_or_else(|| self.must_be("a date such as 2026-01-31"))
    }

    pub(super) fn meta(&self) -> Result<Vec<(String, String)>, Problem> {
        let Some(items) = self.value.as_object() else {
            return Err(self.must_be("an object of strings, numbers or arrays of those"));
        };
        let mut meta = Vec::new();
        for (name, value) in items {
            let shown: String = name.chars().take(40).collect();
            let field = Field {
                name: &format!("{}.{shown}", self.name),
                prefix: self.prefix,
                value,
            };
            let fault = || field.must_be("a string, a number, or an array of those");
            if name.trim().is_empty() || name.len() > 200 {
                return Err(Problem::invalid(format!(
                    "{}{} has a name that is blank or too long",
                    self.prefix, self.name
                ))
                .with("field", format!("{}{}", self.prefix, self.name).into()));
            }
            match value {
                Value::Null => {}
                Value::Array(values) => {
                    for value in values {
                        meta.push((name.clone(), scalar(value).ok_or_else(fault)?));
                    }
                }
                value => meta.push((name.clone(), scalar(value).ok_or_else(fault)?)),
            }
        }
        if meta.len() > 1000 {
            return Err(self.must_be("an object of at most 1000 values"));
        }
        Ok(meta)
    }

    pub(super) fn configs(&self) -> Result<Vec<ConfigSource>, Problem> {
        match self.value {
            Value::String(names) => names
                .split(',')
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(|name| self.preset(name))
                .collect(),
            Value::Object(_) => Ok(vec![inline(self.value)]),
            Value::Array(values) if values.len() <= 16 => values
                .iter()
                .map(|value| match value {
                    Value::String(name) => self.preset(name.trim()),
                    Value::Object(_) => Ok(inline(value)),
                    _ => Err(self.must_be("an array of preset names and configurations")),
                })
                .collect(),
            _ => Err(self.must_be(
                "a preset's name, several separated by commas, or an array of at most 16 names and configurations",
            )),
        }
    }

    fn preset(&self, name: &str) -> Result<ConfigSource, Problem> {
        if let Some(name) = presets::find(name) {
            return Ok(ConfigSource::Preset(name.to_owned()));
        }
        let hint = suggestion::nearest(name, presets::names().iter().copied())
            .map_or_else(String::new, |near| format!("did you mean \"{near}\"? "));
        Err(Problem::invalid(format!(
            "{}{} names no preset: {hint}valid names are {}",
            self.prefix,
            self.name,
            presets::names().join(", ")
        ))
        .with("field", format!("{}{}", self.prefix, self.name).into()))
    }
}

/// A configuration sent along.
fn inline(value: &Value) -> ConfigSource {
    ConfigSource::Text {
        name: "config.json".to_owned(),
        content: Arc::from(value.to_string().into_bytes()),
    }
}

/// A whole number that is written with a fraction of zero, such as `2.0`: to JSON it is an integer.
fn whole(value: &Value) -> Option<i64> {
    let number = value
        .as_f64()
        .filter(|number| number.fract() == 0.0 && number.abs() < 1e9)?;
    format!("{number:.0}").parse().ok()
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if text.len() <= LONGEST => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The value that `text` stands for where options come as text: in a query or a form.
///
/// # Errors
/// A text that is no value of the option's kind.
pub fn value_from_text(entry: &Entry, text: &str) -> Result<Value, Problem> {
    let trimmed = text.trim();
    let fault = |valid: &str| {
        Problem::invalid(format!("{} must be {valid}", entry.name)).with("field", entry.name.into())
    };
    match entry.kind {
        Kind::Integer { .. } => trimmed
            .strip_prefix('+')
            .unwrap_or(trimmed)
            .parse::<i64>()
            .map(Value::from)
            .map_err(|_| fault("an integer")),
        Kind::Number { .. } => trimmed
            .parse::<f64>()
            .ok()
            // Not NaN or infinity, which JSON has no word for.
            .filter(|number| number.is_finite())
            .map(Value::from)
            .ok_or_else(|| fault("a number")),
        Kind::Boolean { .. } => match trimmed.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" | "" => Ok(true.into()),
            "false" | "0" | "no" | "off" => Ok(false.into()),
            _ => Err(fault("true or false")),
        },
        Kind::Meta { .. } => serde_json::from_str(trimmed).map_err(|_| fault("a JSON object")),
        Kind::Config { .. } if trimmed.starts_with(['{', '[']) => {
            serde_json::from_str(trimmed).map_err(|_| fault("preset names, or JSON"))
        }
        Kind::Config { .. } | Kind::Text { .. } | Kind::Choice { .. } | Kind::Day { .. } => {
            Ok(text.into())
        }
    }
}
