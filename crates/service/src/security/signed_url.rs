//! Signed links: a `GET` that anybody may follow until it expires, for pictures in pages and mails.
//!
//! ```text
//! /diagrams/Am7.svg?instrument=ukulele&client=web&expires=1700000000&signature=<hex>
//! ```
//!
//! The signature is made as in [`crate::security::request_signature`], over an empty body, the expiry as the time and `link` as the nonce,
//! which no signature of a request can have. The query is signed up to `&signature=`, which comes last.

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::hex::parse_hex;
use crate::security::api_keys::{Key, KeySet};
use crate::security::request_signature::{Refused, Signed, digest, matching_key, sign_with};

/// What stands where signatures of requests have their nonce.
pub const NONCE: &str = "link";

/// Longest time from now for which a link may be good, in seconds: a week.
pub const LONGEST: u64 = 7 * 86_400;

/// A signed link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link<'a> {
    query: &'a str,
    client: String,
    expires: u64,
    mac: [u8; 32],
}

/// The address that leads to `path` with `query` until `expires`, for `client`, whose key has the digest `secret`.
pub fn make((client, secret): (&str, &[u8; 32]), path: &str, query: &str, expires: u64) -> String {
    let client = utf8_percent_encode(client, NON_ALPHANUMERIC);
    let joint = if query.is_empty() { "" } else { "&" };
    let query = format!("{query}{joint}client={client}&expires={expires}");
    let signed = Signed {
        method: "GET",
        path,
        query: &query,
        digest: digest(b""),
    };
    let mac = sign_with(secret, &signed, expires, NONCE);
    format!("{path}?{query}&signature={mac}")
}

impl<'a> Link<'a> {
    /// Until when it is good, in seconds since 1970.
    pub fn expires(&self) -> u64 {
        self.expires
    }

    /// The link that `query` belongs to, if it is signed.
    ///
    /// # Errors
    /// It is signed, but not well formed.
    pub fn parse(query: &'a str) -> Option<Result<Self, Refused>> {
        let (signed, mac) = query.rsplit_once("&signature=")?;
        let value = |name: &str| {
            signed
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value)
        };
        let read = || {
            let client = percent_decode_str(value("client")?).decode_utf8().ok()?;
            Some(Link {
                query: signed,
                client: client.into_owned(),
                expires: value("expires")?.parse().ok()?,
                mac: parse_hex(mac)?,
            })
        };
        Some(read().ok_or(Refused::Wrong))
    }

    /// Checks that the link leads to `path`, and is still good at `now` (seconds since 1970).
    ///
    /// # Errors
    /// Why it is refused.
    pub fn verify(&self, path: &str, keys: &KeySet, now: u64) -> Result<Key, Refused> {
        let signed = Signed {
            method: "GET",
            path,
            query: self.query,
            digest: digest(b""),
        };
        let key = matching_key(keys, &self.client, &signed, self.expires, NONCE, &self.mac)
            .ok_or(Refused::Wrong)?;
        if self.expires <= now || self.expires > now.saturating_add(LONGEST) {
            return Err(Refused::Stale);
        }
        Ok(key.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::security::api_keys::parse_key_list;
    use crate::security::request_signature::sign;

    const NOW: u64 = 1_700_000_000;

    fn follow(path: &str, query: &str, mac: &str) -> Result<Key, Refused> {
        let keys = KeySet::new(&parse_key_list("web=0123456789abcdef").expect("keys"));
        let query = format!("{query}&signature={mac}");
        Link::parse(&query)
            .expect("signed")?
            .verify(path, &keys, NOW)
    }

    fn mac(path: &str, query: &str, expires: u64) -> String {
        let signed = Signed {
            method: "GET",
            path,
            query,
            digest: digest(b""),
        };
        sign("0123456789abcdef", &signed, expires, NONCE)
    }

    #[test]
    fn a_link_is_good_until_it_expires_and_may_be_followed_again() {
        for (expires, outcome) in [
            (NOW + 60, None),
            (NOW + LONGEST, None),
            (NOW, Some(Refused::Stale)),
            (NOW - 1, Some(Refused::Stale)),
            (NOW + LONGEST + 1, Some(Refused::Stale)),
        ] {
            let query = format!("client=web&expires={expires}");
            let mac = mac("/diagrams/C.svg", &query, expires);
            for _ in 0..2 {
                let followed = follow("/diagrams/C.svg", &query, &mac);
                assert_eq!(followed.err(), outcome, "{expires}");
            }
        }
    }

    #[test]
    fn another_path_query_or_time_is_refused() {
        let expires = NOW + 60;
        let query = format!("instrument=ukulele&client=web&expires={expires}");
        let mac = mac("/diagrams/C.svg", &query, expires);
        assert!(follow("/diagrams/C.svg", &query, &mac).is_ok());
        for (path, query) in [
            ("/diagrams/D.svg", query.clone()),
            ("/diagrams/C.svg", query.replace("ukulele", "guitar")),
            ("/diagrams/C.svg", query.replace("client=web", "client=app")),
            (
                "/diagrams/C.svg",
                query.replace(&expires.to_string(), &(expires + 1).to_string()),
            ),
            ("/diagrams/C.svg", format!("{query}&more=1")),
        ] {
            assert_eq!(follow(path, &query, &mac), Err(Refused::Wrong), "{query}");
        }
        assert_eq!(
            follow("/diagrams/C.svg", "client=web", &mac),
            Err(Refused::Wrong)
        );
        assert!(Link::parse("client=web&expires=5").is_none());
    }
}
