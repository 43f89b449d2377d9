//! The settings of the text formats, read from a song's configuration.

use std::sync::Arc;

use chordpro_config::Config;

use crate::{Chords, WriteOptions};

/// How to write a recalled chorus.
#[derive(Debug, Clone)]
pub(crate) struct RecallStyle {
    /// Whether the chorus is repeated.
    pub(crate) is_quoted: bool,
    /// The directive for the tag.
    kind: String,
    /// The tag.
    tag: String,
}

impl RecallStyle {
    /// For text and Markdown.
    pub(crate) fn text(config: &Config) -> Self {
        let recall = &config.text.chorus.recall;
        RecallStyle {
            is_quoted: recall.quote,
            kind: recall.kind.clone(),
            tag: recall.tag.clone(),
        }
    }

    /// For ChordPro.
    pub(crate) fn chordpro(config: &Config) -> Self {
        let recall = &config.chordpro.chorus.recall;
        RecallStyle {
            is_quoted: recall.quote,
            kind: recall.kind.clone(),
            tag: recall.tag.clone(),
        }
    }

    /// The directive and the text that replace the chorus, if configured.
    pub(crate) fn tag(&self) -> Option<(&str, &str)> {
        (!self.kind.is_empty() && !self.tag.is_empty()).then_some((&self.kind, &self.tag))
    }
}

/// The settings for lyrics lines, at the current place in the song.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LineSettings {
    /// Whether chords are hidden.
    pub(crate) is_lyrics_only: bool,
    /// Whether the song cannot turn chords on.
    is_final: bool,
    /// Whether chords are below the lyrics.
    pub(crate) has_chords_under: bool,
    /// Inline chords: the text before and after each.
    pub(crate) inline_chords: Option<(String, String)>,
}

impl LineSettings {
    /// The settings at the start of a song. The reference uses the configuration at the song's end,
    /// except for ChordPro and Markdown.
    pub(crate) fn new(config: &Arc<Config>, options: &WriteOptions) -> Self {
        let settings = &config.settings;
        let is_final = options.chords == Chords::Never;
        LineSettings {
            is_lyrics_only: is_final || settings.lyrics_only,
            is_final,
            has_chords_under: settings.chords_under,
            inline_chords: settings.inline_chords.template().map(inline_format),
        }
    }

    /// If the song starts without chords, the reference's ChordPro output does not allow it to turn them on.
    #[must_use]
    pub(crate) fn final_where_off(mut self) -> Self {
        self.is_final = self.is_lyrics_only;
        self
    }

    /// Applies `{+lyrics-only}` and `{-lyrics-only}`.
    pub(crate) fn set(&mut self, path: &str, value: &str) {
        if path == "lyrics-only" && !self.is_final {
            self.is_lyrics_only = value != "0";
        }
    }
}

/// The text before and after an inline chord: the template split at its only `%`, else brackets.
fn inline_format(template: &str) -> (String, String) {
    match template.split_once("%s") {
        Some((before, after)) if !before.contains('%') && !after.contains('%') => {
            (before.to_owned(), after.to_owned())
        }
        _ => ("[".to_owned(), "]".to_owned()),
    }
}

/// Whether the instrument is a keyboard.
pub(crate) fn is_keyboard(config: &Config) -> bool {
    config.instrument.kind == "keyboard"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_with_other_percent_signs_means_brackets() {
        assert_eq!(inline_format("<%s>"), ("<".into(), ">".into()));
        assert_eq!(inline_format("%s 100%"), ("[".into(), "]".into()));
    }

    #[test]
    fn lyrics_only_of_the_command_line_is_final() {
        let config = Config::builtin();
        let options = WriteOptions {
            chords: Chords::Never,
            ..WriteOptions::default()
        };
        let mut settings = LineSettings::new(&config, &options);
        settings.set("lyrics-only", "0");
        assert!(settings.is_lyrics_only);
        let mut settings = LineSettings::new(&config, &WriteOptions::default());
        settings.set("lyrics-only", "1");
        assert!(settings.is_lyrics_only);
    }
}
