//! Colours: syntax and validation (`docs/spec/configuration.md#7.2`).

use std::fmt;
use std::ops::Deref;

use serde_json::json;

use super::group::scalar_fields;
use super::reader::{Rule, Scalar};
use crate::Value;

/// Red, green and blue.
pub type Rgb = [u8; 3];

/// A colour as written: `#rgb`, `#rrggbb`, a name, `grey50`, `none`, or a name of `pdf.theme` such as `foreground`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Color(pub String);

impl Deref for Color {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The names defined by `pdf.theme`.
const THEME: [&str; 4] = [
    "foreground",
    "foreground-medium",
    "foreground-light",
    "background",
];

/// Whether `name` is a colour, none (`none`, `no`), or a theme colour.
fn is_colour(name: &str) -> bool {
    let name = name.trim();
    THEME.contains(&name)
        || ["none", "no"]
            .iter()
            .any(|none| name.eq_ignore_ascii_case(none))
        || rgb(name).is_some()
}

impl Scalar for Color {
    fn from_value(value: &Value, _: &Rule) -> Option<Self> {
        value
            .to_text()
            .filter(|text| is_colour(text))
            .map(|text| Color(text.into_owned()))
    }

    fn nothing() -> Self {
        Color("foreground".to_owned())
    }

    fn expected(_: &Rule) -> String {
        "a colour: `#rrggbb`, a name, or a name of the theme".to_owned()
    }

    fn schema(_: &Rule) -> serde_json::Value {
        json!({"type": "string"})
    }
}

scalar_fields!(Color);

/// The named colours, sorted by name; generated from `data/colours.json` at build time.
static NAMES: &[(&str, Rgb)] = include!(concat!(env!("OUT_DIR"), "/colours.rs"));

/// The colour called `name`: a name, `#rgb`, `#rrggbb` (also three or four digits per component), `%cmyk`, `!hsv`, `&hsl`.
pub fn rgb(name: &str) -> Option<Rgb> {
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

fn named(name: &str) -> Option<Rgb> {
    let find = |name: &str| {
        let place = NAMES.binary_search_by_key(&name, |(known, _)| known).ok()?;
        NAMES.get(place).map(|(_, colour)| *colour)
    };
    if let Some(colour) = find(name) {
        return Some(colour);
    }
    let key: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    find(&key)
}

fn hexadecimal(digits: &str) -> Option<Rgb> {
    components::<3>(digits).map(|shares| shares.map(byte))
}

/// `N` hexadecimal numbers of equal length, each as a fraction of the maximum.
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

fn from_cmyk([c, m, y, k]: [f64; 4]) -> Rgb {
    [c, m, y].map(|share| byte(1.0 - (share + k).min(1.0)))
}

fn from_hsv([h, s, v]: [f64; 3]) -> Rgb {
    let part = |n: f64| {
        let k = (n + h * 6.0) % 6.0;
        byte(v - v * s * k.min(4.0 - k).clamp(0.0, 1.0))
    };
    [part(5.0), part(3.0), part(1.0)]
}

fn from_hsl([h, s, l]: [f64; 3]) -> Rgb {
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

    #[test]
    fn names_ignore_case_and_punctuation() {
        assert_eq!(rgb("green"), Some([0, 0x7f, 0]));
        assert_eq!(rgb("Gray-90"), rgb("grey90"));
    }

    #[test]
    fn short_hexadecimal_digits_are_doubled() {
        assert_eq!(rgb("#f80"), Some([255, 0x88, 0]));
        assert_eq!(rgb("#ff8800"), rgb("#f80"));
    }

    #[test]
    fn hue_saturation_and_value_give_pure_colours() {
        assert_eq!(rgb("!00ffff"), Some([255, 0, 0]));
        assert_eq!(rgb("&55ff80"), Some([1, 255, 1]));
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        for name in ["", "zork", "#12", "#gggggg", "%12"] {
            assert!(!is_colour(name), "{name}");
        }
        for name in ["none", "No", "foreground-light", "#123", "red"] {
            assert!(is_colour(name), "{name}");
        }
    }
}
