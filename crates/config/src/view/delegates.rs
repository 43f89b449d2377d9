//! `delegates`: sections whose content is not a song (`docs/spec/configuration.md#7.6`).

use indexmap::IndexMap;
use serde_json::json;

use super::group::{choice, scalar_fields};
use super::kinds::words;
use super::parts::Parts;
use super::reader::{Rule, Scalar};
use crate::{Map, Value};

choice! {
    /// The treatment of a delegated section.
    DelegateKind {
        /// As an ordinary section.
        None = "none" | "" | "0",
        /// The section and its content are skipped.
        Omit = "omit",
        /// Converted to an image.
        Image = "image",
        /// Inserted as HTML.
        Html = "html",
        /// The lines are rewritten.
        Filter = "filter",
    }
}

/// All delegates by name, as configured; see [`Delegates::kind`].
#[derive(Debug, Clone, PartialEq)]
pub struct Delegates(IndexMap<String, Value>);

impl Delegates {
    /// The names of all enabled delegates.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(|(_, value)| value.is_true())
            .map(|(name, _)| name.as_str())
    }

    /// The treatment of sections of the delegate `name` in an output (`pdf`, `html`, …), whose own value takes precedence;
    /// `None` if there is no such delegate, or if its sections are ordinary sections in that output.
    pub fn kind(&self, name: &str, output: &str) -> Option<DelegateKind> {
        let delegate = self.0.get(name)?;
        let own = delegate.get(output).and_then(|own| own.get("type"));
        let word = own.or_else(|| delegate.get("type"))?.to_text()?;
        DelegateKind::from_word(&word).filter(|kind| *kind != DelegateKind::None)
    }
}

/// The place of a delegate's values.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// Directly in the delegate, for all outputs.
    Common,
    /// Below an output.
    Output,
}

/// The outputs that can have separate values.
const OUTPUTS: [&str; 5] = ["pdf", "html", "text", "chordpro", "markdown"];

/// The keys of a delegate.
const KEYS: [&str; 20] = [
    "type",
    "module",
    "handler",
    "subtype",
    "align",
    "omit",
    "preamble",
    "postamble",
    "program",
    "args",
    "input",
    "result",
    "errors",
    "preprocess",
    "config",
    "pdf",
    "html",
    "text",
    "chordpro",
    "markdown",
];

/// Whether the parts of a delegate that we read are valid; reports those that are not.
fn checks(map: &Map, place: Place, parts: &mut Parts) -> bool {
    parts.only(map, &KEYS);
    let mut is_usable = true;
    let mut read = |key: &str, parts: &mut Parts, expected: &str, test: fn(&Value) -> bool| {
        if let Some(value) = map.get(key) {
            let part = parts.part(key, value, expected, |value, _| test(value).then_some(()));
            is_usable &= part.is_some();
        }
    };
    let lines = |value: &Value| Vec::<String>::from_value(value, &Rule::ANY).is_some();
    read("type", parts, &words(DelegateKind::WORDS), |value| {
        DelegateKind::from_value(value, &Rule::ANY).is_some()
    });
    read("preamble", parts, "a list of lines", lines);
    read("postamble", parts, "a list of lines", lines);
    read("align", parts, "`left`, `center` or `right`", |value| {
        !value.is_true()
            || value.as_str().is_some_and(|side| {
                let is_side = |word: &&str| side.eq_ignore_ascii_case(word);
                ["left", "center", "right"].iter().any(is_side)
            })
    });
    read("omit", parts, "`true` or `false`", |value| {
        value.to_text().is_some()
    });
    for output in OUTPUTS {
        if place == Place::Common
            && let Some(value) = map.get(output)
        {
            let part = parts.part(output, value, "a map", |value, parts| {
                checks(value.as_map()?, Place::Output, parts).then_some(())
            });
            is_usable &= part.is_some();
        }
    }
    is_usable
}

impl Scalar for Delegates {
    fn from_value(value: &Value, rule: &Rule) -> Option<Self> {
        Self::read_parts(value, rule, &mut Parts::default())
    }

    fn read_parts(value: &Value, _: &Rule, parts: &mut Parts) -> Option<Self> {
        let map = value.as_map()?;
        let mut is_usable = true;
        for (name, delegate) in map {
            let expected = "a map, or nothing to switch it off";
            let part = parts.part(name, delegate, expected, |delegate, parts| {
                (!delegate.is_true() || checks(delegate.as_map()?, Place::Common, parts))
                    .then_some(())
            });
            is_usable &= part.is_some();
        }
        is_usable.then(|| Delegates(map.clone()))
    }

    fn nothing() -> Self {
        Delegates(IndexMap::new())
    }

    fn expected(_: &Rule) -> String {
        "a map of delegates with `type` (`image`, `none`, `omit`), also below `pdf` and `html` for that output; what else the \
         reference knows of a delegate is for programs, which are not run here"
            .to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": "object"})
    }
}

scalar_fields!(std::sync::Arc<Delegates>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_value_for_an_output_wins() {
        let value = Value::from(json!({"textblock": {"type": "none", "pdf": {"type": "image"}}}));
        let delegates = Delegates::from_value(&value, &Rule::ANY).expect("a map");
        assert_eq!(
            delegates.kind("textblock", "pdf"),
            Some(DelegateKind::Image)
        );
        assert_eq!(delegates.kind("textblock", "text"), None);
        assert_eq!(delegates.kind("other", "pdf"), None);
    }
}
