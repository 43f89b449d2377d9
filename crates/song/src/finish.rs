//! The end of a song: its diagrams, totals and last warnings (`docs/spec/language.md#7.9.1`).

use std::sync::Arc;

use chordpro_chords::compare_names;
use chordpro_config::view::ShownDiagrams;
use indexmap::IndexSet;

use crate::final_looks::FinalLooks;
use crate::song_reader::SongReader;
use crate::text::capitalized;
use crate::{Diagnostic, DiagramList, ReadError, Severity, Song};

impl SongReader<'_, '_> {
    /// Completes the song.
    pub(crate) fn finish(mut self) -> Result<Song, ReadError> {
        let name = self.sections.body.name();
        if !name.is_empty() {
            let message = format!("Unterminated context in song: {name}");
            let mut finding = Diagnostic::new("unterminated-section", Severity::Warning, message);
            finding.fixes.extend(self.end_fix());
            self.source.add(finding);
        }
        self.source.shown = None;
        self.source.focus = None;
        if self.source.is_strict() && self.song.meta.values("key").is_empty() {
            let message = "Song is missing {key} directive";
            let severity = if self.config.settings.strict {
                Severity::Warning
            } else {
                Severity::Info
            };
            let mut finding = Diagnostic::new("missing-key", severity, message);
            if let Some(place) = self.lint_memory.title_place {
                finding.set_place(place);
            }
            self.source.add(finding);
        }
        self.lint_chords();
        let notation = self.chords.shown_notation(&self.config);
        self.song.system = notation.name().to_owned();
        self.song.is_movable = notation.is_movable();
        self.song.transposed = self.transposing.print().amount;
        self.list_diagrams();
        let mut sections = std::mem::take(&mut self.sections.body).finish();
        if !Arc::ptr_eq(&self.song.initial_config, &self.config) {
            let looks = FinalLooks {
                config: &self.config,
                meta: &self.song.meta,
            };
            sections
                .iter_mut()
                .for_each(|section| looks.show_section(section));
        }
        self.song.sections = sections;
        self.song.chords = std::mem::take(&mut self.chords.chords);
        self.song.diagnostics = self.source.take_findings();
        self.song.config = self.config;
        Ok(self.song)
    }

    /// Completes the findings of chords, now that all of them are known.
    fn lint_chords(&mut self) {
        let slips = std::mem::take(&mut self.chords.slips);
        let own: IndexSet<String> = if self.source.is_lint() {
            self.chords.chords.keys().cloned().collect()
        } else {
            IndexSet::new()
        };
        let used = self.chords.used.clone();
        self.lint(|lint| {
            lint.fix_chord_names(&slips, &|name| own.contains(name));
            lint.report_unused_definitions(&|name| slips.is_used(name) || used.contains(name));
        });
    }

    fn list_diagrams(&mut self) {
        self.suppress_diagrams();
        let mut mode = self.config.diagrams.show;
        match self.song.settings.diagrams {
            Some(true) if !self.has_diagram_mode() => mode = ShownDiagrams::All,
            Some(false) => mode = ShownDiagrams::None,
            _ => {}
        }
        if mode != ShownDiagrams::None && self.resolver().is_movable() {
            self.source.warn(
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
                .filter(|define| self.chords.used.contains(define.name.as_str()))
                .map(|define| define.name.clone())
                .collect()
        } else {
            self.chords
                .used
                .iter()
                .map(|name| (**name).to_owned())
                .collect()
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
            if self.chords.known(name, &self.config).is_none() {
                self.source.say(
                    "unknown-suppressed-chord",
                    format!("Unknown chord \"{name}\" in suppress list"),
                );
            }
        }
        let chords = &self.chords.chords;
        let definitions = &self.chords.definitions;
        self.chords.used.retain(|name| {
            let is_suppressed = suppressed.iter().any(|other| **other == **name)
                && !definitions.contains_key(&**name);
            let has_none = chords
                .get(&**name)
                .is_some_and(|chord| chord.diagram.as_deref() == Some("0"));
            !is_suppressed && !has_none
        });
    }

    fn report_missing_diagrams(&mut self) {
        if self.source.is_lint() {
            // Each of them has its own finding.
            return;
        }
        let mut names: Vec<String> = self.chords.unknown.iter().cloned().collect();
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
        self.source.warn(
            "no-diagrams",
            format!("No chord diagram defined for {list}\"{last}\" (skipped)"),
        );
    }
}
