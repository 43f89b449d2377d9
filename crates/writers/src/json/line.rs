//! Lines of lyrics and rows of grids as data.

use chordpro_song::{ChordInfo, ChordRef, GridLine, GridToken, SongLine, SubCell};

use super::emit::Json;
use crate::render::is_written_annotation;

/// The pieces of a line: text, with the chord or annotation that stands at its beginning.
pub(super) fn push_segments(json: &mut Json<'_>, line: &SongLine) {
    json.list();
    for (at, phrase) in line.phrases.iter().enumerate() {
        json.object();
        let chord = line.chords.as_ref().and_then(|chords| chords.get(at));
        if let Some(Some(chord)) = chord {
            push_chord(json, chord);
        }
        json.member("text", phrase);
        json.end_object();
    }
    json.end_list();
}

/// The members that say what stands in brackets.
fn push_chord(json: &mut Json<'_>, chord: &ChordRef) {
    match chord.info {
        ChordInfo::Annotation if is_written_annotation(chord) => {
            json.member("annotation", &chord.display);
        }
        ChordInfo::Strum { .. } => json.member("strum", &chord.name),
        ChordInfo::Chord(_) | ChordInfo::Note(_) | ChordInfo::NoChord | ChordInfo::Annotation => {
            json.member("chord", &chord.name);
            if chord.display != chord.name {
                json.member("display", &chord.display);
            }
        }
    }
}

/// The members of a row of a grid.
pub(super) fn push_row(json: &mut Json<'_>, line: &GridLine) {
    if let Some(margin) = &line.margin {
        json.key("margin");
        push_segments(json, margin);
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
        push_segments(json, comment);
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
