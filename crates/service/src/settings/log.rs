//! The log.

use crate::telemetry::logs::LogFormat;
use tracing::level_filters::LevelFilter;

use super::entry::group;
use super::value::{choice, plain};

group! {
    /// The log.
    #[derive(Debug, Clone)]
    pub struct LogSettings {
        format: LogFormat = Plain "LOG_FORMAT" ("json"), "json or text",
            "Form of the log." => choice(&[("json", LogFormat::Json), ("text", LogFormat::Text)]);
        level: LevelFilter = Plain "LOG_LEVEL" ("info"), "off, error, warn, info, debug or trace",
            "How much is logged." => plain(level);
    }
}

fn level(text: &str) -> Option<LevelFilter> {
    let name = text.to_ascii_lowercase().replace("warning", "warn");
    name.parse().ok()
}
