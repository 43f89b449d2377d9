//! Sections, and the blocks that they are made of.

use std::sync::Arc;

use chordpro_config::Config;
use indexmap::IndexMap;

use super::{GridRow, GridShape, Line, Picture, Span, StyleChange};
use crate::markup::Text;

/// A section of a song, or what stands between sections.
///
/// A section reaches to its end directive, or to where another one begins. Lyrics outside of sections make a section of
/// their own up to the next blank line ([`SectionKind::Lyrics`]); all else is [`SectionKind::Bare`].
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    /// What it is.
    pub kind: SectionKind,
    /// The label of its start directive.
    pub label: Option<Label>,
    /// The shape of a grid.
    pub shape: Option<GridShape>,
    /// What it is made of.
    pub blocks: Vec<Block>,
    /// Where it begins: the start directive, or its first block.
    pub place: Span,
    /// Where its end directive stands; `None` where it has none.
    pub end: Option<Span>,
}

impl Section {
    /// An empty section.
    pub fn new(kind: SectionKind, place: Span) -> Self {
        Section {
            kind,
            label: None,
            shape: None,
            blocks: Vec::new(),
            place,
            end: None,
        }
    }

    /// What the section is called: its label, else the one that stands with the shape of a grid (`{sog: 4x4 Intro}`).
    pub fn heading(&self) -> Option<&Text> {
        let own = self.label.as_ref().map(|label| &label.text);
        own.or_else(|| self.shape.as_ref()?.label.as_ref())
    }

    /// Whether its start directive left something in it: a label, or the shape of a grid.
    pub fn has_start(&self) -> bool {
        self.label.is_some() || self.shape.is_some()
    }
}

/// What a section is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SectionKind {
    /// No section: what stands between sections.
    Bare,
    /// Lyrics outside of sections.
    Lyrics,
    /// `{start_of_verse}`.
    Verse,
    /// `{start_of_chorus}`.
    Chorus,
    /// `{start_of_bridge}`.
    Bridge,
    /// `{start_of_tab}`.
    Tab,
    /// `{start_of_grid}`.
    Grid,
    /// A section of any other name.
    Other(Arc<str>),
}

impl SectionKind {
    /// The kind of a section that begins with `{start_of_NAME}`.
    pub fn named(name: &str) -> Self {
        match name {
            "verse" => SectionKind::Verse,
            "chorus" => SectionKind::Chorus,
            "bridge" => SectionKind::Bridge,
            "tab" => SectionKind::Tab,
            "grid" => SectionKind::Grid,
            other => SectionKind::Other(Arc::from(other)),
        }
    }

    /// The name: that of the directive, `verse` for lyrics outside of sections, empty between sections.
    pub fn name(&self) -> &str {
        match self {
            SectionKind::Lyrics => "verse",
            other => other.directive().unwrap_or_default(),
        }
    }

    /// The name in the directives around it; `None` where there are none.
    pub fn directive(&self) -> Option<&str> {
        Some(match self {
            SectionKind::Bare | SectionKind::Lyrics => return None,
            SectionKind::Verse => "verse",
            SectionKind::Chorus => "chorus",
            SectionKind::Bridge => "bridge",
            SectionKind::Tab => "tab",
            SectionKind::Grid => "grid",
            SectionKind::Other(name) => name,
        })
    }
}

/// A label.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Label {
    /// What it says.
    pub text: Text,
    /// The directive that gives it.
    pub place: Span,
}

/// A part of a section, with its place in the source.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands.
    pub place: Span,
}

/// The kinds of blocks.
#[derive(Debug, Clone, PartialEq)]
pub enum BlockKind {
    /// A blank line after the title.
    Blank,
    /// Lyrics, perhaps with chords.
    Line(Line),
    /// A literal line of a tab.
    Tab(String),
    /// A row of a grid.
    GridRow(GridRow),
    /// A comment.
    Comment(Comment),
    /// A picture.
    Picture(Picture),
    /// A section kept as lines for a handler of the writer (`textblock` in HTML).
    TextBlock(TextBlock),
    /// `{chord}`: diagrams in place, names into [`Song::chords`](super::Song::chords).
    Diagrams(Vec<String>),
    /// `{chorus}`.
    Recall(Recall),
    /// `{new_page}`, `{column_break}`.
    Break(Break),
    /// `{textsize: 12}` and its like.
    Change(StyleChange),
    /// `{key}`, with the key as printed.
    Key(String),
    /// `{+key: value}`, `{+key}`, `{-key}` and the like.
    Setting(Setting),
    /// The end of a section that is not open.
    StrayEnd,
    /// A directive that was not accepted, or a retained comment line: the literal line.
    Ignored(String),
}

/// What a break ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Break {
    /// The page.
    Page,
    /// The column.
    Column,
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
    /// The text with metadata put in, and its chords.
    pub content: Line,
    /// The argument before metadata was put in.
    pub original: String,
}

/// A recalled chorus.
#[derive(Debug, Clone, PartialEq)]
pub struct Recall {
    /// A copy of the chorus, labelled and transposed as the recall asks; `None` where there is no chorus.
    pub of: Option<Box<Section>>,
    /// The label given with the recall.
    pub label: Option<Text>,
}

impl Recall {
    /// What the chorus is called here: the label given with the recall, else its own; `None` where it has no name.
    pub fn heading(&self) -> Option<&Text> {
        let given = self.label.as_ref();
        let own = || self.of.as_ref().and_then(|chorus| chorus.heading());
        given.or_else(own).filter(|label| !label.is_empty())
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

/// A section kept as data.
#[derive(Debug, Clone, PartialEq)]
pub struct TextBlock {
    /// The section's name, such as `textblock`.
    pub name: String,
    /// Its lines.
    pub data: Vec<String>,
    /// Its attributes.
    pub options: IndexMap<String, String>,
}
