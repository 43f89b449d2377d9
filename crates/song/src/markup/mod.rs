//! Markup in texts: `<b>`, `<span …>` and their kin, cut into spans of equal style (`docs/spec/language.md#8`).
//!
//! A [`Text`] is cut into runs when the song is read, in one pass and in time linear in its length; a [`Style`] is resolved
//! as far as it can be without knowing the base font. Layout parses by itself what it puts together on a page.

mod attribute;
mod balance;
mod parse;
mod style;
mod symbol;
mod tag;
mod text;

pub use balance::balance;
pub use parse::{Content, Fault, Parsed, Pictures, Run, ShortCodes, parse};
pub use style::{Lines, Measure, Size, Slant, Style, Weight};
pub use symbol::{letters, strum, symbol};
pub use text::Text;

use std::borrow::Cow;

use tag::{Piece, pieces};

/// The text without any markup, as the text writer shows it (`docs/spec/language.md#8.1`): every tag is dropped, known or not.
pub fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    for piece in pieces(text) {
        if let Piece::Text(text) = piece {
            result.push_str(text);
        }
    }
    Cow::Owned(result)
}

/// The text without any markup, but with its symbols as letters: `A<sym flat/>` is A♭.
pub fn readable(text: &str) -> Cow<'_, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => result.push_str(text),
            Piece::Open {
                name,
                attributes,
                is_closed: true,
                ..
            } if name.eq_ignore_ascii_case("sym") => {
                let glyph = attribute::words(attributes)
                    .iter()
                    .rev()
                    .find_map(|word| symbol(&word.to_lowercase()));
                result.push_str(glyph.map_or("", letters));
            }
            Piece::Open { .. } | Piece::Close { .. } => {}
        }
    }
    Cow::Owned(result)
}

/// The text without bare tags and without `<span …>` (`docs/spec/language.md#8.2`): what names and sorting see.
///
/// Other tags with attributes, and closed ones such as `<sym sharp/>`, are kept.
pub fn strip(text: &str) -> Cow<'_, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let mut result = String::with_capacity(text.len());
    let mut rest = text;
    let mut next_close = None;
    // Where the text between two tags began in the result: what begins with `<` there is taken for a tag as a whole.
    let mut piece = 0;
    while let Some(start) = rest.find('<') {
        let (before, tail) = rest.split_at(start);
        result.push_str(before);
        let length = bare_tag(tail)
            .or_else(|| span_tag(tail, text.len() - tail.len(), text, &mut next_close));
        if length.is_some() {
            drop_false_tag(&mut result, piece);
            piece = result.len();
        } else {
            result.push('<');
        }
        rest = tail.get(length.unwrap_or(1)..).unwrap_or_default();
    }
    result.push_str(rest);
    drop_false_tag(&mut result, piece);
    Cow::Owned(result)
}

/// Takes the text from `start` on away if it begins with `<`.
fn drop_false_tag(result: &mut String, start: usize) {
    if result
        .get(start..)
        .is_some_and(|piece| piece.starts_with('<'))
    {
        result.truncate(start);
    }
}

/// The length of the bare tag (`<word>`, `</word>`) that `text` begins with.
fn bare_tag(text: &str) -> Option<usize> {
    let body = text.strip_prefix('<')?;
    let body = body.strip_prefix('/').unwrap_or(body);
    let end = body.find(|c| !tag::is_name_char(c))?;
    (end > 0 && body.get(end..)?.starts_with('>')).then(|| text.len() - body.len() + end + 1)
}

/// The length of the `<span …>` that `text` begins with; it may hold anything but a line end up to the nearest `>`.
///
/// `next_close` remembers where the nearest `>` or line end of the whole text is, so that it is not searched again.
fn span_tag(
    text: &str,
    offset: usize,
    whole: &str,
    next_close: &mut Option<usize>,
) -> Option<usize> {
    let body = text.strip_prefix('<')?;
    let body = body.strip_prefix('/').unwrap_or(body);
    let body = body.strip_prefix("span")?;
    if !body.starts_with(char::is_whitespace) {
        return None;
    }
    if next_close.is_none_or(|at| at < offset) {
        *next_close = Some(text.find(['>', '\n']).map_or(whole.len(), |at| at + offset));
    }
    let at = (*next_close)?;
    whole.get(at..)?.starts_with('>').then(|| at - offset + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_drops_every_tag_and_keeps_lone_signs() {
        assert_eq!(plain("a <b>c</b> <br>d"), "a c d");
        assert_eq!(plain("a < b > c"), "a  c");
        assert_eq!(plain("a <> b <!x>"), "a <> b <!x>");
        assert_eq!(plain("5 < 6"), "5 < 6");
        assert!(matches!(plain("plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn readable_says_symbols_in_letters() {
        assert_eq!(
            readable("<b>A</b><Sym size=20 flat/>7 <sym nosuch/><img src=a.png/>"),
            "A♭7 "
        );
        assert!(matches!(readable("plain"), Cow::Borrowed(_)));
    }

    #[test]
    fn strip_keeps_closed_tags_and_those_with_attributes() {
        assert_eq!(strip("<b>C<sym x/></b>"), "C<sym x/>");
        assert_eq!(strip("<span color='red'>C</span>"), "C");
        assert_eq!(strip("a < b"), "a < b");
    }

    #[test]
    fn strip_takes_a_text_that_begins_like_a_tag_for_one() {
        assert_eq!(strip("<5"), "");
        assert_eq!(strip("<foo bar>C</foo>"), "");
        assert_eq!(strip("C<b>D</b><sym x/>"), "CD");
    }
}
