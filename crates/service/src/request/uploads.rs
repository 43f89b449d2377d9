//! The files of a request: all that its songs may see.

use std::collections::BTreeMap;
use std::sync::Arc;

use chordpro_engine::{AssetKind, Assets};
use serde::{Deserialize, Serialize};

/// Files by name.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Uploads(BTreeMap<String, Content>);

/// The bytes of a file.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Content(#[serde(with = "chordpro_engine::bytes")] Arc<[u8]>);

impl Uploads {
    /// Adds a file; one of the same name is replaced.
    pub fn insert(&mut self, name: &str, content: Arc<[u8]>) {
        self.0.insert(name.to_owned(), Content(content));
    }

    /// Whether there is a file of this name.
    pub fn holds(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// All files in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.0
            .iter()
            .map(|(name, content)| (name.as_str(), &*content.0))
    }
}

impl Assets for Uploads {
    /// The file of that very name, else the one whose name is its last part: clients upload `logo.png` for a song that
    /// says `images/logo.png`.
    fn open(&self, _: AssetKind, name: &str, _: Option<&str>) -> Option<Arc<[u8]>> {
        let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
        let content = self.0.get(name).or_else(|| self.0.get(last))?;
        Some(Arc::clone(&content.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_sent_is_seen() {
        let mut uploads = Uploads::default();
        uploads.insert("logo.png", Arc::from(*b"png"));
        let open = |name| uploads.open(AssetKind::Image, name, None).is_some();
        assert!(open("logo.png") && open("images/logo.png"));
        assert!(!open("/etc/passwd") && !open("other.png"));
    }
}
