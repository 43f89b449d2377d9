//! Bytes as hexadecimal digits.

use data_encoding::{HEXLOWER, HEXLOWER_PERMISSIVE};
use sha2::{Digest, Sha256};

/// `bytes` in lower case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(bytes)
}

/// Digits of a [`fingerprint`].
pub const FINGERPRINT: usize = 32;

/// The first 16 bytes of SHA-256 over `bytes`, in hexadecimal: tells contents apart.
pub fn fingerprint(bytes: &[u8]) -> String {
    let mut digits = hex(&Sha256::digest(bytes));
    digits.truncate(FINGERPRINT);
    digits
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
