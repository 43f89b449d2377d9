//! The legacy directives for fonts, sizes and colours (`docs/spec/language.md#3.6`).

use std::collections::HashMap;

use chordpro_config::Issue;

use crate::song_reader::{Outcome, SongReader};
use crate::text::is_blank;
use crate::{BlockKind, StyleChange, StyleProperty, StyledElement};

/// The values to go back to, for each item and property.
#[derive(Debug, Default)]
pub(crate) struct Properties {
    stacks: HashMap<(StyledElement, StyleProperty), Vec<String>>,
}

/// What a directive comes to.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    /// The changes from here on, in order.
    pub(crate) changes: Vec<StyleChange>,
    /// Why the directive has not the effect that it should have.
    pub(crate) fault: Option<Issue>,
}

impl Properties {
    /// `{ITEMfont}`, `{ITEMsize}`, `{ITEMcolour}`; without a value the last one is taken back.
    pub(crate) fn change(
        &mut self,
        element: StyledElement,
        property: StyleProperty,
        value: &str,
    ) -> Changes {
        if is_blank(value) {
            return self.take_back(element, property);
        }
        let value = match property {
            StyleProperty::Font => value.to_owned(),
            StyleProperty::Size | StyleProperty::Color => value.to_lowercase(),
        };
        if property == StyleProperty::Size && !is_size(&value) {
            let name = (element.name(), property.name());
            let message = format!("Illegal value \"{value}\" for {}{}", name.0, name.1);
            return Changes {
                changes: Vec::new(),
                fault: Some(Issue::new("illegal-property", "", message)),
            };
        }
        let size = match property {
            StyleProperty::Font => font_size(&value).map(str::to_owned),
            StyleProperty::Size | StyleProperty::Color => None,
        };
        let mut changes = vec![self.set(element, property, value)];
        changes.extend(size.map(|size| self.set(element, StyleProperty::Size, size)));
        Changes {
            changes,
            fault: None,
        }
    }

    fn set(
        &mut self,
        element: StyledElement,
        property: StyleProperty,
        value: String,
    ) -> StyleChange {
        let stack = self.stacks.entry((element, property)).or_default();
        stack.push(value.clone());
        StyleChange {
            element,
            property,
            value: Some(value),
        }
    }

    fn take_back(&mut self, element: StyledElement, property: StyleProperty) -> Changes {
        let (popped, change) = self.pop(element, property);
        let fault = popped.is_none().then(|| {
            let name = (element.name(), property.name());
            let message = format!("No saved value for property {}{}", name.0, name.1);
            Issue::new("no-saved-property", "", message)
        });
        let mut changes = vec![change];
        // A font with a size was two changes.
        let had_size = popped.is_some_and(|value| font_size(&value).is_some());
        if property == StyleProperty::Font && had_size {
            changes.push(self.pop(element, StyleProperty::Size).1);
        }
        Changes { changes, fault }
    }

    /// The value that is taken back, and the change to the one before.
    fn pop(
        &mut self,
        element: StyledElement,
        property: StyleProperty,
    ) -> (Option<String>, StyleChange) {
        let stack = self.stacks.entry((element, property)).or_default();
        let popped = stack.pop();
        let change = StyleChange {
            element,
            property,
            value: stack.last().cloned(),
        };
        (popped, change)
    }
}

impl SongReader<'_, '_> {
    /// Changes a property. What is done to the text is done to the chorus as well.
    pub(crate) fn property_directive(
        &mut self,
        element: StyledElement,
        property: StyleProperty,
        value: &str,
    ) -> Outcome {
        let chorus = (element == StyledElement::Text).then_some(StyledElement::Chorus);
        for element in [Some(element), chorus].into_iter().flatten() {
            let Changes { changes, fault } = self.properties.change(element, property, value);
            if let Some(fault) = fault {
                self.source.warn(fault.code, fault.message);
            }
            for change in changes {
                self.push(BlockKind::Change(change));
            }
        }
        Outcome::Done
    }
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

    fn values(changes: &Changes) -> Vec<(&'static str, Option<&str>)> {
        let changes = changes.changes.iter();
        changes
            .map(|change| (change.property.name(), change.value.as_deref()))
            .collect()
    }

    #[test]
    fn a_font_with_a_size_is_set_and_taken_back_with_it() {
        let mut properties = Properties::default();
        let mut font = |value| properties.change(StyledElement::Text, StyleProperty::Font, value);
        assert_eq!(values(&font("Arial")), [("font", Some("Arial"))]);
        assert_eq!(
            values(&font("Times 14")),
            [("font", Some("Times 14")), ("size", Some("14"))]
        );
        assert_eq!(values(&font("")), [("font", Some("Arial")), ("size", None)]);
        assert_eq!(values(&font(" ")), [("font", None)]);
        let last = font("");
        assert_eq!(values(&last), [("font", None)]);
        assert_eq!(
            last.fault.map(|fault| fault.code),
            Some("no-saved-property")
        );
    }

    #[test]
    fn a_size_that_is_none_changes_nothing() {
        let mut properties = Properties::default();
        let changes = properties.change(StyledElement::Chord, StyleProperty::Size, "big");
        assert!(changes.changes.is_empty());
        let message = changes.fault.map(|fault| fault.message);
        assert_eq!(
            message.as_deref(),
            Some("Illegal value \"big\" for chordsize")
        );
    }

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
