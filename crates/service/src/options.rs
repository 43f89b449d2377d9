//! The options of a conversion, read from JSON with sentences that name the field.

mod entry;
mod field;
mod table;

use chordpro_engine::{ConfigSource, Diagrams, Options};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use entry::{Entry, Kind, describe, examples, find, markdown_table};
pub(crate) use field::LONGEST;
pub use field::value_from_text;
pub use table::ENTRIES;

use crate::problem::Problem;
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
pub struct Wanted {
    /// For the engine.
    pub options: Options,
    /// For the service.
    pub packaging: Packaging,
}

/// Reads the options of a request. `prefix` is what stands before names in sentences: `options.` in JSON bodies.
///
/// # Errors
/// The first fault, with the option's name and what is valid.
pub fn read(given: &Map<String, Value>, prefix: &str) -> Result<Wanted, Problem> {
    let mut wanted = Wanted::default();
    for (name, value) in given {
        let entry = find(name).ok_or_else(|| unknown(name, prefix))?;
        if !value.is_null() {
            let field = Field {
                name: entry.name,
                prefix,
                value,
            };
            entry.kind.take(&field, &mut wanted)?;
        }
    }
    // Presets that switch diagrams off yield to a client that asks for them; how they look stays as configured.
    let options = &mut wanted.options;
    if options.diagrams == Some(Diagrams::All) && configures_diagrams(&options.configs) {
        options.diagrams = None;
    }
    Ok(wanted)
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
    Problem::invalid(format!("{prefix}{shown} is not an option: {hint}"))
        .with("field", format!("{prefix}{shown}").into())
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
