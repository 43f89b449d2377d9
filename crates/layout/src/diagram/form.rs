//! Diagrams as reusable forms, each drawn once (`docs/spec/pages.md#5.2`, `#5.3`, `#5.4`).

use chordpro_chords::{Chord, Fingering, Fret, keyboard_keys};
use chordpro_song::markup;

use super::cache::DiagramKey;
use super::keyboard::{self, KeyboardColors, KeyboardStyle};
use super::look;
use super::placing::Measures;
use super::sketch::{Anchor, Lettering, Measure, Sketch};
use super::strings::{self, StringColors, StringStyle};
use crate::colour;
use crate::draw_context::DrawContext;
use crate::element_font::{ElementFont, FontElement};
use crate::page::{Color, Form, Pt};

/// What chords are shown on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Instrument {
    /// Strings.
    Strings,
    /// Keys.
    Keyboard,
}

impl Instrument {
    /// The instrument that `instrument.type`, or the `type` of a picture, names.
    pub fn parse(name: &str) -> Instrument {
        if name.eq_ignore_ascii_case("keyboard") {
            Instrument::Keyboard
        } else {
            Instrument::Strings
        }
    }
}

/// How the diagrams of a song look, resolved.
#[derive(Debug, Clone, PartialEq)]
pub struct Look {
    drawing: Drawing,
    /// The font of base frets and that of fingers.
    fonts: (ElementFont, ElementFont),
}

#[derive(Debug, Clone, PartialEq)]
enum Drawing {
    Strings {
        style: StringStyle,
        colors: StringColors,
        count: usize,
    },
    Keyboard {
        style: KeyboardStyle,
        colors: KeyboardColors,
    },
}

impl Look {
    /// The look of diagrams of `instrument`.
    pub fn new(instrument: Instrument, context: &DrawContext<'_, '_>) -> Look {
        let theme = &context.typesetter.theme;
        let fingers = *context.fonts.get(FontElement::ChordFingers);
        let drawing = match instrument {
            Instrument::Strings => {
                let spec = &context.config.pdf.fonts.chordfingers;
                let number = spec
                    .numbercolor
                    .as_ref()
                    .map_or("background", |color| color.0.as_str());
                let paper = theme.resolve(number);
                let is_paper = number == "background" || colour::paint(paper).is_none();
                Drawing::Strings {
                    style: look::strings(context.config),
                    colors: StringColors {
                        foreground: theme.ink("foreground"),
                        dot: fingers.color,
                        number: theme.paint(number).unwrap_or(Color::WHITE),
                        is_number_paper: is_paper,
                    },
                    count: context.config.library.tuning().strings(),
                }
            }
            Instrument::Keyboard => Drawing::Keyboard {
                style: look::keyboard(context.config),
                colors: look::keyboard_colors(context.config, theme),
            },
        };
        Look {
            drawing,
            fonts: (*context.fonts.get(FontElement::DiagramBase), fingers),
        }
    }

    /// The measures of rows, where names are set at `name` points.
    pub fn measures(&self, name: Pt, spacing: f64) -> Measures {
        match &self.drawing {
            Drawing::Strings { style, count, .. } => style.measures(*count, name, spacing, name),
            Drawing::Keyboard { style, .. } => style.measures(name, spacing),
        }
    }

    /// From the top of a slot down to the origin of the form.
    pub fn origin(&self, name: Pt, spacing: f64) -> Pt {
        match &self.drawing {
            Drawing::Strings { style, .. } => style.origin(name, spacing),
            Drawing::Keyboard { style, .. } => style.origin(name, spacing),
        }
    }

    /// Whether there is anything to draw of `chord`.
    pub fn has(&self, chord: &Chord, context: &DrawContext<'_, '_>) -> bool {
        match &self.drawing {
            Drawing::Strings { .. } => chord.has_frets(),
            Drawing::Keyboard { .. } => {
                chord.root.is_some()
                    || !keyboard_keys(chord, context.config.library.tuning()).is_empty()
            }
        }
    }

    /// Whether the name of `chord` gets a question mark: a keyboard that presses no key.
    pub fn is_questionable(&self, chord: &Chord, context: &DrawContext<'_, '_>) -> bool {
        let tuning = context.config.library.tuning();
        matches!(self.drawing, Drawing::Keyboard { .. })
            && keyboard_keys(chord, tuning).is_empty()
            && !chordpro_chords::is_no_chord(chord, tuning)
    }

