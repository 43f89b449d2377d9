//! `delegates`: sections whose content is not a song.

use indexmap::IndexMap;
use serde_json::json;

use super::group::{choice, scalar_fields};
use super::reader::{Rule, Scalar};
use crate::Value;

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

/// A delegate, for one output.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delegate {
    /// What becomes of its sections.
    pub kind: DelegateKind,
    /// Lines before the data.
    pub preamble: Vec<String>,
    /// Lines after the data.
    pub postamble: Vec<String>,
    /// `left`, `center`, `right`.
    pub align: Option<String>,
    /// Whether the content is ignored.
    pub is_omitted: bool,
}

/// All delegates by name, as configured; see [`Delegates::delegate`].
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

    /// The delegate called `name` for an output (`pdf`, `html`, …), whose own values win; `None` where there is none, or
    /// where its sections are plain sections in that output.
    pub fn delegate(&self, name: &str, output: &str) -> Option<Delegate> {
        let delegate = self.0.get(name)?.as_map()?;
        let own = delegate.get(output).and_then(Value::as_map);
        let value = |key: &str| {
            own.and_then(|own| own.get(key))
                .or_else(|| delegate.get(key))
        };
        let lines = |key: &str| {
            value(key)
                .and_then(|lines| Vec::<String>::from_value(lines, &Rule::ANY))
                .unwrap_or_default()
        };
        let kind = value("type")
            .and_then(Value::to_text)
            .and_then(|word| DelegateKind::from_word(&word))?;
        (kind != DelegateKind::None).then(|| Delegate {
            kind,
            preamble: lines("preamble"),
            postamble: lines("postamble"),
            align: value("align")
                .and_then(Value::to_text)
                .map(std::borrow::Cow::into_owned),
            is_omitted: value("omit").is_some_and(Value::is_said_true),
        })
    }
}

impl Scalar for Delegates {
    fn from_value(value: &Value, _: &Rule) -> Option<Self> {
        value.as_map().map(|map| Delegates(map.clone()))
    }

    fn nothing() -> Self {
        Delegates(IndexMap::new())
    }

    fn expected(_: &Rule) -> String {
        "a map of delegates with `type` (`image`, `none`, `omit`), `preamble`, `postamble`, `align`, `omit`; values below \
         `pdf` and `html` are for that output"
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
            delegates
                .delegate("textblock", "pdf")
                .map(|delegate| delegate.kind),
            Some(DelegateKind::Image)
        );
        assert_eq!(delegates.delegate("textblock", "text"), None);
        assert_eq!(delegates.delegate("other", "pdf"), None);
    }
}
