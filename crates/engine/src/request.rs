//! Requests and artifacts: the input and the output of a conversion.

use std::fmt::Display;
use std::sync::Arc;

pub use chordpro_config::Source as ConfigSource;
pub use chordpro_config::Trust;
use chordpro_imports::SheetFormat;
use chordpro_song::{Assets, Diagnostic, Limits, NoAssets};
pub use chordpro_song::{Profile, SongInput as Input};
use serde::{Deserialize, Serialize};

use crate::Format;

/// A request for a conversion: songs, a format, and options, which have setter methods.
///
/// ```
/// use chordpro_engine::{Engine, Format, Profile, Request};
///
/// let request = Request::new("{title: Hello}\n[C]Hello [G]world", Format::Text)
///     .profile(Profile::Reference)
///     .transpose(2);
/// let artifact = Engine::new().convert(&request)?;
/// assert_eq!(artifact.bytes, b"-- Title: Hello\nD     A\nHello world\n");
/// # Ok::<(), chordpro_engine::Error>(())
/// ```
#[non_exhaustive]
pub struct Request {
    /// The songs, in order.
    pub inputs: Vec<Input>,
    /// The output format.
    pub format: Format,
    /// The options.
    pub options: Options,
    /// The assets available to the songs.
    pub assets: Arc<dyn Assets>,
    /// The limits.
    pub limits: Limits,
    /// Whether the deadline of this conversion has passed.
    pub is_over: Arc<dyn Fn() -> bool + Send + Sync>,
}

impl Request {
    /// A request for one song with default options, no assets and no deadline.
    pub fn new(content: impl Into<Vec<u8>>, format: Format) -> Self {
        Request::book([Input::new("song", content)], format)
    }

    /// A request for several songs in one document, with default options, no assets and no deadline.
    pub fn book(inputs: impl IntoIterator<Item = Input>, format: Format) -> Self {
        Request {
            inputs: inputs.into_iter().collect(),
            format,
            options: Options::default(),
            assets: Arc::new(NoAssets),
            limits: Limits::default(),
            is_over: Arc::new(|| false),
        }
    }

    /// Replaces all options.
    #[must_use]
    pub fn options(mut self, options: Options) -> Self {
        self.options = options;
        self
    }

    /// Makes `assets` available to the songs: images, fonts, included songs and configurations.
    #[must_use]
    pub fn assets(mut self, assets: Arc<dyn Assets>) -> Self {
        self.assets = assets;
        self
    }

    /// Sets the limits.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Ends the conversion with [`Limit::Deadline`](crate::Limit::Deadline) once `is_over` returns true. It is called often, so it
    /// must be fast.
    #[must_use]
    pub fn cancelled_when(mut self, is_over: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        self.is_over = Arc::new(is_over);
        self
    }

    /// Merges a configuration over the defaults and the earlier ones.
    #[must_use]
    pub fn config(mut self, config: ConfigSource) -> Self {
        self.options.configs.push(config);
        self
    }

    /// Merges a preset over the defaults and the earlier configurations: an instrument, a notation or a style, such as
    /// `ukulele`, `notes:german` or `modern1`. See [`presets`](crate::presets).
    #[must_use]
    pub fn preset(self, name: impl Into<String>) -> Self {
        self.config(ConfigSource::Preset(name.into()))
    }

    /// Sets one setting, after all configurations: for example `pdf.papersize` to `letter`.
    #[must_use]
    pub fn define(mut self, path: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.defines.push((path.into(), value.into()));
        self
    }

    /// Sets metadata of every song; replaces the value from configurations.
    #[must_use]
    pub fn meta(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.meta.push((name.into(), value.into()));
        self
    }

    /// Transposes by semitones: `2`, `-3`, `"+1s"` for sharps, `"4f"` for flats, `"3k"` by key.
    #[must_use]
    pub fn transpose(mut self, semitones: impl Display) -> Self {
        self.options.transpose = Some(semitones.to_string());
        self
    }

    /// Writes chords in another notation: `german`, `nashville`, `roman`, ….
    #[must_use]
    pub fn transcode(mut self, notation: impl Into<String>) -> Self {
        self.options.transcode = Some(notation.into());
        self
    }

