//! What goes in and what comes out.

use std::sync::Arc;

pub use chordpro_config::Source as ConfigSource;
pub use chordpro_config::Trust;
pub use chordpro_song::Profile;
use chordpro_song::{Assets, Diagnostic, Limits, NoAssets};

use crate::Format;

/// A conversion that is asked for.
pub struct Request {
    /// The songs, in order.
    pub inputs: Vec<Input>,
    /// What to make of them.
    pub format: Format,
    /// How.
    pub options: Options,
    /// What the songs may see.
    pub assets: Arc<dyn Assets>,
    /// Upper limits.
    pub limits: Limits,
    /// Answers whether the time for this conversion is over.
    pub is_over: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl Request {
    /// A request for one song with default options, no assets and no deadline.
    pub fn new(content: impl Into<Vec<u8>>, format: Format) -> Self {
        Request {
            inputs: vec![Input::new("song", content)],
            format,
            options: Options::default(),
            assets: Arc::new(NoAssets),
            limits: Limits::default(),
            is_over: Arc::new(|| false),
        }
    }
}

/// One song file.
#[derive(Debug, Clone)]
pub struct Input {
    /// Its name: shown in diagnostics and in `%{chordpro.songsource}`.
    pub name: Arc<str>,
    /// Its bytes, in any of the encodings of `docs/spec/language.md#1.1`.
    pub content: Arc<[u8]>,
    /// A configuration for this input alone: the file beside the song, or one named in a file list.
    pub config: Option<ConfigSource>,
    /// `--meta` of a file list entry.
    pub meta: Vec<(String, String)>,
    /// `--define` of a file list entry.
    pub defines: Vec<(String, String)>,
}

impl Input {
    /// An input called `name`.
    pub fn new(name: &str, content: impl Into<Vec<u8>>) -> Self {
        Input {
            name: name.into(),
            content: content.into().into(),
            config: None,
            meta: Vec::new(),
            defines: Vec::new(),
        }
    }
}

/// Which chord diagrams to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Diagrams {
    /// All chords used.
    All,
    /// Only chords that the song defines.
    User,
    /// None.
    None,
}

/// How to convert.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Configurations over the defaults; later ones win.
    pub configs: Vec<ConfigSource>,
    /// `--define`: path and value, after all configurations.
    pub defines: Vec<(String, String)>,
    /// Metadata of every song; replaces that of configurations.
    pub meta: Vec<(String, String)>,
    /// Transposition: `2`, `-3`, `+1s`, `4f`, `3k`.
    pub transpose: Option<String>,
    /// Notation to write chords in.
    pub transcode: Option<String>,
    /// Capo becomes transposition.
    pub decapo: bool,
    /// No chords.
    pub lyrics_only: bool,
    /// Which diagrams.
    pub diagrams: Option<Diagrams>,
    /// More warnings.
    pub strict: bool,
    /// The text formats' profile.
    pub profile: Profile,
    /// The input is a part of a song: no title is needed.
    pub fragment: bool,
    /// Read as chords over lyrics: `Some(true)` always, `Some(false)` never, `None` where it looks like it.
    pub chords_over_lyrics: Option<bool>,
    /// No chord line above lyrics without chords.
    pub single_space: bool,
    /// Back-end options (`--bo`): `tidy`, `expand`, `variant`, …
    pub backend: Vec<(String, String)>,
    /// Book title and subtitle, for a cover.
    pub title: Option<String>,
    /// Book subtitle.
    pub subtitle: Option<String>,
    /// Contents: `None` as configured (more than one song).
    pub contents: Option<bool>,
    /// Number of the first song page.
    pub start_page: Option<u32>,
    /// Points added to every lyrics line.
    pub vertical_space: Option<f64>,
    /// The reference's `-R`: no `{+key: value}`, and stricter directives.
    pub reference_mode: bool,
    /// The date for `%{today}`, as seconds since 1970 in local time; the epoch where absent.
    pub today: Option<i64>,
    /// Name and full name of the user, for `%{user}` and selectors.
    pub user: Option<(String, String)>,
    /// Whose rules apply.
    pub trust: Trust,
    /// Resolution of PNG pages in dots per inch; 150 where absent.
    pub resolution: Option<f64>,
    /// Which page SVG and PNG show, from 1; all of them where absent (PNG and SVG then show the first, see [`Artifact::pages`]).
    pub page: Option<usize>,
}

/// What came out.
#[derive(Debug, Clone)]
pub struct Artifact {
    /// The document.
    pub bytes: Vec<u8>,
    /// Its format.
    pub format: Format,
    /// What was said about the songs and configurations, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// The title of the first song, without markup.
    pub title: Option<String>,
    /// How many songs were read.
    pub songs: usize,
    /// How many pages were laid out; 0 for formats without pages.
    pub pages: usize,
    /// CSV of the song book, for page formats.
    pub csv: Option<String>,
}
