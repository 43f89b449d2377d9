//! Signed requests: HMAC-SHA-256 over method, path, query, digest of the body, time and a number used once.
//!
//! ```text
//! Authorization: ChordPro-HMAC-SHA256 client=web, time=1700000000, nonce=b7f3…, signature=<hex>
//! ```
//!
//! The secret is the SHA-256 digest of the client's key (32 bytes), so that the service need not keep the key. What is
//! signed are six lines joined by `\n`: method, path, query (empty where there is none), hexadecimal SHA-256 of the body,
//! time (seconds since 1970), nonce.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::hex::{hex, parse_hex};
use crate::redis::Shared;
use crate::security::api_keys::{Key, KeySet};

/// The name of the scheme.
pub const SCHEME: &str = "ChordPro-HMAC-SHA256";

/// A signature as a request carries it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    client: String,
    time: u64,
    nonce: String,
    mac: [u8; 32],
}

/// What a signature is made over, besides its own time and nonce.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// The method, upper case.
    pub method: &'a str,
    /// The path.
    pub path: &'a str,
    /// The query without its question mark; empty where there is none.
    pub query: &'a str,
    /// SHA-256 of the body.
    pub digest: [u8; 32],
}

/// The SHA-256 digest of a body.
pub fn digest(body: &[u8]) -> [u8; 32] {
    Sha256::digest(body).into()
}

/// Why a signature is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The client is unknown, or the signature is not of this request.
    Wrong,
    /// Its time is too far off.
    Stale,
    /// It was used before.
    Replayed,
}

impl Refused {
    /// The reason, for logs.
    pub fn name(self) -> &'static str {
        match self {
            Refused::Wrong => "wrong signature",
            Refused::Stale => "signature outside its time window",
            Refused::Replayed => "signature used before",
        }
    }
}

impl Signature {
    /// Reads what follows the scheme's name in `Authorization`.
    pub fn parse(parameters: &str) -> Option<Self> {
        let mut found: HashMap<&str, &str> = HashMap::new();
        for parameter in parameters.split(',') {
            let (name, value) = parameter.split_once('=')?;
            found.insert(name.trim(), value.trim().trim_matches('"'));
        }
        let nonce = *found.get("nonce")?;
        let is_sound =
            (8..=128).contains(&nonce.len()) && nonce.bytes().all(|byte| byte.is_ascii_graphic());
        Some(Signature {
            client: (*found.get("client")?).to_owned(),
            time: found.get("time")?.parse().ok()?,
            nonce: is_sound.then(|| nonce.to_owned())?,
            mac: parse_hex(found.get("signature")?)?,
        })
    }

    /// Whether its time is near enough to `now` (seconds since 1970).
    pub fn is_timely(&self, nonces: &Nonces, now: u64) -> bool {
        now.abs_diff(self.time) <= nonces.window.as_secs()
    }

    /// The key with which this is the signature over `signed`.
    pub fn key<'a>(&self, signed: &Signed<'_>, keys: &'a KeySet) -> Option<&'a Key> {
        let Signature {
            client,
            time,
            nonce,
            mac,
        } = self;
        matching_key(keys, client, signed, *time, nonce, mac)
    }

    /// Checks the signature over `signed` at `now` (seconds since 1970), and spends its nonce.
    ///
    /// # Errors
    /// Why it is refused.
    pub async fn verify(
        &self,
        signed: &Signed<'_>,
        keys: &KeySet,
        nonces: &Nonces,
        now: u64,
    ) -> Result<Key, Refused> {
        let key = self.key(signed, keys).ok_or(Refused::Wrong)?;
        if !self.is_timely(nonces, now) {
            return Err(Refused::Stale);
        }
        if nonces
            .spend(&self.client, &self.nonce, self.time, now)
            .await
        {
            Ok(key.clone())
        } else {
            Err(Refused::Replayed)
        }
    }
}

/// The key of the client called `client` with which `signed` has the signature `code`. A client may have several keys while
/// they are being changed; one that is unknown costs as much as one that is.
pub(crate) fn matching_key<'a>(
    keys: &'a KeySet,
    client: &str,
    signed: &Signed<'_>,
    time: u64,
    nonce: &str,
    code: &[u8; 32],
) -> Option<&'a Key> {
    let mut found = None;
    for (secret, key) in keys.secrets_of(client) {
        let is_right = mac(secret, signed, time, nonce).verify_slice(code).is_ok();
        if is_right {
            found = key;
        }
    }
    found
}

/// The signature that a client with `key` makes, in hexadecimal.
pub fn sign(key: &str, signed: &Signed<'_>, time: u64, nonce: &str) -> String {
    let secret: [u8; 32] = Sha256::digest(key.as_bytes()).into();
    sign_with(&secret, signed, time, nonce)
}

/// As [`sign`], with the SHA-256 digest of the key.
pub(crate) fn sign_with(secret: &[u8; 32], signed: &Signed<'_>, time: u64, nonce: &str) -> String {
    hex(&mac(secret, signed, time, nonce).finalize().into_bytes())
}

