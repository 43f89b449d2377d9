//! Bytes as hexadecimal digits.

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};

/// `bytes` in lower case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

/// The `N` bytes that twice as many hexadecimal digits stand for.
pub fn parse_hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N {
        return None;
    }
    let count = HEXLOWER_PERMISSIVE.decode_mut(text.as_bytes(), &mut bytes);
    count.ok().map(|_| bytes)
}
