//! What leaves the process to be read by replicas alone: AES-256-GCM with a key that they share.

use std::fmt;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::security::jwe::read_key;

/// A key of 32 bytes.
#[derive(Clone)]
pub struct SealKey(LessSafeKey);

impl fmt::Debug for SealKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealKey")
    }
}

impl SealKey {
    /// Reads 32 bytes in hexadecimal or base64url.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = read_key(text.trim())?;
        let key = UnboundKey::new(&AES_256_GCM, &bytes).ok()?;
        Some(SealKey(LessSafeKey::new(key)))
    }

    /// `content` encrypted, with a nonce of its own in front. It opens only as `what`. `None` where the system gives no randomness.
    pub fn seal(&self, what: &str, mut content: Vec<u8>) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        getrandom::fill(&mut nonce).ok()?;
        let about = Aad::from(what.as_bytes());
        let assumed = Nonce::assume_unique_for_key(nonce);
        self.0
            .seal_in_place_append_tag(assumed, about, &mut content)
            .ok()?;
        Some([nonce.as_slice(), &content].concat())
    }

    /// What was sealed as `what`; `None` where it was not, or was changed.
    pub fn open(&self, what: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, content) = sealed.split_at_checked(NONCE_LEN)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let mut content = content.to_vec();
        let about = Aad::from(what.as_bytes());
        let length = self.0.open_in_place(nonce, about, &mut content).ok()?.len();
        content.truncate(length);
        Some(content)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sealed_opens_with_its_key_and_its_name_alone() {
        let key = SealKey::parse(&"ab".repeat(32)).expect("a key");
        let other = SealKey::parse(&"cd".repeat(32)).expect("a key");
        let sealed = key
            .seal("job 1", b"Amazing Grace".to_vec())
            .expect("sealed");
        assert!(!sealed.windows(7).any(|window| window == b"Amazing"));
        assert_eq!(
            key.open("job 1", &sealed).as_deref(),
            Some(&b"Amazing Grace"[..])
        );
        assert_eq!(key.open("job 2", &sealed), None);
        assert_eq!(other.open("job 1", &sealed), None);
        let mut changed = sealed.clone();
        changed[20] ^= 1;
        assert_eq!(key.open("job 1", &changed), None);
        assert_eq!(key.open("job 1", b"short"), None);
        assert_ne!(key.seal("job 1", b"Amazing Grace".to_vec()), Some(sealed));
        assert!(SealKey::parse("abcd").is_none());
    }
}
