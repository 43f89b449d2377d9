//! Inline chords, within the line of lyrics (`docs/spec/pages.md#4.5`).

use std::borrow::Cow;

use chordpro_song::ChordRef;

use super::part::{Pair, Setting, chord_font};
use super::rows::Rows;
use crate::comment::body_left;
use crate::composer::Composer;
use crate::label::draw_label;
use crate::page::Pt;
use crate::songline::bidi::part_bidi;

/// A part of a line with its chords inline.
pub(super) fn part_with_inline_chords(
    composer: &mut Composer<'_, '_>,
    part: &[Pair<'_>],
    phrases: &[Cow<'_, str>],
    setting: &Setting,
    indent: Pt,
    rows: &mut Rows,
) {
    let baseline = composer.measure.top - setting.lyrics.baseline().max(setting.chords.baseline());
    let baselines = (baseline, baseline);
    if part_bidi(composer, part, phrases, setting, indent, baselines, rows) {
        return;
    }
    let mut x = body_left(composer, setting.is_chorus) + indent;
    for (index, pair) in part.iter().enumerate() {
        let phrase = phrases.get(index).map_or("", AsRef::as_ref);
        let start = x;
        if let Some(chord) = pair.chord {
            let text = inline_chord(composer, chord);
            let font = chord_font(chord, setting);
            let placed = composer.text(start, baseline, &text, &font);
            x = placed.end;
            rows.inline_chord(chord, placed, composer.source.at(pair.brackets));
        }
        draw_label(composer, composer.measure.left + composer.indent, baseline);
        let placed = composer.text(x, baseline, phrase, &setting.lyrics);
        x = placed.end;
        rows.words(placed, composer.source.at(pair.lyrics));
    }
}

/// What shows a chord among the lyrics.
pub(super) fn inline_chord(composer: &Composer<'_, '_>, chord: &ChordRef) -> String {
    let settings = &composer.style.config.settings;
    let template = if chord.is_annotation() {
        settings.inline_annotations.as_str()
    } else {
        settings.inline_chords.template().unwrap_or("[%s]")
    };
    template
        .replacen("%s", chord.display.as_written(), 1)
        .replacen("%c", chord.display.as_written(), 1)
}
