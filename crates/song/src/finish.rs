//! The end of a song: its diagrams, totals and last warnings (`docs/spec/language.md#7.9.1`).

use std::sync::Arc;

use chordpro_chords::compare_names;
use chordpro_config::view::ShownDiagrams;

use crate::song_reader::SongReader;
use crate::text::capitalized;
use crate::{
    BlockKind, DiagramList, GridRow, GridToken, Label, Line, ReadError, Section, Song, SubCell,
};

impl SongReader<'_, '_> {
    /// Completes the song.
    pub(crate) fn finish(mut self) -> Result<Song, ReadError> {
        let name = self.body.name();
        if !name.is_empty() {
            let message = format!("Unterminated context in song: {name}");
            self.warn("unterminated-section", message);
        }
        self.shown = None;
        self.focus = None;
        if self.is_strict() && self.song.meta.values("key").is_empty() {
            self.warn("missing-key", "Song is missing {key} directive");
        }
        let notation = self.target.as_ref().unwrap_or(&self.config.notes);
        self.song.system = notation.name().to_owned();
        self.song.is_movable = notation.is_movable();
        self.song.transposed = self.transposing.print().amount;
        self.list_diagrams();
        let mut sections = std::mem::take(&mut self.body).finish();
        if !Arc::ptr_eq(&self.song.initial_config, &self.config) {
            sections
                .iter_mut()
                .for_each(|section| self.show_section_again(section));
        }
        self.song.sections = sections;
        self.song.config = self.config;
        Ok(self.song)
    }

    fn list_diagrams(&mut self) {
        self.suppress_diagrams();
        let mut mode = self.config.diagrams.show;
        match self.song.settings.diagrams {
            Some(true) if !self.has_diagram_mode() => mode = ShownDiagrams::All,
            Some(false) => mode = ShownDiagrams::None,
            _ => {}
        }
        if mode != ShownDiagrams::None && self.is_movable() {
            self.warn(
                "no-movable-diagrams",
                format!(
                    "Chord diagrams suppressed for {} chords",
                    capitalized(&self.song.system)
                ),
            );
            mode = ShownDiagrams::None;
        }
        let mut chords: Vec<String> = if mode == ShownDiagrams::User {
            self.song
                .defines
                .iter()
                .filter(|define| self.used.contains(define.name.as_str()))
                .map(|define| define.name.clone())
                .collect()
        } else {
            self.used.iter().map(|name| (**name).to_owned()).collect()
        };
        if self.config.diagrams.sorted {
            chords.sort_by(|a, b| compare_names(a, b));
        }
        if self.song.meta.values("chords").is_empty() {
            self.song.meta.set("chords", chords.clone());
        }
        self.song
            .meta
            .set("numchords", vec![chords.len().to_string()]);
        if mode == ShownDiagrams::None {
            return;
        }
        self.song.diagrams = Some(DiagramList {
            only_defined: mode == ShownDiagrams::User,
            chords,
        });
        self.report_missing_diagrams();
    }

    /// Whether the configuration says anything about diagrams: `none` is something, an empty text is not.
    fn has_diagram_mode(&self) -> bool {
        let show = self.config.tree().at(&["diagrams", "show"]);
        show.is_some_and(chordpro_config::Value::is_true)
    }

    /// Takes the chords that are configured to have no diagram out of those used.
    fn suppress_diagrams(&mut self) {
        let suppressed = self.config.diagrams.suppress.clone();
        for name in &suppressed {
            if self.known_chord(name).is_none() {
                self.say(
                    "unknown-suppressed-chord",
                    format!("Unknown chord \"{name}\" in suppress list"),
                );
            }
        }
        let chords = &self.song.chords;
        let definitions = &self.definitions;
        self.used.retain(|name| {
            let is_suppressed = suppressed.iter().any(|other| **other == **name)
                && !definitions.contains_key(&**name);
            let has_none = chords
                .get(&**name)
                .is_some_and(|chord| chord.diagram.as_deref() == Some("0"));
            !is_suppressed && !has_none
        });
    }

    fn report_missing_diagrams(&mut self) {
        let mut names: Vec<String> = self.unknown.iter().cloned().collect();
        names.sort_by(|a, b| compare_names(a, b).then_with(|| a.cmp(b)));
        let Some((last, front)) = names.split_last() else {
            return;
        };
        let mut list = front
            .iter()
            .map(|name| format!("\"{name}\""))
            .collect::<Vec<_>>()
            .join(", ");
        if !front.is_empty() {
            list.push_str(" and ");
        }
        self.warn(
            "no-diagrams",
            format!("No chord diagram defined for {list}\"{last}\" (skipped)"),
        );
    }

    /// Shows every chord and every text as the final configuration has them.
    fn show_section_again(&self, section: &mut Section) {
        let codes = self.short_codes();
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
                BlockKind::Line(line) => self.show_line_again(line),
                BlockKind::Comment(comment) => self.show_line_again(&mut comment.content),
                BlockKind::GridRow(row) => self.show_row_again(row),
                BlockKind::Picture(picture) => picture.label.iter_mut().for_each(again),
                BlockKind::Recall(recall) => {
                    recall
                        .label
                        .iter_mut()
                        .for_each(|label| label.parse_again(codes));
                    if let Some(chorus) = &mut recall.of {
                        self.show_section_again(chorus);
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

    fn show_line_again(&self, line: &mut Line) {
        let codes = self.short_codes();
        for segment in &mut line.segments {
            segment.text.parse_again(codes);
            if let Some(chord) = &mut segment.chord {
                self.show_again(chord);
            }
        }
    }

    fn show_row_again(&self, row: &mut GridRow) {
        for text in [&mut row.margin, &mut row.comment].into_iter().flatten() {
            self.show_line_again(text);
        }
        for token in &mut row.tokens {
            match token {
                GridToken::Chord(chord) => self.show_again(chord),
                GridToken::Chords(cells) => {
                    for cell in cells {
                        if let SubCell::Chord(chord) = cell {
                            self.show_again(chord);
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
}
