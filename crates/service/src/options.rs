//! The options of a conversion, read from JSON with sentences that name the field.

mod entry;
mod field;

use chordpro_engine::{ConfigSource, Diagrams, Options, PageChoice, Profile};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use entry::{ENTRIES, Entry, Kind, describe, examples, find, markdown_table};
pub use field::value_from_text;

use crate::date;
use crate::problem::Problem;
use crate::suggestion;
use entry::NOTATIONS;
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
    let mut show_diagrams = None;
    for (name, value) in given {
        let Some(entry) = find(name) else {
            let shown: String = name.chars().take(40).collect();
            let hint = suggestion::nearest(name, ENTRIES.iter().map(|entry| entry.name))
                .map_or_else(
                    || {
                        let all: Vec<_> = ENTRIES.iter().map(|entry| entry.name).collect();
                        format!("valid options are {}", all.join(", "))
                    },
                    |near| format!("did you mean \"{near}\"?"),
                );
            return Err(
                Problem::invalid(format!("{prefix}{shown} is not an option: {hint}"))
                    .with("field", format!("{prefix}{shown}").into()),
            );
        };
        if value.is_null() {
            continue;
        }
        let field = Field {
            name: entry.name,
            prefix,
            value,
        };
        let options = &mut wanted.options;
        match entry.name {
            "transpose" => options.transpose = Some(field.integer(-1200, 1200)?.to_string()),
            "config" => options.configs = field.configs()?,
            "meta" => options.meta = field.meta()?,
            "diagrams" => show_diagrams = Some(field.boolean()?),
            "transcode" => options.transcode = Some(field.one_of(NOTATIONS)?.to_owned()),
            "lyrics_only" => options.lyrics_only = field.boolean()?,
            "decapo" => options.decapo = field.boolean()?,
            "single_space" => options.single_space = field.boolean()?,
            "strict" => options.strict = field.boolean()?,
            "fragment" => options.fragment = field.boolean()?,
            "chords_over_lyrics" => options.chords_over_lyrics = Some(field.boolean()?),
            "profile" => {
                options.profile = match field.one_of(&["complete", "reference"])? {
                    "reference" => Profile::Reference,
                    _ => Profile::Complete,
                }
            }
            "title" => options.title = Some(field.text()?.to_owned()),
            "subtitle" => options.subtitle = Some(field.text()?.to_owned()),
            "contents" => options.contents = Some(field.boolean()?),
            "start_page" => options.start_page = u32::try_from(field.integer(1, 100_000)?).ok(),
            "vertical_space" => options.vertical_space = Some(field.number(-100.0, 1000.0)?),
            "page" => {
                let number = usize::try_from(field.integer(1, 1_000_000)?);
                options.page = number.ok().map(PageChoice::One);
            }
            "resolution" => options.resolution = Some(field.number(20.0, 600.0)?),
            "today" => {
                let day = field.text()?;
                options.today = Some(
                    date::parse_day(day)
                        .ok_or_else(|| field.must_be("a date such as 2026-01-31"))?,
                );
            }
            "styles" => {
                let value = if field.boolean()? { "1" } else { "0" };
                options
                    .backend
                    .push(("styles".to_owned(), value.to_owned()));
            }
            "separate" => {
                wanted.packaging = if field.boolean()? {
                    Packaging::Separate
                } else {
                    Packaging::Document
                }
            }
            name => return Err(Problem::invalid(format!("{prefix}{name} is not an option"))),
        }
    }
    wanted.options.diagrams = match show_diagrams {
        Some(false) => Some(Diagrams::None),
        // Presets that switch diagrams off yield to a client that asks for them; how they look stays as configured.
        Some(true) if !configures_diagrams(&wanted.options.configs) => Some(Diagrams::All),
        _ => None,
    };
    Ok(wanted)
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
