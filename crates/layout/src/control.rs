//! Changes of font, size and colour within a song (`docs/spec/pages.md#3.7`).
//!
//! The reader keeps the stacks: what arrives here is the new value, or nothing for the configured one; a font with a size
//! arrives as two changes, and what is done to the text is done to the chorus as well.

use std::rc::Rc;

use chordpro_config::view::FontDescription;
use chordpro_song::{FontSize, Severity, StyleChange, StyleProperty, StyledElement};

use crate::composer::Composer;
use crate::element_font::FontElement;
use crate::page::Pt;
use crate::typeface::TypefaceId;

/// Takes over a change of font, size or colour.
pub(crate) fn change_style(composer: &mut Composer<'_, '_>, change: &StyleChange) {
    let name = match change.element {
        StyledElement::Diagrams => "diagram",
        element => element.name(),
    };
    let Some(element) = FontElement::from_name(name) else {
        return;
    };
    let value = change.value.as_deref().map(str::trim);
    match change.property {
        StyleProperty::Font => control_font(composer, element, value),
        StyleProperty::Size => {
            let configured = composer.style.font_changes.configured.get(element).size;
            let size = match value {
                None => Some(FontSize::Points(configured)),
                Some(_) => change.size(),
            };
            control_size(composer, element, size);
        }
        StyleProperty::Color => control_color(composer, element, value),
    }
}

fn control_font(composer: &mut Composer<'_, '_>, element: FontElement, value: Option<&str>) {
    let Some(text) = value else {
        // The configured font is one with its size and its colour.
        *Rc::make_mut(&mut composer.style.fonts).get_mut(element) =
            *composer.style.font_changes.configured.get(element);
        return;
    };
    let description = FontDescription::parse(text);
    let name = match (description.size, text.rsplit_once(char::is_whitespace)) {
        (Some(_), Some((name, _))) => name.trim_end(),
        _ => text,
    };
    let typefaces = &mut composer.typesetter.typefaces;
    let typeface = typefaces
        .named(name)
        .or_else(|| typefaces.described(&description, &composer.style.config.pdf.fontconfig));
    let Some(typeface) = typeface.or_else(|| stand_in(composer, element)) else {
        return;
    };
    let ascent = composer.typesetter.typefaces.get(typeface).metrics.ascent;
    let font = Rc::make_mut(&mut composer.style.fonts).get_mut(element);
    font.typeface = typeface;
    font.ascent = ascent;
}

/// The font that stands in for one that there is not.
fn stand_in(composer: &mut Composer<'_, '_>, element: FontElement) -> Option<TypefaceId> {
    if element != FontElement::Chorus {
        composer.say(
            "unknown-font",
            Severity::Warning,
            format!("No font found for {{{}font}}", element.name()),
        );
    }
    composer.typesetter.typefaces.stand_in()
}

fn control_size(composer: &mut Composer<'_, '_>, element: FontElement, size: Option<FontSize>) {
    match size {
        None => {}
        Some(FontSize::Percent(number)) => {
            let configured = composer.style.font_changes.configured.get(element).size;
            let base = composer.style.font_changes.sizes.get(element.name());
            let size = base.copied().unwrap_or(configured) * number / 100.0;
            Rc::make_mut(&mut composer.style.fonts)
                .get_mut(element)
                .size = bounded(size);
        }
        Some(FontSize::Points(points)) => {
            let size = bounded(points);
            Rc::make_mut(&mut composer.style.font_changes)
                .sizes
                .insert(element.name(), size);
            Rc::make_mut(&mut composer.style.fonts)
                .get_mut(element)
                .size = size;
        }
    }
}

fn control_color(composer: &mut Composer<'_, '_>, element: FontElement, value: Option<&str>) {
    let color = match value {
        None => composer.style.font_changes.configured.get(element).color,
        Some(name) => composer.typesetter.theme.ink(name),
    };
    Rc::make_mut(&mut composer.style.fonts)
        .get_mut(element)
        .color = color;
}

/// A font size that layout can work with.
fn bounded(size: Pt) -> Pt {
    size.clamp(0.5, 1000.0)
}

#[cfg(test)]
mod tests {
    use chordpro_song::{BlockKind, StyleChange, StyleProperty, StyledElement};

    use crate::page::{Color, Item};
    use crate::sample::{line, pages, place, song};

    fn size(element: StyledElement, value: Option<&str>) -> BlockKind {
        BlockKind::Change(StyleChange {
            element,
            property: StyleProperty::Size,
            value: value.map(str::to_owned),
        })
    }

    #[test]
    fn the_height_of_lines_follows_at_once() {
        let pages = pages(&song(vec![
            size(StyledElement::Text, Some("18")),
            line("[C]a"),
            line("b"),
        ]));
        assert_eq!(place(&pages[0], "a").1, 733.8);
        assert_eq!(place(&pages[0], "b").1, 712.2);
    }

    #[test]
    fn the_configured_font_comes_back_with_its_size_and_colour() {
        let change = |property, value: Option<&str>| {
            BlockKind::Change(StyleChange {
                element: StyledElement::Text,
                property,
                value: value.map(str::to_owned),
            })
        };
        let pages = pages(&song(vec![
            change(StyleProperty::Size, Some("20")),
            change(StyleProperty::Color, Some("red")),
            change(StyleProperty::Font, Some("sans")),
            line("a"),
            change(StyleProperty::Font, None),
            line("b"),
        ]));
        let runs = pages[0].page.layers.text.iter();
        let looks: Vec<_> = runs
            .filter_map(|item| match item {
                Item::Text(run) => Some((run.size, run.color)),
                _ => None,
            })
            .collect();
        let red = Color { r: 255, g: 0, b: 0 };
        assert_eq!(looks, [(20.0, red), (12.0, Color::BLACK)]);
    }

    #[test]
    fn percentages_are_of_the_last_size_in_points() {
        let body = vec![
            size(StyledElement::Text, Some("20")),
            size(StyledElement::Text, Some("50%")),
            size(StyledElement::Text, Some("50%")),
            line("a"),
            size(StyledElement::Text, None),
            line("b"),
        ];
        let pages = pages(&song(body));
        assert_eq!(place(&pages[0], "a").1, 753.0);
        assert_eq!(place(&pages[0], "b").1, 739.2);
    }

    #[test]
    fn headings_have_the_size_of_the_end_of_the_song() {
        let mut song = song(vec![line("x"), size(StyledElement::Title, Some("30"))]);
        song.meta.push("title", "T");
        assert_eq!(place(&pages(&song)[0], "T").1, 795.0);
    }
}
