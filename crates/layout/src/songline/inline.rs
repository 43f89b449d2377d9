//! Inline chords, within the line of lyrics (`docs/spec/pages.md#4.5`).

use std::borrow::Cow;

use chordpro_song::ChordRef;

use super::{Pair, Rows, Setting};
use crate::composer::Composer;
use crate::page::Pt;

impl Composer<'_, '_> {
    /// A part of a line with its chords inline.
    pub(super) fn part_with_inline_chords(
        &mut self,
        part: &[Pair<'_>],
        phrases: &[Cow<'_, str>],
        setting: &Setting,
        indent: Pt,
        rows: &mut Rows,
    ) {
        let baseline = self.measure.top - setting.lyrics.baseline().max(setting.chords.baseline());
        let baselines = (baseline, baseline);
        if self.part_bidi(part, phrases, setting, indent, baselines, rows) {
            return;
        }
        let mut x = self.body_left(setting.is_chorus) + indent;
        for (index, pair) in part.iter().enumerate() {
            let phrase = phrases.get(index).map_or("", AsRef::as_ref);
            let start = x;
            if let Some(chord) = pair.chord {
                let text = self.inline_chord(chord);
                let font = Self::chord_font(chord, setting);
                let placed = self.text(start, baseline, &text, &font);
                x = placed.end;
                rows.inline_chord(chord, placed, self.source.at(pair.brackets));
            }
            self.draw_label(self.measure.left + self.indent, baseline);
            let placed = self.text(x, baseline, phrase, &setting.lyrics);
            x = placed.end;
            rows.words(placed, self.source.at(pair.lyrics));
        }
    }

    /// What shows a chord among the lyrics.
    pub(super) fn inline_chord(&self, chord: &ChordRef) -> String {
        let settings = &self.style.config.settings;
        let template = if chord.is_annotation() {
            settings.inline_annotations.as_str()
        } else {
            settings.inline_chords.template().unwrap_or("[%s]")
        };
        template
            .replacen("%s", chord.display.as_written(), 1)
            .replacen("%c", chord.display.as_written(), 1)
    }
}
