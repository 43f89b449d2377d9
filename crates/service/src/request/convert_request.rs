//! What a request asks for: songs, files, a format and options, out of any of the bodies that are understood.

mod form;
mod json;
mod link;
mod query;
mod song_options;

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header, request::Parts};
use bytes::Bytes;
use chordpro_engine::{ConfigSource, Format, Input};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::problem::{Kind, Problem};
use crate::request::convert_options::{self, ConvertOptions, Packaging};
use crate::request::formats::{self, Choice};
use crate::request::multipart;
use crate::request::preview_parts::PreviewParts;
use crate::request::uploads::Uploads;
use crate::request::validation::{Faults, pointer};
use crate::response::cache::{Digest, Fingerprint};
use crate::suggestion;
use crate::telemetry::trace_context;
use crate::timestamp;

pub use link::{LINKED, LinkRequest};

/// What the service's settings say about reading requests.
#[derive(Debug, Clone, Copy)]
pub struct ReadingRules<'a> {
    /// Where the service is, which says which day it is.
    pub zone: &'a TimeZone,
    /// Most songs of one request.
    pub max_songs: usize,
}

/// What is asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ConvertRequest {
    /// The songs, in order.
    pub inputs: Vec<Input>,
    /// What to make of them.
    pub format: Format,
    /// How.
    pub options: ConvertOptions,
    /// What the songs may see.
    pub files: Arc<Uploads>,
    /// Which parts of a preview the client wants; of no effect on anything else.
    pub preview: PreviewParts,
}

/// An order while it is being read. Faults are collected, so that a client learns of all.
#[derive(Default)]
struct Draft {
    inputs: Vec<Input>,
    format: Option<Format>,
    options: Map<String, Value>,
    configs: Vec<ConfigSource>,
    files: Uploads,
    faults: Faults,
    /// Whether a song was given, if only a wrong one.
    names_song: bool,
    /// The parts of a preview, where one is asked for.
    preview: Option<PreviewParts>,
    max_songs: usize,
}

/// What a path asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Goal {
    /// A document, in the format that the request chooses.
    Document,
    /// A document in this format.
    DocumentAs(Format),
    /// What is wrong with the songs.
    Findings,
    /// The songs as ChordPro, with a report.
    ChordPro,
    /// The pages for an editor, with findings. A blank song is no fault: it is one that is about to be written.
    Preview,
}

impl ConvertRequest {
    /// Reads the body of a request by its type. `goal` is what the path asks for.
    ///
    /// # Errors
    /// What is wrong with it, by the name of the field.
    pub fn read(
        parts: &Parts,
        body: &Bytes,
        rules: ReadingRules<'_>,
        goal: Goal,
    ) -> Result<Self, Problem> {
        if is_coded(&parts.headers) {
            return Err(Problem::new(
                Kind::MediaType,
                "the body must not be compressed: leave Content-Encoding out",
            )
            .with_header(
                header::ACCEPT_ENCODING,
                HeaderValue::from_static("identity"),
            ));
        }
        let mut draft = Draft {
            preview: (goal == Goal::Preview).then(PreviewParts::default),
            max_songs: rules.max_songs,
            ..Draft::default()
        };
        let prefix = option_prefix(&parts.headers);
        match multipart::essence(&parts.headers).as_deref() {
            Some(kind) if is_json(kind) => draft.read_json(body)?,
            Some("text/plain" | "text/x-chordpro") => {
                let content = marked(&parts.headers, body)?;
                draft.add_song("content", "", "song.cho", content);
            }
            Some("multipart/form-data") => draft.read_form(&parts.headers, body)?,
            _ => {
                return Err(Problem::new(
                    Kind::MediaType,
                    "the body must be application/json, text/plain, text/x-chordpro or multipart/form-data; \
                     say which in Content-Type",
                ));
            }
        }
        draft.read_query(parts.uri.query().unwrap_or(""));
        let convert_request = draft.finish(&parts.headers, prefix, rules.zone, goal)?;
        match goal {
            Goal::DocumentAs(format) => convert_request.only(format, prefix),
            Goal::Document | Goal::Findings | Goal::ChordPro | Goal::Preview => Ok(convert_request),
        }
    }

