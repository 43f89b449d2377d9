//! Lines of lyrics and rows of grids as data.

use chordpro_song::{ChordInfo, ChordRef, GridRow, GridToken, Line, RowKind, Span, SubCell};

use super::emit::Json;
use super::text::push_text;
use crate::render::is_written_annotation;

/// Writes the segments of a line: text, with the chord or annotation at its start.
pub(super) fn push_segments(json: &mut Json<'_>, line: &Line, whole: Span) {
    json.list();
    for segment in &line.segments {
        json.object();
        if let Some(chord) = &segment.chord {
            push_chord(json, chord);
        }
        push_text(json, "text", &segment.text);
        push_columns(json, segment.place, whole);
        json.end_object();
    }
    json.end_list();
}

/// Writes the source columns of a segment, if they are known.
fn push_columns(json: &mut Json<'_>, place: Span, whole: Span) {
    if place != whole && place.line == whole.line && place.end_line == whole.line {
        json.key("column").number(place.column);
        json.key("endColumn").number(place.end_column);
    }
}

/// Writes the members for the content of brackets.
fn push_chord(json: &mut Json<'_>, chord: &ChordRef) {
    match chord.info {
        ChordInfo::Annotation if is_written_annotation(chord) => {
            push_text(json, "annotation", &chord.display);
        }
        ChordInfo::Strum { .. } => json.member("strum", &chord.name),
        ChordInfo::Chord(_) | ChordInfo::Note(_) | ChordInfo::NoChord | ChordInfo::Annotation => {
            json.member("chord", &chord.name);
            if *chord.display.as_written() != *chord.name {
                push_text(json, "display", &chord.display);
            }
        }
    }
}

/// Writes the members of a grid row.
pub(super) fn push_row(json: &mut Json<'_>, line: &GridRow, whole: Span) {
    if line.kind == RowKind::StrumsWithBars {
        json.key("bars").boolean(true);
    }
    if let Some(margin) = &line.margin {
        json.key("margin");
        push_segments(json, margin, whole);
    }
    json.key("tokens").list();
    for token in &line.tokens {
        json.object();
        push_token(json, token);
        json.end_object();
    }
    json.end_list();
    if let Some(comment) = &line.comment {
        json.key("comment");
        push_segments(json, comment, whole);
    }
}

fn push_token(json: &mut Json<'_>, token: &GridToken) {
    match token {
        GridToken::Bar(bar) => {
            json.member("bar", &bar.symbol);
            json.optional("volta", bar.volta.as_deref());
        }
        GridToken::RepeatMeasure => json.key("repeat").number(1),
        GridToken::RepeatTwoMeasures => json.key("repeat").number(2),
        GridToken::Slash => json.key("slash").boolean(true),
        GridToken::Space => json.key("empty").boolean(true),
        GridToken::Chord(chord) => push_chord(json, chord),
        GridToken::Chords(cells) => {
            json.key("cell").list();
            for cell in cells {
                json.object();
                match cell {
                    SubCell::Empty => json.key("empty").boolean(true),
                    SubCell::Slash => json.key("slash").boolean(true),
                    SubCell::Chord(chord) => push_chord(json, chord),
                }
                json.end_object();
            }
            json.end_list();
        }
    }
}
