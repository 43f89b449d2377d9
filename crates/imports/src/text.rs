//! Decoding of a sheet's bytes to text.

use std::borrow::Cow;

use chordpro_song::decode::decode_lenient;

use crate::limits::{MAX_BYTES, MAX_LINE};
use crate::{ImportError, SheetFormat};

/// The text of a sheet.
///
/// # Errors
/// [`ImportError::Unknown`] if the bytes are not text, [`ImportError::TooLarge`] if the text or a line exceeds its limit.
pub(crate) fn decoded(content: &[u8], format: SheetFormat) -> Result<Cow<'_, str>, ImportError> {
    if content.len() > MAX_BYTES {
        return Err(ImportError::TooLarge {
            format,
            what: "its size",
            allowed: MAX_BYTES >> 20,
            unit: "MiB",
        });
    }
    if let Some(what) = binary(content) {
        return Err(ImportError::Unknown { what });
    }
    Ok(decode_lenient(content))
}

/// Rejects lines that are too long for a sheet of this format.
pub(crate) fn check_lines(text: &str, format: SheetFormat) -> Result<(), ImportError> {
    // Links and lyrics fields have a whole song, or a whole playlist, in one line.
    let is_one_line = matches!(format, SheetFormat::IRealPro | SheetFormat::SongSelect);
    // XML can be in one line as well.
    let is_xml = matches!(
        format,
        SheetFormat::OpenSong | SheetFormat::OpenLyrics | SheetFormat::MusicXml
    );
    if is_one_line || is_xml || text.split(['\n', '\r']).all(|line| line.len() <= MAX_LINE) {
        return Ok(());
    }
    Err(ImportError::TooLarge {
        format,
        what: "a line",
        allowed: MAX_LINE >> 10,
        unit: "KiB",
    })
}

/// The kind of file, if the bytes are not text.
fn binary(content: &[u8]) -> Option<&'static str> {
    for (start, what) in [
        (b"%PDF-".as_slice(), "a PDF document"),
        (b"\x89PNG".as_slice(), "a PNG picture"),
        (b"\xFF\xD8\xFF".as_slice(), "a JPEG picture"),
        (b"GIF8".as_slice(), "a GIF picture"),
        (b"SQLite format 3\0".as_slice(), "an SQLite database"),
        (b"\x1F\x8B".as_slice(), "a gzip archive"),
        (b"7z\xBC\xAF".as_slice(), "a 7z archive"),
        (b"{\\rtf".as_slice(), "an RTF document"),
        (b"\xD0\xCF\x11\xE0".as_slice(), "an office document"),
    ] {
        if content.starts_with(start) {
            return Some(what);
        }
    }
    let has_mark = content.starts_with(&[0xFF, 0xFE])
        || content.starts_with(&[0xFE, 0xFF])
        || content.starts_with(&[0, 0, 0xFE, 0xFF]);
    (!has_mark && content.contains(&0)).then_some("binary data")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_that_are_no_text_are_named() {
        let what = |content: &[u8]| match decoded(content, SheetFormat::OnSong) {
            Err(ImportError::Unknown { what }) => what,
            _ => "text",
        };
        assert_eq!(what(b"%PDF-1.7"), "a PDF document");
        assert_eq!(what(b"a\0b"), "binary data");
        assert_eq!(what(b"\xFF\xFEa\0"), "text");
        assert_eq!(what("Größe".as_bytes()), "text");
    }

    #[test]
    fn long_lines_are_refused() {
        let long = "a".repeat(MAX_LINE + 1);
        assert!(check_lines(&long, SheetFormat::OnSong).is_err());
        assert!(check_lines(&long, SheetFormat::IRealPro).is_ok());
    }
}
