//! Colours: the names, the notations, and the theme's own names. Clause 10 of the page specification.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::page::Color;

/// What an unknown name paints: grey of 50 %.
pub const UNKNOWN: Color = Color {
    r: 0x80,
    g: 0x80,
    b: 0x80,
};

static NAMES: LazyLock<BTreeMap<String, Color>> = LazyLock::new(|| {
    let table: BTreeMap<String, String> =
        serde_json::from_str(include_str!("../data/colours.json"))
            .expect("the table of colours is well-formed, a test reads it");
    table
        .into_iter()
        .filter_map(|(name, value)| Some((name, hexadecimal(value.strip_prefix('#')?)?)))
        .collect()
});

/// The theme's colours, as the configuration writes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// `foreground`.
    pub foreground: String,
    /// `foreground-medium`.
    pub foreground_medium: String,
    /// `foreground-light`.
    pub foreground_light: String,
    /// `background`.
    pub background: String,
}

impl Default for Theme {
    fn default() -> Self {
        Theme {
            foreground: "black".to_owned(),
            foreground_medium: "grey70".to_owned(),
            foreground_light: "grey90".to_owned(),
            background: "none".to_owned(),
        }
    }
}

impl From<&chordpro_config::view::Theme> for Theme {
    fn from(theme: &chordpro_config::view::Theme) -> Self {
        Theme {
            foreground: theme.foreground.0.clone(),
            foreground_medium: theme.foreground_medium.0.clone(),
            foreground_light: theme.foreground_light.0.clone(),
            background: theme.background.0.clone(),
        }
    }
}

impl Theme {
    /// What `name` stands for: itself, unless it is one of the theme's four names.
    pub fn resolve<'a>(&'a self, name: &'a str) -> &'a str {
        match name {
            "foreground" => &self.foreground,
            "foreground-medium" => &self.foreground_medium,
            "foreground-light" => &self.foreground_light,
            "background" => &self.background,
            other => other,
        }
    }

    /// The colour that `name` paints; `None` where nothing is painted (`none`, `no`, nothing).
    pub fn paint(&self, name: &str) -> Option<Color> {
        paint(self.resolve(name.trim()))
    }

    /// The colour of strokes and text: as [`Theme::paint`], black where that is nothing.
    pub fn ink(&self, name: &str) -> Color {
        self.paint(name).unwrap_or(Color::BLACK)
    }

    /// The fill of a whole page, where the theme asks for one.
    pub fn page_background(&self) -> Option<Color> {
        let color = self.paint("background")?;
        (color != Color::WHITE).then_some(color)
    }
}

/// The colour that `name` paints without a theme; `None` for `none`, `no` and nothing.
pub fn paint(name: &str) -> Option<Color> {
    let name = name.trim();
    if name.is_empty() || name.eq_ignore_ascii_case("none") || name.eq_ignore_ascii_case("no") {
        return None;
    }
    Some(parse(name).unwrap_or(UNKNOWN))
}

/// The colour written as `name`: a name, `#rgb`, `#rrggbb` (also three or four digits a component), `%cmyk`, `!hsv`, `&hsl`.
pub fn parse(name: &str) -> Option<Color> {
    let name = name.trim();
    let mut rest = name.chars();
    match rest.next()? {
        '#' => hexadecimal(rest.as_str()),
        '%' => components::<4>(rest.as_str()).map(from_cmyk),
        '!' => components::<3>(rest.as_str()).map(from_hsv),
        '&' => components::<3>(rest.as_str()).map(from_hsl),
        _ => named(name),
    }
}

fn named(name: &str) -> Option<Color> {
    if let Some(color) = NAMES.get(name) {
        return Some(*color);
    }
    let key: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    NAMES.get(&key).copied()
}

fn hexadecimal(digits: &str) -> Option<Color> {
    let [r, g, b] = components::<3>(digits)?;
    Some(Color {
        r: byte(r),
        g: byte(g),
        b: byte(b),
    })
}

/// `N` hexadecimal numbers of equal length, each as a share of its greatest value.
fn components<const N: usize>(digits: &str) -> Option<[f64; N]> {
    let length = digits.len() / N;
    if length == 0 || length > 4 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let mut result = [0.0; N];
    let greatest = f64::from((1u32 << (4 * length)) - 1);
    for (index, slot) in result.iter_mut().enumerate() {
        let part = digits.get(index * length..(index + 1) * length)?;
        *slot = f64::from(u32::from_str_radix(part, 16).ok()?) / greatest;
    }
    Some(result)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the share is clamped to 0..=1"
)]
fn byte(share: f64) -> u8 {
    (share.clamp(0.0, 1.0) * 255.0).round() as u8
}

fn from_cmyk([c, m, y, k]: [f64; 4]) -> Color {
    Color {
        r: byte(1.0 - (c + k).min(1.0)),
        g: byte(1.0 - (m + k).min(1.0)),
        b: byte(1.0 - (y + k).min(1.0)),
    }
}

fn from_hsv([h, s, v]: [f64; 3]) -> Color {
    let part = |n: f64| {
        let k = (n + h * 6.0) % 6.0;
        byte(v - v * s * k.min(4.0 - k).clamp(0.0, 1.0))
    };
    Color {
        r: part(5.0),
        g: part(3.0),
        b: part(1.0),
    }
}

fn from_hsl([h, s, l]: [f64; 3]) -> Color {
    let value = l + s * l.min(1.0 - l);
    let saturation = if value > 0.0 {
        2.0 * (1.0 - l / value)
    } else {
        0.0
    };
    from_hsv([h, saturation, value])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rgb(r: u8, g: u8, b: u8) -> Color {
        Color { r, g, b }
    }

    #[test]
    fn names_ignore_case_and_punctuation() {
        assert_eq!(parse("green"), Some(rgb(0, 0x7f, 0)));
        assert_eq!(parse("Gray-90"), parse("grey90"));
    }

    #[test]
    fn short_hexadecimal_digits_are_doubled() {
        assert_eq!(parse("#f80"), Some(rgb(255, 0x88, 0)));
        assert_eq!(parse("#ff8800"), parse("#f80"));
    }

    #[test]
    fn unknown_names_paint_mid_grey_and_none_paints_nothing() {
        assert_eq!(paint("no such colour"), Some(UNKNOWN));
        assert_eq!(paint("none"), None);
    }

    #[test]
    fn theme_names_are_resolved() {
        let theme = Theme::default();
        assert_eq!(theme.paint("foreground-light"), Some(rgb(0xe5, 0xe5, 0xe5)));
        assert_eq!(
            theme.paint("foreground-medium"),
            Some(rgb(0xb2, 0xb2, 0xb2))
        );
        assert_eq!(theme.paint("background"), None);
        assert_eq!(theme.page_background(), None);
    }

    #[test]
    fn hue_saturation_and_value_give_pure_colours() {
        assert_eq!(parse("!00ffff"), Some(rgb(255, 0, 0)));
        assert_eq!(parse("&55ff80"), Some(rgb(1, 255, 1)));
    }
}
