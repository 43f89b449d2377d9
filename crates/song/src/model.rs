//! The song as every writer and the layout see it: typed elements, everything resolved.
//!
//! Specified in `docs/spec/language.md#9`.

use std::sync::Arc;

use chordpro_chords::Chord;
use chordpro_config::Config;
use indexmap::IndexMap;

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
    /// The body.
    pub body: Vec<Element>,
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

/// An element of the body, with its section and its line.
#[derive(Debug, Clone, PartialEq)]
pub struct Element {
    /// What it is.
    pub kind: ElementKind,
    /// The section it stands in; empty outside sections.
    pub context: Arc<str>,
    /// The 1-based first physical line in its source; 0 where there is none.
    pub line: u32,
}

/// The kinds of elements.
#[derive(Debug, Clone, PartialEq)]
pub enum ElementKind {
    /// A blank line after the title.
    Empty,
    /// Lyrics, perhaps with chords.
    SongLine(SongLine),
    /// A literal line of a tab.
    TabLine(String),
    /// A line of a grid.
    GridLine(GridLine),
    /// A line of a grid that holds strums.
    StrumLine(GridLine),
    /// A comment.
    Comment(Comment),
    /// A picture.
    Image(Image),
    /// A section kept as data for a handler of the writer (`textblock` in HTML).
    Delegate(Delegate),
    /// `{chord}`: diagrams in place, names into [`Song::chords`].
    Diagrams(Vec<String>),
    /// `{chorus}`.
    Recall(Recall),
    /// `{new_page}`.
    NewPage,
    /// `{column_break}`.
    ColumnBreak,
    /// `{textsize: 12}` and its like: item (`text`, `chord`, …), property, and value (`None`: back to the configured).
    Control(Control),
    /// `{key}`, with the key as printed.
    Key(String),
    /// The label of the section or picture that follows.
    Label(String),
    /// The end of a section; the element still stands in it.
    SectionEnd,
    /// The shape of a grid that begins here.
    GridShape(GridShape),
    /// `{+key: value}`, `{+key}`, `{-key}` and the like: path and value.
    Setting(Setting),
    /// A directive that was not accepted, or a retained comment line: the literal line.
    Ignored(String),
}

/// A lyrics line.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct SongLine {
    /// The pieces of text; one for each chord where the line has chords, else exactly one.
    pub phrases: Vec<String>,
    /// The chords, as many as phrases; `None` where the line has no bracket at all.
    pub chords: Option<Vec<Option<ChordRef>>>,
    /// The line before metadata was put in, where that changed it.
    pub original: Option<String>,
}

/// A chord at one place of the song.
#[derive(Debug, Clone, PartialEq)]
pub struct ChordRef {
    /// The name: of the chord after transposing; of an annotation `*text`.
    pub name: Arc<str>,
    /// What is displayed, with markup (`docs/spec/language.md#7.8`); annotations without their star.
    pub display: Arc<str>,
    /// As `display`, without the `display` and `format` of a definition and without markup: what ChordPro output writes.
    pub plain: Arc<str>,
    /// The format made of what surrounds the chord in its brackets, such as `(%{formatted})`.
    pub format: Option<Arc<str>>,
    /// What it is.
    pub info: ChordInfo,
}

/// What stands in brackets.
#[derive(Debug, Clone, PartialEq)]
pub enum ChordInfo {
    /// A chord.
    Chord(Arc<Chord>),
    /// A bare note name.
    Note(Arc<Chord>),
    /// `N.C.` and its like.
    NoChord,
    /// `[*text]`, bars, blanks, and chords that are not known at all.
    Annotation,
    /// A strum code, such as `dn`; the glyph is a code point of the symbol font.
    Strum {
        /// The glyph's code point in the symbol font.
        glyph: char,
    },
}

impl ChordRef {
    /// Whether it is an annotation (bars, blanks and unknown chords included).
    pub fn is_annotation(&self) -> bool {
        matches!(self.info, ChordInfo::Annotation)
    }
}

/// The look of a comment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CommentStyle {
    /// `{comment}`, `{highlight}`.
    Plain,
    /// `{comment_italic}`.
    Italic,
    /// `{comment_box}`.
    Boxed,
}

impl CommentStyle {
    /// The directive's name.
    pub fn name(self) -> &'static str {
        match self {
            CommentStyle::Plain => "comment",
            CommentStyle::Italic => "comment_italic",
            CommentStyle::Boxed => "comment_box",
        }
    }
}

/// A comment.
#[derive(Debug, Clone, PartialEq)]
pub struct Comment {
    /// Its look.
    pub style: CommentStyle,
    /// The text with metadata put in; where there are chords, the phrases and chords.
    pub content: SongLine,
    /// The argument before metadata was put in.
    pub original: String,
}

/// A recalled chorus.
#[derive(Debug, Clone, PartialEq)]
pub struct Recall {
    /// A copy of the chorus, labelled and transposed as the recall asks; `None` where there is no chorus.
    pub body: Option<Vec<Element>>,
    /// The label given with the recall.
    pub label: Option<String>,
}

