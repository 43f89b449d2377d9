//! Encrypted bodies: JSON Web Encryption (RFC 7516) in its compact form, with a key that both sides hold (`dir`) and
//! AES-256-GCM (`A256GCM`).

use std::collections::BTreeMap;
use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::{URL_SAFE, URL_SAFE_NO_PAD};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use serde_json::{Map, Value, json};

use crate::hex::parse_hex;

/// The media type of an encrypted body.
pub const MEDIA_TYPE: &str = "application/jose";

/// The keys of bodies, by their `kid`.
#[derive(Clone, Default)]
pub struct BodyKeys(BTreeMap<String, [u8; 32]>);

impl fmt::Debug for BodyKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("BodyKeys").field(&self.0.len()).finish()
    }
}

impl BodyKeys {
    /// Reads `kid=key`, separated by commas or line ends; lines that begin with `#` do not count.
    ///
    /// # Errors
    /// What is wrong, without any key.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut keys = BTreeMap::new();
        let lines = text
            .lines()
            .filter(|line| !line.trim_start().starts_with('#'));
        for entry in lines.flat_map(|line| line.split(',')).map(str::trim) {
            if entry.is_empty() {
                continue;
            }
            let number = keys.len() + 1;
            let (kid, key) = entry
                .split_once('=')
                .ok_or_else(|| format!("must be kid=key; entry {number} has no kid"))?;
            let key = read_key(key.trim()).ok_or_else(|| {
                format!("must hold keys of 32 bytes in hexadecimal or base64url; entry {number} does not")
            })?;
            if keys.insert(kid.trim().to_owned(), key).is_some() {
                return Err(format!("has the kid of entry {number} twice"));
            }
        }
        Ok(BodyKeys(keys))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether there is one called `kid`.
    pub fn holds(&self, kid: &str) -> bool {
        self.0.contains_key(kid)
    }

    /// The `kid` of the only key.
    pub fn only(&self) -> Option<&str> {
        match self.0.len() {
            1 => self.0.keys().next().map(String::as_str),
            _ => None,
        }
    }

    /// Decrypts `text`, a JWE in compact form.
    ///
    /// # Errors
    /// See [`JweFault`].
    pub fn open(&self, text: &[u8]) -> Result<Opened, JweFault> {
        let text = std::str::from_utf8(text.trim_ascii()).map_err(|_| JweFault::Form)?;
        let parts: Vec<&str> = text.splitn(6, '.').collect();
        let [protected, encrypted_key, iv, ciphertext, tag] = parts.as_slice() else {
            return Err(JweFault::Form);
        };
        let header = Header::read(protected)?;
        if !encrypted_key.is_empty() {
            return Err(JweFault::EncryptedKey);
        }
        let key = self.0.get(&header.kid).ok_or(JweFault::UnknownKey)?;
        let mut sealed = decode(ciphertext)?;
        sealed.extend_from_slice(&decode(tag)?);
        let content = decrypt(key, protected.as_bytes(), &decode(iv)?, sealed)?;
        Ok(Opened {
            kid: header.kid,
            content_type: header.content_type,
            content,
        })
    }

    /// Encrypts `content` of the media type `content_type` with the key called `kid`. `None` where there is no such
    /// key, or the system has no randomness to give.
    pub fn seal(&self, kid: &str, content_type: &str, content: &[u8]) -> Option<String> {
        let mut iv = [0; NONCE_LEN];
        getrandom::fill(&mut iv).ok()?;
        let header =
            json!({ "alg": "dir", "enc": "A256GCM", "kid": kid, "cty": content_type }).to_string();
        let protected = URL_SAFE_NO_PAD.encode(header);
        let mut sealed = content.to_vec();
        let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, self.0.get(kid)?).ok()?);
        let nonce = Nonce::assume_unique_for_key(iv);
        let tag = key
            .seal_in_place_separate_tag(nonce, Aad::from(protected.as_bytes()), &mut sealed)
            .ok()?;
        let (iv, sealed) = (URL_SAFE_NO_PAD.encode(iv), URL_SAFE_NO_PAD.encode(sealed));
        let tag = URL_SAFE_NO_PAD.encode(tag);
        Some(format!("{protected}..{iv}.{sealed}.{tag}"))
    }
}

