//! `parser.preprocess`: rules that rewrite lines before parsing (`docs/spec/configuration.md#7.7`).

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::json;

use super::group::{group, scalar_fields};
use super::parts::Parts;
use super::reader::{Rule, Scalar};
use crate::Value;

/// The maximum number of rules per kind of line.
const MOST_RULES: usize = 100;

/// The maximum length of a pattern or replacement, in bytes.
const LONGEST: usize = 10_000;

/// The valid form of the rules for one kind of line.
const RULES: &str = "a list of at most 100 rules";

/// The valid form of a rule.
const RULE: &str = "a map with `target` or `pattern`, and `replace`";

/// The valid flags.
const FLAGS: &str = "letters of `g`, `i`, `m`, `s`, `x`";

/// A rule that rewrites lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreprocessRule {
    /// A literal text to search for; its replacement is literal, too.
    pub target: Option<String>,
    /// A regular expression to search for; the replacement can use its groups, such as `$1`.
    pub pattern: Option<String>,
    /// The replacement.
    pub replace: String,
    /// Flags: `g`, `i`, `m`, `s`, `x`.
    pub flags: String,
    /// A regular expression that a line must match to be rewritten.
    pub select: Option<String>,
}

impl PreprocessRule {
    fn read_parts(value: &Value, parts: &mut Parts) -> Option<Self> {
        let map = value.as_map()?;
        parts.only(map, &["target", "pattern", "replace", "flags", "select"]);
        let mut text = |key: &str| match map.get(key) {
            None | Some(Value::Null) => Some(None),
            Some(value) => parts
                .part(key, value, "a text of at most 10000 bytes", |value, _| {
                    value.to_text().filter(|text| text.len() <= LONGEST)
                })
                .map(|text| Some(text.into_owned())),
        };
        let (target, pattern) = (text("target"), text("pattern"));
        let (replace, select) = (text("replace"), text("select"));
        let flags = match map.get("flags") {
            None | Some(Value::Null) => Some("g".to_owned()),
            Some(value) => parts.part("flags", value, FLAGS, |value, _| {
                let text = value.to_text()?;
                let are_known = text.chars().all(|flag| "gimsx".contains(flag));
                are_known.then(|| text.into_owned())
            }),
        };
        let rule = PreprocessRule {
            target: target?,
            pattern: pattern?,
            replace: replace?.unwrap_or_default(),
            flags: flags?,
            select: select?,
        };
        let has_subject = rule.target.is_some() || rule.pattern.is_some();
        has_subject.then_some(rule)
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
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        Self::read_parts(value, rule, &mut Parts::default())
    }

    fn read_parts(value: &Value, _: &Rule, parts: &mut Parts) -> Option<Self> {
        let mut kinds = Some(IndexMap::new());
        for (kind, rules) in value.as_map()? {
            let rules = parts.part(kind, rules, RULES, |rules, parts| match rules {
                Value::Null => Some(Arc::from([])),
                Value::List(list) if list.len() <= MOST_RULES => parts
                    .each(list, RULE, PreprocessRule::read_parts)
                    .map(Arc::from),
                _ => None,
            });
            match (rules, &mut kinds) {
                (Some(rules), Some(kinds)) => {
                    kinds.insert(kind.clone(), rules);
                }
                _ => kinds = None,
            }
        }
        kinds.map(Preprocess)
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

/// Two characters that become brackets in lyrics after chords are read.
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
        /// Two characters that become `[` and `]` in lyrics after chords are read.
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
