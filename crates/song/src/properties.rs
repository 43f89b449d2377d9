//! The legacy directives for fonts, sizes and colours (`docs/spec/language.md#3.6`).

use std::collections::HashMap;

use crate::song_reader::{Outcome, SongReader};
use crate::text::is_blank;
use crate::{BlockKind, StyleChange, StyleProperty, StyledElement};

/// The values to go back to, for each item and property.
#[derive(Debug, Default)]
pub(crate) struct Properties {
    stacks: HashMap<(StyledElement, StyleProperty), Vec<String>>,
}

impl SongReader<'_, '_> {
    /// `{ITEMfont}`, `{ITEMsize}`, `{ITEMcolour}`. What is done to the text is done to the chorus as well.
    pub(crate) fn property_directive(
        &mut self,
        element: StyledElement,
        property: StyleProperty,
        value: &str,
    ) -> Outcome {
        self.change_property(element, property, value);
        if element == StyledElement::Text {
            self.change_property(StyledElement::Chorus, property, value);
        }
        Outcome::Done
    }

    fn change_property(&mut self, element: StyledElement, property: StyleProperty, value: &str) {
        if is_blank(value) {
            self.reset_property(element, property);
            return;
        }
        let value = match property {
            StyleProperty::Font => value.to_owned(),
            StyleProperty::Size | StyleProperty::Color => value.to_lowercase(),
        };
        if property == StyleProperty::Size && !is_size(&value) {
            self.source.warn(
                "illegal-property",
                format!(
                    "Illegal value \"{value}\" for {}{}",
                    element.name(),
                    property.name()
                ),
            );
            return;
        }
        let size = match property {
            StyleProperty::Font => font_size(&value).map(str::to_owned),
            _ => None,
        };
        self.push_property(element, property, value);
        if let Some(size) = size {
            self.push_property(element, StyleProperty::Size, size);
        }
    }

    fn push_property(&mut self, element: StyledElement, property: StyleProperty, value: String) {
        self.push(change(element, property, Some(value.clone())));
        let stack = self.properties.stacks.entry((element, property));
        stack.or_default().push(value);
    }

    fn reset_property(&mut self, element: StyledElement, property: StyleProperty) {
        let stack = self
            .properties
            .stacks
            .entry((element, property))
            .or_default();
        let popped = stack.pop();
        let value = stack.last().cloned();
        if popped.is_none() {
            self.source.warn(
                "no-saved-property",
                format!(
                    "No saved value for property {}{}",
                    element.name(),
                    property.name()
                ),
            );
        }
        self.push(change(element, property, value));
        let had_size = popped.is_some_and(|value| font_size(&value).is_some());
        if property == StyleProperty::Font && had_size {
            let sizes = self.properties.stacks.entry((element, StyleProperty::Size));
            let sizes = sizes.or_default();
            sizes.pop();
            let value = sizes.last().cloned();
            self.push(change(element, StyleProperty::Size, value));
        }
    }
}

fn change(element: StyledElement, property: StyleProperty, value: Option<String>) -> BlockKind {
    BlockKind::Change(StyleChange {
        element,
        property,
        value,
    })
}

/// Whether a value is a number, perhaps with a fraction and a percent sign.
fn is_size(value: &str) -> bool {
    is_number(value.strip_suffix('%').unwrap_or(value))
}

/// The size at the end of a font description such as `Arial 12`.
fn font_size(value: &str) -> Option<&str> {
    let (_, size) = value.rsplit_once(char::is_whitespace)?;
    is_number(size).then_some(size)
}

fn is_number(text: &str) -> bool {
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, fraction)) => is_digits(whole) && is_digits(fraction),
        None => is_digits(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_numbers_or_percentages() {
        assert!(is_size("12") && is_size("12.5") && is_size("80%"));
        assert!(!is_size("12pt") && !is_size(".5") && !is_size("") && !is_size("1."));
    }

    #[test]
    fn a_font_may_end_in_a_size() {
        assert_eq!(font_size("Arial 12"), Some("12"));
        assert_eq!(font_size("Arial"), None);
        assert_eq!(font_size("Arial 12pt"), None);
    }
}
