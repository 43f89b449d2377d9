//! Plain text sheets: the parts shared by all line-based formats.
//!
//! Lines are first classified one by one (`class`), then read in order with one line of lookahead (`reader`). Formats differ in
//! their [`Dialect`].

mod class;
mod line;
mod reader;

use crate::context::Context;
use crate::section::Section;
use crate::song_text::SongText;

pub(crate) use class::{begins_with_chord, has_chords_in_brackets};
pub(crate) use line::{Line, lines};

/// A format-specific classification, which takes precedence over the common rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Special {
    /// Headers: pairs of directive name and value.
    Heads(Vec<(&'static str, String)>),
    /// The heading of a section.
    Section(Section),
    /// A remark.
    Comment(String),
    /// A directive of ChordPro, such as `{new_page}`.
    Directive(String),
    /// The line without the format's markup; it is read like any other.
    Text(String),
    /// Left out because a song does not need it, with the reason.
    Dropped(&'static str),
}

/// The differences of a plain text format.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    /// The format-specific classification of a line.
    pub(crate) special: fn(&str, Position) -> Option<Special>,
    /// The directive for the second of two title lines.
    pub(crate) second_line: &'static str,
    /// Whether the first lines are titles.
    pub(crate) has_title_lines: bool,
    /// Whether `Key: D` is a header.
    pub(crate) has_heads: bool,
    /// Whether lines such as `Verse 1` start sections.
    pub(crate) has_headings: bool,
    /// Whether chords stand above lyrics; otherwise all chords are in brackets.
    pub(crate) has_chord_lines: bool,
    /// Whether `{comment: Verse 1}` starts a section.
    pub(crate) has_comment_headings: bool,
}

/// The position of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    /// Only headers and titles come before it.
    Top,
    /// In the song.
    Body,
}

/// A dialect without special rules.
pub(crate) const PLAIN: Dialect = Dialect {
    special: |_, _| None,
    second_line: "subtitle",
    has_title_lines: true,
    has_heads: true,
    has_headings: true,
    has_chord_lines: true,
    has_comment_headings: false,
};

/// A dialect of ChordPro: directives and chords in brackets, no chord lines.
pub(crate) const CHORDPRO: Dialect = Dialect {
    special: |_, _| None,
    second_line: "subtitle",
    has_title_lines: false,
    has_heads: false,
    has_headings: false,
    has_chord_lines: false,
    has_comment_headings: false,
};

/// Reads a sheet.
pub(crate) fn read(text: &str, dialect: &Dialect, context: &Context<'_>) -> SongText {
    let mut dialect = *dialect;
    dialect.has_title_lines &= context.options.infer_titles;
    let lines = class::classified(
        lines(text, context.options.tabstop),
        &dialect,
        &context.names,
    );
    reader::read(&lines, &dialect, context)
}
