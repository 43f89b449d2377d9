//! Sheets of plain text: what the formats that are lines of text have in common.
//!
//! Lines are classified one by one (`class`), then read in order with a look at the line below (`reader`). What differs between
//! formats is a [`Dialect`].

mod class;
mod line;
mod reader;

use crate::context::Context;
use crate::section::Section;
use crate::song_text::SongText;

pub(crate) use class::{begins_with_chord, has_chords_in_brackets};
pub(crate) use line::{Line, lines};

/// What a line of one format is, where the rules for all formats would not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Special {
    /// Heads: pairs of a directive's name and its value.
    Heads(Vec<(&'static str, String)>),
    /// The heading of a section.
    Section(Section),
    /// A remark.
    Comment(String),
    /// A directive of ChordPro, such as `{new_page}`.
    Directive(String),
    /// The line without what the format puts around it; it is read like any other.
    Text(String),
    /// Nothing that a song needs, with the reason.
    Dropped(&'static str),
}

/// How a format of plain text differs from others.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Dialect {
    /// What is special about a line. The flag says whether only heads came before it.
    pub(crate) special: fn(&str, Position) -> Option<Special>,
    /// The directive for the second of two lines at the top.
    pub(crate) second_line: &'static str,
    /// Whether the first lines are titles.
    pub(crate) has_title_lines: bool,
    /// Whether `Key: D` is a head.
    pub(crate) has_heads: bool,
    /// Whether lines such as `Verse 1` begin sections.
    pub(crate) has_headings: bool,
    /// Whether chords stand above lyrics; else all chords are in brackets.
    pub(crate) has_chord_lines: bool,
    /// Whether `{comment: Verse 1}` begins a section.
    pub(crate) has_comment_headings: bool,
}

/// Where a line stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Position {
    /// Nothing but heads and titles came before.
    Top,
    /// Within the song.
    Body,
}

/// A dialect without anything special.
pub(crate) const PLAIN: Dialect = Dialect {
    special: |_, _| None,
    second_line: "subtitle",
    has_title_lines: true,
    has_heads: true,
    has_headings: true,
    has_chord_lines: true,
    has_comment_headings: false,
};

/// A dialect of ChordPro: directives, chords in brackets, nothing over lyrics.
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