/// A change of font, size or colour from here on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// `chord`, `chorus`, `diagrams`, `footer`, `grid`, `label`, `tab`, `text`, `title`, `toc`.
    pub item: String,
    /// What changes.
    pub property: ControlProperty,
    /// The new value; `None` goes back to the configured one.
    pub value: Option<String>,
}

/// What a [`Control`] changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ControlProperty {
    /// The font.
    Font,
    /// The size.
    Size,
    /// The colour.
    Color,
}

impl ControlProperty {
    /// The name as directives write it (`color` in the American way, as the reference does).
    pub fn name(self) -> &'static str {
        match self {
            ControlProperty::Font => "font",
            ControlProperty::Size => "size",
            ControlProperty::Color => "color",
        }
    }
}

/// A setting made by the song.
#[derive(Debug, Clone, PartialEq)]
pub struct Setting {
    /// The path, such as `pdf.chorus.indent`, or a plain word.
    pub path: String,
    /// The value as text; `1` and `0` for `{+word}` and `{-word}`.
    pub value: String,
    /// The configuration from here on, for directives that have a path and a value.
    pub config: Option<Arc<Config>>,
}

/// The shape of a grid: measures, beats, margin cells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GridShape {
    /// Measures in a row.
    pub measures: u32,
    /// Beats (cells) in a measure.
    pub beats: u32,
    /// Margin cells at the left.
    pub left: u32,
    /// Margin cells at the right.
    pub right: u32,
    /// The label of the old form `{sog: 4x4 Intro}`.
    pub label: Option<String>,
}

/// A row of a grid.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GridLine {
    /// The tokens between margin and comment.
    pub tokens: Vec<GridToken>,
    /// The text in the left margin.
    pub margin: Option<SongLine>,
    /// The text after the last bar.
    pub comment: Option<SongLine>,
    /// For strum lines: whether bars and cell lines are shown (`|S`).
    pub has_cell_bars: bool,
    /// The line as written, after metadata.
    pub original: String,
}

/// A token of a grid row.
#[derive(Debug, Clone, PartialEq)]
pub enum GridToken {
    /// A bar line.
    Bar(Bar),
    /// `%`.
    RepeatMeasure,
    /// `%%`.
    RepeatTwoMeasures,
    /// `/`.
    Slash,
    /// `.`, an empty cell.
    Space,
    /// A chord (or strum).
    Chord(ChordRef),
    /// `A~B`: several in one cell.
    Chords(Vec<SubCell>),
}

/// A part of a cell that holds several.
#[derive(Debug, Clone, PartialEq)]
pub enum SubCell {
    /// `.` or nothing.
    Empty,
    /// `/`.
    Slash,
    /// A chord (or strum).
    Chord(ChordRef),
}

/// A bar line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// As written, without volta: `|`, `||`, `|:`, `:|`, `:|:`, `|.`, `{`, `}`, `}{`.
    pub symbol: String,
    /// The volta's number.
    pub volta: Option<String>,
    /// Whether it is aligned with the first volta of the row before (`>`).
    pub is_aligned: bool,
}

/// A picture in the body.
#[derive(Debug, Clone, PartialEq)]
pub struct Image {
    /// Key into [`Song::assets`] (which may lack it).
    pub id: String,
    /// Attributes of the element in source order, as accepted (`docs/spec/language.md#5.7`).
    pub options: IndexMap<String, String>,
}

/// A section kept as data.
#[derive(Debug, Clone, PartialEq)]
pub struct Delegate {
    /// The section's name, such as `textblock`.
    pub name: String,
    /// Its lines.
    pub data: Vec<String>,
    /// Its attributes.
    pub options: IndexMap<String, String>,
}

/// A named object of a song.
#[derive(Debug, Clone, PartialEq)]
pub struct Asset {
    /// What it is made from.
    pub content: AssetContent,
    /// Attributes given where it was defined.
    pub options: IndexMap<String, String>,
    /// The line where it was defined; 0 where an earlier song of the file did so.
    pub line: u32,
    /// The section whose data it is, if any.
    pub context: Arc<str>,
}

/// What an [`Asset`] is made from.
#[derive(Debug, Clone, PartialEq)]
pub enum AssetContent {
    /// A bitmap file (`png`, `jpg`, `gif`, …) with its name, its bytes, and its size in pixels.
    Bitmap {
        /// The source as the song writes it, also where that is the data itself; empty for `##image`.
        source: String,
        /// The file.
        data: Arc<[u8]>,
        /// File extension by content: `png`, `jpg`, `gif`, …
        subtype: String,
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// Lines for a delegate: `svg`, `abc`, `ly`, `textblock`, …
    Delegated {
        /// The source as the song writes it; empty for sections.
        source: String,
        /// The delegate's name.
        delegate: String,
        /// The lines.
        data: Vec<String>,
    },
    /// The diagram of a chord: a name into [`Song::chords`].
    ChordDiagram {
        /// The chord's name.
        name: String,
    },
    /// A picture that could not be found or read; a diagnostic says why.
    Missing {
        /// The source as the song writes it.
        source: String,
    },
}
