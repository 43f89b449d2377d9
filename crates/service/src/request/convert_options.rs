//! The options of a conversion, read from JSON with sentences that name the field.

mod entry;
mod field;
mod table;

use chordpro_engine::{ConfigSource, Diagrams, Format, Options, PageChoice};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use entry::{Entry, Kind, describe, examples, find, markdown_table};
pub(crate) use field::LONGEST;
pub use field::value_from_text;
pub use table::ENTRIES;

use crate::problem::Problem;
use crate::request::validation::{Faults, pointer};
use crate::suggestion;
use field::Field;

/// How the result is put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub enum Packaging {
    /// One document.
    #[default]
    Document,
    /// A document for each song, in a zip.
    Separate,
}

/// Options as read.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ConvertOptions {
    /// For the engine.
    pub engine: Options,
    /// For the service.
    pub packaging: Packaging,
    /// What browsers do with the answer.
    pub disposition: Disposition,
    /// What its file is called, without the suffix; after the title where absent.
    pub file_name: Option<String>,
}

/// What browsers do with a document, `Content-Disposition`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub enum Disposition {
    /// Keep it as a file.
    #[default]
    Attachment,
    /// Show it.
    Inline,
}

impl ConvertOptions {
    /// Whether the answer is a zip of several documents: one for each song, or one for each page of a format that has
    /// one page a file.
    pub fn is_archive(&self, format: Format) -> bool {
        let has_files_of_pages = matches!(format, Format::Svg | Format::Png);
        self.packaging == Packaging::Separate
            || has_files_of_pages && self.engine.page == Some(PageChoice::All)
    }
}

/// Reads the options of a request. `prefix` is what stands before names in sentences: `options.` in JSON bodies.
///
/// # Errors
/// All faults, each with the option's name and what is valid.
pub fn read(given: &Map<String, Value>, prefix: &str) -> Result<ConvertOptions, Problem> {
    let mut options = ConvertOptions::default();
    let mut faults = Faults::default();
    for (name, value) in given {
        faults.take(read_one(name, value, prefix, &mut options));
    }
    faults.finish()?;
    // Presets that switch diagrams off yield to a client that asks for them; how they look stays as configured.
    let engine = &mut options.engine;
    if engine.diagrams == Some(Diagrams::All) && configures_diagrams(&engine.configs) {
        engine.diagrams = None;
    }
    Ok(options)
}

/// Reads one option into `wanted`.
fn read_one(
    name: &str,
    value: &Value,
    prefix: &str,
    options: &mut ConvertOptions,
) -> Result<(), Problem> {
    let entry = find(name).ok_or_else(|| unknown(name, prefix))?;
    if value.is_null() {
        return Ok(());
    }
    let field = Field {
        name: entry.name,
        prefix,
        value,
    };
    entry.kind.take(&field, options)
}

/// The problem of an option that does not exist.
fn unknown(name: &str, prefix: &str) -> Problem {
    let shown: String = name.chars().take(40).collect();
    let names = || ENTRIES.iter().map(|entry| entry.name);
    let hint = suggestion::nearest(name, names()).map_or_else(
        || {
            format!(
                "valid options are {}",
                names().collect::<Vec<_>>().join(", ")
            )
        },
        |near| format!("did you mean \"{near}\"?"),
    );
    Problem::field_fault(
        format!("{prefix}{shown}"),
        place(prefix, [name]),
        format!("{prefix}{shown} is not an option: {hint}"),
    )
}

/// The JSON pointer of an option in the body.
pub(crate) fn place<'n>(prefix: &'n str, names: impl IntoIterator<Item = &'n str>) -> String {
    let parent = prefix.trim_end_matches('.');
    pointer(
        (!parent.is_empty())
            .then_some(parent)
            .into_iter()
            .chain(names),
    )
}

/// Whether a configuration sent along says itself which diagrams to show.
fn configures_diagrams(configs: &[ConfigSource]) -> bool {
    configs.iter().any(|config| match config {
        ConfigSource::Text { content, .. } => {
            serde_json::from_slice::<Value>(content).is_ok_and(|value| {
                value
                    .get("diagrams.show")
                    .or_else(|| value.get("diagrams")?.get("show"))
                    .is_some()
            })
        }
        ConfigSource::Preset(_) => false,
    })
}

#[cfg(test)]
mod tests;
