//! Findings that only authors ask for: slips that conversions pass over, and ways to correct them.

mod braces;
mod brackets;
mod chord_names;
mod definitions;
mod directives;
mod section_ends;
mod values;

use chordpro_config::Config;

use crate::Span;
use crate::findings::SourceLines;

pub(crate) use chord_names::ChordSlips;
pub(crate) use definitions::DefinitionPlace;
pub(crate) use section_ends::MisspeltStart;

/// What is remembered of a song for its findings.
#[derive(Debug, Default)]
pub(crate) struct LintMemory {
    /// The last line of the song itself that is not blank.
    pub(crate) last_text: Option<Span>,
    /// The section in force, where its name is misspelt.
    pub(crate) misspelt: Option<MisspeltStart>,
    /// The definitions.
    pub(crate) definitions: Vec<DefinitionPlace>,
    /// The line of the title.
    pub(crate) title_place: Option<Span>,
    /// The name of the directive being read, without its selector.
    pub(crate) name_place: Option<Span>,
}

/// Looks for slips in the line being read.
pub(crate) struct Lint<'r, 's, 't> {
    /// The line, and where findings go.
    pub(crate) source: &'r mut SourceLines<'s, 't>,
    /// What is remembered of the song.
    pub(crate) memory: &'r mut LintMemory,
    /// The configuration in force.
    pub(crate) config: &'r Config,
    /// Whether a name is that of a chord, by the grammar or by a table.
    pub(crate) is_chord: &'r dyn Fn(&str) -> bool,
}
