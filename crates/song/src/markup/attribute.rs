//! The attributes of tags: how they are split and what they change (`docs/spec/language.md#8.4`).

use std::sync::Arc;

use super::style::{Lines, Measure, Size, Slant, Style, Weight};

/// Each step of the size keywords.
const STEP: f64 = 0.833_331_25;

/// Splits like shell words: blanks part, quotes group, a backslash protects. Unbalanced quotes give nothing.
pub(super) fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (Some('"') | None, '\\') => {
                let protected = chars.next().unwrap_or('\\');
                word.get_or_insert_default().push(protected);
            }
            (Some(open), c) if c == open => quote = None,
            (Some(_), c) => word.get_or_insert_default().push(c),
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None, c) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return Vec::new();
    }
    words.extend(word);
    words
}

/// Applies the attributes of a span, in order.
pub(super) fn apply_span(attributes: &str, style: &mut Style, warnings: &mut Vec<String>) {
    for word in words(attributes) {
        match word.split_once('=') {
            Some((key, value)) if !key.is_empty() && !value.is_empty() => {
                apply(key, value, style, warnings);
            }
            Some(_) => warnings.push(format!("Invalid span markup: \"{word}\"")),
            None => match word.to_lowercase().as_str() {
                "strikethrough" => style.is_struck = true,
                "fallback" => {}
                _ => warnings.push(format!("Invalid span markup: \"{word}\"")),
            },
        }
    }
}

/// Applies one attribute. Unknown names, among which are those with capitals, have no effect.
pub(super) fn apply(key: &str, value: &str, style: &mut Style, warnings: &mut Vec<String>) {
    let lower = value.to_lowercase();
    let shared = || Some(Arc::from(lower.as_str()));
    match key {
        "font" | "font_desc" => apply_description(&lower, style),
        "face" | "font_face" | "font_family" => style.family = shared(),
        "size" | "font_size" => match size(&lower, style.size) {
            Some(size) => style.size = size,
            None => warnings.push(format!("Invalid size: \"{lower}\"")),
        },
        "style" | "font_style" => match lower.as_str() {
            "italic" | "oblique" => style.slant = Some(Slant::Italic),
            "normal" => style.slant = Some(Slant::Upright),
            _ => warnings.push(format!("Unhandled font style: {lower}")),
        },
        "weight" | "font_weight" => match Weight::from_name(&lower) {
            Some(weight) => style.weight = Some(weight),
            None => warnings.push(format!("Unhandled font weight: {lower}")),
        },
        "foreground" | "fgcolor" | "color" => style.color = shared(),
        "background" | "bgcolor" => style.background = shared(),
        "underline" => set_lines(&mut style.underline, &lower),
        "overline" => set_lines(&mut style.overline, &lower),
        "underline_color" => style.underline_color = shared(),
        "overline_color" => style.overline_color = shared(),
        "strikethrough_color" => style.strike_color = shared(),
        "strikethrough" => match lower.as_str() {
            "true" | "1" => style.is_struck = true,
            "false" | "0" => style.is_struck = false,
            _ => {}
        },
        "rise" => rise(&lower, style),
        "baseline_shift" => baseline_shift(&lower, style),
        "href" => style.link = Some(Arc::from(value)),
        _ => {}
    }
}

/// A font description: `Family [style] [weight] [size]`. Slant and weight go back to normal where it is silent.
fn apply_description(description: &str, style: &mut Style) {
    let mut words: Vec<&str> = description.split_whitespace().collect();
    if let Some(points) = words.last().and_then(|word| word.parse::<f64>().ok())
        && points.is_finite()
    {
        style.size = Size::Points(points);
        words.pop();
    }
    let mut words = words.into_iter();
    let Some(family) = words.next() else { return };
    let mut family = family.to_owned();
    style.slant = Some(Slant::Upright);
    style.weight = Some(Weight::Normal);
    for word in words {
        if !apply_font_property(word, style) {
            family.push(' ');
            family.push_str(word);
        }
    }
    style.family = Some(Arc::from(family));
}

/// A word of a font description: a slant, a weight, or both in one (`bolditalic`).
fn apply_font_property(word: &str, style: &mut Style) -> bool {
    if word == "normal" {
        style.slant = Some(Slant::Upright);
        style.weight = Some(Weight::Normal);
        return true;
    }
    let upright = word
        .strip_suffix("italic")
        .or_else(|| word.strip_suffix("oblique"));
    let weight = upright.unwrap_or(word);
    if upright.is_none() || !weight.is_empty() {
        match Weight::from_name(weight) {
            Some(weight) => style.weight = Some(weight),
            None => return false,
        }
    }
    if upright.is_some() {
        style.slant = Some(Slant::Italic);
    }
    true
}

fn set_lines(lines: &mut Lines, value: &str) {
    *lines = match value {
        "none" => Lines::None,
        "single" => Lines::Single,
        "double" => Lines::Double,
        _ => return,
    };
}

