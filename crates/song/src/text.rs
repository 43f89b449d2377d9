//! Character classes, as the format's patterns use them (`docs/spec/language.md#0`).

use std::borrow::Cow;

/// Whether a character is a word character: a letter, mark, digit, or connector such as the underscore.
pub(crate) fn is_word(c: char) -> bool {
    if c.is_ascii() {
        c.is_ascii_alphanumeric() || c == '_'
    } else {
        c.is_alphanumeric()
            || unicode_normalization::char::is_combining_mark(c)
            || matches!(c, '\u{203F}' | '\u{2040}' | '\u{2054}')
    }
}

/// Whether a text has nothing visible in it.
pub(crate) fn is_blank(text: &str) -> bool {
    text.trim_start().is_empty()
}

/// More characters than these are not shown of a name in messages, which a song may have by the thousand.
const MOST_SHOWN: usize = 200;

/// The text with its first letter in upper case, for messages.
pub(crate) fn capitalized(text: &str) -> String {
    let mut characters = text.chars().take(MOST_SHOWN);
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}

/// The first so many characters of a text.
pub(crate) fn clipped(text: &str, most: usize) -> &str {
    match text.char_indices().nth(most) {
        Some((end, _)) => text.get(..end).unwrap_or(text),
        None => text,
    }
}

/// Where `part` begins in `whole`, in bytes; `None` where it is no part of that very text in memory.
pub(crate) fn offset_in(whole: &str, part: &str) -> Option<usize> {
    let offset = (part.as_ptr() as usize).checked_sub(whole.as_ptr() as usize)?;
    let end = offset.checked_add(part.len())?;
    (end <= whole.len()).then_some(offset)
}

/// The text in lower case; borrowed where it is so already.
pub(crate) fn lower(text: &str) -> Cow<'_, str> {
    if text
        .bytes()
        .all(|b| b.is_ascii() && !b.is_ascii_uppercase())
    {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.to_lowercase())
    }
}

/// The number that a text begins with, as arithmetic on text takes it: `2 fret` is 2, other text 0.
pub(crate) fn leading_integer(text: &str) -> i32 {
    let text = text.trim_start();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = digits
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(digits.len());
    let number = digits
        .get(..end)
        .and_then(|digits| digits.parse::<i32>().ok());
    number.unwrap_or(0).saturating_mul(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_word_characters() {
        assert!(is_word('e') && is_word('\u{301}') && is_word('é') && is_word('_'));
        assert!(!is_word('-') && !is_word('’'));
    }

    #[test]
    fn a_number_is_taken_from_the_front() {
        assert_eq!(leading_integer("2 fret"), 2);
        assert_eq!(leading_integer("-3"), -3);
        assert_eq!(leading_integer("II"), 0);
        assert_eq!(leading_integer("99999999999"), 0);
    }
}
