//! Searching for numbers and texts in bytes.

use memchr::memmem;

/// The integer at the start of the bytes.
pub(super) fn number(bytes: &[u8]) -> Option<u64> {
    let rest = bytes.trim_start_matches_digits().len();
    let digits = bytes.get(..bytes.len() - rest)?;
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// Bytes that may start with digits.
pub(super) trait Digits {
    /// The bytes after the leading digits.
    fn trim_start_matches_digits(&self) -> &[u8];
}

impl Digits for [u8] {
    fn trim_start_matches_digits(&self) -> &[u8] {
        let digits = self.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.get(digits..).unwrap_or_default()
    }
}

/// The position of the last occurrence of a text.
pub(super) fn find_last(bytes: &[u8], text: &[u8]) -> Option<usize> {
    memmem::rfind(bytes, text)
}

/// The parts before and after the first occurrence of a text.
pub(super) fn split<'a>(bytes: &'a [u8], text: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = memmem::find(bytes, text)?;
    Some((bytes.get(..at)?, bytes.get(at + text.len()..)?))
}

/// The parts before and after the last occurrence of a text.
pub(super) fn split_last<'a>(bytes: &'a [u8], text: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let at = find_last(bytes, text)?;
    Some((bytes.get(..at)?, bytes.get(at + text.len()..)?))
}
