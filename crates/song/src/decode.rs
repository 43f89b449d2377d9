//! Decodes bytes to text (`docs/spec/language.md#1.1`).

use std::borrow::Cow;

/// Text as a file holds it.
///
/// A byte order mark decides; then UTF-8 where all of it is valid; then ISO-8859-1, in which every byte is a character.
/// The mark is not part of the text, and what is malformed after one becomes U+FFFD.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    if let Some(rest) = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        String::from_utf8_lossy(rest)
    } else if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        Cow::Owned(utf16(rest, u16::from_be_bytes))
    } else if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE, 0, 0]) {
        Cow::Owned(utf32(rest, u32::from_le_bytes))
    } else if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        Cow::Owned(utf16(rest, u16::from_le_bytes))
    } else if let Some(rest) = bytes.strip_prefix(&[0, 0, 0xFE, 0xFF]) {
        Cow::Owned(utf32(rest, u32::from_be_bytes))
    } else {
        match std::str::from_utf8(bytes) {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => Cow::Owned(bytes.iter().copied().map(char::from).collect()),
        }
    }
}

/// Text as programs other than the reference write it: as [`decode`], but that bytes which are no UTF-8 are windows-1252, whose
/// quotes and dashes ISO-8859-1 has no place for, and that a Ctrl-Z at the end, as old systems put there, is no text.
pub fn decode_lenient(bytes: &[u8]) -> Cow<'_, str> {
    let bytes = without_end_mark(bytes);
    if is_wide(bytes)
        || bytes.starts_with(&[0xEF, 0xBB, 0xBF])
        || std::str::from_utf8(bytes).is_ok()
    {
        return decode(bytes);
    }
    Cow::Owned(bytes.iter().map(|byte| windows_1252(*byte)).collect())
}

/// The bytes before a Ctrl-Z at the end, which line ends may follow.
fn without_end_mark(bytes: &[u8]) -> &[u8] {
    match bytes.trim_ascii_end().strip_suffix(&[0x1A]) {
        Some(text) if !is_wide(bytes) => without_end_mark(text),
        _ => bytes,
    }
}

/// Whether a byte order mark says that characters have two or four bytes.
fn is_wide(bytes: &[u8]) -> bool {
    let marks = [&[0xFE, 0xFF][..], &[0xFF, 0xFE], &[0, 0, 0xFE, 0xFF]];
    marks.iter().any(|mark| bytes.starts_with(mark))
}

/// The bytes of a text in the encoding that `original` is in, as [`decode`] reads it, with the same mark; `None` where that has no
/// place for a character.
pub fn encode_like(original: &[u8], text: &str) -> Option<Vec<u8>> {
    let units = |write: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(write).collect();
    let characters =
        |write: fn(u32) -> [u8; 4]| text.chars().flat_map(|c| write(c.into())).collect();
    let (mark, bytes): (&[u8], Vec<u8>) = if original.starts_with(&[0xEF, 0xBB, 0xBF]) {
        (&[0xEF, 0xBB, 0xBF], text.as_bytes().to_vec())
    } else if original.starts_with(&[0xFE, 0xFF]) {
        (&[0xFE, 0xFF], units(u16::to_be_bytes))
    } else if original.starts_with(&[0xFF, 0xFE, 0, 0]) {
        (&[0xFF, 0xFE, 0, 0], characters(u32::to_le_bytes))
    } else if original.starts_with(&[0xFF, 0xFE]) {
        (&[0xFF, 0xFE], units(u16::to_le_bytes))
    } else if original.starts_with(&[0, 0, 0xFE, 0xFF]) {
        (&[0, 0, 0xFE, 0xFF], characters(u32::to_be_bytes))
    } else if std::str::from_utf8(original).is_ok() {
        (&[], text.as_bytes().to_vec())
    } else {
        let bytes = text.chars().map(|c| u8::try_from(u32::from(c)).ok());
        (&[], bytes.collect::<Option<_>>()?)
    };
    Some([mark, bytes.as_slice()].concat())
}

/// The characters of windows-1252 between 0x80 and 0x9F; five of them are not assigned
/// (<https://encoding.spec.whatwg.org/index-windows-1252.txt>).
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

fn windows_1252(byte: u8) -> char {
    let place = byte.checked_sub(0x80).map(usize::from);
    place
        .and_then(|place| WINDOWS_1252.get(place))
        .map_or(char::from(byte), |c| *c)
}

fn utf16(bytes: &[u8], join: fn([u8; 2]) -> u16) -> String {
    let (pairs, rest) = bytes.as_chunks::<2>();
    let mut text: String = char::decode_utf16(pairs.iter().copied().map(join))
        .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}

fn utf32(bytes: &[u8], join: fn([u8; 4]) -> u32) -> String {
    let (quads, rest) = bytes.as_chunks::<4>();
    let mut text: String = quads
        .iter()
        .map(|quad| char::from_u32(join(*quad)).unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    if !rest.is_empty() {
        text.push(char::REPLACEMENT_CHARACTER);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_utf8_is_taken_as_it_is() {
        assert!(matches!(decode("Größe".as_bytes()), Cow::Borrowed("Größe")));
    }

    #[test]
    fn one_malformed_byte_makes_the_whole_file_latin() {
        assert_eq!(decode(b"\xC3\xA9 \xE9"), "\u{C3}\u{A9} \u{E9}");
    }

    #[test]
    fn latin_is_not_windows_1252() {
        assert_eq!(decode(b"\x80"), "\u{80}");
    }

    #[test]
    fn lenient_text_is_windows_1252() {
        assert_eq!(
            decode_lenient(b"\x93a\x94 \x96 it\x92s \xE9"),
            "“a” – it’s é"
        );
        assert_eq!(decode_lenient("“a”\u{1A}".as_bytes()), "“a”");
        assert_eq!(decode_lenient(b"a\n\x1A\x1A\r\n"), "a\n");
        assert_eq!(decode_lenient(b"\xFE\xFF\x00a"), "a");
    }

    #[test]
    fn marks_decide_and_are_not_text() {
        assert_eq!(decode(b"\xEF\xBB\xBFa\xFF"), "a\u{FFFD}");
        assert_eq!(decode(b"\xFE\xFF\x00a"), "a");
        assert_eq!(decode(b"\xFF\xFEa\x00"), "a");
        assert_eq!(decode(b"\xFF\xFE\x00\x00a\x00\x00\x00"), "a");
        assert_eq!(decode(b"\x00\x00\xFE\xFF\x00\x00\x00a"), "a");
    }

    #[test]
    fn text_is_encoded_as_it_was() {
        let originals: [&[u8]; 7] = [
            b"\xEF\xBB\xBFa\xC3\xA9",
            b"\xFE\xFF\x00a\x00\xE9",
            b"\xFF\xFEa\x00\xE9\x00",
            b"\xFF\xFE\x00\x00a\x00\x00\x00",
            b"\x00\x00\xFE\xFF\x00\x00\x00a",
            b"a\xC3\xA9",
            b"\x93a\x94\x1A",
        ];
        for original in originals {
            let text = decode(original);
            assert_eq!(encode_like(original, &text).as_deref(), Some(original));
        }
        assert_eq!(encode_like(b"\x93a\x94", "€"), None);
    }

    #[test]
    fn a_cut_off_character_is_replaced() {
        assert_eq!(decode(b"\xFE\xFF\x00a\xD8"), "a\u{FFFD}");
        assert_eq!(decode(b"\xFE\xFF\xD8\x00\x00a"), "\u{FFFD}a");
    }
}
