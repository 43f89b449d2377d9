//! Styles from directives: fonts, sizes and colours (`docs/spec/language.md#3.6`) as CSS declarations of the lines they apply to.

use std::collections::BTreeMap;

use chordpro_song::{BlockKind, FontSize, Section, StyleChange, StyleProperty, StyledElement};

use super::escape::is_color;
use super::span::generic_family;

/// The styles set so far in a song.
#[derive(Debug, Clone, Default)]
pub(super) struct Looks {
    items: BTreeMap<&'static str, Look>,
}

/// The style of one item; unset properties are as in the style sheet.
#[derive(Debug, Clone, Default)]
struct Look {
    family: Option<&'static str>,
    is_bold: bool,
    is_italic: bool,
    size: Option<String>,
    color: Option<String>,
}

impl Looks {
    /// Applies a directive. A value that the page cannot show resets the property.
    pub(super) fn set(&mut self, change: &StyleChange) {
        let value = change.value.as_deref().unwrap_or_default().to_lowercase();
        let look = self.items.entry(change.element.name()).or_default();
        match change.property {
            StyleProperty::Font => {
                let family = value.split([' ', '-', ',']).next().unwrap_or_default();
                look.family = generic_family(family);
                look.is_bold = value.contains("bold");
                look.is_italic = value.contains("italic") || value.contains("oblique");
            }
            StyleProperty::Size => look.size = change.size().and_then(size),
            StyleProperty::Color => look.color = is_color(&value).then_some(value),
        }
    }

    /// Applies the directives for the title, which is written before all directives.
    pub(super) fn set_title(&mut self, sections: &[Section]) {
        for block in sections.iter().flat_map(|section| &section.blocks) {
            if let BlockKind::Change(change) = &block.kind
                && change.element == StyledElement::Title
                && change.value.is_some()
            {
                self.set(change);
            }
        }
    }

    /// Appends the attribute for an element of this item; nothing if it is as in the style sheet.
    pub(super) fn push(&self, out: &mut String, item: &str) {
        self.push_all(out, item, None);
    }

    /// Appends the attribute for a line of `item` with chords.
    pub(super) fn push_with_chords(&self, out: &mut String, item: &str) {
        self.push_all(out, item, Some("chord"));
    }

    fn push_all(&self, out: &mut String, item: &str, chords: Option<&str>) {
        if self.items.is_empty() {
            return;
        }
        const OPEN: &str = " style=\"";
        let start = out.len();
        out.push_str(OPEN);
        if let Some(look) = self.items.get(item) {
            look.push(
                out,
                [
                    "font-family:",
                    "font-weight:",
                    "font-style:",
                    "font-size:",
                    "color:",
                ],
            );
        }
        if let Some(look) = chords.and_then(|item| self.items.get(item)) {
            look.push(
                out,
                [
                    "--chord-family:",
                    "--chord-weight:",
                    "--chord-style:",
                    "--chord-size:",
                    "--chord:",
                ],
            );
        }
        if out.len() == start + OPEN.len() {
            out.truncate(start);
        } else {
            out.pop();
            out.push('"');
        }
    }
}

impl Look {
    /// Appends declarations: family, weight, style, size, colour, under these names.
    fn push(&self, out: &mut String, names: [&str; 5]) {
        let has_font = self.family.is_some() || self.is_bold || self.is_italic;
        let values = [
            self.family,
            has_font.then_some(if self.is_bold { "700" } else { "400" }),
            has_font.then_some(if self.is_italic { "italic" } else { "normal" }),
            self.size.as_deref(),
            self.color.as_deref(),
        ];
        for (name, value) in names.iter().zip(values) {
            if let Some(value) = value {
                out.push_str(name);
                out.push_str(value);
                out.push(';');
            }
        }
    }
}

/// A size in points or in per cent, limited to a sensible range.
fn size(size: FontSize) -> Option<String> {
    let (number, unit) = match size {
        FontSize::Points(number) => (number, "pt"),
        FontSize::Percent(number) => (number, "%"),
    };
    (number > 0.0 && number <= 400.0).then(|| format!("{number}{unit}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(element: StyledElement, property: StyleProperty, value: Option<&str>) -> StyleChange {
        StyleChange {
            element,
            property,
            value: value.map(str::to_owned),
        }
    }

    fn attribute(looks: &Looks) -> String {
        let mut out = String::new();
        looks.push_with_chords(&mut out, "text");
        out
    }

    #[test]
    fn what_is_set_becomes_declarations_and_goes_when_taken_back() {
        let mut looks = Looks::default();
        assert_eq!(attribute(&looks), "");
        looks.set(&change(
            StyledElement::Text,
            StyleProperty::Size,
            Some("14"),
        ));
        looks.set(&change(
            StyledElement::Chord,
            StyleProperty::Color,
            Some("Red"),
        ));
        assert_eq!(attribute(&looks), " style=\"font-size:14pt;--chord:red\"");
        looks.set(&change(StyledElement::Text, StyleProperty::Size, None));
        looks.set(&change(StyledElement::Chord, StyleProperty::Color, None));
        assert_eq!(attribute(&looks), "");
    }

    #[test]
    fn fonts_are_known_by_their_kind() {
        let mut looks = Looks::default();
        looks.set(&change(
            StyledElement::Text,
            StyleProperty::Font,
            Some("Times-Bold 12"),
        ));
        assert_eq!(
            attribute(&looks),
            " style=\"font-family:var(--serif);font-weight:700;font-style:normal\""
        );
    }

    #[test]
    fn nothing_but_sizes_and_colours_gets_into_a_page() {
        let mut looks = Looks::default();
        for value in ["red;background:url(x)", "\"><script>", "1e9", "-3", "NaN"] {
            looks.set(&change(
                StyledElement::Text,
                StyleProperty::Color,
                Some(value),
            ));
            looks.set(&change(
                StyledElement::Text,
                StyleProperty::Size,
                Some(value),
            ));
            let made = attribute(&looks);
            assert!(
                made.is_empty() || made == " style=\"color:1e9\"" || made == " style=\"color:nan\"",
                "{made}"
            );
        }
    }
}
