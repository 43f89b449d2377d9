//! Whose rules apply to settings.

use serde::{Deserialize, Serialize};

/// Whose rules apply to settings made by songs and configurations.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub enum Trust {
    /// They come from strangers: what reaches files, programs or addresses is dropped, with an issue.
    #[default]
    Untrusted,
    /// The user's own files.
    Trusted,
}
