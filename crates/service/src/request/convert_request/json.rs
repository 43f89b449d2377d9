//! Songs, files and options as JSON.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
use serde_json::Value;

use super::{Draft, no_content, song_options, too_many, unknown_format};
use crate::problem::Problem;
use crate::request::preview_parts::PreviewParts;
use crate::request::strict_json;
use crate::request::validation::pointer;
use crate::suggestion;

/// Base64 as it is usually written; what is left over in the last digit is not looked at.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// The members of a JSON body.
const MEMBERS: &[&str] = &["content", "songs", "output_format", "options", "files"];

impl Draft {
    /// Reads a JSON body. Faults of its members are collected.
    ///
    /// # Errors
    /// The body is no JSON object.
    pub(super) fn read_json(&mut self, body: &[u8]) -> Result<(), Problem> {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        let value = strict_json::parse(body).map_err(|error| {
            Problem::invalid(format!("the body is not valid JSON: {error}")).pointing_to("")
        })?;
        let Value::Object(members) = value else {
            let detail = "the body must be a JSON object with \"content\", and perhaps \"output_format\" and \"options\"";
            return Err(Problem::invalid(detail).pointing_to(""));
        };
        if members.contains_key("content") && members.contains_key("songs") {
            let detail =
                "content and songs cannot both be given: content is one song, songs are several";
            self.faults
                .note(Problem::field_fault("songs", "/songs", detail));
        }
        for (name, value) in members {
            self.read_member(&name, value);
        }
        Ok(())
    }

    fn read_member(&mut self, name: &str, value: Value) {
        match (name, value) {
            ("content", Value::String(text)) => {
                self.add_song("content", "/content", "song.cho", text.into_bytes());
            }
            ("content", value) => {
                self.names_song = true;
                self.faults.note(if value.is_null() {
                    no_content()
                } else {
                    Problem::field_fault("content", "/content", "content must be a string")
                });
            }
            ("songs", value) => self.read_songs(&value),
            ("output_format" | "options", Value::Null) => {}
            ("output_format", Value::String(name)) => self.add_format(&name),
            ("output_format", _) => self
                .faults
                .note(unknown_format("output_format must be a string")),
            ("options", Value::Object(options)) => self.options = options,
            ("options", _) => {
                let detail = "options must be an object";
                self.faults
                    .note(Problem::field_fault("options", "/options", detail));
            }
            ("files", value) => self.read_files(&value),
            ("preview", value) if self.preview.is_some() => {
                let parts = PreviewParts::read(&value);
                self.preview = self.faults.take(parts).or_else(|| self.preview.take());
            }
            (other, _) => self.faults.note(unknown_member(other)),
        }
    }

    fn read_songs(&mut self, value: &Value) {
        self.names_song = true;
        let fault = |detail: &str| Problem::field_fault("songs", "/songs", detail);
        match value {
            Value::Array(songs) if songs.is_empty() => {
                self.faults.note(fault("songs has no song in it"));
            }
            Value::Array(songs) if songs.len() > self.max_songs => {
                self.faults.note(too_many(self.max_songs));
            }
            Value::Array(songs) => {
                for (at, value) in songs.iter().enumerate() {
                    self.read_song(at, value);
                }
            }
            _ => self.faults.note(fault(
                "songs must be an array of strings, or of objects with \"content\" and \"name\"",
            )),
        }
    }

    /// Reads the song `at` its place, from 0.
    fn read_song(&mut self, at: usize, value: &Value) {
        let number = at.to_string();
        let fault = |names: &[&str], detail: String| {
            let names = ["songs", &number].into_iter().chain(names.iter().copied());
            Problem::field_fault("songs", pointer(names), detail)
        };
        match value {
            Value::String(text) => self.add_numbered(at, "", text),
            Value::Object(members) => {
                for other in members.keys() {
                    let other = other.as_str();
                    if !matches!(other, "content" | "name") && !song_options::NAMES.contains(&other)
                    {
                        let shown: String = other.chars().take(40).collect();
                        let detail = format!(
                            "songs[{at}].{shown} is not a field: valid fields are content, name, transpose, capo"
                        );
                        self.faults.note(fault(&[other], detail));
                    }
                }
                let name = match members.get("name") {
                    None => "",
                    Some(Value::String(name)) => name,
                    Some(_) => {
                        let detail = format!("songs[{at}].name must be a string");
                        self.faults.note(fault(&["name"], detail));
                        ""
                    }
                };
                if let Some(Value::String(text)) = members.get("content") {
                    let known = self.inputs.len();
                    self.add_numbered(at, name, text);
                    if let Some(input) = self.inputs.get_mut(known) {
                        let set = song_options::set(members, at, input);
                        self.faults.take(set);
                    }
                } else {
                    let detail = format!("songs[{at}].content must be a non-empty string");
                    self.faults.note(fault(&["content"], detail));
                }
            }
            _ => {
                let detail = format!("songs[{at}] must be a string or an object");
                self.faults.note(fault(&[], detail));
            }
        }
    }

    fn add_numbered(&mut self, at: usize, given_name: &str, text: &str) {
        let name: String = given_name
            .chars()
            .filter(|c| !c.is_control())
            .take(200)
            .collect();
        let name = if name.is_empty() {
            format!("song{}.cho", at + 1)
        } else {
            name
        };
        let field = format!("songs[{at}]");
        let pointer = pointer(["songs", &at.to_string()]);
        self.add_song(&field, &pointer, &name, text.to_owned().into_bytes());
    }

    fn read_files(&mut self, value: &Value) {
        let Value::Object(files) = value else {
            let detail = "files must be an object of file names to contents in base64";
            self.faults
                .note(Problem::field_fault("files", "/files", detail));
            return;
        };
        for (name, content) in files {
            let bytes = content
                .as_str()
                .and_then(|text| BASE64.decode(text.trim()).ok());
            match bytes {
                Some(bytes) => self.files.insert(name, bytes.into()),
                None => self.faults.note(unreadable_file(name, content)),
            }
        }
    }
}

fn unreadable_file(name: &str, content: &Value) -> Problem {
    let shown: String = name.chars().take(40).collect();
    let what = if content.is_string() {
        "is not valid base64"
    } else {
        "must be a string: the content in base64"
    };
    let detail = format!("files: the content of {shown:?} {what}");
    Problem::field_fault("files", pointer(["files", name]), detail)
}

fn unknown_member(name: &str) -> Problem {
    let shown: String = name.chars().take(40).collect();
    let hint = suggestion::nearest(name, MEMBERS.iter().copied()).map_or_else(
        || format!("valid fields are {}", MEMBERS.join(", ")),
        |near| format!("did you mean \"{near}\"?"),
    );
    let detail = format!("{shown} is not a field: {hint}");
    Problem::field_fault(shown, pointer([name]), detail)
}
