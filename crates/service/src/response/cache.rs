//! Answers kept for when they are asked for again. The same request gives the same bytes, so an answer is known by the
//! digest of what was asked.

use axum::http::HeaderValue;
use bytes::Bytes;
use quick_cache::Weighter;
use quick_cache::sync::Cache;
use sha2::{Digest as _, Sha256};

use crate::hex::hex;
use crate::response::compression::Coding;

/// The digest of everything that an answer depends on. It is also the answer's entity tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint(pub [u8; 32]);

/// A digest to which all parts are added that an answer depends on. It begins with the version and the build, so that what one
/// build has made is never taken for what another would make.
#[derive(Debug, Clone)]
pub struct Digest(Sha256);

impl Digest {
    /// The beginning for answers of this program.
    pub fn of_this_build() -> Self {
        Digest::of_build(chordpro_engine::VERSION, chordpro_engine::BUILD)
    }

    fn of_build(version: &str, build: &str) -> Self {
        let mut digest = Digest(Sha256::new());
        digest.add(version);
        digest.add(build);
        digest
    }

    /// Adds a part, with its length, so that no part runs into the next.
    pub fn add(&mut self, part: impl AsRef<[u8]>) {
        let part = part.as_ref();
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    /// The digest of all parts.
    pub fn finish(self) -> Fingerprint {
        Fingerprint(self.0.finalize().into())
    }
}

impl Fingerprint {
    /// The strong entity tag, quotes included: the first half of the digest.
    pub fn entity_tag(&self) -> String {
        let digits = hex(self.0.get(..16).unwrap_or_default());
        ["\"", &digits, "\""].concat()
    }

    /// The digest under which the answer is kept for `client`: by client, so that the time that an answer takes shows to nobody
    /// what others have sent.
    #[must_use]
    pub fn kept_for(self, client: &str) -> Self {
        let digest = Sha256::new().chain_update(self.0).chain_update(client);
        Fingerprint(digest.finalize().into())
    }

    /// The digest for the answer in this coding: other bytes, another tag.
    #[must_use]
    pub fn coded(self, coding: Coding) -> Self {
        match coding {
            Coding::Identity => self,
            _ => {
                let digest = Sha256::new()
                    .chain_update(self.0)
                    .chain_update(coding.name());
                Fingerprint(digest.finalize().into())
            }
        }
    }
}

/// A finished document with the headers that describe it.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The document.
    pub bytes: Bytes,
    /// How it is coded.
    pub coding: Coding,
    /// `Content-Type`.
    pub media_type: HeaderValue,
    /// `Content-Disposition`.
    pub disposition: HeaderValue,
    /// How many songs were read.
    pub songs: usize,
    /// How many pages it has; 0 where it has none.
    pub pages: usize,
    /// How many things were said about the songs.
    pub warnings: usize,
}

#[derive(Debug, Clone)]
struct Weight;

impl Weighter<Fingerprint, Answer> for Weight {
    fn weight(&self, _: &Fingerprint, answer: &Answer) -> u64 {
        // What an entry costs besides its bytes, roughly.
        answer.bytes.len() as u64 + answer.disposition.len() as u64 + 256
    }
}

/// The answers, the ones least asked for leaving first.
#[derive(Debug)]
pub struct Answers {
    cache: Option<Cache<Fingerprint, Answer, Weight>>,
}

impl Answers {
    /// A cache of `capacity` bytes; none at all where that is 0.
    pub fn new(capacity: u64) -> Self {
        let entries = usize::try_from(capacity / 16_384)
            .unwrap_or(usize::MAX)
            .clamp(16, 100_000);
        Answers {
            cache: (capacity > 0).then(|| Cache::with_weighter(entries, capacity, Weight)),
        }
    }

    /// The answer to what was asked, where it is known.
    pub fn get(&self, fingerprint: &Fingerprint) -> Option<Answer> {
        self.cache.as_ref()?.get(fingerprint)
    }

    /// Keeps an answer, if there is room.
    pub fn insert(&self, fingerprint: Fingerprint, answer: &Answer) {
        if let Some(cache) = &self.cache {
            cache.insert(fingerprint, answer.clone());
        }
    }

    /// How many bytes are kept.
    pub fn size(&self) -> u64 {
        self.cache.as_ref().map_or(0, Cache::weight)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(size: usize) -> Answer {
        Answer {
            bytes: vec![0; size].into(),
            coding: Coding::Identity,
            media_type: HeaderValue::from_static("text/plain"),
            disposition: HeaderValue::from_static("attachment"),
            songs: 1,
            pages: 0,
            warnings: 0,
        }
    }

    #[test]
    fn an_answer_is_found_again_and_the_capacity_holds() {
        let answers = Answers::new(1 << 20);
        answers.insert(Fingerprint([1; 32]), &answer(1000));
        assert!(answers.get(&Fingerprint([1; 32])).is_some());
        assert!(answers.get(&Fingerprint([2; 32])).is_none());
        for n in 0..200 {
            answers.insert(Fingerprint([n; 32]), &answer(100_000));
        }
        let size = answers.size();
        assert!((500_000..=1 << 20).contains(&size), "{size}");
    }

    #[test]
    fn another_build_of_the_same_version_has_other_tags() {
        let tag = |version, build| {
            let mut digest = Digest::of_build(version, build);
            digest.add("song");
            digest.finish().entity_tag()
        };
        assert_eq!(tag("1.0.0", "a"), tag("1.0.0", "a"));
        assert_ne!(tag("1.0.0", "a"), tag("1.0.0", "b"));
        assert_ne!(tag("1.0.0", "a"), tag("1.0.0a", ""));
    }

    #[test]
    fn without_capacity_nothing_is_kept() {
        let answers = Answers::new(0);
        answers.insert(Fingerprint([1; 32]), &answer(1));
        assert!(answers.get(&Fingerprint([1; 32])).is_none());
    }
}
