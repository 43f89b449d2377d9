//! `parser`: rules that rewrite lines before they are read.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::json;

use super::group::{group, scalar_fields};
use super::reader::{Rule, Scalar};
use crate::Value;

/// The most rules of one kind of line.
const MOST_RULES: usize = 100;

/// The longest pattern or replacement, in bytes.
const LONGEST: usize = 10_000;

/// A rule that rewrites lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreprocessRule {
    /// The text that is looked for, literally; its replacement is literal, too.
    pub target: Option<String>,
    /// The regular expression that is looked for; `$1` in the replacement are its groups.
    pub pattern: Option<String>,
    /// What stands for it.
    pub replace: String,
    /// Flags: `g`, `i`, `m`, `s`, `x`.
    pub flags: String,
    /// A regular expression that a line must match to be rewritten.
    pub select: Option<String>,
}

impl PreprocessRule {
    fn from_value(value: &Value) -> Option<Self> {
        let map = value.as_map()?;
        let text = |key: &str| match map.get(key) {
            None | Some(Value::Null) => Some(None),
            Some(value) => value
                .to_text()
                .filter(|text| text.len() <= LONGEST)
                .map(|text| Some(text.into_owned())),
        };
        let rule = PreprocessRule {
            target: text("target")?,
            pattern: text("pattern")?,
            replace: text("replace")?.unwrap_or_default(),
            flags: text("flags")?.unwrap_or_else(|| "g".to_owned()),
            select: text("select")?,
        };
        let has_flags = rule.flags.chars().all(|flag| "gimsx".contains(flag));
        let has_subject = rule.target.is_some() || rule.pattern.is_some();
        (has_flags && has_subject).then_some(rule)
    }
}

/// Rules by kind of line: `all`, `directive`, `songline`, `env-NAME`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Preprocess(pub IndexMap<String, Arc<[PreprocessRule]>>);

impl Preprocess {
    /// The rules for a kind of line.
    pub fn rules(&self, kind: &str) -> &[PreprocessRule] {
        self.0.get(kind).map_or(&[], |rules| rules)
    }

    /// Whether there is no rule at all.
    pub fn is_empty(&self) -> bool {
        self.0.values().all(|rules| rules.is_empty())
    }
}

impl Scalar for Preprocess {
    fn from_value(value: &Value, _: &Rule) -> Option<Self> {
        let kinds = value.as_map()?;
        let rules: Option<IndexMap<_, _>> = kinds
            .iter()
            .map(|(kind, rules)| {
                let rules: Arc<[PreprocessRule]> = match rules {
                    Value::Null => Arc::from([]),
                    Value::List(list) if list.len() <= MOST_RULES => list
                        .iter()
                        .map(PreprocessRule::from_value)
                        .collect::<Option<Vec<_>>>()?
                        .into(),
                    _ => return None,
                };
                Some((kind.clone(), rules))
            })
            .collect();
        rules.map(Preprocess)
    }

    fn nothing() -> Self {
        Preprocess::default()
    }

    fn expected(_: &Rule) -> String {
        "lists of at most 100 rules with `target` or `pattern`, `replace`, `flags` (of `g`, `i`, `m`, `s`, `x`) and \
         `select`, by kind of line: `all`, `directive`, `songline`, `env-NAME`"
            .to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": "object", "additionalProperties": {"type": "array", "maxItems": 100, "items": {
            "type": "object",
            "properties": {
                "target": {"type": "string"},
                "pattern": {"type": "string"},
                "replace": {"type": "string"},
                "flags": {"type": "string", "pattern": "^[gimsx]*$"},
                "select": {"type": "string"},
            },
        }}})
    }
}

/// The two characters that become brackets in lyrics after chords were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AltBrackets(pub Option<(char, char)>);

impl Scalar for AltBrackets {
    fn from_value(value: &Value, _: &Rule) -> Option<Self> {
        if !value.is_true() {
            return Some(AltBrackets(None));
        }
        let text = value.to_text()?;
        let mut letters = text.chars();
        match (letters.next(), letters.next(), letters.next()) {
            (Some(open), Some(close), None) => Some(AltBrackets(Some((open, close)))),
            _ => None,
        }
    }

    fn nothing() -> Self {
        AltBrackets(None)
    }

    fn expected(_: &Rule) -> String {
        "a text of two characters, or null".to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": ["string", "null"], "minLength": 2, "maxLength": 2})
    }
}

scalar_fields!(Preprocess, AltBrackets);

group! {
    /// `parser`: reading.
    Parser {
        /// Two characters that become `[` and `]` in lyrics after chords were read.
        altbrackets = "altbrackets": AltBrackets;
        /// Rules that rewrite lines before they are read.
        preprocess = "preprocess": Preprocess;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_that_run_code_are_refused() {
        let rules = |flags: &str| {
            Value::from(json!({"all": [{"pattern": "a", "replace": "b", "flags": flags}]}))
        };
        assert!(Preprocess::from_value(&rules("gi"), &Rule::ANY).is_some());
        assert!(Preprocess::from_value(&rules("ge"), &Rule::ANY).is_none());
    }

    #[test]
    fn brackets_are_exactly_two_characters() {
        let read = |text: &str| AltBrackets::from_value(&Value::from(text), &Rule::ANY);
        assert_eq!(read("«»"), Some(AltBrackets(Some(('«', '»')))));
        assert_eq!(read("<"), None);
    }
}
