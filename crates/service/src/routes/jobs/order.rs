//! What a job is in Redis: its request, and its result, both encrypted.

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Request, header};
use bytes::Bytes;
use chordpro_engine::Format;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::hex::hex;
use crate::request::convert_request::Goal;
use crate::security::api_keys::{Client, Key};
use crate::security::sealed::SealKey;

/// What a job asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sort {
    /// What `POST /convert` would give.
    Convert(Goal),
    /// What `POST /batch` would give.
    Batch,
}

/// The request of a job.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Order {
    pub(super) client: String,
    is_batch: bool,
    /// The format that the path named.
    format: Option<String>,
    /// The formats that the client may have; all where there are none.
    formats: Vec<String>,
    query: String,
    content_type: String,
    accept: String,
    /// Where the result is to be put, if not in Redis.
    pub(super) result_place: Option<String>,
    body: Vec<u8>,
}

/// The result of a job.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct JobResult {
    pub(super) status: u16,
    pub(super) media_type: String,
    pub(super) disposition: String,
    pub(super) body: Vec<u8>,
}

fn text(headers: &HeaderMap, name: &HeaderName) -> String {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().to_owned()
}

impl Order {
    pub(super) fn new(
        sort: Sort,
        client: &str,
        formats: &[Format],
        head: &Parts,
        body: &Bytes,
    ) -> Self {
        let format = match sort {
            Sort::Convert(Goal::DocumentAs(format)) => Some(format.name().to_owned()),
            _ => None,
        };
        Order {
            client: client.to_owned(),
            is_batch: sort == Sort::Batch,
            format,
            formats: formats
                .iter()
                .map(|format| format.name().to_owned())
                .collect(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            content_type: text(&head.headers, &header::CONTENT_TYPE),
            accept: text(&head.headers, &header::ACCEPT),
            result_place: None,
            body: body.to_vec(),
        }
    }

    /// The digest of client and request, or of client and the key that the client gave: the same job sent again is the same.
    pub(super) fn id(&self, given: Option<&[u8]>) -> String {
        let mut digest = Sha256::new();
        let mut add = |part: &[u8]| {
            digest.update((part.len() as u64).to_le_bytes());
            digest.update(part);
        };
        add(self.client.as_bytes());
        match given {
            Some(key) => {
                add(b"key");
                add(key);
            }
            None => {
                add(if self.is_batch { b"batch" } else { b"convert" });
                add(self.format.as_deref().unwrap_or_default().as_bytes());
                for part in [&self.query, &self.content_type, &self.accept] {
                    add(part.as_bytes());
                }
                add(self.result_place.as_deref().unwrap_or_default().as_bytes());
                add(&self.body);
            }
        }
        hex(digest.finalize().get(..20).unwrap_or_default())
    }

    pub(super) fn sealed(&self, key: &SealKey, id: &str) -> Option<Vec<u8>> {
        key.seal(
            &format!("order {id}"),
            postcard::to_extend(self, Vec::new()).ok()?,
        )
    }

    pub(super) fn opened(key: &SealKey, id: &str, sealed: &[u8]) -> Option<Self> {
        postcard::from_bytes(&key.open(&format!("order {id}"), sealed)?).ok()
    }

    /// What it asks for.
    pub(super) fn sort(&self) -> Sort {
        if self.is_batch {
            return Sort::Batch;
        }
        let format = self.format.as_deref().and_then(Format::from_name);
        Sort::Convert(format.map_or(Goal::Document, Goal::DocumentAs))
    }

    /// Its head and body, as they were sent.
    pub(super) fn into_request(self) -> Option<(Parts, Bytes)> {
        let formats = self
            .formats
            .iter()
            .filter_map(|name| Format::from_name(name));
        let client = Client::named(&self.client);
        let key = Key::for_formats(client.clone(), formats.collect());
        let mut request = Request::new(());
        *request.uri_mut() = format!("/?{}", self.query).parse().ok()?;
        for (name, value) in [
            (header::CONTENT_TYPE, self.content_type),
            (header::ACCEPT, self.accept),
        ] {
            if !value.is_empty() {
                let value = HeaderValue::from_str(&value).ok()?;
                request.headers_mut().insert(name, value);
            }
        }
        request.extensions_mut().insert(client);
        request.extensions_mut().insert(key);
        Some((request.into_parts().0, self.body.into()))
    }
}

impl JobResult {
    pub(super) fn sealed(&self, key: &SealKey, id: &str) -> Option<Vec<u8>> {
        key.seal(
            &format!("result {id}"),
            postcard::to_extend(self, Vec::new()).ok()?,
        )
    }

    pub(super) fn opened(key: &SealKey, id: &str, sealed: &[u8]) -> Option<Self> {
        postcard::from_bytes(&key.open(&format!("result {id}"), sealed)?).ok()
    }
}
