//! API keys: where they come from, how they are held (as digests), how a presented key finds its client.

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::hex::{hex, parse_hex};

use crate::security::networks::Networks;

/// Fewest characters of a key: one that is shorter is refused. A digest stands for a key of unknown length.
pub const MINIMUM_LENGTH: usize = 8;

/// A key shorter than this is accepted with a warning.
pub const ADVISED_LENGTH: usize = 16;

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

/// Whether a client may send its key, or must sign with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Signing {
    /// As the service's settings say.
    #[default]
    AsConfigured,
    /// Requests must be signed.
    Required,
}

/// What a key opens: who its client is, and under which conditions it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    client: Client,
    networks: Networks,
    signing: Signing,
}

impl Key {
    /// A key of `client` that counts always.
    pub fn of(client: Client) -> Self {
        Key {
            client,
            networks: Networks::default(),
            signing: Signing::default(),
        }
    }

    /// Who it belongs to.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Whether it counts for requests from `address`; one that is not known is none of the networks'.
    pub fn counts_from(&self, address: Option<IpAddr>) -> bool {
        self.networks.is_empty() || address.is_some_and(|address| self.networks.contains(address))
    }

    /// Whether requests must be signed with it.
    pub fn signing(&self) -> Signing {
        self.signing
    }

    /// Reads `networks=10.0.0.0/8, 192.0.2.7; signature=required`.
    fn read_conditions(&mut self, text: &str) -> Result<(), &'static str> {
        for condition in text
            .split(';')
            .map(str::trim)
            .filter(|text| !text.is_empty())
        {
            let (name, value) = condition.split_once('=').unwrap_or((condition, ""));
            match (name.trim(), value.trim()) {
                ("networks", value) => {
                    self.networks = Networks::parse(value)
                        .filter(|networks| !networks.is_empty())
                        .ok_or("networks must be networks or addresses separated by commas")?;
                }
                ("signature", "required") => self.signing = Signing::Required,
                ("signature", "optional") => self.signing = Signing::AsConfigured,
                ("signature", _) => return Err("signature must be required or optional"),
                _ => return Err("after the key only networks=… and signature=… may follow"),
            }
        }
        Ok(())
    }
}

/// A key as configured: its digest and what it opens, never the key itself.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyEntry {
    key: Key,
    digest: [u8; 32],
    /// Bytes of the key; `None` where its digest is given.
    length: Option<usize>,
    /// Whether there are quotes in the text that it was read from.
    has_quotes: bool,
}

impl fmt::Debug for KeyEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyEntry")
            .field("key", &self.key)
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
            key: Key::of(client),
            digest,
            length: stored.is_none().then_some(key.len()),
            has_quotes: text.contains(['"', '\'']),
        })
    }

    /// Who the key belongs to.
    pub fn client(&self) -> &Client {
        self.key.client()
    }

    /// Whether the key is shorter than it should be.
    pub fn is_short(&self) -> bool {
        self.length.is_some_and(|length| length < ADVISED_LENGTH)
    }

    /// Whether there are quotes in it: most likely those of a shell or an env file, which no client would send.
    pub fn has_quotes(&self) -> bool {
        self.has_quotes
    }

    /// Whether the key is shorter than it may be.
    pub fn is_too_short(&self) -> bool {
        self.length.is_some_and(|length| length < MINIMUM_LENGTH)
    }
}

/// Whether a client may be called so: 1 to 64 letters, digits, `-`, `_` or `.`.
pub fn is_name(text: &str) -> bool {
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

/// A line of a file of keys that cannot be understood. It holds nothing of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyFault {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: &'static str,
}

impl fmt::Display for KeyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.message)
    }
}

/// Keys one a line, each perhaps followed by conditions after a `;`. Blank lines and lines that begin with `#` do not count.
///
/// # Errors
/// The first line that cannot be understood: a condition that was not read would leave a key open. So is a key that is too short.
pub fn parse_key_file(text: &str) -> Result<Vec<KeyEntry>, KeyFault> {
    let mut entries = Vec::new();
    for (n, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if line.trim_start().starts_with('#') {
            continue;
        }
        let fault = |message| KeyFault {
            line: n + 1,
            message,
        };
        let (key, conditions) = line.split_once(';').unwrap_or((line, ""));
        match KeyEntry::parse(key) {
            Some(entry) if entry.has_quotes() => {
                return Err(fault("there are quotes in the key: leave them out"));
            }
            Some(entry) if entry.is_too_short() => {
                return Err(fault("the key is shorter than 8 characters"));
            }
            Some(mut entry) => {
                entry.key.read_conditions(conditions).map_err(fault)?;
                entries.push(entry);
            }
            None if conditions.trim().is_empty() => {}
            None => return Err(fault("there is no key before the first semicolon")),
        }
    }
    Ok(entries)
}

/// The keys in force. What it takes to look one up depends neither on the key presented nor on how many there are:
/// digests are salted for this process, so nobody outside can steer where they fall in the table, and every look-up ends
/// with one comparison in constant time, found or not.
#[derive(Clone)]
pub struct KeySet {
    salt: [u8; 32],
    /// What a key that is not found is compared with, and what signatures of unknown clients are checked against.
    nobody: [u8; 32],
    keys: HashMap<[u8; 32], Key>,
    secrets: HashMap<Client, Vec<([u8; 32], Key)>>,
}

impl fmt::Debug for KeySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeySet")
            .field("count", &self.keys.len())
            .finish_non_exhaustive()
    }
}

impl KeySet {
    /// The set of `entries`. Where two entries have the same key the first says what it opens.
    pub fn new(entries: &[KeyEntry]) -> Self {
        let (mut salt, mut nobody) = ([0; 32], [0; 32]);
        // Without randomness the salt is weak but the comparison below still takes constant time.
        let _ = getrandom::fill(&mut salt);
        let _ = getrandom::fill(&mut nobody);
        let mut set = KeySet {
            salt,
            nobody,
            keys: HashMap::with_capacity(entries.len()),
            secrets: HashMap::with_capacity(entries.len()),
        };
        for entry in entries {
            let salted = set.salted(&entry.digest);
            if set.keys.contains_key(&salted) {
                continue;
            }
            set.keys.insert(salted, entry.key.clone());
            set.secrets
                .entry(entry.client().clone())
                .or_default()
                .push((entry.digest, entry.key.clone()));
        }
        set
    }

    /// How many different keys there are.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is no key at all.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// What `key` opens.
    pub fn find(&self, key: &[u8]) -> Option<&Key> {
        self.find_by(key, |one, other| one.ct_eq(other).into())
    }

    fn find_by(&self, key: &[u8], is_equal: impl Fn(&[u8; 32], &[u8; 32]) -> bool) -> Option<&Key> {
        let salted = self.salted(&Sha256::digest(key).into());
        let (digest, found) = match self.keys.get_key_value(&salted) {
            Some((digest, key)) => (digest, Some(key)),
            None => (&self.nobody, None),
        };
        if is_equal(digest, &salted) {
            found
        } else {
            None
        }
    }

    /// The SHA-256 digests of the keys of the client called `name`, the secrets that its signatures are made with. For a
    /// client that is unknown there is one that opens nothing, so that its signature takes as long to refuse.
    pub fn secrets_of(&self, name: &str) -> impl Iterator<Item = (&[u8; 32], Option<&Key>)> {
        let known = self.secrets.get(&Client::named(name));
        let nobody = known.is_none().then_some((&self.nobody, None));
        known
            .into_iter()
            .flatten()
            .map(|(secret, key)| (secret, Some(key)))
            .chain(nobody)
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

#[cfg(test)]
mod tests;
