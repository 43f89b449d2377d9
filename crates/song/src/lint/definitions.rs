//! Definitions that no chord of the song uses.

use crate::song_reader::SongReader;
use crate::{Diagnostic, Edit, Fix, Severity, Span};

/// Where a chord is defined.
#[derive(Debug)]
pub(crate) struct DefinitionPlace {
    /// Its name.
    pub(crate) name: String,
    /// The directive; `None` where it stands in another file.
    pub(crate) place: Option<Span>,
}

impl SongReader<'_, '_> {
    /// Remembers a definition.
    pub(crate) fn note_definition(&mut self, name: &str) {
        if self.source.is_lint() {
            let place = self.source.lines.span();
            let place = (self.source.lines.depth() == 1).then_some(place);
            self.lint.definitions.push(DefinitionPlace {
                name: name.to_owned(),
                place,
            });
        }
    }

    /// Remembers that a chord is used by this name.
    pub(crate) fn note_use(&mut self, name: &str) {
        if self.source.is_lint() && !self.chords.used_names.contains(name) {
            self.chords.used_names.insert(name.to_owned());
        }
    }

    /// Reports the definitions of the song itself that nothing uses.
    pub(crate) fn report_unused_definitions(&mut self) {
        for DefinitionPlace { name, place } in std::mem::take(&mut self.lint.definitions) {
            let is_used =
                self.chords.used_names.contains(&name) || self.chords.used.contains(&*name);
            let Some(place) = place.filter(|_| !is_used) else {
                continue;
            };
            let message = format!("{name} is defined and not used");
            let line = Span {
                end_line: place.end_line.saturating_add(1),
                end_column: 1,
                ..place
            };
            let fix = Fix::new("Take the definition away", vec![Edit::replace(line, "")]);
            let finding = Diagnostic::new("unused-definition", Severity::Info, message);
            self.source.add(finding.at(place).with_fix(fix));
        }
    }
}
