//! Parses the lines of a grid (`docs/spec/language.md#5.4.2`).

use std::ops::Range;

use crate::grid::{self, Class, StrumMark};
use crate::markup::strum as glyph;
use crate::song_reader::SongReader;
use crate::songline::strum;
use crate::text::is_blank;
use crate::{BlockKind, ChordRef, GridRow, GridToken, Line, RowKind, SubCell};

/// Whether the chords of a line are memorised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cells {
    /// Chords, which are memorised.
    Chords,
    /// Strums, and chords that are not.
    Strums,
}

/// Where repeats and measures stand in the memory. What a repeat or a `%` appends is no measure.
#[derive(Debug)]
struct Measures {
    repeat: usize,
    current: usize,
    last: Range<usize>,
    last_but_one: Range<usize>,
}

impl Measures {
    /// Ends the measure that reaches up to `end`.
    fn end(&mut self, end: usize) {
        let measure = self.current..end;
        self.last_but_one = std::mem::replace(&mut self.last, measure);
        self.current = end;
    }
}

impl SongReader<'_, '_> {
    /// Reads a line of a grid.
    pub(crate) fn grid_line(&mut self, line: &str) {
        let text = self.substitute(line);
        let text = text.trim();
        let mut grid_row = GridRow::default();
        if is_blank(text) {
            self.push(BlockKind::GridRow(grid_row));
            return;
        }
        let row = grid::split_row(text);
        if row.comment.is_some() && self.sections.grid_shape.right == 0 {
            self.source.focus = row.comment.and_then(|part| self.source.lines.span_of(part));
            self.source
                .warn("no-comment-cell", "No margin cell for trailing comment");
        }
        if row.margin.is_some() && !row.cells.is_empty() && self.sections.grid_shape.left == 0 {
            self.source.focus = row.margin.and_then(|part| self.source.lines.span_of(part));
            self.source
                .warn("no-margin-cell", "No cell for margin text");
        }
        self.source.focus = None;
        // What stands behind the cells is read first.
        grid_row.comment = row.comment.map(|comment| self.margin(comment));
        grid_row.margin = row.margin.map(|margin| self.margin(margin));
        let mut tokens = grid::split_tokens(row.cells);
        let mark = tokens.first_mut().and_then(grid::take_strum_mark);
        let cells = if mark.is_some() {
            Cells::Strums
        } else {
            Cells::Chords
        };
        let length = self.sections.memories.len();
        let mut measures = Measures {
            // Unless the line says where a repeat begins, it begins with the memory.
            repeat: 0,
            current: length,
            last: length..length,
            last_but_one: length..length,
        };
        let mut count: u32 = 0;
        for token in &tokens {
            self.source.focus = self.source.lines.span_of(token);
            let token = self.grid_token(token, cells, &mut measures);
            if matches!(
                token,
                GridToken::Space | GridToken::Chord(_) | GridToken::Chords(_)
            ) {
                count = count.saturating_add(1);
            }
            grid_row.tokens.push(token);
        }
        self.source.focus = None;
        self.charges.charge(tokens.len());
        let shape = &self.sections.grid_shape;
        if count > shape.measures.saturating_mul(shape.beats) {
            self.source
                .warn("too-few-cells", "Too few cells for grid content");
        }
        grid_row.kind = match mark {
            None => RowKind::Chords,
            Some(StrumMark::WithBars) => RowKind::StrumsWithBars,
            Some(_) => RowKind::Strums,
        };
        self.push(BlockKind::GridRow(grid_row));
    }

    /// A text beside the cells, which may have chords like a comment.
    fn margin(&mut self, text: &str) -> Line {
        let substituted = self.substitute(text);
        if substituted.contains('[') {
            self.decompose(&substituted)
        } else {
            Line {
                segments: vec![self.segment(None, &substituted)],
                has_brackets: false,
            }
        }
    }

    fn grid_token(&mut self, token: &str, cells: Cells, measures: &mut Measures) -> GridToken {
        match grid::classify(token) {
            Class::Bar {
                bar,
                ends_repeat,
                begins_repeat,
            } => {
                let length = self.sections.memories.len();
                measures.end(length);
                if ends_repeat {
                    self.repeat(&(measures.repeat..length), cells);
                }
                measures.current = self.sections.memories.len();
                if begins_repeat {
                    measures.repeat = measures.current;
                }
                GridToken::Bar(bar)
            }
            Class::RepeatMeasure => {
                self.repeat(&measures.last, cells);
                measures.current = self.sections.memories.len();
                GridToken::RepeatMeasure
            }
            Class::RepeatTwoMeasures => {
                // Measures that repeat others are empty themselves.
                if !measures.last.is_empty() {
                    self.repeat(&measures.last_but_one, cells);
                    self.repeat(&measures.last, cells);
                }
                measures.current = self.sections.memories.len();
                GridToken::RepeatTwoMeasures
            }
            Class::Slash => GridToken::Slash,
            Class::Space => GridToken::Space,
            Class::Chord => match self.cell_chord(token, cells) {
                Some(chord) => GridToken::Chord(chord),
                None => GridToken::Space,
            },
            Class::Chords => GridToken::Chords(
                token
                    .split('~')
                    .map(|piece| match piece {
                        "" | "." => SubCell::Empty,
                        "/" => SubCell::Slash,
                        piece => self
                            .cell_chord(piece, cells)
                            .map_or(SubCell::Empty, SubCell::Chord),
                    })
                    .collect(),
            ),
        }
    }

    fn repeat(&mut self, entries: &Range<usize>, cells: Cells) {
        if cells == Cells::Chords {
            let count = self.sections.memories.repeat(entries.start, entries.end);
            self.charges.charge(count);
        }
    }

    fn cell_chord(&mut self, token: &str, cells: Cells) -> Option<ChordRef> {
        match cells {
            // A caret recalls nothing in a grid.
            Cells::Chords if token == "^" => {
                self.sections.memories.note(token);
                self.bare_token(token)
            }
            Cells::Chords => self.token(token),
            Cells::Strums => match glyph(token) {
                Some(glyph) if !self.is_note_name(token) => {
                    let own = self.config.gridstrum.symbols.get(token);
                    let glyph = own.and_then(|own| own.chars().next()).unwrap_or(glyph);
                    Some(strum(token, glyph))
                }
                _ => self.bare_token(token),
            },
        }
    }

    /// Whether a strum code is rather a note, where note names are chords.
    fn is_note_name(&self, code: &str) -> bool {
        self.config.settings.notenames && self.config.notes.parse_note_name(code).is_some()
    }
}
