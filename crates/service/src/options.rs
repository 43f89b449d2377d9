//! The options of a conversion, read from JSON with sentences that name the field.

mod entry;
mod field;

use chordpro_engine::{ConfigSource, Diagrams, Format, Options, PageChoice, Profile};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use entry::{ENTRIES, Entry, Kind, describe, examples, find, markdown_table};
pub use field::value_from_text;

use crate::date;
use crate::faults::{Faults, pointer};
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

impl Wanted {
    /// Whether the answer is a zip of several documents: one for each song, or one for each page of a format that has
    /// one page a file.
    pub fn is_archive(&self, format: Format) -> bool {
        let has_files_of_pages = matches!(format, Format::Svg | Format::Png);
        self.packaging == Packaging::Separate
            || has_files_of_pages && self.options.page == Some(PageChoice::All)
    }
}

/// Reads the options of a request. `prefix` is what stands before names in sentences: `options.` in JSON bodies.
///
/// # Errors
/// All faults, each with the option's name and what is valid.
pub fn read(given: &Map<String, Value>, prefix: &str) -> Result<Wanted, Problem> {
    let mut wanted = Wanted::default();
    let mut show_diagrams = None;
    let mut faults = Faults::default();
    for (name, value) in given {
        faults.take(read_one(
            name,
            value,
            prefix,
            &mut wanted,
            &mut show_diagrams,
        ));
    }
    faults.finish()?;
    wanted.options.diagrams = match show_diagrams {
        Some(false) => Some(Diagrams::None),
        // Presets that switch diagrams off yield to a client that asks for them; how they look stays as configured.
        Some(true) if !configures_diagrams(&wanted.options.configs) => Some(Diagrams::All),
        _ => None,
    };
    Ok(wanted)
}

/// Reads one option into `wanted`; `show_diagrams` waits until all configurations are known.
fn read_one(
    name: &str,
    value: &Value,
    prefix: &str,
    wanted: &mut Wanted,
    show_diagrams: &mut Option<bool>,
) -> Result<(), Problem> {
    let Some(entry) = find(name) else {
        let shown: String = name.chars().take(40).collect();
        let hint = suggestion::nearest(name, ENTRIES.iter().map(|entry| entry.name)).map_or_else(
            || {
                let all: Vec<_> = ENTRIES.iter().map(|entry| entry.name).collect();
                format!("valid options are {}", all.join(", "))
            },
            |near| format!("did you mean \"{near}\"?"),
        );
        return Err(Problem::field_fault(
            format!("{prefix}{shown}"),
            place(prefix, [name]),
            format!("{prefix}{shown} is not an option: {hint}"),
        ));
    };
    if value.is_null() {
        return Ok(());
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
        "diagrams" => *show_diagrams = Some(field.boolean()?),
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
        "page" => options.page = Some(field.page()?),
        "resolution" => options.resolution = Some(field.number(20.0, 600.0)?),
        "today" => {
            let day = field.text()?;
            options.today = Some(
                date::parse_day(day).ok_or_else(|| field.must_be("a date such as 2026-01-31"))?,
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
        "disposition" => {
            wanted.disposition = match field.one_of(entry::DISPOSITIONS)? {
                "inline" => Disposition::Inline,
                _ => Disposition::Attachment,
            }
        }
        "filename" => wanted.file_name = Some(field.file_stem()?),
        name => return Err(Problem::invalid(format!("{prefix}{name} is not an option"))),
    }
    Ok(())
}

/// The JSON pointer of an option in the body.
fn place<'n>(prefix: &'n str, names: impl IntoIterator<Item = &'n str>) -> String {
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
