//! Modifiers of substitutions: case, padding, replacement, printf.

use super::{printf, syntax};

/// The maximum width of padding, in characters.
pub(super) const WIDEST: usize = 10_000;

/// The modified value; `None` if there is no such modifier.
pub(super) fn apply(value: &str, modifier: &str) -> Option<String> {
    match modifier {
        "lc" => return Some(value.to_lowercase()),
        "uc" => return Some(value.to_uppercase()),
        "sc" => return Some(first_upper(value)),
        "ic" => return Some(each_upper(value)),
        _ => {}
    }
    if modifier.starts_with('%') {
        return printf::format(modifier, value);
    }
    let (name, arguments) = modifier.strip_suffix(')')?.split_once('(')?;
    let arguments = undo_colons(arguments);
    match name {
        "lpad" | "rpad" => {
            let (width, filling) = arguments.split_once(',').unwrap_or((&arguments, " "));
            let is_number = !width.is_empty() && width.bytes().all(|byte| byte.is_ascii_digit());
            if !is_number {
                return None;
            }
            let width = width.parse().unwrap_or(WIDEST).min(WIDEST);
            let missing = width.saturating_sub(value.chars().count());
            let padding: String = if filling.is_empty() {
                String::new()
            } else {
                filling.chars().cycle().take(missing).collect()
            };
            Some(if name == "lpad" {
                padding + value
            } else {
                value.to_owned() + &padding
            })
        }
        "replace" => {
            let (source, target) = arguments
                .split_once(',')
                .filter(|(source, _)| !source.is_empty())?;
            let count = value.matches(source).count();
            let grown = count.saturating_mul(target.len());
            (grown <= super::MOST_ADDED).then(|| value.replace(source, target))
        }
        _ => None,
    }
}

fn undo_colons(arguments: &str) -> String {
    syntax::unescape(&arguments.replace(r"\:", ":"), "%{}")
}

fn first_upper(value: &str) -> String {
    let mut letters = value.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn each_upper(value: &str) -> String {
    let mut is_start = true;
    value
        .chars()
        .flat_map(|letter| {
            let upper: Vec<char> = if is_start {
                letter.to_uppercase().collect()
            } else {
                vec![letter]
            };
            is_start = letter.is_whitespace() || letter == '-';
            upper
        })
        .collect()
}
