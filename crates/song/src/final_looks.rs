//! Shows chords and texts as the configuration at the end of the song has them.

use chordpro_config::Config;

use crate::chord_resolver::spelling_key;
use crate::markup::{ShortCodes, Text};
use crate::{
    BlockKind, ChordInfo, ChordRef, GridRow, GridToken, Label, Line, Meta, Section, SubCell,
    display,
};

/// What the looks of chords and texts depend on.
pub(crate) struct FinalLooks<'a> {
    /// The configuration at the end of the song.
    pub(crate) config: &'a Config,
    /// The metadata of the song.
    pub(crate) meta: &'a Meta,
}

impl FinalLooks<'_> {
    /// Shows every chord and every text as the final configuration has them.
    pub(crate) fn show_section(&self, section: &mut Section) {
        let codes = ShortCodes::of(self.config);
        let again = |label: &mut Label| label.text.parse_again(codes);
        section.label.iter_mut().for_each(again);
        if let Some(label) = section
            .shape
            .as_mut()
            .and_then(|shape| shape.label.as_mut())
        {
            label.parse_again(codes);
        }
        for block in &mut section.blocks {
            match &mut block.kind {
                BlockKind::Line(line) => self.show_line(line),
                BlockKind::Comment(comment) => self.show_line(&mut comment.content),
                BlockKind::GridRow(row) => self.show_row(row),
                BlockKind::Picture(picture) => picture.label.iter_mut().for_each(again),
                BlockKind::Recall(recall) => {
                    recall
                        .label
                        .iter_mut()
                        .for_each(|label| label.parse_again(codes));
                    if let Some(chorus) = &mut recall.of {
                        self.show_section(chorus);
                    }
                }
                BlockKind::Blank
                | BlockKind::Tab(_)
                | BlockKind::TextBlock(_)
                | BlockKind::Diagrams(_)
                | BlockKind::Break(_)
                | BlockKind::Change(_)
                | BlockKind::Key(_)
                | BlockKind::Setting(_)
                | BlockKind::StrayEnd
                | BlockKind::Ignored(_) => {}
            }
        }
    }

    fn show_line(&self, line: &mut Line) {
        let codes = ShortCodes::of(self.config);
        for segment in &mut line.segments {
            segment.text.parse_again(codes);
            if let Some(chord) = &mut segment.chord {
                self.show_chord(chord);
            }
        }
    }

    fn show_row(&self, row: &mut GridRow) {
        for text in [&mut row.margin, &mut row.comment].into_iter().flatten() {
            self.show_line(text);
        }
        for token in &mut row.tokens {
            match token {
                GridToken::Chord(chord) => self.show_chord(chord),
                GridToken::Chords(cells) => {
                    for cell in cells {
                        if let SubCell::Chord(chord) = cell {
                            self.show_chord(chord);
                        }
                    }
                }
                GridToken::Bar(_)
                | GridToken::RepeatMeasure
                | GridToken::RepeatTwoMeasures
                | GridToken::Slash
                | GridToken::Space => {}
            }
        }
    }

    fn show_chord(&self, place: &mut ChordRef) {
        let codes = ShortCodes::of(self.config);
        if let ChordInfo::Chord(chord) | ChordInfo::Note(chord) = &place.info {
            let format = place.format.as_deref();
            let key = spelling_key(self.meta, self.config);
            let shown = display::show(chord, format, key, self.config);
            place.display = Text::new(shown.display, codes);
            place.plain = shown.plain;
        } else {
            place.display.parse_again(codes);
        }
    }
}