    /// Turns the capo into a transposition.
    #[must_use]
    pub fn decapo(mut self) -> Self {
        self.options.decapo = true;
        self
    }

    /// Leaves out all chords.
    #[must_use]
    pub fn lyrics_only(mut self) -> Self {
        self.options.lyrics_only = true;
        self
    }

    /// Shows these chord diagrams.
    #[must_use]
    pub fn diagrams(mut self, diagrams: Diagrams) -> Self {
        self.options.diagrams = Some(diagrams);
        self
    }

    /// Reports more warnings.
    #[must_use]
    pub fn strict(mut self) -> Self {
        self.options.strict = true;
        self
    }

    /// Selects the profile of the text formats.
    #[must_use]
    pub fn profile(mut self, profile: Profile) -> Self {
        self.options.profile = profile;
        self
    }

    /// Reads the input as part of a song, which needs no title.
    #[must_use]
    pub fn fragment(mut self) -> Self {
        self.options.fragment = true;
        self
    }

    /// Reads the input as chords over lyrics, without detection.
    #[must_use]
    pub fn chords_over_lyrics(mut self) -> Self {
        self.options.from = Some(SheetFormat::ChordsOverLyrics);
        self
    }

    /// Reads the input as ChordPro, without detection.
    #[must_use]
    pub fn no_chords_over_lyrics(mut self) -> Self {
        self.options.from = Some(SheetFormat::ChordPro);
        self
    }

    /// Reads the inputs in this format, without detection.
    #[must_use]
    pub fn from(mut self, format: SheetFormat) -> Self {
        self.options.from = Some(format);
        self
    }

    /// Writes no chord line above lyrics without chords.
    #[must_use]
    pub fn single_space(mut self) -> Self {
        self.options.single_space = true;
        self
    }

    /// Sets an option of one format, such as `tagged` of PDF or `tidy` of HTML.
    #[must_use]
    pub fn backend(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.options.backend.push((name.into(), value.into()));
        self
    }

    /// Sets the title of the book, which adds a cover.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.options.title = Some(title.into());
        self
    }

    /// Sets the subtitle of the book.
    #[must_use]
    pub fn subtitle(mut self, subtitle: impl Into<String>) -> Self {
        self.options.subtitle = Some(subtitle.into());
        self
    }

    /// Adds tables of contents, even for one song.
    #[must_use]
    pub fn contents(mut self) -> Self {
        self.options.contents = Some(true);
        self
    }

    /// Leaves out tables of contents.
    #[must_use]
    pub fn no_contents(mut self) -> Self {
        self.options.contents = Some(false);
        self
    }

    /// Sets the page number of the first song.
    #[must_use]
    pub fn start_page(mut self, number: u32) -> Self {
        self.options.start_page = Some(number);
        self
    }

    /// Adds points to the height of every line of lyrics.
    #[must_use]
    pub fn vertical_space(mut self, points: f64) -> Self {
        self.options.vertical_space = Some(points);
        self
    }

    /// Reads as with the reference's `-R`: no `{+key: value}`, and stricter directives.
    #[must_use]
    pub fn reference_mode(mut self) -> Self {
        self.options.reference_mode = true;
        self
    }

    /// Sets the date for `%{today}`, in seconds since 1970 in local time.
    #[must_use]
    pub fn today(mut self, seconds: i64) -> Self {
        self.options.today = Some(seconds);
        self
    }

    /// Sets the short and the full name of the user, for `%{user}` and selectors.
    #[must_use]
    pub fn user(mut self, name: impl Into<String>, full_name: impl Into<String>) -> Self {
        self.options.user = Some((name.into(), full_name.into()));
        self
    }

    /// Sets whether songs and configurations are trusted.
    #[must_use]
    pub fn trust(mut self, trust: Trust) -> Self {
        self.options.trust = trust;
        self
    }

    /// Sets the resolution of PNG in dots per inch.
    #[must_use]
    pub fn resolution(mut self, dots_per_inch: f64) -> Self {
        self.options.resolution = Some(dots_per_inch);
        self
    }

    /// Selects the page for SVG and PNG, from 1.
    #[must_use]
    pub fn page(mut self, number: usize) -> Self {
        self.options.page = Some(PageChoice::One(number));
        self
    }

    /// Paints every page, for SVG and PNG. See [`Artifact::further_pages`].
    #[must_use]
    pub fn all_pages(mut self) -> Self {
        self.options.page = Some(PageChoice::All);
        self
    }
}