    /// The form that shows `chord`, called `name`. The foreground is that of the chord where it has one.
    pub fn form(&self, chord: &Chord, name: &str, context: &mut DrawContext<'_, '_>) -> usize {
        let color = chord
            .diagram
            .as_deref()
            .filter(|color| *color != "0")
            .map(|color| context.typesetter.theme.ink(color));
        let fingering = match &self.drawing {
            Drawing::Strings { .. } => chord.fingering.clone().unwrap_or_default(),
            Drawing::Keyboard { .. } => Fingering {
                keys: Some(keyboard_keys(chord, context.config.library.tuning())),
                ..Fingering::default()
            },
        };
        let key = DiagramKey {
            look: context.diagrams.look(self),
            fingering,
            root: chord.root.as_ref().map_or(0, |root| root.ordinal),
            foreground: color,
            name: name.to_owned(),
        };
        if let Some(index) = context.diagrams.form(&key) {
            return index;
        }
        let form = self.draw(&key, context);
        let index = context.drawings.add_form(form);
        context.diagrams.keep(key, index);
        index
    }

    fn draw(&self, key: &DiagramKey, context: &mut DrawContext<'_, '_>) -> Form {
        let sketch = match &self.drawing {
            Drawing::Strings { style, colors, .. } => {
                let colors = StringColors {
                    foreground: key.foreground.unwrap_or(colors.foreground),
                    ..*colors
                };
                let size = context.config.pdf.fonts.chordfingers.size;
                let widths = Widths(self, context);
                let (sketch, skipped) = strings::draw(&key.fingering, style, colors, size, &widths);
                if let Some(fret) = skipped {
                    context.warn(
                        "fret-outside-diagram",
                        None,
                        format!(
                            "Diagram {}: Fret position {fret} exceeds diagram size {}",
                            key.name, style.cells
                        ),
                    );
                }
                sketch
            }
            Drawing::Keyboard { style, colors } => {
                let keys = key.fingering.keys.as_deref().unwrap_or_default();
                let colors = KeyboardColors {
                    foreground: key.foreground.unwrap_or(colors.foreground),
                    ..*colors
                };
                keyboard::draw(keys, key.root, style, colors)
            }
        };
        self.lettered(sketch, told(key), context)
    }

    fn font(&self, lettering: Lettering, size: Pt, color: Color) -> ElementFont {
        let font = match lettering {
            Lettering::BaseFret => self.fonts.0,
            Lettering::Finger => self.fonts.1,
        };
        ElementFont {
            size,
            color,
            background: None,
            has_frame: false,
            ..font
        }
    }

    fn lettered(
        &self,
        sketch: Sketch,
        alternative: String,
        context: &mut DrawContext<'_, '_>,
    ) -> Form {
        let mut items = sketch.items;
        for caption in sketch.captions {
            let font = self.font(caption.font, caption.size, caption.color);
            let width = context.typesetter.width(&caption.text, &font);
            let x = match caption.anchor {
                Anchor::Start => caption.x,
                Anchor::Middle => caption.x - width / 2.0,
                Anchor::End => caption.x - width,
            };
            context.letter(&caption.text, &font, x, caption.baseline, &mut items);
        }
        Form {
            bounds: sketch.bounds,
            items,
            alternative,
        }
    }
}

/// A diagram in words, for those who do not see it: the frets from the lowest string on, counted from the nut.
fn told(key: &DiagramKey) -> String {
    let mut told = format!("Chord diagram: {}", markup::plain(&key.name));
    if key.fingering.frets.is_empty() {
        return told;
    }
    told.push_str(", frets");
    let below = u16::from(key.fingering.base_fret.saturating_sub(1));
    for fret in &key.fingering.frets {
        match fret {
            Fret::Muted => told.push_str(" x"),
            Fret::At(0) => told.push_str(" 0"),
            Fret::At(fret) => told.push_str(&format!(" {}", u16::from(*fret) + below)),
        }
    }
    told
}

struct Widths<'l, 's, 'a>(&'l Look, &'l DrawContext<'s, 'a>);

impl Measure for Widths<'_, '_, '_> {
    fn width(&self, lettering: Lettering, text: &str, size: Pt) -> Pt {
        let typefaces = &self.1.typesetter.typefaces;
        let font = self.0.font(lettering, size, Color::BLACK);
        let face = typefaces.get(font.typeface).face;
        size / 1000.0 * typefaces.fonts().width(face, text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_diagram_is_told_by_its_frets() {
        let told_of = |base_fret, frets: &[i64]| {
            let frets = frets.iter().map(|fret| Fret::from_number(*fret)).collect();
            told(&DiagramKey {
                look: 0,
                fingering: Fingering {
                    base_fret,
                    frets,
                    ..Fingering::default()
                },
                root: 0,
                foreground: None,
                name: "<b>X</b>".to_owned(),
            })
        };
        assert_eq!(
            told_of(1, &[-1, 3, 2, 0, 1, 0]),
            "Chord diagram: X, frets x 3 2 0 1 0"
        );
        assert_eq!(told_of(5, &[0, 1, 3]), "Chord diagram: X, frets 0 5 7");
        assert_eq!(told_of(1, &[]), "Chord diagram: X");
    }
}
