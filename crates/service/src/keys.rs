//! API keys: where they come from, how they are held (as digests), how a presented key finds its client.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// A key shorter than this is accepted with a warning.
pub const MINIMUM_LENGTH: usize = 16;

/// Who a key belongs to, as logs, limits and metrics show it: the key's name, or the beginning of its digest.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Client(Arc<str>);

impl Client {
    /// A client called `name`.
    pub fn named(name: &str) -> Self {
        Client(name.into())
    }

    /// The name.
    pub fn name(&self) -> &str {
        &self.0
    }
}

/// A key as configured: its digest and its client, never the key itself.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyEntry {
    client: Client,
    digest: [u8; 32],
    is_short: bool,
}

impl fmt::Debug for KeyEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyEntry")
            .field("client", &self.client)
            .finish_non_exhaustive()
    }
}

impl KeyEntry {
    /// Reads `key` or `name=key`, where the key may also be given as `sha256:` and 64 hexadecimal digits. `None` for blank text.
    ///
    /// A key may itself end in `=` (base64 does), so a name must be followed by more than equals signs.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (name, key) = match text.split_once('=') {
            Some((name, key))
                if is_name(name.trim()) && !key.trim().trim_matches('=').is_empty() =>
            {
                (Some(name.trim()), key.trim())
            }
            _ => (None, text),
        };
        if key.is_empty() {
            return None;
        }
        let stored = key.strip_prefix("sha256:").and_then(parse_hex);
        let digest = stored.unwrap_or_else(|| digest_of(key));
        let client = name.map_or_else(
            || Client(format!("key-{}", hex(digest.get(..4).unwrap_or_default())).into()),
            Client::named,
        );
        Some(KeyEntry {
            client,
            digest,
            is_short: stored.is_none() && key.len() < MINIMUM_LENGTH,
        })
    }

    /// Who the key belongs to.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Whether the key is shorter than it should be.
    pub fn is_short(&self) -> bool {
        self.is_short
    }
}

fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// Keys separated by commas or line ends, blanks trimmed.
pub fn parse_key_list(text: &str) -> Vec<KeyEntry> {
    text.split([',', '\n'])
        .filter_map(KeyEntry::parse)
        .collect()
}

/// Keys one a line; blank lines and lines that begin with `#` do not count.
pub fn parse_key_file(text: &str) -> Vec<KeyEntry> {
    text.trim_start_matches('\u{feff}')
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
        .filter_map(KeyEntry::parse)
        .collect()
}

/// The keys in force. What it takes to look one up depends neither on the key presented nor on how many there are:
/// digests are salted for this process, so nobody outside can steer where they fall in the table.
#[derive(Clone)]
pub struct KeySet {
    salt: [u8; 32],
    clients: HashMap<[u8; 32], Client>,
    digests: HashMap<Client, [u8; 32]>,
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeySet")
            .field("count", &self.clients.len())
            .finish_non_exhaustive()
    }
}

impl KeySet {
    /// The set of `entries`. Where two entries have the same key the first names its client.
    pub fn new(entries: &[KeyEntry]) -> Self {
        let mut salt = [0; 32];
        // Without randomness the salt is weak but the comparison below still takes constant time.
        let _ = getrandom::fill(&mut salt);
        let mut set = KeySet {
            salt,
            clients: HashMap::with_capacity(entries.len()),
            digests: HashMap::with_capacity(entries.len()),
        };
        for entry in entries {
            let salted = set.salted(&entry.digest);
            set.clients
                .entry(salted)
                .or_insert_with(|| entry.client.clone());
            set.digests
                .entry(entry.client.clone())
                .or_insert(entry.digest);
        }
        set
    }

    /// How many different keys there are.
    pub fn len(&self) -> usize {
        self.clients.len()
    }

    /// Whether there is no key at all.
    pub fn is_empty(&self) -> bool {
        self.clients.is_empty()
    }

    /// The client that `key` belongs to.
    pub fn find(&self, key: &[u8]) -> Option<&Client> {
        let salted = self.salted(&Sha256::digest(key).into());
        let (found, client) = self.clients.get_key_value(&salted)?;
        bool::from(found.ct_eq(&salted)).then_some(client)
    }

    /// The SHA-256 digest of the key of the client called `name`: the secret that its signatures are made with.
    pub fn secret_of(&self, name: &str) -> Option<(&Client, &[u8; 32])> {
        self.digests.get_key_value(&Client::named(name))
    }

    fn salted(&self, digest: &[u8; 32]) -> [u8; 32] {
        Sha256::new()
            .chain_update(self.salt)
            .chain_update(digest)
            .finalize()
            .into()
    }
}

/// A new key: 256 bits of the system's randomness, in hexadecimal.
///
/// # Errors
/// Where the system has no randomness to give.
pub fn make_key() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(hex(&bytes))
}

fn digest_of(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

/// `bytes` in lower case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    use fmt::Write as _;
    bytes
        .iter()
        .fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

/// The 32 bytes that 64 hexadecimal digits stand for.
pub fn parse_hex(text: &str) -> Option<[u8; 32]> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let mut bytes = [0; 32];
    for (byte, pair) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str) -> KeySet {
        KeySet::new(&parse_key_list(text))
    }

    #[test]
    fn keys_are_trimmed_and_blank_ones_dropped() {
        let keys = set(" first-key-first-key , second-key-second ,, ");
        assert_eq!(keys.len(), 2);
        assert!(keys.find(b"first-key-first-key").is_some());
        assert!(keys.find(b" first-key-first-key ").is_none());
        assert!(keys.find(b"").is_none());
        assert!(keys.find(b"third").is_none());
    }

    #[test]
    fn a_named_key_shows_its_name_and_another_a_short_digest() {
        let keys = set("mobile=0123456789abcdef,fedcba9876543210");
        assert_eq!(
            keys.find(b"0123456789abcdef").map(Client::name),
            Some("mobile")
        );
        let other = keys.find(b"fedcba9876543210").expect("found");
        assert!(other.name().starts_with("key-") && other.name().len() == 12);
        assert!(!other.name().contains("fedc"));
    }

    #[test]
    fn equals_signs_at_the_end_belong_to_the_key() {
        let keys = set("c2VjcmV0LWtleQ==");
        assert!(keys.find(b"c2VjcmV0LWtleQ==").is_some());
    }

    #[test]
    fn a_digest_stands_for_its_key() {
        let digest = hex(&digest_of("a-long-enough-key"));
        let keys = set(&format!("web=sha256:{digest}"));
        assert_eq!(
            keys.find(b"a-long-enough-key").map(Client::name),
            Some("web")
        );
    }

    #[test]
    fn a_key_file_has_comments() {
        let entries = parse_key_file("# the keys\n\nweb=0123456789abcdef\r\n  # old\nshort\n");
        assert_eq!(entries.len(), 2);
        assert!(!entries[0].is_short() && entries[1].is_short());
    }

    #[test]
    fn nothing_shows_a_key() {
        let entry = KeyEntry::parse("top-secret-top-secret").expect("a key");
        assert!(!format!("{entry:?}").contains("secret"));
        assert!(!format!("{:?}", KeySet::new(&[entry])).contains("secret"));
    }

    #[test]
    fn made_keys_are_long_and_differ() {
        let (one, other) = (make_key().expect("random"), make_key().expect("random"));
        assert_eq!(one.len(), 64);
        assert_ne!(one, other);
    }
}