/// The chord diagrams to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Diagrams {
    /// All chords used.
    All,
    /// Only chords that the song defines.
    User,
    /// None.
    None,
}

/// The pages to paint in SVG and PNG, which have one page per file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum PageChoice {
    /// The page with this number, from 1.
    One(usize),
    /// Every page: the first is the document, the others are [`Artifact::further_pages`].
    All,
}

/// Options of a conversion.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Options {
    /// Configurations over the defaults; later ones take precedence.
    pub configs: Vec<ConfigSource>,
    /// `--define`: path and value, after all configurations. Options for players are settings, too: `native.key`, `native.capo`,
    /// `native.simplify`, `native.spelling`, `native.minor-degrees`.
    pub defines: Vec<(String, String)>,
    /// Metadata of every song; replaces values from configurations. A repeated name has all its values.
    pub meta: Vec<(String, String)>,
    /// Transposition: `2`, `-3`, `+1s`, `4f`, `3k`; or a target key: `Bb`, `F#m`.
    pub transpose: Option<String>,
    /// The notation to write chords in.
    pub transcode: Option<String>,
    /// Whether the capo becomes a transposition.
    pub decapo: bool,
    /// Whether to leave out chords.
    pub lyrics_only: bool,
    /// The diagrams to show.
    pub diagrams: Option<Diagrams>,
    /// Whether to report more warnings.
    pub strict: bool,
    /// The profile of the text formats.
    pub profile: Profile,
    /// Whether the input is part of a song, which needs no title.
    pub fragment: bool,
    /// The format of the inputs, if known. Otherwise they are ChordPro, or chords over lyrics if they look like it, and in the
    /// profile `complete` any format that is detected with certainty.
    pub from: Option<SheetFormat>,
    /// Whether to omit chord lines above lyrics without chords.
    pub single_space: bool,
    /// Backend options (`--bo`): `tidy`, `expand`, `variant`, …
    pub backend: Vec<(String, String)>,
    /// The book title, for a cover.
    pub title: Option<String>,
    /// The book subtitle.
    pub subtitle: Option<String>,
    /// Whether to add tables of contents; `None` as configured (for more than one song).
    pub contents: Option<bool>,
    /// The page number of the first song.
    pub start_page: Option<u32>,
    /// Points added to the height of every lyrics line.
    pub vertical_space: Option<f64>,
    /// The reference's `-R`: no `{+key: value}`, and stricter directives.
    pub reference_mode: bool,
    /// The date for `%{today}`, in seconds since 1970 in local time; the epoch if absent.
    pub today: Option<i64>,
    /// Name and full name of the user, for `%{user}` and selectors.
    pub user: Option<(String, String)>,
    /// The trust in songs and configurations.
    pub trust: Trust,
    /// The resolution of PNG pages in dots per inch; 150 if absent.
    pub resolution: Option<f64>,
    /// The pages to paint in SVG and PNG; the first if absent.
    pub page: Option<PageChoice>,
    /// Cuts pages down to what is drawn on them, with this margin in points; they keep the paper's size where absent.
    pub crop: Option<f64>,
}

/// The result of a conversion.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Artifact {
    /// The document. Empty if the format has pages and the inputs contain no song.
    pub bytes: Vec<u8>,
    /// Its format.
    pub format: Format,
    /// Diagnostics about songs and configurations, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// The title of the first song, without markup.
    pub title: Option<String>,
    /// The number of songs read.
    pub songs: usize,
    /// The number of pages laid out; 0 for formats without pages.
    pub pages: usize,
    /// The pages after the first, if all were requested ([`PageChoice::All`]).
    pub further_pages: Vec<Vec<u8>>,
    /// CSV of the song book, for page formats.
    pub csv: Option<String>,
}

impl Artifact {
    /// The size of the document and all further pages in bytes.
    pub fn length(&self) -> u64 {
        let further = self.further_pages.iter().map(Vec::len);
        further.fold(self.bytes.len() as u64, |sum, length| {
            sum.saturating_add(length as u64)
        })
    }
}
