//! Grids as tables, with aligned measures.

use chordpro_song::{ChordInfo, ChordRef, GridRow, GridToken, Line, RowKind, SubCell, markup};

use super::escape::push_text;
use super::span::Texts;
use crate::grid::push_bar;
use crate::render::Notes;

/// A bar line and the cells after it.
#[derive(Default)]
struct Measure<'a> {
    bar: Option<&'a GridToken>,
    cells: Vec<&'a GridToken>,
}

fn measures(line: &GridRow) -> Vec<Measure<'_>> {
    let mut measures: Vec<Measure<'_>> = Vec::new();
    for token in &line.tokens {
        match (token, measures.last_mut()) {
            (GridToken::Bar(_), _) => measures.push(Measure {
                bar: Some(token),
                cells: Vec::new(),
            }),
            (_, Some(measure)) => measure.cells.push(token),
            (_, None) => measures.push(Measure {
                bar: None,
                cells: vec![token],
            }),
        }
    }
    measures
}

/// Writes the rows of a grid.
pub(super) fn push_rows(
    out: &mut String,
    lines: &[&GridRow],
    texts: &Texts<'_>,
    number: u32,
    notes: &mut Notes,
) {
    let rows: Vec<Vec<Measure<'_>>> = lines.iter().map(|line| measures(line)).collect();
    let mut widths: Vec<usize> = Vec::new();
    for row in &rows {
        for (at, measure) in row.iter().enumerate() {
            match widths.get_mut(at) {
                Some(width) => *width = (*width).max(measure.cells.len()),
                None => widths.push(measure.cells.len()),
            }
        }
    }
    let has_margin = lines.iter().any(|line| line.margin.is_some());
    let mut table = Table {
        out,
        texts,
        number,
        notes,
    };
    table.out.push_str("<table class=\"rows\">\n");
    for (line, row) in lines.iter().zip(&rows) {
        table.out.push_str(match line.kind {
            RowKind::Chords => "<tr>",
            RowKind::Strums | RowKind::StrumsWithBars => "<tr class=\"strum\">",
        });
        if has_margin {
            table.side("margin", line.margin.as_ref());
        }
        for (measure, width) in row.iter().zip(&widths) {
            table.measure(measure, *width);
        }
        if line.comment.is_some() {
            table.side("side", line.comment.as_ref());
        }
        table.out.push_str("</tr>\n");
    }
    table.out.push_str("</table>\n");
}

struct Table<'a> {
    out: &'a mut String,
    texts: &'a Texts<'a>,
    number: u32,
    notes: &'a mut Notes,
}

impl Table<'_> {
    fn measure(&mut self, measure: &Measure<'_>, width: usize) {
        self.out.push_str("<td class=\"bar\">");
        if let Some(GridToken::Bar(bar)) = measure.bar {
            let mut text = String::new();
            push_bar(&mut text, bar);
            push_text(self.out, &text);
        }
        self.out.push_str("</td>");
        let last = measure.cells.len().saturating_sub(1);
        for (at, cell) in measure.cells.iter().enumerate() {
            let is_repeat = matches!(
                cell,
                GridToken::RepeatMeasure | GridToken::RepeatTwoMeasures
            );
            self.out.push_str(if is_repeat {
                "<td class=\"cell repeat\""
            } else {
                "<td class=\"cell\""
            });
            let span = width.saturating_sub(measure.cells.len()) + 1;
            if at == last && span > 1 {
                self.out.push_str(" colspan=\"");
                self.out.push_str(&span.to_string());
                self.out.push('"');
            }
            self.out.push('>');
            self.cell(cell);
            self.out.push_str("</td>");
        }
    }

    fn cell(&mut self, cell: &GridToken) {
        match cell {
            GridToken::Bar(_) => {}
            GridToken::RepeatMeasure => self.out.push('%'),
            GridToken::RepeatTwoMeasures => self.out.push_str("%%"),
            GridToken::Slash => self.out.push('/'),
            GridToken::Space => self.out.push('·'),
            GridToken::Chord(chord) => self.chord(chord),
            GridToken::Chords(cells) => {
                for (at, cell) in cells.iter().enumerate() {
                    if at > 0 {
                        self.out.push(' ');
                    }
                    match cell {
                        SubCell::Empty => self.out.push('·'),
                        SubCell::Slash => self.out.push('/'),
                        SubCell::Chord(chord) => self.chord(chord),
                    }
                }
            }
        }
    }

    fn chord(&mut self, chord: &ChordRef) {
        match chord.info {
            ChordInfo::Strum { glyph } => push_text(self.out, markup::letters(glyph)),
            ChordInfo::Chord(_)
            | ChordInfo::Note(_)
            | ChordInfo::NoChord
            | ChordInfo::Annotation => {
                self.texts
                    .push(self.out, &chord.display, self.number, self.notes);
            }
        }
    }

    fn side(&mut self, class: &str, line: Option<&Line>) {
        self.out.push_str("<td class=\"");
        self.out.push_str(class);
        self.out.push_str("\">");
        if let Some(line) = line {
            for segment in &line.segments {
                if let Some(chord) = &segment.chord {
                    self.out.push_str("<span class=\"chords\">");
                    self.chord(chord);
                    self.out.push_str("</span>");
                }
                self.texts
                    .push(self.out, &segment.text, self.number, self.notes);
            }
        }
        self.out.push_str("</td>");
    }
}
