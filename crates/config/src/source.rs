//! Configuration sources, and the access that they have to the machine.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A configuration to be merged over others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Source {
    /// A built-in preset by its name: `ukulele`, `notes:german`.
    Preset(String),
    /// The text of a configuration.
    Text {
        /// Its name, for messages. If it ends in `.prp`, the text is a properties file; otherwise it is relaxed JSON.
        name: String,
        /// Its bytes: UTF-8, else Latin-1.
        #[serde(with = "crate::bytes")]
        content: Arc<[u8]>,
    },
}

impl Source {
    /// The text of a configuration.
    pub fn text(name: &str, content: &str) -> Source {
        Source::Text {
            name: name.to_owned(),
            content: content.as_bytes().into(),
        }
    }

    /// The name of the preset or of the text.
    pub fn name(&self) -> &str {
        match self {
            Source::Preset(name) | Source::Text { name, .. } => name,
        }
    }
}

/// The access to the user's machine for trusted configurations. Untrusted configurations have no access.
pub trait Host {
    /// The bytes of the configuration `name` that the configuration `beside` includes.
    fn open(&self, name: &str, beside: &str) -> Option<Arc<[u8]>>;

    /// The environment variable `name`, for properties.
    fn variable(&self, name: &str) -> Option<String>;
}

/// A host without files and variables.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoHost;

impl Host for NoHost {
    fn open(&self, _: &str, _: &str) -> Option<Arc<[u8]>> {
        None
    }

    fn variable(&self, _: &str) -> Option<String> {
        None
    }
}
