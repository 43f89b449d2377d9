//! The appearance of a song's diagrams, from its configuration (`docs/spec/pages.md#5.1`, `#5.2`, `#5.3`).

use chordpro_config::Config;
use chordpro_config::view::{BarStyle, Corner, DiagramAlign};

use super::keyboard::{FirstKey, KeyboardColors, KeyboardStyle};
use super::placing::{Align, Measures};
use super::strings::{BarreStyle, FingerNumbers, Side, StringStyle};
use crate::colour::{self, Theme};
use crate::page::Pt;

/// Numbers of white keys that a keyboard can have.
const KEYBOARDS: [u32; 5] = [7, 10, 14, 17, 21];

/// The style of diagrams on strings.
pub fn strings(config: &Config) -> StringStyle {
    let set = &config.pdf.diagrams;
    StringStyle {
        cell_width: set.width,
        cell_height: set.height,
        line_width: set.linewidth,
        nut_width: set.nutwidth,
        cells: whole(set.vcells),
        dot_size: set.dotsize,
        barre: match set.barstyle {
            BarStyle::Line => BarreStyle::Line,
            BarStyle::Arc => BarreStyle::Arc,
        },
        barre_width: set.barwidth,
        fingers: match set.fingers {
            chordpro_config::view::FingerNumbers::Inside => FingerNumbers::InDots,
            chordpro_config::view::FingerNumbers::Below => FingerNumbers::Below,
            chordpro_config::view::FingerNumbers::Hidden => FingerNumbers::Hidden,
        },
        base_fret_text: set.fretbasetext.clone(),
        base_fret_side: match set.fretbaseposition {
            Corner::Left => Side::Left,
            Corner::Right => Side::Right,
        },
        gap: set.hspace,
        row_gap: set.vspace,
    }
}

/// The style of diagrams on keys. Keyboards that do not exist become the usual one of 14 keys from C.
pub fn keyboard(config: &Config) -> KeyboardStyle {
    let set = &config.pdf.kbdiagrams;
    let keys = whole(set.keys);
    KeyboardStyle {
        key_width: set.width,
        key_height: set.height,
        keys: if KEYBOARDS.contains(&keys) { keys } else { 14 },
        base: if set.base.eq_ignore_ascii_case("f") {
            FirstKey::F
        } else {
            FirstKey::C
        },
        line_width: set.linewidth,
        gap: set.hspace,
        row_gap: set.vspace,
    }
}

/// The colours of keyboards. That of pressed keys does not know the theme's names, as in the reference.
pub fn keyboard_colors(config: &Config, theme: &Theme) -> KeyboardColors {
    KeyboardColors {
        foreground: theme.ink("foreground"),
        pressed: colour::parse(&config.pdf.kbdiagrams.pressed.0).unwrap_or(colour::UNKNOWN),
    }
}

/// The alignment of rows.
pub fn align(align: DiagramAlign) -> Align {
    match align {
        DiagramAlign::Left => Align::Left,
        DiagramAlign::Right => Align::Right,
        DiagramAlign::Center => Align::Center,
        DiagramAlign::Spread => Align::Spread,
    }
}

impl StringStyle {
    /// The measures of diagrams on `strings` strings, whose name is set at `name` points, `spacing` times that apart.
    pub fn measures(&self, strings: usize, name: Pt, spacing: f64, finger_size: Pt) -> Measures {
        let below = match self.fingers {
            FingerNumbers::Below => finger_size,
            _ => 0.0,
        };
        Measures {
            width: strings.saturating_sub(1) as f64 * self.cell_width,
            gap: self.gap * self.cell_width,
            height: name * spacing
                + self.nut_width * self.line()
                + 0.4 * self.cell_width
                + f64::from(self.cells) * self.cell_height
                + below,
            row_gap: self.row_gap * self.cell_height,
        }
    }

    /// From the top of the slot down to the origin of the drawing.
    pub fn origin(&self, name: Pt, spacing: f64) -> Pt {
        name * spacing + self.dot() + self.line()
    }
}

impl KeyboardStyle {
    /// The measures of diagrams whose name is set at `name` points, `spacing` times that apart.
    pub fn measures(&self, name: Pt, spacing: f64) -> Measures {
        Measures {
            width: self.line() + f64::from(self.keys) * self.key_width,
            gap: self.gap * self.key_width,
            height: name * spacing + self.key_height + self.line(),
            row_gap: self.row_gap * self.key_height,
        }
    }

    /// From the top of the slot down to the origin of the drawing.
    pub fn origin(&self, name: Pt, spacing: f64) -> Pt {
        name * spacing + self.line()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "settings are small and positive"
)]
fn whole(number: f64) -> u32 {
    number.clamp(1.0, 100.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(left: f64, right: f64) {
        assert!((left - right).abs() < 1e-6, "{left} is not {right}");
    }

    #[test]
    fn guitar_diagrams_have_the_measured_sizes() {
        let style = strings(&Config::builtin());
        let measures = style.measures(6, 12.0, 1.2, 12.0);
        near(measures.width, 30.0);
        near(measures.gap, 23.7);
        near(measures.height, 43.8);
        near(measures.row(), 61.8);
        near(style.origin(12.0, 1.2), 19.8);
        near(style.measures(4, 12.0, 1.2, 12.0).width, 18.0);
    }

    #[test]
    fn keyboards_have_the_measured_sizes() {
        let measures = keyboard(&Config::builtin()).measures(12.0, 1.2);
        near(measures.width, 56.4);
        near(measures.gap, 15.8);
        near(measures.row(), 40.8);
    }

    #[test]
    fn pressed_keys_do_not_know_the_theme() {
        let colors = keyboard_colors(&Config::builtin(), &Theme::default());
        assert_eq!(colors.pressed, colour::UNKNOWN);
    }
}
