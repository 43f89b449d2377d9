//! Trust: whether settings come from the user or from untrusted input.

use serde::{Deserialize, Serialize};

/// The trust in settings from songs and configurations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub enum Trust {
    /// Untrusted input: settings that reach files, programs or addresses are dropped, with an issue.
    #[default]
    Untrusted,
    /// The user's own files: all settings are allowed.
    Trusted,
}
