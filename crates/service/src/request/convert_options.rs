//! The options of a conversion, read from JSON with sentences that name the field.

mod entry;
mod field;
mod listing;
mod presentation;
mod table;
mod values;

use chordpro_engine::{ConfigSource, Diagrams};
use serde_json::{Map, Value};

pub use entry::{Entry, Kind};
pub use field::value_from_text;
pub(crate) use field::{LONGEST, option_pointer, whole};
pub use listing::{describe, examples, find, markdown_table};
pub use presentation::GROUPS;
pub use table::ENTRIES;
pub use values::{ConvertOptions, Packaging};

use crate::problem::Problem;
use crate::request::validation::Faults;
use crate::suggestion;
use field::Field;

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

/// Reads one option into `options`.
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
        option_pointer(prefix, [name]),
        format!("{prefix}{shown} is not an option: {hint}"),
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
