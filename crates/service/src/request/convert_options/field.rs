//! One value on its way to being an option, and the sentences about what is wrong with it.

use std::sync::Arc;

use chordpro_engine::{ConfigSource, PageChoice};
use serde_json::Value;

use super::entry::{Entry, Kind};
use crate::problem::Problem;
use crate::request::presets;
use crate::request::validation::{Faults, gather, pointer};
use crate::response::file_names;
use crate::suggestion;
use crate::timestamp;

/// The JSON pointer of an option in the body.
pub(crate) fn option_pointer<'n>(
    prefix: &'n str,
    names: impl IntoIterator<Item = &'n str>,
) -> String {
    let parents = prefix.split(['.', '[', ']']);
    pointer(parents.filter(|name| !name.is_empty()).chain(names))
}

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
            Value::Null => "null".to_owned(),
            Value::Bool(_) => "a boolean".to_owned(),
            Value::Number(number) => number.to_string(),
            Value::String(text) if text.len() > LONGEST => "a longer one".to_owned(),
            Value::String(_) => "a string".to_owned(),
            Value::Array(_) => "an array".to_owned(),
            Value::Object(_) => "an object".to_owned(),
        };
        self.fault(format!(
            "{}{} must be {valid}; this is {given}",
            self.prefix, self.name
        ))
    }

    /// A fault of this field, with its name and its place.
    fn fault(&self, detail: String) -> Problem {
        // Items of `meta` have a name of two parts.
        let names = self.name.splitn(2, '.');
        Problem::field_fault(
            format!("{}{}", self.prefix, self.name),
            option_pointer(self.prefix, names),
            detail,
        )
    }

    /// A fault of an element of this field, which is an array; `at` counts from 0.
    fn element_must_be(&self, at: usize, value: &Value, valid: &str) -> Problem {
        let element = Field {
            name: &format!("{}[{at}]", self.name),
            prefix: self.prefix,
            value,
        };
        let at = at.to_string();
        let names = self.name.splitn(2, '.').chain([at.as_str()]);
        Problem::field_fault(
            format!("{}{}", self.prefix, self.name),
            option_pointer(self.prefix, names),
            element.must_be(valid).detail(),
        )
    }

    /// The number of a page, or `all`.
    pub(super) fn page(&self) -> Result<PageChoice, Problem> {
        let valid = || self.must_be("an integer from 1 to 1000000, or \"all\"");
        match self.value {
            Value::String(text) if text == "all" => Ok(PageChoice::All),
            _ => {
                let number = self.integer(1, 1_000_000).map_err(|_| valid())?;
                usize::try_from(number)
                    .map(PageChoice::One)
                    .map_err(|_| valid())
            }
        }
    }

    /// Semitones from -1200 to 1200, or a text: those with a suffix, or a key.
    pub(super) fn transposition(&self) -> Result<String, Problem> {
        let valid = || {
            self.must_be(
                "an integer from -1200 to 1200, or a string such as \"2f\", \"-3k\" or \"Bb\"",
            )
        };
        match self.value {
            Value::String(text) => Some(text.trim())
                .filter(|text| text.len() <= 8 && chordpro_engine::is_transposition(text))
                .map(str::to_owned)
                .ok_or_else(valid),
            _ => self
                .integer(-1200, 1200)
                .map(|number| number.to_string())
                .map_err(|_| valid()),
        }
    }

    pub(super) fn key(&self) -> Result<String, Problem> {
        self.value
            .as_str()
            .filter(|text| text.len() <= 8 && chordpro_engine::is_key(text))
            .map(str::to_owned)
            .ok_or_else(|| self.must_be("a key such as \"Bb\" or \"F#m\""))
    }

    /// The name of a file, fit for every system.
    pub(super) fn file_stem(&self) -> Result<String, Problem> {
        file_names::file_stem(self.text()?)
            .ok_or_else(|| self.must_be("the name of a file, with a letter or a digit in it"))
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
        timestamp::parse_day(self.text()?).ok_or_else(|| self.must_be("a date such as 2026-01-31"))
    }

    pub(super) fn meta(&self) -> Result<Vec<(String, String)>, Problem> {
        let Some(items) = self.value.as_object() else {
            return Err(self.must_be("an object of strings, numbers or arrays of those"));
        };
        let mut meta = Vec::new();
        let mut faults = Faults::default();
        for (name, value) in items {
            meta.extend(
                faults
                    .take(self.meta_item(name, value))
                    .into_iter()
                    .flatten(),
            );
        }
        faults.finish()?;
        if meta.len() > 1000 {
            return Err(self.must_be("an object of at most 1000 values"));
        }
        Ok(meta)
    }

    /// The values of one item of `meta`, each with its name.
    fn meta_item(&self, name: &str, value: &Value) -> Result<Vec<(String, String)>, Problem> {
        if name.trim().is_empty() || name.len() > 200 {
            return Err(self.fault(format!(
                "{}{} has a name that is blank or too long",
                self.prefix, self.name
            )));
        }
        let shown: String = name.chars().take(40).collect();
        let item = Field {
            name: &format!("{}.{shown}", self.name),
            prefix: self.prefix,
            value,
        };
        let texts = match value {
            Value::Null => Vec::new(),
            Value::Array(values) => gather(values.iter().enumerate().map(|(at, value)| {
                scalar(value).ok_or_else(|| item.element_must_be(at, value, "a string or a number"))
            }))?,
            value => {
                let text = scalar(value);
                vec![text.ok_or_else(|| item.must_be("a string, a number, or an array of those"))?]
            }
        };
        Ok(texts
            .into_iter()
            .map(|text| (name.to_owned(), text))
            .collect())
    }

    pub(super) fn configs(&self) -> Result<Vec<ConfigSource>, Problem> {
        match self.value {
            Value::String(names) => gather(
                names
                    .split(',')
                    .map(str::trim)
                    .enumerate()
                    .filter(|(_, name)| !name.is_empty())
                    .map(|(at, name)| self.preset(name, Place::InText(at))),
            ),
            Value::Object(_) => Ok(vec![inline(self.value)]),
            Value::Array(values) if values.len() <= 16 => {
                gather(values.iter().enumerate().map(|(at, value)| match value {
                    Value::String(name) => self.preset(name.trim(), Place::InArray(at)),
                    Value::Object(_) => Ok(inline(value)),
                    _ => {
                        Err(self.element_must_be(at, value, "a preset's name or a configuration"))
                    }
                }))
            }
            _ => Err(self.must_be(
                "a preset's name, several separated by commas, or an array of at most 16 names and configurations",
            )),
        }
    }

    fn preset(&self, name: &str, place: Place) -> Result<ConfigSource, Problem> {
        if let Some(name) = presets::find(name) {
            return Ok(ConfigSource::Preset(name.to_owned()));
        }
        let hint = suggestion::nearest(name, presets::names().iter().copied())
            .map_or_else(String::new, |near| format!("did you mean \"{near}\"? "));
        let field = format!("{}{}", self.prefix, self.name);
        // A path is not repeated: it would look as if it had been followed.
        let is_harmless = name.len() <= 40
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_:. ".contains(c));
        let (Place::InText(at) | Place::InArray(at)) = place;
        let which = match (is_harmless, place) {
            (true, _) => format!("there is no preset \"{name}\""),
            (false, Place::InText(0)) => "this is not the name of a preset".to_owned(),
            (false, _) => format!("name {} is not the name of a preset", at + 1),
        };
        let valid = presets::names().join(", ");
        let detail = format!("{field}: {which}: {hint}valid names are {valid}");
        let at = at.to_string();
        let index = matches!(place, Place::InArray(_)).then_some(at.as_str());
        let pointer = option_pointer(self.prefix, [self.name].into_iter().chain(index));
        Err(Problem::field_fault(field, pointer, detail))
    }
}