    /// The order, if it asks for nothing but one document in the format that the path names.
    fn only(self, format: Format, prefix: &str) -> Result<Self, Problem> {
        let name = format.name();
        let mut faults = Faults::default();
        if self.format != format {
            let given = self.format.name();
            faults.note(Problem::field_fault(
                "output_format",
                "/output_format",
                format!(
                    "output_format is {given}, and the path names {name}: leave one of them out"
                ),
            ));
        }
        if self.options.is_archive(format) {
            let (option, what) = match self.options.packaging {
                Packaging::Separate => ("separate", "separate"),
                Packaging::Document => ("page", "page \"all\""),
            };
            faults.note(Problem::field_fault(
                format!("{prefix}{option}"),
                convert_options::option_pointer(prefix, [option]),
                format!(
                    "{prefix}{what} makes a zip, and /convert/{name} answers with {name}: send it to /convert"
                ),
            ));
        }
        faults.finish()?;
        Ok(self)
    }

    /// The digest of everything that the answer depends on.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut digest = Digest::of_this_build();
        // As it travels to a worker: all that the worker sees, and nothing else.
        match postcard::to_extend(self, Vec::new()) {
            Ok(bytes) => digest.add(&bytes),
            Err(_) => digest.add(trace_context::random::<32>()),
        }
        digest.finish()
    }
}

/// What the names of options begin with in problems: `options.` in a JSON body; in a query or a form they stand by themselves.
pub(crate) fn option_prefix(headers: &HeaderMap) -> &'static str {
    match multipart::essence(headers) {
        Some(kind) if is_json(&kind) => "options.",
        _ => "",
    }
}

/// Whether a media type without its parameters is JSON.
fn is_json(kind: &str) -> bool {
    kind == "application/json" || kind.starts_with("application/") && kind.ends_with("+json")
}

impl Draft {
    /// Takes a song; `field` and `pointer` say where it stands. A blank one is a fault.
    fn add_song(&mut self, field: &str, pointer: &str, name: &str, content: Vec<u8>) {
        self.names_song = true;
        if self.preview.is_none() && is_blank(&content) {
            let shown: String = field.chars().take(40).collect();
            let detail = format!("{shown} must not be blank: it is the text of the song");
            self.faults
                .note(Problem::field_fault(shown, pointer, detail));
        } else {
            self.inputs.push(Input::new(name, content));
        }
    }

    fn add_format(&mut self, name: &str) {
        if let Some(format) = self.faults.take(format_named(name)) {
            self.format = Some(format);
        }
    }

    /// Takes the value of an option. One that it overrides has to be valid too: nothing wrong is let pass unsaid.
    fn put(&mut self, name: String, value: Value) {
        if let Some((name, overridden)) = self.options.remove_entry(&name) {
            let read = convert_options::read(&Map::from_iter([(name, overridden)]), "");
            self.faults.take(read);
        }
        self.options.insert(name, value);
    }

    fn finish(
        mut self,
        headers: &HeaderMap,
        prefix: &str,
        zone: &TimeZone,
        goal: Goal,
    ) -> Result<ConvertRequest, Problem> {
        if !self.names_song {
            self.faults.note(no_content());
        }
        let read = convert_options::read(&self.options, prefix);
        let mut options = self.faults.take(read).unwrap_or_default();
        std::mem::take(&mut self.faults).finish()?;
        self.refuse_two_capos(&options)?;
        options.engine.configs.append(&mut self.configs);
        if options.engine.today.is_none() && self.mentions_today(&options) {
            options.engine.today = Some(timestamp::today(zone));
        }
        let format = match (self.format, goal) {
            (Some(format), _) | (None, Goal::DocumentAs(format)) => format,
            (None, Goal::Document) => accepted(headers)?,
            // They are the same for all formats, and always JSON.
            (None, Goal::Findings | Goal::ChordPro | Goal::Preview) => formats::DEFAULT,
        };
        Ok(ConvertRequest {
            inputs: self.inputs,
            format,
            options,
            files: Arc::new(self.files),
            preview: self.preview.unwrap_or_default(),
        })
    }

    /// Refuses songs whose capo is both given and taken off.
    fn refuse_two_capos(&self, options: &ConvertOptions) -> Result<(), Problem> {
        let given = |input: &Input| {
            input
                .defines
                .iter()
                .any(|(path, _)| path == song_options::CAPO)
        };
        match self.inputs.iter().position(given) {
            Some(at) if options.engine.decapo => Err(Problem::field_fault(
                format!("songs[{at}].capo"),
                pointer(["songs", &at.to_string(), "capo"]),
                format!("songs[{at}].capo cannot be used with decapo"),
            )),
            _ => Ok(()),
        }
    }

