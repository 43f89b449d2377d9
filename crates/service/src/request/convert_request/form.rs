//! Songs, files and options as the parts of a form.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::http::{HeaderMap, header};
use bytes::Bytes;
use chordpro_engine::ConfigSource;
use serde_json::Value;

use super::query::repeated;
use super::{Draft, too_many};
use crate::problem::Problem;
use crate::request::convert_options;
use crate::request::multipart::{self, Part};
use crate::request::strict_json;
use crate::request::validation::pointer;

/// Most parts that are named where there is no song among them.
const MAX_NAMED: usize = 10;

impl Draft {
    /// Parts called `song` (or `content`, `songs`) are songs, `config` is a configuration's file or preset names,
    /// `options` is a JSON object, `output_format` a name; other files are what songs may see, other fields are options.
    ///
    /// # Errors
    /// The body is no form. Faults of its parts are collected.
    pub(super) fn read_form(&mut self, headers: &HeaderMap, body: &Bytes) -> Result<(), Problem> {
        let boundary = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(multipart::boundary)
            .ok_or_else(|| Problem::invalid("Content-Type names no boundary of the form"))?;
        let parts = multipart::parse(body, &boundary).map_err(Problem::invalid)?;
        let mut seen = BTreeSet::new();
        for part in &parts {
            if let Err(fault) = self.read_part(part, &mut seen) {
                self.faults.note(fault);
            }
        }
        if !self.names_song {
            self.names_song = true;
            self.faults.note(no_song(&parts));
        }
        Ok(())
    }

    /// `seen` holds the names of options that came before as parts of their own: each may be given once, but for items of `meta`. A
    /// part of its own beats what the part `options` says, whichever comes first.
    fn read_part(&mut self, part: &Part, seen: &mut BTreeSet<String>) -> Result<(), Problem> {
        match (part.name.as_str(), &part.file_name) {
            // A browser sends this for a file that nobody chose.
            (_, Some(name)) if name.is_empty() && part.content.is_empty() => {}
            ("song" | "songs" | "content", _) if self.inputs.len() >= self.max_songs => {
                return Err(too_many(self.max_songs));
            }
            ("song" | "songs" | "content", file_name) => {
                let fallback = format!("song{}.cho", self.inputs.len() + 1);
                let name = file_name
                    .as_deref()
                    .filter(|name| !name.is_empty())
                    .unwrap_or(&fallback);
                let pointer = pointer([part.name.as_str()]);
                self.add_song(&part.name, &pointer, name, part.content.to_vec());
            }
            ("config", Some(name)) => self.configs.push(ConfigSource::Text {
                name: name.clone(),
                content: Arc::from(&part.content[..]),
            }),
            ("options", _) => {
                once("options", seen)?;
                self.read_options_part(text(part)?, seen)?;
            }
            ("output_format", _) => {
                once("output_format", seen)?;
                self.add_format(text(part)?.trim());
            }
            (_, Some(name)) if self.files.holds(name) => {
                let detail = format!("there is more than one file called {name:?}");
                return Err(Problem::field_fault(
                    "files",
                    pointer([part.name.as_str()]),
                    detail,
                ));
            }
            (_, Some(name)) => self.files.insert(name, Arc::from(&part.content[..])),
            (name, None) => {
                if !name.starts_with("meta.") {
                    once(name, seen)?;
                }
                self.read_text_option(name, text(part)?);
            }
        }
        Ok(())
    }

    fn read_options_part(&mut self, text: &str, seen: &BTreeSet<String>) -> Result<(), Problem> {
        let given = match strict_json::parse(text.as_bytes()) {
            Ok(Value::Object(given)) => given,
            Ok(_) => {
                let detail = "options must be a JSON object";
                return Err(Problem::field_fault("options", "/options", detail));
            }
            Err(error) => {
                let detail = format!("options must be a JSON object: {error}");
                return Err(Problem::field_fault("options", "/options", detail));
            }
        };
        convert_options::read(&given, "options.")?;
        for (name, value) in given {
            if !seen.contains(&name) {
                self.put(name, value);
            }
        }
        Ok(())
    }
}

/// Notes in `seen` that an option was given.
///
/// # Errors
/// It was given before.
fn once(name: &str, seen: &mut BTreeSet<String>) -> Result<(), Problem> {
    if seen.insert(name.to_owned()) {
        Ok(())
    } else {
        Err(repeated(name, pointer([name])))
    }
}

fn text(part: &Part) -> Result<&str, Problem> {
    std::str::from_utf8(&part.content).map_err(|_| {
        let shown: String = part.name.chars().take(40).collect();
        let detail = format!("{shown} must be UTF-8");
        Problem::field_fault(shown, pointer([part.name.as_str()]), detail)
    })
}

/// A form without a song: what came instead.
fn no_song(parts: &[Part]) -> Problem {
    let mut names: Vec<String> = parts
        .iter()
        .map(|part| format!("{:?}", part.name.chars().take(40).collect::<String>()))
        .collect();
    names.sort_unstable();
    names.dedup();
    let more = names.len().saturating_sub(MAX_NAMED);
    names.truncate(MAX_NAMED);
    if more > 0 {
        names.push(format!("{more} more"));
    }
    let came = if names.is_empty() {
        "it has no parts".to_owned()
    } else {
        format!("its parts are {}", names.join(", "))
    };
    let detail = format!("the form has no part called \"song\" with the text of a song: {came}");
    Problem::field_fault("song", "/song", detail)
}
