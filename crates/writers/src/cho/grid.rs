//! Grids as ChordPro (`docs/spec/outputs.md#3.6`).

use std::fmt::Write as _;

use chordpro_song::{
    Bar, ChordInfo, ChordRef, GridRow, GridShape, GridToken, Line, RowKind, SubCell,
};

use super::body::{annotation_text, push_chord_name, push_straight_name};
use crate::WriteOptions;
use crate::apostrophe::push_curled;
use crate::render::is_written_annotation;

/// The shape as `L+MxB+R`.
pub(super) fn push_shape(out: &mut String, shape: &GridShape, options: &WriteOptions) {
    if shape.left > 0 {
        let _ = write!(out, "{}+", shape.left);
    }
    let _ = write!(out, "{}", shape.measures);
    if shape.beats > 0 || options.is_complete() {
        let _ = write!(out, "x{}", shape.beats);
    }
    if shape.right > 0 {
        let _ = write!(out, "+{}", shape.right);
    }
}

/// Writes a row without a line end.
pub(super) fn push_row(out: &mut String, row: &GridRow, options: &WriteOptions) {
    let start = out.len();
    if let Some(margin) = &row.margin
        && (options.is_complete() || !margin.has_brackets)
    {
        push_side_text(out, margin, options);
    }
    let mut is_first = true;
    for token in &row.tokens {
        if out.len() > start || (!is_first && options.is_complete()) {
            out.push(' ');
        }
        match token {
            GridToken::Bar(bar) => {
                push_bar(out, bar, options);
                if is_first {
                    out.push_str(match row.kind {
                        RowKind::Chords => "",
                        RowKind::Strums => "s",
                        RowKind::StrumsWithBars => "S",
                    });
                }
            }
            token => push_cell(out, token, options),
        }
        is_first = false;
    }
    if let Some(comment) = &row.comment {
        if out.len() > start {
            out.push(' ');
        }
        push_side_text(out, comment, options);
    }
}

fn push_bar(out: &mut String, bar: &Bar, options: &WriteOptions) {
    out.push_str(&bar.symbol);
    if let Some(volta) = &bar.volta {
        out.push_str(volta);
        if bar.is_aligned && options.is_complete() {
            out.push('>');
        }
    }
}

fn push_cell(out: &mut String, token: &GridToken, options: &WriteOptions) {
    match token {
        GridToken::Bar(bar) => push_bar(out, bar, options),
        GridToken::RepeatMeasure => out.push('%'),
        GridToken::RepeatTwoMeasures => out.push_str("%%"),
        GridToken::Slash => out.push('/'),
        GridToken::Space => out.push('.'),
        GridToken::Chord(chord) => push_cell_chord(out, chord, options),
        // The reference loses cells with several chords.
        GridToken::Chords(_) if !options.is_complete() => {}
        GridToken::Chords(cells) => {
            for (at, cell) in cells.iter().enumerate() {
                if at > 0 {
                    out.push('~');
                }
                match cell {
                    SubCell::Empty => out.push('.'),
                    SubCell::Slash => out.push('/'),
                    SubCell::Chord(chord) => push_cell_chord(out, chord, options),
                }
            }
        }
    }
}

/// Writes a chord in a cell, or an annotation with its asterisk.
fn push_cell_chord(out: &mut String, chord: &ChordRef, options: &WriteOptions) {
    if options.is_complete() && is_written_annotation(chord) {
        out.push('*');
    }
    if chord.is_annotation() {
        push_chord(out, chord, options);
    } else {
        push_straight_name(out, chord, options);
    }
}

fn push_chord(out: &mut String, chord: &ChordRef, options: &WriteOptions) {
    match chord.info {
        ChordInfo::Annotation => {
            if options.is_complete() {
                push_curled(out, chord.display.as_written());
            } else {
                out.push('*');
                out.push_str(annotation_text(&chord.plain));
            }
        }
        _ => push_chord_name(out, chord, options),
    }
}

/// Writes a margin or trailing comment. The reference loses margins that contain chords.
fn push_side_text(out: &mut String, line: &Line, options: &WriteOptions) {
    for segment in &line.segments {
        if let Some(chord) = &segment.chord {
            out.push('[');
            if chord.is_annotation() && (!options.is_complete() || chord.name.starts_with('*')) {
                out.push('*');
            }
            match &chord.info {
                // Here the reference uses typographic apostrophes, unlike in cells.
                ChordInfo::Annotation if !options.is_complete() => {
                    push_curled(out, annotation_text(&chord.plain));
                }
                _ => push_chord(out, chord, options),
            }
            out.push(']');
        }
        push_curled(out, segment.text.as_written());
    }
}
