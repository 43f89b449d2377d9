//! Definitions that no chord of the song uses.

use super::Lint;
use crate::{Diagnostic, Edit, Fix, Severity, Span};

/// Where a chord is defined.
#[derive(Debug)]
pub(crate) struct DefinitionPlace {
    /// Its name.
    pub(crate) name: String,
    /// The directive; `None` where it stands in another file.
    pub(crate) place: Option<Span>,
}

impl Lint<'_, '_, '_> {
    /// Remembers a definition.
    pub(crate) fn note_definition(&mut self, name: &str) {
        let place = self.source.lines.span();
        let place = (self.source.lines.depth() == 1).then_some(place);
        self.memory.definitions.push(DefinitionPlace {
            name: name.to_owned(),
            place,
        });
    }

    /// Reports the definitions of the song itself that nothing uses; `is_used` tells the chords that have diagrams.
    pub(crate) fn report_unused_definitions(&mut self, is_used: &dyn Fn(&str) -> bool) {
        for DefinitionPlace { name, place } in std::mem::take(&mut self.memory.definitions) {
            let Some(place) = place.filter(|_| !is_used(&name)) else {
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
