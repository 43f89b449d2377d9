//! The end of a song: its diagrams, totals and last warnings (`docs/spec/language.md#7.9.1`).

use std::sync::Arc;

use chordpro_chords::compare_names;
use chordpro_config::view::ShownDiagrams;

use crate::song_reader::SongReader;
use crate::songline::chords_of;
use crate::text::capitalized;
use crate::{DiagramList, Element, ElementKind, GridLine, GridToken, ReadError, Song, SubCell};

impl SongReader<'_, '_> {
    /// Completes the song.
    pub(crate) fn finish(mut self) -> Result<Song, ReadError> {
        if !self.context.is_empty() {
            let context = self.context.to_string();
            self.warn(
                "unterminated-section",
                format!("Unterminated context in song: {context}"),
            );
        }
        self.shown = None;
        if self.is_strict() && self.song.meta.values("key").is_empty() {
            self.warn("missing-key", "Song is missing {key} directive");
        }
        let notation = self.target.as_ref().unwrap_or(&self.config.notes);
        self.song.system = notation.name().to_owned();
        self.song.is_movable = notation.is_movable();
        self.song.transposed = self.transposing.print().amount;
        self.list_diagrams();
        if !Arc::ptr_eq(&self.song.initial_config, &self.config) {
            let mut body = std::mem::take(&mut self.song.body);
            self.show_all_again(&mut body);
            self.song.body = body;
        }
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

    /// Shows every chord as the final configuration has it.
    fn show_all_again(&self, body: &mut [Element]) {
        for element in body {
            match &mut element.kind {
                ElementKind::SongLine(line) => {
                    chords_of(line).for_each(|chord| self.show_again(chord));
                }
                ElementKind::Comment(comment) => {
                    chords_of(&mut comment.content).for_each(|chord| self.show_again(chord));
                }
                ElementKind::GridLine(line) | ElementKind::StrumLine(line) => {
                    self.show_grid_again(line);
                }
                ElementKind::Recall(recall) => {
                    if let Some(body) = &mut recall.body {
                        self.show_all_again(body);
                    }
                }
                _ => {}
            }
        }
    }

    fn show_grid_again(&self, line: &mut GridLine) {
        for text in [&mut line.margin, &mut line.comment].into_iter().flatten() {
            chords_of(text).for_each(|chord| self.show_again(chord));
        }
        for token in &mut line.tokens {
            match token {
                GridToken::Chord(chord) => self.show_again(chord),
                GridToken::Chords(cells) => {
                    for cell in cells {
                        if let SubCell::Chord(chord) = cell {
                            self.show_again(chord);
                        }
                    }
                }
                _ => {}
            }
        }
    }
}
