//! `delegates`: sections whose content is not a song (`docs/spec/configuration.md#7.6`).

use indexmap::IndexMap;
use serde_json::json;

use super::group::{choice, scalar_fields};
use super::kinds::words;
use super::parts::Parts;
use super::reader::{Rule, Scalar};
use crate::{Map, Value};

choice! {
    /// What becomes of a delegated section.
    DelegateKind {
        /// It is an ordinary section.
        None = "none" | "" | "0",
        /// It and its content are skipped.
        Omit = "omit",
        /// It becomes a picture.
        Image = "image",
        /// It becomes a piece of HTML.
        Html = "html",
        /// Its lines are rewritten.
        Filter = "filter",
    }
}

/// All delegates by name, as configured; see [`Delegates::kind`].
#[derive(Debug, Clone, PartialEq)]
pub struct Delegates(IndexMap<String, Value>);

impl Delegates {
    /// The names of all delegates that are not switched off.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0
            .iter()
            .filter(|(_, value)| value.is_true())
            .map(|(name, _)| name.as_str())
    }

    /// What becomes of the sections of the delegate called `name` in an output (`pdf`, `html`, …), whose own value wins;
    /// `None` where there is no such delegate, or where its sections are plain sections in that output.
    pub fn kind(&self, name: &str, output: &str) -> Option<DelegateKind> {
        let delegate = self.0.get(name)?;
        let own = delegate.get(output).and_then(|own| own.get("type"));
        let word = own.or_else(|| delegate.get("type"))?.to_text()?;
        DelegateKind::from_word(&word).filter(|kind| *kind != DelegateKind::None)
    }
}

/// Where the values of a delegate stand.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// In the delegate, for all outputs.
    Common,
    /// Below an output.
    Output,
}

/// The outputs that may have values of their own.
const OUTPUTS: [&str; 5] = ["pdf", "html", "text", "chordpro", "markdown"];

/// What a delegate can say.
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

/// Whether what is read of a delegate can be used; says what cannot.
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
