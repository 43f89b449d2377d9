//! Configuration: relaxed JSON, presets, merging, the typed view of all settings, and format strings.

/// A merged configuration.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Config {}
