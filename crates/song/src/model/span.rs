//! Places in the source.

/// A stretch of the source. Lines and columns count from 1, columns in Unicode characters (scalar values).
///
/// What is known of a place is its line; where the text of the song was put together (continued lines, escapes, rules,
/// metadata put in), the stretch is the whole line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// The first line; 0 where there is no place in the source.
    pub line: u32,
    /// The first column.
    pub column: u32,
    /// The last line.
    pub end_line: u32,
    /// The column behind the last character.
    pub end_column: u32,
}

impl Span {
    /// The beginning of a line.
    pub fn at_line(line: u32) -> Self {
        Span {
            line,
            column: 1,
            end_line: line,
            end_column: 1,
        }
    }
}
