//! Changes of font, size and colour within a song. Clause 3.7 of the page specification.

use std::collections::BTreeMap;

use chordpro_config::view::FontDescription;
use chordpro_song::{Control, ControlProperty, Severity};

use crate::element_font::{ElementFonts, FontElement};
use crate::flow::Flow;
use crate::page::{Color, Pt};
use crate::typeface::TypefaceId;

/// What directives changed, to be able to go back.
#[derive(Debug, Clone)]
pub(crate) struct Controls {
    configured: ElementFonts,
    faces: BTreeMap<&'static str, Vec<TypefaceId>>,
    sizes: BTreeMap<&'static str, Vec<Pt>>,
    colors: BTreeMap<&'static str, Vec<Color>>,
}

/// How many changes of one property are remembered.
const MOST_CHANGES: usize = 100;

impl Controls {
    pub(crate) fn new(fonts: &ElementFonts) -> Self {
        Controls {
            configured: fonts.clone(),
            faces: BTreeMap::new(),
            sizes: BTreeMap::new(),
            colors: BTreeMap::new(),
        }
    }
}

/// Changes a stack: a value goes on top of it, nothing takes the top off. Gives the new top.
fn change<T: Copy>(stack: &mut Vec<T>, value: Option<T>, configured: T) -> T {
    match value {
        Some(value) => {
            if stack.len() >= MOST_CHANGES {
                stack.remove(0);
            }
            stack.push(value);
        }
        None => {
            stack.pop();
        }
    }
    stack.last().copied().unwrap_or(configured)
}

impl Flow<'_, '_> {
    /// Takes over a change of font, size or colour.
    pub(crate) fn control(&mut self, control: &Control) {
        let name = match control.item.as_str() {
            "diagrams" => "diagram",
            name => name,
        };
        let Some(element) = FontElement::from_name(name) else {
            return;
        };
        let value = control
            .value
            .as_deref()
            .map(str::trim)
            .filter(|v| !v.is_empty());
        match control.property {
            ControlProperty::Font => self.control_font(element, value),
            ControlProperty::Size => self.control_size(element, value),
            ControlProperty::Color => self.control_color(element, value),
        }
    }

    /// The elements that a change of `element` reaches: lyrics of choruses follow those of verses.
    fn reached(element: FontElement) -> impl Iterator<Item = FontElement> {
        let chorus = (element == FontElement::Text).then_some(FontElement::Chorus);
        std::iter::once(element).chain(chorus)
    }

    fn control_font(&mut self, element: FontElement, value: Option<&str>) {
        let typefaces = &mut self.typesetter.typefaces;
        let mut size = None;
        let typeface = match value {
            None => None,
            Some(text) => {
                let found = typefaces.named(text).or_else(|| {
                    let description = FontDescription::parse(text);
                    size = description.size;
                    let (name, _) = text.rsplit_once(char::is_whitespace).unwrap_or((text, ""));
                    typefaces
                        .described(&description, &self.config.pdf.fontconfig)
                        .or_else(|| size.and_then(|_| typefaces.named(name.trim())))
                });
                if found.is_none() {
                    self.say(
                        "unknown-font",
                        Severity::Warning,
                        format!("No font found for \"{text}\""),
                    );
                    return;
                }
                found
            }
        };
        for element in Self::reached(element) {
            let configured = self.controls.configured.get(element).typeface;
            let stack = self.controls.faces.entry(element.name()).or_default();
            let typeface = change(stack, typeface, configured);
            let ascent = self.typesetter.typefaces.get(typeface).metrics.ascent;
            let font = self.fonts.get_mut(element);
            font.typeface = typeface;
            font.ascent = ascent;
        }
        if let Some(size) = size {
            self.set_size(element, Some(size));
        }
    }

    fn control_size(&mut self, element: FontElement, value: Option<&str>) {
        let Some(text) = value else {
            self.set_size(element, None);
            return;
        };
        let (number, is_percent) = match text.strip_suffix('%') {
            Some(number) => (number.trim(), true),
            None => (text, false),
        };
        let Some(number) = number.parse::<f64>().ok().filter(|n| n.is_finite()) else {
            return;
        };
        if is_percent {
            // Percentages are of the last size given in points, and are not remembered as one.
            for element in Self::reached(element) {
                let configured = self.controls.configured.get(element).size;
                let base = self
                    .controls
                    .sizes
                    .get(element.name())
                    .and_then(|stack| stack.last())
                    .copied()
                    .unwrap_or(configured);
                self.fonts.get_mut(element).size = bounded(base * number / 100.0);
            }
        } else {
            self.set_size(element, Some(number));
        }
    }

    fn set_size(&mut self, element: FontElement, size: Option<Pt>) {
        for element in Self::reached(element) {
            let configured = self.controls.configured.get(element).size;
            let stack = self.controls.sizes.entry(element.name()).or_default();
            self.fonts.get_mut(element).size = change(stack, size.map(bounded), configured);
        }
    }

    fn control_color(&mut self, element: FontElement, value: Option<&str>) {
        let color = value.map(|name| self.typesetter.theme.ink(name));
        for element in Self::reached(element) {
            let configured = self.controls.configured.get(element).color;
            let stack = self.controls.colors.entry(element.name()).or_default();
            self.fonts.get_mut(element).color = change(stack, color, configured);
        }
    }
}

/// A font size that layout can work with.
fn bounded(size: Pt) -> Pt {
    size.clamp(0.5, 1000.0)
}
