//! Colours on pages: colour names and the theme's own names (`docs/spec/pages.md#10`).

use chordpro_config::view::rgb;

use crate::page::Color;

/// What an unknown name paints: grey of 50 %.
pub const UNKNOWN: Color = Color {
    r: 0x80,
    g: 0x80,
    b: 0x80,
};

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

/// The colour written as `name`, in any of the notations of [`chordpro_config::view::rgb`].
pub fn parse(name: &str) -> Option<Color> {
    rgb(name).map(|[r, g, b]| Color { r, g, b })
}

/// A colour as markup writes it.
pub fn hexadecimal(color: Color) -> String {
    format!("#{:02x}{:02x}{:02x}", color.r, color.g, color.b)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rgb(r: u8, g: u8, b: u8) -> Color {
        Color { r, g, b }
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
}
