//! Song-specific configurations, and settings made by the song itself (`docs/spec/language.md#1.7`, `#1.8`, `#3.7`,
//! `docs/spec/configuration.md#4`).

use std::sync::Arc;

use chordpro_chords::Notation;
use chordpro_config::{Config, Host, Issue, Source};

use crate::song_reader::{Outcome, SongReader, SongStart};
use crate::{AssetKind, Assets, BlockKind, ReadError, Setting};

/// What a setting counts in elements: the configuration from there on is kept.
const SETTING: usize = 50;

impl SongReader<'_, '_> {
    /// Puts together the configuration that the song begins with.
    pub(crate) fn configure(&mut self, start: &SongStart<'_>) -> Result<(), ReadError> {
        if start.is_first {
            self.config_comments()?;
        }
        if let Some(source) = &start.input.config {
            self.augment(source)?;
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
    fn config_comments(&mut self) -> Result<(), ReadError> {
        while let Some(value) = self.source.lines.next_line_matching(config_value) {
            if matches!(value.as_str(), "json" | "-") {
                let data = self.source.lines.take_data_lines().join("\n");
                self.augment(&Source::text("song", &data))?;
                continue;
            }
            for name in names(&value) {
                let source = self.named_config(&name);
                self.augment(&source)?;
            }
        }
        Ok(())
    }

    /// A configuration by its name: a file that the song may see, else a preset.
    fn named_config(&self, name: &str) -> Source {
        let beside = self.source.lines.name().map(|name| &**name);
        match self.session.assets.open(AssetKind::Config, name, beside) {
            Some(content) => Source::Text {
                name: name.to_owned(),
                content,
            },
            None => Source::Preset(name.to_owned()),
        }
    }

    fn augment(&mut self, source: &Source) -> Result<(), ReadError> {
        let host = SongHost(self.session.assets);
        let trust = self.session.options.trust;
        match self.config.augment(source, trust, &host) {
            Ok((config, issues)) => {
                self.config = Arc::new(config);
                self.report_issues(issues);
                Ok(())
            }
            Err(error) => {
                let error = self.source.error("song-config", error.to_string());
                Err(ReadError::Song(Box::new(error)))
            }
        }
    }

    /// Sets one item; `false` where that cannot be.
    fn set(&mut self, path: &str, value: &str) -> bool {
        match self.config.set(path, value, self.session.options.trust) {
            Ok((config, issues)) => {
                let is_changed = issues.is_empty() || config != *self.config;
                self.config = Arc::new(config);
                self.report_issues(issues);
                is_changed
            }
            Err(error) => {
                self.source.warn("invalid-setting", error.to_string());
                false
            }
        }
    }

    fn report_issues(&mut self, issues: Vec<Issue>) {
        for issue in issues {
            match issue.hint {
                Some(hint) => self.source.warn_with_hint(issue.code, issue.message, hint),
                None => self.source.warn(issue.code, issue.message),
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
        self.charges.charge_setting(SETTING, value.len());
        if self.charges.exceeded().is_some() || !self.set(path, value) {
            return Ok(Outcome::Refused);
        }
        let config: Arc<Config> = Arc::clone(&self.config);
        self.set_config(Arc::clone(&config));
        if path.starts_with("settings.trans") || path.starts_with("notes") {
            self.update_target()?;
        }
        self.push(BlockKind::Setting(Setting {
            path: path.to_owned(),
            value: value.to_owned(),
            config: Some(config),
        }));
        Ok(Outcome::Done)
    }

    /// A setting that is for the writers alone.
    pub(crate) fn push_setting(&mut self, path: &str, value: String) {
        self.push(BlockKind::Setting(Setting {
            path: path.to_owned(),
            value,
            config: None,
        }));
    }

    /// Takes the notation to write chords in.
    fn update_target(&mut self) -> Result<(), ReadError> {
        let name = &self.config.settings.transcode;
        self.chords.target = if name.is_empty() {
            None
        } else if name == self.config.notes.name()
            && !self.config.notes.has_degrees()
            && !is_only_named(&self.config.notes)
        {
            Some(Arc::clone(&self.config.notes))
        } else {
            match Notation::builtin(name) {
                Some(notation) => Some(notation),
                None => {
                    let message = format!("No transcoder for {name}");
                    let mut error = self.source.error("unknown-notation", message);
                    let known: Vec<&str> = Notation::builtin_names().collect();
                    error.hint = Some(format!("known notations: {}", known.join(", ")));
                    return Err(ReadError::Song(Box::new(error)));
                }
            }
        };
        Ok(())
    }
}

/// Whether a notation has the name of a built-in one and the notes of the common one, as `notes.system` alone makes it. The
/// reference then writes chords in the built-in one.
fn is_only_named(notation: &Notation) -> bool {
    notation.has_same_notes(&Notation::common())
        && Notation::builtin(notation.name()).is_some_and(|own| !own.has_same_notes(notation))
}

/// What the configuration of a song may see: what the song itself may.
struct SongHost<'a>(&'a dyn Assets);

impl Host for SongHost<'_> {
    fn open(&self, name: &str, beside: &str) -> Option<Arc<[u8]>> {
        self.0.open(AssetKind::Config, name, Some(beside))
    }

    fn variable(&self, name: &str) -> Option<String> {
        self.0.variable(name)
    }
}

/// What a `##config` line names.
fn config_value(line: &str) -> Option<String> {
    let value = line.strip_prefix("##")?;
    let value = value.strip_prefix("config:")?.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// The names in a `##config` line: one, or several between blanks or commas; in quotes where they hold some.
fn names(value: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches(|c: char| c == ',' || c.is_whitespace());
        let Some(first) = rest.chars().next() else {
            return names;
        };
        let quoted = rest
            .strip_prefix(['"', '\''])
            .and_then(|inner| inner.split_once(first));
        let (name, after) = quoted.unwrap_or_else(|| {
            let end = rest.find(|c: char| c == ',' || c.is_whitespace());
            rest.split_at(end.unwrap_or(rest.len()))
        });
        names.push(name.to_owned());
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::{config_value, names};

    #[test]
    fn several_configurations_may_be_named() {
        assert_eq!(names("ukulele"), ["ukulele"]);
        assert_eq!(
            names("ukulele, \"my own.json\" dark"),
            ["ukulele", "my own.json", "dark"]
        );
        assert_eq!(names("\"open"), ["\"open"]);
    }

    #[test]
    fn a_config_line_names_something() {
        assert_eq!(
            config_value("##config: ukulele").as_deref(),
            Some("ukulele")
        );
        assert_eq!(config_value("##config:ukulele").as_deref(), Some("ukulele"));
        assert_eq!(config_value("##Config: json"), None);
        assert_eq!(config_value("# config: x"), None);
    }
}
