//! Escapes of characters in lines: `\uHHHH` and `\u{X…}` (`docs/spec/language.md#1.4`).

use crate::line_origin::Piece;

/// The line with `\uHHHH`, surrogate pairs of them, and `\u{X…}` replaced, and where each piece of it was; `None` where there are
/// none.
pub(crate) fn unescape(line: &str) -> Option<(String, Vec<Piece>)> {
    let mut plain = String::new();
    let mut pieces = Vec::new();
    let mut rest = line;
    // What has been copied as it stands since the last escape: where it begins in the result, and in the line.
    let mut copied = (0, 0);
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        plain.push_str(before);
        let place = line.len().saturating_sub(escape.len());
        if let Some((c, length)) = escaped(escape) {
            pieces.push(Piece::new(
                copied.0,
                copied.1,
                plain.len().saturating_sub(copied.0),
            ));
            let piece = plain.len()..plain.len().saturating_add(c.len_utf8());
            pieces.push(Piece::replaced(piece, place..place.saturating_add(length)));
            plain.push(c);
            rest = escape.get(length..).unwrap_or_default();
            copied = (plain.len(), line.len().saturating_sub(rest.len()));
        } else {
            plain.push('\\');
            rest = escape.get(1..).unwrap_or_default();
        }
    }
    plain.push_str(rest);
    if pieces.is_empty() {
        return None;
    }
    pieces.push(Piece::new(
        copied.0,
        copied.1,
        plain.len().saturating_sub(copied.0),
    ));
    Some((plain, pieces))
}

/// The character that an escape at the front of `text` stands for, and the escape's length.
fn escaped(text: &str) -> Option<(char, usize)> {
    let bytes = text.as_bytes();
    if !matches!(bytes.get(1), Some(b'u' | b'U')) {
        return None;
    }
    if bytes.get(2) == Some(&b'{') {
        let digits = text.get(3..)?;
        let length = digits.find(|c: char| !c.is_ascii_hexdigit())?;
        if length == 0 || digits.as_bytes().get(length) != Some(&b'}') {
            return None;
        }
        let code = u32::from_str_radix(digits.get(..length)?, 16).ok();
        let c = code.and_then(char::from_u32);
        return Some((
            c.unwrap_or(char::REPLACEMENT_CHARACTER),
            length.checked_add(4)?,
        ));
    }
    let first = code_unit(text)?;
    if (0xD800..0xDC00).contains(&first)
        && let Some(second) = text.get(6..).and_then(code_unit)
        && let Some(Ok(c)) = char::decode_utf16([first, second]).next()
    {
        return Some((c, 12));
    }
    let c = char::from_u32(u32::from(first)).unwrap_or(char::REPLACEMENT_CHARACTER);
    Some((c, 6))
}

/// The four digits of an escape at the front of `text`.
fn code_unit(text: &str) -> Option<u16> {
    let digits = text
        .strip_prefix("\\u")
        .or_else(|| text.strip_prefix("\\U"))?;
    let digits = digits.get(..4)?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    u16::from_str_radix(digits, 16).ok()
}
