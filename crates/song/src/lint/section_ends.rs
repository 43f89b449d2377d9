//! Sections that are misspelt, not closed, or not open, and how to correct that.

use super::Lint;
use crate::suggestion::{self, Sureness};
use crate::{Diagnostic, Edit, Fix, Severity, Span};

/// Names of sections that are no slips.
const USUAL: [&str; 31] = [
    "abc",
    "bridge",
    "breakdown",
    "chorus",
    "coda",
    "ending",
    "grid",
    "grille",
    "hook",
    "instrumental",
    "interlude",
    "intro",
    "ly",
    "musicxml",
    "outro",
    "part",
    "pre_chorus",
    "post_chorus",
    "postchorus",
    "prechorus",
    "refrain",
    "rap",
    "solo",
    "strum",
    "svg",
    "tab",
    "tag",
    "textblock",
    "turnaround",
    "verse",
    "vamp",
];

/// A section in force whose name is misspelt.
#[derive(Debug)]
pub(crate) struct MisspeltStart {
    /// The name as it was probably meant.
    meant: &'static str,
    /// Its finding among those of the song.
    finding: usize,
}

/// The usual section that a name was probably meant to be.
fn meant(name: &str) -> Option<(&'static str, Sureness)> {
    let is_numbered = name.ends_with(|c: char| c.is_ascii_digit());
    if USUAL.contains(&name) || is_numbered || name.len() < 3 {
        return None;
    }
    suggestion::meant(name, USUAL)
}

impl Lint<'_, '_, '_> {
    /// Looks at the name of a section that begins.
    pub(crate) fn check_section_name(&mut self, name: &str) {
        self.memory.misspelt = None;
        let Some((known, sureness)) = meant(name) else {
            return;
        };
        let finding = self.source.count();
        let message = format!("Unusual section: {name}");
        let mut diagnostic = Diagnostic::new("misspelt-section", Severity::Warning, message)
            .with_hint(format!("did you mean {{start_of_{known}}}?"));
        if let Some(place) = self.memory.name_place {
            let edit = Edit::replace(place, format!("start_of_{known}"));
            let fix = Fix::new(format!("Change to {{start_of_{known}}}"), vec![edit]);
            diagnostic = diagnostic.with_fix(fix.if_sure(sureness));
        }
        self.source.add(diagnostic);
        self.memory.misspelt = Some(MisspeltStart {
            meant: known,
            finding,
        });
    }

    /// The end of a section whose beginning is misspelt, `open` the section in force; `true` where it belongs to it, and nothing is
    /// wrong with it.
    pub(crate) fn ends_misspelt_section(&mut self, name: &str, open: &str) -> bool {
        let Some(MisspeltStart { meant, finding }) = self.memory.misspelt.take() else {
            return false;
        };
        if name == meant {
            return true;
        }
        if open == name
            && let Some(place) = self.memory.name_place
            && let Some(finding) = self.source.findings_mut().get_mut(finding)
        {
            let edit = Edit::replace(place, format!("end_of_{meant}"));
            for fix in &mut finding.fixes {
                fix.edits.push(edit.clone());
            }
        }
        false
    }

    /// The fix of an end directive that does not close `open`, the section in force.
    pub(crate) fn mismatch_fix(&self, name: &str, open: &str) -> Option<Fix> {
        let place = self.memory.name_place?;
        if open.is_empty() {
            let line = self.source.lines.span();
            let line = Span {
                end_line: line.end_line.saturating_add(1),
                end_column: 1,
                ..line
            };
            return Some(Fix::new(
                "Take the line away",
                vec![Edit::replace(line, "")],
            ));
        }
        let edit = Edit::replace(place, format!("end_of_{open}"));
        let mut fix = Fix::new(format!("Change to {{end_of_{open}}}"), vec![edit]);
        fix.is_certain = USUAL.contains(&open) && suggestion::distance(name, open) <= 2;
        Some(fix)
    }

    /// The fix of the section `name` that another one, or the end of the song, ends. Of a tab that is not closed, all that follows
    /// is a part: its end is nowhere for certain.
    pub(crate) fn end_fix(&self, name: &str, is_certain: bool) -> Option<Fix> {
        let last = self.memory.last_text?;
        let edit = Edit::insert_after(last, format!("\n{{end_of_{name}}}"));
        let fix = Fix::new(format!("Add {{end_of_{name}}}"), vec![edit]);
        Some(Fix { is_certain, ..fix })
    }
}