/// Reads 32 bytes in hexadecimal or base64url.
pub(crate) fn read_key(text: &str) -> Option<[u8; 32]> {
    parse_hex(text).or_else(|| {
        let bytes = URL_SAFE_NO_PAD
            .decode(text)
            .or_else(|_| URL_SAFE.decode(text));
        bytes.ok()?.try_into().ok()
    })
}

fn decode(part: &str) -> Result<Vec<u8>, JweFault> {
    URL_SAFE_NO_PAD.decode(part).map_err(|_| JweFault::Form)
}

fn decrypt(
    key: &[u8; 32],
    protected: &[u8],
    iv: &[u8],
    mut sealed: Vec<u8>,
) -> Result<Vec<u8>, JweFault> {
    let nonce = Nonce::try_assume_unique_for_key(iv).map_err(|_| JweFault::Vector)?;
    let key = UnboundKey::new(&AES_256_GCM, key).map_err(|_| JweFault::Tag)?;
    let length = LessSafeKey::new(key)
        .open_in_place(nonce, Aad::from(protected), &mut sealed)
        .map_err(|_| JweFault::Tag)?
        .len();
    sealed.truncate(length);
    Ok(sealed)
}

/// A decrypted body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The key that it was encrypted with.
    pub kid: String,
    /// Its media type.
    pub content_type: String,
    /// The body.
    pub content: Vec<u8>,
}

/// Why an encrypted body cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JweFault {
    /// It has not five parts in base64url, or its header is no JSON object.
    Form,
    /// `alg` is not `dir`.
    Algorithm,
    /// `enc` is not `A256GCM`.
    Encryption,
    /// The header asks for what is not supported (`zip`, `crit`).
    Extension,
    /// There is an encrypted key, though the key is one that both sides hold.
    EncryptedKey,
    /// `kid` is missing, or names no key.
    UnknownKey,
    /// The initialization vector has not 96 bits.
    Vector,
    /// The tag does not fit: another key, or a body that was changed.
    Tag,
}

impl JweFault {
    /// The sentence for the client.
    pub fn detail(self) -> &'static str {
        match self {
            JweFault::Form => {
                "the body is no JWE in compact form: five parts in base64url, the first a JSON object"
            }
            JweFault::Algorithm => "the alg of the JWE must be dir",
            JweFault::Encryption => "the enc of the JWE must be A256GCM",
            JweFault::Extension => "the header of the JWE may not hold zip or crit",
            JweFault::EncryptedKey => "the second part of the JWE must be empty, as alg is dir",
            JweFault::UnknownKey => "the kid of the JWE names no key of this service",
            JweFault::Vector => "the initialization vector of the JWE must have 12 bytes",
            JweFault::Tag => {
                "the JWE cannot be decrypted: it was made with another key, or was changed"
            }
        }
    }
}

struct Header {
    kid: String,
    content_type: String,
}

impl Header {
    fn read(protected: &str) -> Result<Self, JweFault> {
        let members: Map<String, Value> =
            serde_json::from_slice(&decode(protected)?).map_err(|_| JweFault::Form)?;
        let text = |name: &str| members.get(name).and_then(Value::as_str);
        if text("alg") != Some("dir") {
            return Err(JweFault::Algorithm);
        }
        if text("enc") != Some("A256GCM") {
            return Err(JweFault::Encryption);
        }
        if members.contains_key("zip") || members.contains_key("crit") {
            return Err(JweFault::Extension);
        }
        let content_type = match text("cty") {
            None => "application/json".to_owned(),
            Some(kind) if kind.contains('/') => kind.to_owned(),
            // RFC 7516, 4.1.12: a type without a slash lacks its `application/`.
            Some(kind) => format!("application/{kind}"),
        };
        Ok(Header {
            kid: text("kid").ok_or(JweFault::UnknownKey)?.to_owned(),
            content_type,
        })
    }
}

#[cfg(test)]
mod tests;
