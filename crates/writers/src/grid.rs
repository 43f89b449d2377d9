//! Grid rows as text: tokens, and rows aligned bar by bar.

use chordpro_song::{Bar, ChordInfo, ChordRef, GridRow, GridToken, Line, SubCell, markup};

use crate::padding::Columns;

/// A token as text.
pub(crate) fn push_token(out: &mut String, token: &GridToken) {
    match token {
        GridToken::Bar(bar) => push_bar(out, bar),
        GridToken::RepeatMeasure => out.push('%'),
        GridToken::RepeatTwoMeasures => out.push_str("%%"),
        GridToken::Slash => out.push('/'),
        GridToken::Space => out.push('.'),
        GridToken::Chord(chord) => push_chord(out, chord),
        GridToken::Chords(cells) => {
            for (at, cell) in cells.iter().enumerate() {
                if at > 0 {
                    out.push('~');
                }
                match cell {
                    SubCell::Empty => out.push('.'),
                    SubCell::Slash => out.push('/'),
                    SubCell::Chord(chord) => push_chord(out, chord),
                }
            }
        }
    }
}

/// A bar line as written, with its volta.
pub(crate) fn push_bar(out: &mut String, bar: &Bar) {
    out.push_str(&bar.symbol);
    if let Some(volta) = &bar.volta {
        out.push_str(volta);
        if bar.is_aligned {
            out.push('>');
        }
    }
}

/// A chord or strum in a cell: the display without markup; strums as arrows.
pub(crate) fn push_chord(out: &mut String, chord: &ChordRef) {
    match chord.info {
        ChordInfo::Strum { glyph } => out.push_str(markup::letters(glyph)),
        ChordInfo::Chord(_) | ChordInfo::Note(_) | ChordInfo::NoChord | ChordInfo::Annotation => {
            out.push_str(&chord.display.readable());
        }
    }
}

/// A margin or a trailing comment without markup, with chords inline in brackets.
pub(crate) fn margin_text(line: &Line) -> String {
    let mut out = String::new();
    for segment in &line.segments {
        if let Some(chord) = &segment.chord {
            out.push('[');
            push_chord(&mut out, chord);
            out.push(']');
        }
        out.push_str(&segment.text.readable());
    }
    out
}

/// A bar line and the cells up to the next one.
#[derive(Debug, Default)]
struct Measure {
    bar: String,
    cells: Vec<String>,
}

fn measures(line: &GridRow) -> Vec<Measure> {
    let mut measures: Vec<Measure> = Vec::new();
    for token in &line.tokens {
        let mut text = String::new();
        push_token(&mut text, token);
        match (token, measures.last_mut()) {
            (GridToken::Bar(_), _) => measures.push(Measure {
                bar: text,
                cells: Vec::new(),
            }),
            (_, Some(measure)) => measure.cells.push(text),
            (_, None) => measures.push(Measure {
                bar: String::new(),
                cells: vec![text],
            }),
        }
    }
    measures
}

/// Rows are not padded beyond this width: one long cell would lengthen all rows.
const WIDEST: usize = 100;

/// The widths of a column of measures.
#[derive(Debug, Default)]
struct Widths {
    bar: usize,
    cells: Vec<usize>,
}

fn grow(widths: &mut Vec<usize>, at: usize, width: usize) {
    if widths.len() <= at {
        widths.resize(at + 1, 0);
    }
    if let Some(slot) = widths.get_mut(at) {
        *slot = (*slot).max(width.min(WIDEST));
    }
}

/// The rows of one grid as lines of text, with bars and cells aligned.
pub(crate) fn aligned(lines: &[&GridRow]) -> Vec<String> {
    let rows: Vec<Vec<Measure>> = lines.iter().map(|line| measures(line)).collect();
    let mut widths: Vec<Widths> = Vec::new();
    for row in &rows {
        for (at, measure) in row.iter().enumerate() {
            if widths.len() <= at {
                widths.push(Widths::default());
            }
            let Some(column) = widths.get_mut(at) else {
                continue;
            };
            let bar = Columns::Display.width(&measure.bar);
            column.bar = column.bar.max(bar.min(WIDEST));
            for (cell, text) in measure.cells.iter().enumerate() {
                grow(&mut column.cells, cell, Columns::Display.width(text));
            }
        }
    }
    let margins: Vec<String> = lines
        .iter()
        .map(|line| line.margin.as_ref().map(margin_text).unwrap_or_default())
        .collect();
    let margin_width = margins
        .iter()
        .map(|margin| Columns::Display.width(margin))
        .max()
        .map_or(0, |width| width.min(WIDEST));
    lines
        .iter()
        .zip(&rows)
        .zip(&margins)
        .map(|((line, row), margin)| {
            let mut out = String::new();
            push_padded(&mut out, margin, margin_width);
            for (measure, column) in row.iter().zip(&widths) {
                push_padded(&mut out, &measure.bar, column.bar);
                let is_last = measure.cells.is_empty();
                for (at, width) in column.cells.iter().enumerate().filter(|_| !is_last) {
                    let cell = measure.cells.get(at).map_or("", String::as_str);
                    push_padded(&mut out, cell, *width);
                }
            }
            if let Some(comment) = &line.comment {
                out.push_str(&margin_text(comment));
            }
            out.truncate(out.trim_end().len());
            out
        })
        .collect()
}

/// The text padded to `width`, and one more space; nothing if the column is empty.
fn push_padded(out: &mut String, text: &str, width: usize) {
    if width == 0 {
        return;
    }
    out.push_str(text);
    let count = width.saturating_sub(Columns::Display.width(text)) + 1;
    out.extend(std::iter::repeat_n(' ', count));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bar(symbol: &str) -> GridToken {
        GridToken::Bar(Bar {
            symbol: symbol.into(),
            volta: None,
            is_aligned: false,
        })
    }

    fn chord(name: &str) -> GridToken {
        GridToken::Chord(ChordRef {
            name: name.into(),
            display: name.into(),
            plain: name.into(),
            format: None,
            info: ChordInfo::NoChord,
        })
    }

    fn row(tokens: Vec<GridToken>) -> GridRow {
        GridRow {
            tokens,
            ..GridRow::default()
        }
    }

    #[test]
    fn rows_are_aligned_bar_by_bar() {
        let first = row(vec![
            bar("|:"),
            chord("Am7"),
            GridToken::Space,
            bar("|"),
            chord("G"),
            bar("|"),
        ]);
        let second = row(vec![
            bar("|"),
            GridToken::RepeatMeasure,
            bar("|"),
            chord("Cmaj7"),
            bar(":|"),
        ]);
        assert_eq!(
            aligned(&[&first, &second]),
            ["|: Am7 . | G     |", "|  %     | Cmaj7 :|"]
        );
    }
}
