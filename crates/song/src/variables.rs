//! The names that format strings may use: metadata and automatic items (`docs/spec/language.md#6.4`,
//! `docs/spec/configuration.md#9.2`).

use std::borrow::Cow;

use chordpro_config::format::Variables;
use chordpro_config::{Config, Value};

use crate::date::format_date;
use crate::{Meta, Song, Surroundings};

/// The version of the reference that `%{chordpro.version}` gives.
const REFERENCE_VERSION: &str = "6.101.0";

/// All variables of a song: its metadata, and the automatic items that do not depend on the page.
#[derive(Debug, Clone, Copy)]
pub struct SongVariables<'a> {
    meta: &'a Meta,
    config: &'a Config,
    surroundings: &'a Surroundings,
    source: &'a str,
    bookmark: &'a str,
    index: usize,
}

impl<'a> SongVariables<'a> {
    /// The variables of `song`.
    pub fn new(song: &'a Song) -> Self {
        SongVariables::reading(song, &song.config)
    }

    /// The variables of a song that is being read, with the configuration in force.
    pub(crate) fn reading(song: &'a Song, config: &'a Config) -> Self {
        SongVariables {
            meta: &song.meta,
            config,
            surroundings: &song.surroundings,
            source: &song.source.name,
            bookmark: &song.bookmark,
            index: song.index,
        }
    }

    /// The values of `name`, or `None` where there is no such item.
    pub fn lookup(&self, name: &str) -> Option<Cow<'a, [String]>> {
        if let Some(name) = name.strip_prefix("settings.") {
            return setting(self.config.tree().at(&["settings", name])?);
        }
        let value = match name {
            "songindex" if self.index > 0 => self.index.to_string(),
            "bookmark" => self.bookmark.to_owned(),
            "chordpro.songsource" => self.source.to_owned(),
            "chordpro" => "ChordPro".to_owned(),
            "chordpro.version" => REFERENCE_VERSION.to_owned(),
            "instrument" | "instrument.type" => self.config.instrument.kind.clone(),
            "instrument.description" => self.config.instrument.description.clone(),
            "user" | "user.name" => match self.config.user.name.as_str() {
                "" => self.surroundings.user_name.clone(),
                name => name.to_owned(),
            },
            "user.fullname" => match self.config.user.fullname.as_str() {
                "" => self.surroundings.user_full_name.clone(),
                name => name.to_owned(),
            },
            "key.print" => return self.metadata("key_print"),
            "key.sound" | "key_actual" => return self.metadata("key_sound"),
            "today" => {
                return self.metadata("today").or_else(|| {
                    let format = &self.config.dates.today.format;
                    one(format_date(format, self.surroundings.today))
                });
            }
            "tuning" => {
                return self
                    .metadata("tuning")
                    .or_else(|| one(self.config.tuning.join(" ")));
            }
            _ => return self.metadata(name),
        };
        one(value)
    }

    fn metadata(&self, name: &str) -> Option<Cow<'a, [String]>> {
        self.meta
            .items
            .get(name)
            .map(|values| Cow::Borrowed(values.as_slice()))
    }
}

impl Variables for SongVariables<'_> {
    fn values(&self, name: &str) -> Option<Cow<'_, [String]>> {
        self.lookup(name)
    }
}

fn one<'a>(value: String) -> Option<Cow<'a, [String]>> {
    Some(Cow::Owned(vec![value]))
}

/// A setting as text: what says no is empty, what says yes is `1`.
fn setting<'a>(value: &Value) -> Option<Cow<'a, [String]>> {
    let word = |value: &Value| {
        let text = value.to_text()?;
        let is = |word: &str| text.eq_ignore_ascii_case(word);
        Some(if is("0") || is("false") || is("off") {
            String::new()
        } else if is("true") || is("on") {
            "1".to_owned()
        } else {
            text.into_owned()
        })
    };
    match value.as_list() {
        Some(list) => Some(Cow::Owned(list.iter().filter_map(word).collect())),
        None => one(word(value)?),
    }
}
