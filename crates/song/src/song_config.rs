//! Configurations that come with a song, and settings that it makes (clauses 1.7, 1.8 and 3.7).

use std::sync::Arc;

use chordpro_chords::Notation;
use chordpro_config::{Config, Issue};

use crate::song_reader::{Outcome, SongReader, SongStart};
use crate::{ElementKind, ReadError, Setting};

impl SongReader<'_, '_> {
    /// Puts together the configuration that the song begins with.
    pub(crate) fn configure(&mut self, start: &SongStart<'_>) -> Result<(), ReadError> {
        if start.is_first {
            self.config_comments();
        }
        let overrides = self.session.options.overrides.iter();
        for (path, value) in start.input.defines.iter().chain(overrides) {
            self.set(path, value);
        }
        self.song.initial_config = Arc::clone(&self.config);
        self.set_config(Arc::clone(&self.config));
        self.update_target()
    }

    /// The `##config` lines at the very top.
    fn config_comments(&mut self) {
        while self.lines.next_line_matching(config_value).is_some() {}
    }

    /// Sets one item; `false` where that cannot be.
    fn set(&mut self, path: &str, value: &str) -> bool {
        // TODO(config): paths, once the configuration has them.
        let _ = (path, value);
        self.report_issues(Vec::new());
        true
    }

    fn report_issues(&mut self, issues: Vec<Issue>) {
        for issue in issues {
            match issue.hint {
                Some(hint) => self.warn_with_hint(issue.code, issue.message, hint),
                None => self.warn(issue.code, issue.message),
            }
        }
    }

    /// `{+path: value}`, and `{+word}`.
    pub(crate) fn setting_directive(
        &mut self,
        path: &str,
        value: &str,
    ) -> Result<Outcome, ReadError> {
        if value.is_empty() {
            self.push_setting(path, "1".to_owned());
            return Ok(Outcome::Done);
        }
        if !self.set(path, value) {
            return Ok(Outcome::Refused);
        }
        let config: Arc<Config> = Arc::clone(&self.config);
        self.set_config(Arc::clone(&config));
        if path.starts_with("settings.trans") || path.starts_with("notes") {
            self.update_target()?;
        }
        self.push(ElementKind::Setting(Setting {
            path: path.to_owned(),
            value: value.to_owned(),
            config: Some(config),
        }));
        Ok(Outcome::Done)
    }

    /// A setting that is for the writers alone.
    pub(crate) fn push_setting(&mut self, path: &str, value: String) {
        self.push(ElementKind::Setting(Setting {
            path: path.to_owned(),
            value,
            config: None,
        }));
    }

    /// Takes the notation to write chords in.
    fn update_target(&mut self) -> Result<(), ReadError> {
        let name = &self.config.settings.transcode;
        self.target = if name.is_empty() {
            None
        } else if name == self.config.notes.name() {
            Some(Arc::clone(&self.config.notes))
        } else {
            match Notation::builtin(name) {
                Some(notation) => Some(notation),
                None => {
                    let message = format!("No transcoder for {name}");
                    let mut error = self.error("unknown-notation", message);
                    let known: Vec<&str> = Notation::builtin_names().collect();
                    error.hint = Some(format!("known notations: {}", known.join(", ")));
                    return Err(ReadError::Song(Box::new(error)));
                }
            }
        };
        if self.target.is_some() && self.config.notes.has_degrees() {
            let message = format!("Cannot transcode from {}", self.config.notes.name());
            let error = self.error("no-transcoding", message);
            return Err(ReadError::Song(Box::new(error)));
        }
        Ok(())
    }
}

/// What a `##config` line names.
fn config_value(line: &str) -> Option<String> {
    let rest = line.strip_prefix("##")?;
    let (name, value) = rest.split_once(':')?;
    let is_config = name.eq_ignore_ascii_case("config") && value.starts_with(char::is_whitespace);
    let value = value.trim();
    (is_config && !value.is_empty()).then(|| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::config_value;

    #[test]
    fn a_config_line_names_something() {
        assert_eq!(
            config_value("##config: ukulele").as_deref(),
            Some("ukulele")
        );
        assert_eq!(config_value("##Config: json").as_deref(), Some("json"));
        assert_eq!(config_value("##config:ukulele"), None);
        assert_eq!(config_value("# config: x"), None);
    }
}
