//! Grids as ChordPro (`docs/spec/outputs.md#3.6`).

use std::fmt::Write as _;

use chordpro_song::{
    Bar, ChordInfo, ChordRef, GridLine, GridShape, GridToken, SongLine, SubCell, markup,
};

use super::body::{annotation_text, push_chord_name};
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

/// Whether a row holds strums.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Row {
    /// Chords.
    Chords,
    /// Strums, which only the complete profile writes.
    Strums,
}

/// Writes a row without its line end.
pub(super) fn push_row(out: &mut String, line: &GridLine, row: Row, options: &WriteOptions) {
    let start = out.len();
    if let Some(margin) = &line.margin
        && (options.is_complete() || margin.chords.is_none())
    {
        push_side_text(out, margin, options);
    }
    let mut is_first = true;
    for token in &line.tokens {
        if out.len() > start || (!is_first && options.is_complete()) {
            out.push(' ');
        }
        match token {
            GridToken::Bar(bar) => {
                push_bar(out, bar, options);
                if is_first && row == Row::Strums {
                    out.push(if line.has_cell_bars { 'S' } else { 's' });
                }
            }
            token => push_cell(out, token, options),
        }
        is_first = false;
    }
    if let Some(comment) = &line.comment {
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

/// A chord in a cell, or an annotation with its star.
fn push_cell_chord(out: &mut String, chord: &ChordRef, options: &WriteOptions) {
    if options.is_complete() && is_written_annotation(chord) {
        out.push('*');
    }
    push_chord(out, chord, options);
}

fn push_chord(out: &mut String, chord: &ChordRef, options: &WriteOptions) {
    match chord.info {
        ChordInfo::Annotation => {
            if options.is_complete() {
                push_curled(out, &chord.display);
            } else {
                out.push('*');
                out.push_str(annotation_text(&markup::strip(&chord.display)));
            }
        }
        _ => push_chord_name(out, chord, options),
    }
}

/// A margin or trailing comment. The reference loses margins that hold chords.
fn push_side_text(out: &mut String, line: &SongLine, options: &WriteOptions) {
    for (at, phrase) in line.phrases.iter().enumerate() {
        if let Some(Some(chord)) = line.chords.as_ref().and_then(|chords| chords.get(at)) {
            out.push('[');
            if chord.is_annotation() && (!options.is_complete() || chord.name.starts_with('*')) {
                out.push('*');
            }
            match &chord.info {
                // Here the reference curls apostrophes, unlike in cells.
                ChordInfo::Annotation if !options.is_complete() => {
                    push_curled(out, annotation_text(&markup::strip(&chord.display)));
                }
                _ => push_chord(out, chord, options),
            }
            out.push(']');
        }
        push_curled(out, phrase);
    }
}
