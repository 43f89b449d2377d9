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
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::keys::{Client, KeySet, hex, parse_hex};

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
    /// The body.
    pub body: &'a [u8],
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

    /// Checks the signature over `signed` at `now` (seconds since 1970), and spends its nonce.
    ///
    /// # Errors
    /// Why it is refused.
    pub fn verify(
        &self,
        signed: &Signed<'_>,
        keys: &KeySet,
        nonces: &Nonces,
        now: u64,
    ) -> Result<Client, Refused> {
        let (client, secret) = keys.secret_of(&self.client).ok_or(Refused::Wrong)?;
        mac(secret, signed, self.time, &self.nonce)
            .verify_slice(&self.mac)
            .map_err(|_| Refused::Wrong)?;
        if now.abs_diff(self.time) > nonces.window.as_secs() {
            return Err(Refused::Stale);
        }
        if nonces.spend(&self.client, &self.nonce, self.time, now) {
            Ok(client.clone())
        } else {
            Err(Refused::Replayed)
        }
    }
}

/// The signature that a client with `key` makes, in hexadecimal.
pub fn sign(key: &str, signed: &Signed<'_>, time: u64, nonce: &str) -> String {
    let secret: [u8; 32] = Sha256::digest(key.as_bytes()).into();
    hex(&mac(&secret, signed, time, nonce).finalize().into_bytes())
}

fn mac(secret: &[u8; 32], signed: &Signed<'_>, time: u64, nonce: &str) -> Hmac<Sha256> {
    let text = format!(
        "{}\n{}\n{}\n{}\n{time}\n{nonce}",
        signed.method,
        signed.path,
        signed.query,
        hex(&Sha256::digest(signed.body)),
    );
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("HMAC takes keys of any length");
    mac.update(text.as_bytes());
    mac
}

/// The nonces of signatures whose time is still valid.
#[derive(Debug)]
pub struct Nonces {
    window: Duration,
    seen: Mutex<HashMap<(String, String), u64>>,
}

/// Nonces remembered before those out of their window are forgotten.
const SWEEP_AT: usize = 50_000;

impl Nonces {
    /// A store for signatures valid for `window` around their time.
    pub fn new(window: Duration) -> Self {
        Nonces {
            window,
            seen: Mutex::new(HashMap::new()),
        }
    }

    /// Whether the nonce was still unused; from now on it is not.
    fn spend(&self, client: &str, nonce: &str, time: u64, now: u64) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= SWEEP_AT {
            let window = self.window.as_secs();
            seen.retain(|_, time| now.abs_diff(*time) <= window);
        }
        seen.insert((client.to_owned(), nonce.to_owned()), time)
            .is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::parse_key_list;

    const KEY: &str = "0123456789abcdef";
    const NOW: u64 = 1_700_000_000;

    fn signed(body: &[u8]) -> Signed<'_> {
        Signed {
            method: "POST",
            path: "/convert",
            query: "",
            body,
        }
    }

    fn check(nonces: &Nonces, body: &[u8], time: u64, nonce: &str) -> Result<Client, Refused> {
        let keys = KeySet::new(&parse_key_list("web=0123456789abcdef"));
        let mac = sign(KEY, &signed(b"song"), time, nonce);
        let header = format!("client=web, time={time}, nonce={nonce}, signature={mac}");
        Signature::parse(&header)
            .expect("well formed")
            .verify(&signed(body), &keys, nonces, NOW)
    }

    #[test]
    fn a_right_signature_counts_once() {
        let nonces = Nonces::new(Duration::from_secs(300));
        let client = check(&nonces, b"song", NOW - 10, "nonce-nonce").expect("accepted");
        assert_eq!(client.name(), "web");
        assert_eq!(
            check(&nonces, b"song", NOW - 10, "nonce-nonce"),
            Err(Refused::Replayed)
        );
        assert!(check(&nonces, b"song", NOW - 10, "other-nonce").is_ok());
    }

    #[test]
    fn another_body_or_time_is_refused() {
        let nonces = Nonces::new(Duration::from_secs(300));
        assert_eq!(
            check(&nonces, b"gnos", NOW, "nonce-nonce"),
            Err(Refused::Wrong)
        );
        assert_eq!(
            check(&nonces, b"song", NOW - 301, "nonce-nonce"),
            Err(Refused::Stale)
        );
        assert_eq!(
            check(&nonces, b"song", NOW + 301, "nonce-nonce"),
            Err(Refused::Stale)
        );
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
