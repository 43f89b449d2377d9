//! API keys: where they come from, how they are held (as digests), how a presented key finds its client.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use chordpro_engine::Format;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::hex::{hex, parse_hex};
use crate::security::key_conditions::Conditions;
pub use crate::security::key_conditions::{Scope, Signing};

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

/// What a key opens: who its client is, and under which conditions it counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    client: Client,
    conditions: Arc<Conditions>,
}

impl Key {
    /// A key of `client` that counts always.
    pub fn of(client: Client) -> Self {
        Key {
            client,
            conditions: Arc::default(),
        }
    }

    /// A key of `client` for these formats alone; for all where there are none.
    pub fn for_formats(client: Client, formats: Vec<Format>) -> Self {
        let conditions = Conditions {
            formats,
            ..Conditions::default()
        };
        Key {
            client,
            conditions: Arc::new(conditions),
        }
    }

    /// Who it belongs to.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Under which conditions it counts.
    pub fn conditions(&self) -> &Conditions {
        &self.conditions
    }
}

/// A key as configured: its digest and what it opens, never the key itself.
#[derive(Clone, PartialEq, Eq)]
pub struct KeyEntry {
    key: Key,
    digest: [u8; 32],
    /// Bytes of the key; `None` if its digest was given.
    length: Option<usize>,
}

impl fmt::Debug for KeyEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyEntry")
            .field("key", &self.key)
            .finish_non_exhaustive()
    }
}

/// How the digest of a key begins where it stands in the place of the key, in any case.
const DIGEST_PREFIX: &str = "sha256:";

impl KeyEntry {
    /// Reads `key` or `name=key`, where the key may also be given as `sha256:` and 64 hexadecimal digits. `None` for blank text.
    ///
    /// A key may itself end in `=` (base64 does), so a name must be followed by more than equals signs.
    ///
    /// # Errors
    /// What is wrong with it, to follow the name of the setting or the number of a line. It holds nothing of the text. Whatever looks
    /// like a slip is refused, since a key that nobody can send, or a name or a digest that is taken for a key, shows only when a client
    /// is turned away or a stranger is not.
    pub fn parse(text: &str) -> Result<Option<Self>, &'static str> {
        let text = text.trim();
        if text.contains(['"', '\'']) {
            return Err("holds quotes, which would be a part of the key: leave them out");
        }
        if text.contains(';') {
            return Err(
                "holds a semicolon: keys are separated by commas, and conditions such as networks=… are only read in API_KEYS_FILE",
            );
        }
        let (name, key) = split_name(text)?;
        if key.is_empty() {
            return Ok(None);
        }
        let stored = match key.get(..DIGEST_PREFIX.len()) {
            Some(prefix) if prefix.eq_ignore_ascii_case(DIGEST_PREFIX) => {
                let digits = key.get(DIGEST_PREFIX.len()..).and_then(parse_hex);
                Some(digits.ok_or(
                    "holds a digest that is not sha256: followed by exactly 64 hexadecimal digits",
                )?)
            }
            _ => None,
        };
        if stored.is_none() && key.contains(char::is_whitespace) {
            return Err("holds a key with white space in it");
        }
        if stored.is_none() && key.len() < MINIMUM_LENGTH {
            return Err("holds a key shorter than 8 characters");
        }
        let digest = stored.unwrap_or_else(|| digest_of(key));
        let client = name.map_or_else(
            || Client(format!("key-{}", hex(digest.get(..4).unwrap_or_default())).into()),
            Client::named,
        );
        Ok(Some(KeyEntry {
            key: Key::of(client),
            digest,
            length: stored.is_none().then_some(key.len()),
        }))
    }

    /// Who the key belongs to.
    pub fn client(&self) -> &Client {
        self.key.client()
    }

    /// Whether the key is shorter than it should be.
    pub fn is_short(&self) -> bool {
        self.length.is_some_and(|length| length < ADVISED_LENGTH)
    }
}

/// The name before the first equals sign, if there is one, and the key.
fn split_name(text: &str) -> Result<(Option<&str>, &str), &'static str> {
    match text.split_once('=') {
        Some((name, key)) if !key.trim().trim_matches('=').is_empty() => {
            if !is_name(name.trim()) {
                return Err(
                    "has a name that is not 1 to 64 letters, digits, hyphens, underscores or full stops; \
                     a key with an equals sign in it needs a name in front",
                );
            }
            Ok((Some(name.trim()), key.trim()))
        }
        _ => Ok((None, text)),
    }
}

/// Whether a client may be called so: 1 to 64 letters, digits, `-`, `_` or `.`.
pub fn is_name(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// An entry of a file or a list of keys that is not valid. It holds nothing of the entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyFault {
    /// The line of the file, or the place in the list; both count from 1.
    pub number: usize,
    /// What is wrong, to follow "line 3" or the name of the setting.
    pub message: &'static str,
}

/// Keys separated by commas or line ends, blanks trimmed.
///
/// # Errors
/// All entries that are not valid.
pub fn parse_key_list(text: &str) -> Result<Vec<KeyEntry>, Vec<KeyFault>> {
    let entries = text
        .split([',', '\n'])
        .filter(|text| !text.trim().is_empty());
    collect(
        entries
            .enumerate()
            .map(|(n, text)| (n, KeyEntry::parse(text))),
    )
}

/// Keys one a line, each perhaps followed by conditions after a `;`. Blank lines and lines that begin with `#` do not count.
///
/// # Errors
/// All lines that are not valid: a condition that was not read would leave a key open.
pub fn parse_key_file(text: &str) -> Result<Vec<KeyEntry>, Vec<KeyFault>> {
    let lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    let entries = lines.filter(|(_, line)| !line.trim_start().starts_with('#'));
    collect(entries.map(|(n, line)| (n, parse_line(line))))
}

/// Reads one line of a file of keys.
fn parse_line(line: &str) -> Result<Option<KeyEntry>, &'static str> {
    let (key, conditions) = line.split_once(';').unwrap_or((line, ""));
    match KeyEntry::parse(key)? {
        Some(mut entry) => {
            entry.key.conditions = Arc::new(Conditions::parse(conditions)?);
            Ok(Some(entry))
        }
        None if conditions.trim().is_empty() => Ok(None),
        None => Err("has conditions but no key in front of them"),
    }
}

/// All keys, or all faults, of entries that are numbered from 0.
fn collect(
    entries: impl Iterator<Item = (usize, Result<Option<KeyEntry>, &'static str>)>,
) -> Result<Vec<KeyEntry>, Vec<KeyFault>> {
    let (mut keys, mut faults) = (Vec::new(), Vec::new());
    for (n, outcome) in entries {
        match outcome {
            Ok(key) => keys.extend(key),
            Err(message) => faults.push(KeyFault {
                number: n + 1,
                message,
            }),
        }
    }
    if faults.is_empty() {
        Ok(keys)
    } else {
        Err(faults)
    }
}

/// Most lines of a file that are named; a file of another kind has thousands.
const MAX_NAMED_LINES: usize = 20;

/// What is wrong with the lines of a file, a sentence for each, perhaps with one more that counts the others.
pub fn describe_lines(faults: &[KeyFault]) -> Vec<String> {
    let named = faults.iter().take(MAX_NAMED_LINES);
    let mut sentences: Vec<String> = named
        .map(|fault| format!("line {} {}", fault.number, fault.message))
        .collect();
    if let more @ 1.. = faults.len().saturating_sub(MAX_NAMED_LINES) {
        sentences.push(format!("has {more} more lines that are not valid"));
    }
    sentences
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