    /// Whether the day may show in the answer, as it does on a cover. Where it cannot, the answer stays the same from day
    /// to day.
    fn mentions_today(&self, options: &ConvertOptions) -> bool {
        let mentions = |bytes: &[u8]| {
            bytes
                .windows(5)
                .any(|window| window.eq_ignore_ascii_case(b"today"))
        };
        options.engine.title.is_some()
            || self.inputs.iter().any(|input| mentions(&input.content))
            || self.files.iter().any(|(_, content)| mentions(content))
            || options
                .engine
                .meta
                .iter()
                .any(|(_, value)| mentions(value.as_bytes()))
            || options.engine.configs.iter().any(|config| match config {
                ConfigSource::Text { content, .. } => mentions(content),
                ConfigSource::Preset(_) => false,
            })
    }
}

/// Whether there is nothing but white space in a text of UTF-8, of UTF-16 with its mark, or of ISO 8859-1.
fn is_blank(content: &[u8]) -> bool {
    let wide = |pair: fn([u8; 2]) -> u16| {
        let units = content.chunks_exact(2).skip(1);
        let units = units.filter_map(|two| two.try_into().ok().map(pair));
        char::decode_utf16(units).all(|c| c.is_ok_and(char::is_whitespace))
    };
    match content {
        [0xff, 0xfe, ..] => wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => wide(u16::from_be_bytes),
        _ => match std::str::from_utf8(content) {
            Ok(text) => text.trim_start_matches('\u{feff}').trim().is_empty(),
            Err(_) => content.iter().all(|byte| char::from(*byte).is_whitespace()),
        },
    }
}

/// Whether a body was compressed, or otherwise coded, for its way.
fn is_coded(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .any(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity"))
}

/// A body that is a song, marked with its order of bytes where only `Content-Type` says it.
fn marked(headers: &HeaderMap, body: &[u8]) -> Result<Vec<u8>, Problem> {
    let charset = multipart::charset(headers).map(|name| name.to_ascii_lowercase());
    let mark: &[u8] = match charset.as_deref() {
        // The text itself tells these apart.
        None
        | Some(
            "utf-8" | "utf8" | "us-ascii" | "utf-16" | "iso-8859-1" | "latin1" | "windows-1252"
            | "cp1252",
        ) => b"",
        Some("utf-16le") => b"\xff\xfe",
        Some("utf-16be") => b"\xfe\xff",
        Some(_) => {
            return Err(Problem::new(
                Kind::MediaType,
                "the charset of the song must be utf-8, utf-16, iso-8859-1 or windows-1252",
            ));
        }
    };
    Ok(if body.starts_with(mark) {
        body.to_vec()
    } else {
        [mark, body].concat()
    })
}

fn too_many(most: usize) -> Problem {
    let detail = format!(
        "songs must be at most {most} (MAX_SONGS); POST /batch takes more, and gives a document for each"
    );
    Problem::field_fault("songs", "/songs", detail)
        .with("allowed", most.into())
        .with("setting", "MAX_SONGS".into())
}

fn no_content() -> Problem {
    let detail = "content is required: a non-empty string with the text of the song";
    Problem::field_fault("content", "/content", detail)
}

fn format_named(name: &str) -> Result<Format, Problem> {
    formats::named(name).ok_or_else(|| {
        let hint = suggestion::nearest(name, formats::names())
            .map_or_else(String::new, |near| format!(" (did you mean \"{near}\"?)"));
        unknown_format(&format!(
            "output_format is not a format of this service{hint}"
        ))
    })
}

/// The media type of a format, without its parameters.
fn essence(format: Format) -> &'static str {
    format.media_type().split(';').next().unwrap_or_default()
}

/// The format that `Accept` chooses.
fn accepted(headers: &HeaderMap) -> Result<Format, Problem> {
    match formats::accepted(headers) {
        Choice::Format(format) => Ok(format),
        Choice::Open => Ok(formats::DEFAULT),
        Choice::Nothing => {
            let mut types: Vec<_> = formats::offered().map(essence).collect();
            types.dedup();
            Err(Problem::new(
                Kind::NotAcceptable,
                format!(
                    "Accept names no type that can be made: name one of {}, or set output_format",
                    types.join(", ")
                ),
            )
            .with("field", "Accept".into()))
        }
    }
}

fn unknown_format(what: &str) -> Problem {
    let names: Vec<_> = formats::names().collect();
    let detail = format!("{what}: valid formats are {}", names.join(", "));
    Problem::field_fault("output_format", "/output_format", detail)
}
