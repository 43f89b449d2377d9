//! What is read, and how.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use chordpro_config::Source;
pub use chordpro_config::Trust;

use crate::{Diagnostic, Exceeded};

/// One song file, or a part of one.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SongInput {
    /// Its name: shown in diagnostics and in `%{chordpro.songsource}`.
    pub name: Arc<str>,
    /// Its bytes, in any of the encodings of `docs/spec/language.md#1.1`.
    #[serde(with = "chordpro_config::bytes")]
    pub content: Arc<[u8]>,
    /// A configuration for this input alone: the file beside the song, or one named in a file list.
    pub config: Option<Source>,
    /// Metadata that comes with the input (a file list entry's `--meta`); values of the song are added to it.
    pub meta: Vec<(String, String)>,
    /// `--define` of a file list entry: path and value, after the song's own configuration.
    pub defines: Vec<(String, String)>,
}

impl SongInput {
    /// An input called `name`.
    pub fn new(name: &str, content: impl Into<Vec<u8>>) -> Self {
        SongInput {
            name: name.into(),
            content: content.into().into(),
            config: None,
            meta: Vec::new(),
            defines: Vec::new(),
        }
    }
}

/// How what the reference loses or breaks is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub enum Profile {
    /// As the reference reads it.
    Reference,
    /// Mended.
    #[default]
    Complete,
}

/// How to read songs.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct ReadOptions {
    /// Metadata of every song (`--meta`): replaces the item before the song is read. A name that occurs more than once has
    /// all its values.
    pub meta: Vec<(String, String)>,
    /// The input is a part of a song: no title is needed, blank lines count from the start.
    pub is_fragment: bool,
    /// The reference's `-R`: no `{+key: value}`, and stricter directives.
    pub is_reference_mode: bool,
    /// What the songs are read for, in lower case: `pdf`, `html`, `text`, `chordpro`, `markdown`, `meta`, `json`, …
    /// Decides which sections are delegates and whether comment lines are retained.
    pub backend: String,
    /// Seconds since 1970 in local time for `%{today}`; the epoch where absent.
    pub today: Option<i64>,
    /// Name and full name of the user, where the configuration gives none.
    pub user: Option<(String, String)>,
    /// Whether songs may set what reaches files, programs or addresses.
    pub trust: Trust,
    /// Settings of the command line that no song overrides at its start (`settings.transcode`, `settings.decapo`,
    /// `settings.lyrics-only`): path and value, put into each song's configuration last.
    pub overrides: Vec<(String, String)>,
    /// How what the reference loses is read.
    pub profile: Profile,
    /// Findings are what the songs are read for: all that `settings.strict` reports is reported, and slips that conversions pass
    /// over.
    pub is_lint: bool,
}

/// What else a song's variables are made of.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Surroundings {
    /// Seconds since 1970 in local time.
    pub today: i64,
    /// The user's short name; the configuration's wins.
    pub user_name: String,
    /// The user's full name; the configuration's wins.
    pub user_full_name: String,
}

/// Why songs could not be read at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// A limit of the budget was exceeded.
    #[error(transparent)]
    Exceeded(#[from] Exceeded),
    /// The song asks for something that makes reading on pointless: includes nested too deeply, an unusable
    /// configuration in the song, an unknown notation. The diagnostic says where and why.
    #[error("{}", .0.message)]
    Song(Box<Diagnostic>),
}

impl ReadError {
    /// The same, with the place of the input where a song is at fault.
    pub(crate) fn of_input(mut self, index: usize) -> Self {
        if let ReadError::Song(diagnostic) = &mut self {
            diagnostic.input = Some(index);
        }
        self
    }
}
