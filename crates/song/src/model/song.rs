//! A book of songs: metadata, settings, tables, and the body as sections.

use std::sync::Arc;

use chordpro_chords::Chord;
use chordpro_config::Config;
use indexmap::IndexMap;

use super::{Asset, Section, Span};
use crate::markup::{ShortCodes, Text};
use crate::{Diagnostic, Surroundings};

/// All songs of a request, in order.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// The songs.
    pub songs: Vec<Song>,
    /// Assets marked `persist`: songs after the one that defines them know them as well.
    pub assets: IndexMap<String, Asset>,
    /// What was said while reading that belongs to no song (unreadable inputs, empty files).
    pub diagnostics: Vec<Diagnostic>,
}

/// One song: metadata, settings, body.
#[derive(Debug, Clone)]
pub struct Song {
    /// The last title given.
    pub title: Option<String>,
    /// The subtitles, in order.
    pub subtitles: Vec<String>,
    /// All metadata, in order of first appearance.
    pub meta: Meta,
    /// The lines before the title: blank lines and retained comments.
    pub preamble: Vec<String>,
    /// The body: sections, and what stands between them.
    pub sections: Vec<Section>,
    /// Pictures and the like, by id; definitions and anonymous ones.
    pub assets: IndexMap<String, Asset>,
    /// The picture that spreads over the columns at the top of the first page.
    pub spread_image: Option<SpreadImage>,
    /// `{define}`s, in order.
    pub defines: Vec<ChordDefinition>,
    /// Every chord that the song shows, by name, for diagrams; `{chord}` entries under their internal id.
    pub chords: IndexMap<String, Arc<Chord>>,
    /// The diagrams to show, if any.
    pub diagrams: Option<DiagramList>,
    /// The labels that count for the label margin.
    pub labels: Vec<String>,
    /// What directives of the song set.
    pub settings: SongSettings,
    /// The notation of the chords shown (`settings.transcode`, else `notes.system`).
    pub system: String,
    /// Whether that notation is movable (Nashville, Roman, Solfège).
    pub is_movable: bool,
    /// By how many semitones printed chords are moved at the end of the song.
    pub transposed: i32,
    /// Where the song comes from.
    pub source: Source,
    /// Its 1-based place in the book.
    pub index: usize,
    /// The name that `%{bookmark}` gives; shared by the songs of one input.
    pub bookmark: String,
    /// Date and user, for automatic variables.
    pub surroundings: Arc<Surroundings>,
    /// The configuration at the end of the song.
    pub config: Arc<Config>,
    /// The configuration that the song began with, before its `{+key: value}` directives.
    pub initial_config: Arc<Config>,
    /// What was said while reading.
    pub diagnostics: Vec<Diagnostic>,
    /// Whether there was nothing to read, no line at all. Such a song stands in a book only by itself.
    pub is_missing: bool,
    /// Whether there is no song: it is missing, or has neither a title nor anything to show. It stands in a book only by
    /// itself, and has no page.
    pub is_blank: bool,
    /// A PDF document in the place of a song: its pages are the song's, which has nothing else.
    pub document: Option<Arc<[u8]>>,
}

impl Song {
    /// Whether contents list the song: `{new_song toc=no}` keeps it out, and documents need to be given a title.
    pub fn is_in_contents(&self) -> bool {
        let is_named = self.document.is_none() || self.meta.first("title").is_some();
        is_named && self.meta.first("_TOC").is_none_or(crate::truth::is_true)
    }

    /// A text that is kept as the song writes it (titles, metadata, lines of text blocks), cut into runs.
    pub fn text(&self, written: &str) -> Text {
        Text::new(written, ShortCodes::of(&self.config))
    }
}

/// Where a song comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The name of the input.
    pub name: Arc<str>,
    /// The 1-based line at which the song begins.
    pub line: u32,
    /// Index of the input among all inputs, for names shared by the songs of one file.
    pub input: usize,
    /// Where the title stands that was given last; nowhere for songs without one.
    pub title: Span,
}

/// Metadata: names to lists of values (`docs/spec/language.md#6`).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Meta {
    /// Values by lower case name, in order of first appearance.
    pub items: IndexMap<String, Vec<String>>,
}

impl Meta {
    /// The values of `name`; empty where there are none.
    pub fn values(&self, name: &str) -> &[String] {
        self.items.get(name).map_or(&[], Vec::as_slice)
    }

    /// The first value of `name`.
    pub fn first(&self, name: &str) -> Option<&str> {
        self.values(name).first().map(String::as_str)
    }

    /// Appends a value.
    pub fn push(&mut self, name: &str, value: impl Into<String>) {
        self.items
            .entry(name.to_owned())
            .or_default()
            .push(value.into());
    }

    /// Replaces all values.
    pub fn set(&mut self, name: &str, values: Vec<String>) {
        self.items.insert(name.to_owned(), values);
    }
}

/// What directives of the song set for the song as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SongSettings {
    /// `{titles}`: `left`, `center`, `right`.
    pub titles: Option<String>,
    /// `{columns}`.
    pub columns: Option<u32>,
    /// `{pagetype}`, `{pagesize}`.
    pub papersize: Option<String>,
    /// `{diagrams}`, `{grid}`, `{no_grid}`.
    pub diagrams: Option<bool>,
    /// The position given to `{diagrams}`: `right`, `bottom`, `top`, `below`.
    pub diagram_position: Option<String>,
}

/// Which diagrams a song shows at its end (or where configured).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiagramList {
    /// Whether only the song's own definitions are shown.
    pub only_defined: bool,
    /// Names into [`Song::chords`], in order.
    pub chords: Vec<String>,
}

/// The picture of `spread=`.
#[derive(Debug, Clone, PartialEq)]
pub struct SpreadImage {
    /// The asset.
    pub id: String,
    /// Points below it.
    pub space: f64,
}

/// A `{define}` as the song gives it, for writing it back.
#[derive(Debug, Clone, PartialEq)]
pub struct ChordDefinition {
    /// The name as defined.
    pub name: String,
    /// `display` as given.
    pub display: Option<String>,
    /// The chord that the definition gives; it has a fingering, if only a base fret.
    pub chord: Arc<Chord>,
}
