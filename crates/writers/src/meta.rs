//! The metadata of each song, as JSON (`docs/spec/outputs.md#9`).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chordpro_song::{Book, Budget, Exceeded, Song};

use crate::{WriteOptions, Written};

/// Writes the metadata of all songs of `book`.
///
/// # Errors
/// A limit of the budget was exceeded.
pub fn write(book: &Book, options: &WriteOptions, budget: &Budget) -> Result<Written, Exceeded> {
    let mut out = String::with_capacity(512);
    out.push_str("[\n");
    let mut songs = book.songs.iter().filter(|song| !song.is_missing).peekable();
    let has_songs = songs.peek().is_some();
    for (at, song) in songs.enumerate() {
        budget.at_song(song.index);
        budget.tick()?;
        if at > 0 {
            out.push_str(",\n");
        }
        write_song(&mut out, song, options);
        budget.check_bytes(out.len() as u64)?;
    }
    if has_songs {
        out.push('\n');
    }
    out.push_str("]\n");
    Ok(Written {
        text: out,
        diagnostics: Vec::new(),
    })
}

fn write_song(out: &mut String, song: &Song, options: &WriteOptions) {
    let mut items: BTreeMap<&str, &[String]> = song
        .meta
        .items
        .iter()
        .filter(|(name, values)| !is_left_out(name) && !values.is_empty())
        .map(|(name, values)| (name.as_str(), values.as_slice()))
        .collect();
    items.remove("songindex");
    items.remove("title");
    items.remove("subtitle");
    let width = items
        .keys()
        .map(|name| name.chars().count())
        .chain([9])
        .max()
        .unwrap_or(9);
    out.push_str("  {\n");
    let index = [song.index.to_string()];
    let titles = match song.meta.values("title") {
        [] => song.title.as_slice(),
        titles => titles,
    };
    push_item(out, "songindex", &index, width, options);
    out.push_str(",\n");
    push_item(out, "title", titles, width, options);
    out.push_str(",\n");
    push_item(
        out,
        "subtitle",
        song.meta.values("subtitle"),
        width,
        options,
    );
    for (name, values) in items {
        out.push_str(",\n");
        push_item(out, name, values, width, options);
    }
    out.push_str("\n  }");
}

/// Whether an item is internal.
fn is_left_out(name: &str) -> bool {
    matches!(name, "chords" | "numchords" | "key_actual")
        || ["chordpro.", "bookmark", "_", "key_from"]
            .iter()
            .any(|prefix| name.starts_with(prefix))
}

fn push_item(
    out: &mut String,
    name: &str,
    values: &[String],
    width: usize,
    options: &WriteOptions,
) {
    out.push_str("    ");
    push_string(out, name);
    let blanks = width.saturating_sub(name.chars().count()) + 1;
    out.extend(std::iter::repeat_n(' ', blanks));
    out.push_str(": ");
    let value = values.join("; ");
    let is_bare = if options.is_complete() {
        is_json_number(&value)
    } else {
        is_number(&value)
    };
    if is_bare {
        out.push_str(&value);
    } else {
        push_string(out, &value);
    }
}

/// Whether the reference reads the value as a number: sign, digits, fraction. Not all of these are JSON numbers.
fn is_number(value: &str) -> bool {
    let digits = value.strip_prefix(['+', '-']).unwrap_or(value);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !whole.is_empty() && are_digits(whole) && are_digits(fraction)
}

/// Whether the value is a valid JSON number, too.
fn is_json_number(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let whole = digits.split('.').next().unwrap_or(digits);
    is_number(value)
        && !value.starts_with('+')
        && !value.ends_with('.')
        && (whole == "0" || !whole.starts_with('0'))
}

fn push_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_reference_takes_for_a_number_may_be_none_in_json() {
        for value in ["007", "5.", "+3"] {
            assert!(is_number(value) && !is_json_number(value), "{value}");
        }
        for value in ["3", "-4.5", "0", "0.25"] {
            assert!(is_number(value) && is_json_number(value), "{value}");
        }
        for value in ["", "a", "1e3", "1.2.3", "-"] {
            assert!(!is_number(value), "{value}");
        }
    }

    #[test]
    fn strings_are_protected() {
        let mut out = String::new();
        push_string(&mut out, "a\"\\\u{1}é");
        assert_eq!(out, "\"a\\\"\\\\\\u0001é\"");
    }
}