fn mac(secret: &[u8; 32], signed: &Signed<'_>, time: u64, nonce: &str) -> Hmac<Sha256> {
    let text = format!(
        "{}\n{}\n{}\n{}\n{time}\n{nonce}",
        signed.method,
        signed.path,
        signed.query,
        hex(&signed.digest),
    );
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac
}

/// The nonces of signatures whose time is still valid.
#[derive(Debug)]
pub struct Nonces {
    window: Duration,
    seen: Mutex<Seen>,
    shared: Option<Arc<Shared>>,
}

#[derive(Debug)]
struct Seen {
    times: HashMap<(String, String), u64>,
    sweep_at: usize,
}

/// Nonces remembered before those out of their window are forgotten.
const SWEEP_AT: usize = 50_000;

impl Nonces {
    /// A store for signatures valid for `window` around their time; replicas with the same `shared` refuse each other's.
    pub fn new(window: Duration, shared: Option<Arc<Shared>>) -> Self {
        Nonces {
            window,
            seen: Mutex::new(Seen {
                times: HashMap::new(),
                sweep_at: SWEEP_AT,
            }),
            shared,
        }
    }

    /// Whether the nonce was still unused; from now on it is not. What this process has seen it refuses even while
    /// Redis is away.
    async fn spend(&self, client: &str, nonce: &str, time: u64, now: u64) -> bool {
        if !self.spend_here(client, nonce, time, now) {
            return false;
        }
        match &self.shared {
            // A time may lie ahead by a window, and then stays valid for another.
            Some(shared) => shared
                .spend(client, nonce, self.window.saturating_mul(2))
                .await
                .unwrap_or(true),
            None => true,
        }
    }

    fn spend_here(&self, client: &str, nonce: &str, time: u64, now: u64) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.times.len() >= seen.sweep_at {
            let window = self.window.as_secs();
            seen.times.retain(|_, time| now.abs_diff(*time) <= window);
            // So that sweeping costs little for each request, however many there are.
            seen.sweep_at = (seen.times.len() * 2).max(SWEEP_AT);
        }
        seen.times
            .insert((client.to_owned(), nonce.to_owned()), time)
            .is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::security::api_keys::parse_key_list;

    const KEY: &str = "0123456789abcdef";
    const NOW: u64 = 1_700_000_000;

    fn signed(body: &[u8]) -> Signed<'_> {
        Signed {
            method: "POST",
            path: "/convert",
            query: "",
            digest: digest(body),
        }
    }

    async fn check(nonces: &Nonces, body: &[u8], time: u64, nonce: &str) -> Result<Key, Refused> {
        let keys = KeySet::new(&parse_key_list("web=0123456789abcdef").expect("keys"));
        let mac = sign(KEY, &signed(b"song"), time, nonce);
        let header = format!("client=web, time={time}, nonce={nonce}, signature={mac}");
        Signature::parse(&header)
            .expect("well formed")
            .verify(&signed(body), &keys, nonces, NOW)
            .await
    }

    #[tokio::test]
    async fn a_right_signature_counts_once() {
        let nonces = Nonces::new(Duration::from_secs(300), None);
        let key = check(&nonces, b"song", NOW - 10, "nonce-nonce").await;
        assert_eq!(key.expect("accepted").client().name(), "web");
        assert_eq!(
            check(&nonces, b"song", NOW - 10, "nonce-nonce").await,
            Err(Refused::Replayed)
        );
        assert!(
            check(&nonces, b"song", NOW - 10, "other-nonce")
                .await
                .is_ok()
        );
    }

    #[tokio::test]
    async fn another_body_or_time_is_refused() {
        let nonces = Nonces::new(Duration::from_secs(300), None);
        for (body, time, refused) in [
            (&b"gnos"[..], NOW, Refused::Wrong),
            (b"song", NOW - 301, Refused::Stale),
            (b"song", NOW + 301, Refused::Stale),
        ] {
            let outcome = check(&nonces, body, time, "nonce-nonce").await;
            assert_eq!(outcome, Err(refused));
        }
    }

    #[tokio::test]
    async fn both_keys_of_a_client_sign_while_they_are_being_changed() {
        let keys = KeySet::new(
            &parse_key_list("web=aaaaaaaaaaaaaaaa,web=bbbbbbbbbbbbbbbb").expect("keys"),
        );
        let nonces = Nonces::new(Duration::from_secs(300), None);
        for (key, is_known) in [
            ("aaaaaaaaaaaaaaaa", true),
            ("bbbbbbbbbbbbbbbb", true),
            ("cccccccccccccccc", false),
        ] {
            let mac = sign(key, &signed(b"song"), NOW, key);
            let header = format!("client=web, time={NOW}, nonce={key}, signature={mac}");
            let signature = Signature::parse(&header).expect("well formed");
            let outcome = signature
                .verify(&signed(b"song"), &keys, &nonces, NOW)
                .await;
            assert_eq!(outcome.is_ok(), is_known, "{key}");
        }
    }

    #[test]
    fn what_is_not_well_formed_is_no_signature() {
        for wrong in [
            "",
            "client=web",
            "client=web,time=x,nonce=12345678,signature=00",
        ] {
            assert_eq!(Signature::parse(wrong), None, "{wrong}");
        }
    }
}
