//! Grids: their shape, their rows, and what stands in a row.

use super::{ChordRef, Line};
use crate::markup::Text;

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
    pub label: Option<Text>,
}

/// A row of a grid.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct GridRow {
    /// The tokens between margin and comment.
    pub tokens: Vec<GridToken>,
    /// The text in the left margin.
    pub margin: Option<Line>,
    /// The text after the last bar.
    pub comment: Option<Line>,
    /// What it holds.
    pub kind: RowKind,
}

impl GridRow {
    /// The texts of margin, comment and chords.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        let around = self
            .margin
            .iter()
            .chain(&self.comment)
            .flat_map(Line::texts);
        let names = self.tokens.iter().flat_map(GridToken::chords);
        around.chain(names.map(|chord| &*chord.name))
    }
}

impl GridToken {
    /// The chords of a cell.
    pub fn chords(&self) -> impl Iterator<Item = &ChordRef> {
        let one = match self {
            GridToken::Chord(chord) => Some(chord),
            _ => None,
        };
        let cells = match self {
            GridToken::Chords(cells) => cells.as_slice(),
            _ => &[],
        };
        let several = cells.iter().filter_map(|cell| match cell {
            SubCell::Chord(chord) => Some(chord),
            SubCell::Empty | SubCell::Slash => None,
        });
        one.into_iter().chain(several)
    }
}

/// What a row of a grid holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum RowKind {
    /// Chords.
    #[default]
    Chords,
    /// Strums (`|s`).
    Strums,
    /// Strums with bars and cell lines (`|S`).
    StrumsWithBars,
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