/// A size: points, a percentage of the current size, or a keyword that multiplies the current size.
fn size(value: &str, current: Size) -> Option<Size> {
    let factor = match value {
        "xx-small" => STEP * STEP * STEP,
        "x-small" => STEP * STEP,
        "small" | "smaller" => STEP,
        "medium" => 1.0,
        "large" | "larger" => 1.0 / STEP,
        "x-large" => 1.0 / (STEP * STEP),
        "xx-large" => 1.0 / (STEP * STEP * STEP),
        _ => {
            let (number, unit) = number_and_unit(value)?;
            return match unit {
                "" | "pt" if number >= 0.0 => Some(Size::Points(number)),
                "%" if number >= 0.0 => Some(current.times(number / 100.0)),
                _ => None,
            };
        }
    };
    Some(current.times(factor))
}

/// `rise` replaces what was there; a plain number lowers, and adds.
fn rise(value: &str, style: &mut Style) {
    let Some((number, unit)) = number_and_unit(value) else {
        return;
    };
    style.rise = match unit {
        "" => style.rise.plus(style.size.length(-number / 1024.0)),
        _ => match length(number, unit, style.size) {
            Some(length) => length,
            None => return,
        },
    };
}

/// `baseline_shift` accumulates, except that `em` and `ex` replace, and lower.
fn baseline_shift(value: &str, style: &mut Style) {
    let Some((number, unit)) = number_and_unit(value) else {
        return;
    };
    style.rise = match unit {
        "" => style.rise.plus(style.size.length(-number)),
        "em" => style.size.length(-number),
        "ex" => style.size.length(-number / 2.0),
        _ => match length(number, unit, style.size) {
            Some(length) => style.rise.plus(length),
            None => return,
        },
    };
}

/// A length with its unit, at the current size.
fn length(number: f64, unit: &str, size: Size) -> Option<Measure> {
    Some(match unit {
        "pt" => Measure {
            points: number,
            sizes: 0.0,
        },
        "%" => size.length(number / 100.0),
        "em" => size.length(number),
        "ex" => size.length(number / 2.0),
        _ => return None,
    })
}

/// A length of a strut or picture: points, `em` or `ex`.
pub(super) fn measure(value: &str, size: Size) -> Option<Measure> {
    let (number, unit) = number_and_unit(value)?;
    match unit {
        "%" => None,
        "" => length(number, "pt", size),
        _ => length(number, unit, size),
    }
}

/// A decimal number and what follows it.
fn number_and_unit(value: &str) -> Option<(f64, &str)> {
    let end = value
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+')))
        .unwrap_or(value.len());
    let number = value.get(..end)?.parse::<f64>().ok()?;
    Some((number, value.get(end..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styled(attributes: &str) -> Style {
        let mut style = Style::default();
        apply_span(attributes, &mut style, &mut Vec::new());
        style
    }

    #[test]
    fn quotes_group_and_unbalanced_ones_give_nothing() {
        assert_eq!(words(r#"a="b c" 'd e'f \"g"#), ["a=b c", "d ef", "\"g"]);
        assert!(words("a 'b").is_empty());
    }

    #[test]
    fn a_description_sets_family_weight_slant_and_size() {
        let style = styled("font='Times BoldItalic 14'");
        assert_eq!(style.family.as_deref(), Some("times"));
        assert_eq!(style.weight, Some(Weight::Bold));
        assert_eq!(style.slant, Some(Slant::Italic));
        assert_eq!(style.size, Size::Points(14.0));
    }

    #[test]
    fn percentages_and_keywords_are_of_the_current_size() {
        assert_eq!(styled("size=20 size=50%").size.resolve(12.0), 10.0);
        assert!((styled("size=x-large").size.resolve(12.0) - 17.280_08).abs() < 1e-4);
    }

    #[test]
    fn a_rise_counts_the_size_in_force_when_it_is_given() {
        let after = styled("size=smaller rise=30%").rise.resolve(12.0);
        assert!((after - 3.0).abs() < 1e-3);
        let before = styled("rise=30% size=smaller").rise.resolve(12.0);
        assert!((before - 3.6).abs() < 1e-9);
    }

    #[test]
    fn plain_rises_lower_and_add_up() {
        let style = styled("rise=512 rise=512");
        assert!((style.rise.resolve(12.0) + 12.0).abs() < 1e-9);
    }

    #[test]
    fn a_word_that_is_no_attribute_is_reported() {
        let mut warnings = Vec::new();
        apply_span("red strikethrough", &mut Style::default(), &mut warnings);
        assert_eq!(warnings, ["Invalid span markup: \"red\""]);
    }

    #[test]
    fn what_an_attribute_cannot_mean_is_reported() {
        let mut warnings = Vec::new();
        let mut style = Style::default();
        let text = "=x color= style=foo weight=700 size=-3";
        apply_span(text, &mut style, &mut warnings);
        assert_eq!(
            warnings,
            [
                "Invalid span markup: \"=x\"",
                "Invalid span markup: \"color=\"",
                "Unhandled font style: foo",
                "Unhandled font weight: 700",
                "Invalid size: \"-3\"",
            ]
        );
        assert_eq!(style, Style::default());
    }

    #[test]
    fn names_of_attributes_are_in_small_letters() {
        assert_eq!(styled("COLOR=red HREF=x link=y"), Style::default());
        assert_eq!(styled("color=RED").color.as_deref(), Some("red"));
    }

    #[test]
    fn addresses_keep_their_case() {
        assert_eq!(
            styled("href=http://A/B").link.as_deref(),
            Some("http://A/B")
        );
    }
}