/// Where the name of a preset stands, from 0.
#[derive(Clone, Copy)]
enum Place {
    /// Between the commas of a text.
    InText(usize),
    /// In an array.
    InArray(usize),
}

/// A configuration sent along.
fn inline(value: &Value) -> ConfigSource {
    ConfigSource::Text {
        name: "config.json".to_owned(),
        content: Arc::from(value.to_string().into_bytes()),
    }
}

/// A whole number that is written with a fraction of zero, such as `2.0`: to JSON it is an integer.
pub(crate) fn whole(value: &Value) -> Option<i64> {
    let number = value
        .as_f64()
        .filter(|number| number.fract() == 0.0 && number.abs() < 1e15)?;
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
        let detail = format!("{} must be {valid}", entry.name);
        Problem::field_fault(entry.name, option_pointer("", [entry.name]), detail)
    };
    match entry.kind {
        Kind::Integer { .. } => trimmed
            .strip_prefix('+')
            .unwrap_or(trimmed)
            .parse::<i64>()
            .map(Value::from)
            .map_err(|_| fault("an integer")),
        Kind::Transposition { .. } => {
            let number = trimmed.strip_prefix('+').unwrap_or(trimmed).parse::<i64>();
            Ok(number.map_or_else(|_| trimmed.into(), Value::from))
        }
        Kind::Page { .. } => {
            let number = trimmed.strip_prefix('+').unwrap_or(trimmed).parse::<i64>();
            match number {
                Ok(number) => Ok(number.into()),
                Err(_) if trimmed == "all" => Ok("all".into()),
                Err(_) => Err(fault("an integer from 1, or \"all\"")),
            }
        }
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
        Kind::Config { .. }
        | Kind::Text { .. }
        | Kind::Choice { .. }
        | Kind::Day { .. }
        | Kind::Key { .. }
        | Kind::FileName { .. } => Ok(text.into()),
    }
}
