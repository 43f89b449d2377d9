//! What a request asks for: songs, files, a format and options, out of any of the bodies that are understood.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, header, request::Parts};
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
use bytes::Bytes;
use chordpro_engine::{ConfigSource, Format, Input};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::cache::{Digest, Fingerprint};
use crate::date;
use crate::formats;
use crate::multipart;
use crate::options::{self, Packaging, Wanted};
use crate::problem::{Kind, Problem};
use crate::suggestion;
use crate::trace;
use crate::uploads::Uploads;

/// Most songs of one request.
pub(crate) const MOST_SONGS: usize = 1000;

/// Base64 as it is usually written; what is left over in the last digit is not looked at.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// The members of a JSON body.
const MEMBERS: &[&str] = &["content", "songs", "output_format", "options", "files"];

/// What is asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Order {
    /// The songs, in order.
    pub inputs: Vec<Input>,
    /// What to make of them.
    pub format: Format,
    /// How.
    pub wanted: Wanted,
    /// What the songs may see.
    pub files: Arc<Uploads>,
}

/// An order while it is being read.
#[derive(Default)]
struct Draft {
    inputs: Vec<Input>,
    format: Option<Format>,
    options: Map<String, Value>,
    configs: Vec<ConfigSource>,
    files: Uploads,
}

impl Order {
    /// Reads the body of a request by its type. `format` is the one that the path names.
    ///
    /// # Errors
    /// What is wrong with it, by the name of the field.
    pub fn read(parts: &Parts, body: &Bytes, format: Option<Format>) -> Result<Self, Problem> {
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
        let mut draft = Draft::default();
        let kind = multipart::essence(&parts.headers).unwrap_or_default();
        let prefix = match kind.as_str() {
            "application/json" => {
                draft.read_json(body)?;
                "options."
            }
            "text/plain" | "text/x-chordpro" => {
                let content = marked(&parts.headers, body)?;
                draft.inputs.push(song("content", "song.cho", content)?);
                ""
            }
            "multipart/form-data" => {
                draft.read_form(&parts.headers, body)?;
                ""
            }
            other if other.starts_with("application/") && other.ends_with("+json") => {
                draft.read_json(body)?;
                "options."
            }
            _ => {
                return Err(Problem::new(
                    Kind::MediaType,
                    "the body must be application/json, text/plain, text/x-chordpro or multipart/form-data; \
                     say which in Content-Type",
                ));
            }
        };
        draft.read_query(parts.uri.query().unwrap_or(""))?;
        let order = draft.finish(&parts.headers, prefix, format)?;
        match format {
            Some(format) => order.only(format, prefix),
            None => Ok(order),
        }
    }

    /// The order, if it asks for nothing but one document in the format that the path names.
    fn only(self, format: Format, prefix: &str) -> Result<Self, Problem> {
        let name = format.name();
        if self.format != format {
            let given = self.format.name();
            return Err(Problem::invalid(format!(
                "output_format is {given}, and the path names {name}: leave one of them out"
            ))
            .with("field", "output_format".into()));
        }
        if self.wanted.packaging != Packaging::Document {
            return Err(Problem::invalid(format!(
                "{prefix}separate makes a zip, and /convert/{name} answers with {name}: send it to /convert"
            ))
            .with("field", format!("{prefix}separate").into()));
        }
        Ok(self)
    }

    /// The digest of everything that the answer depends on.
    pub fn fingerprint(&self) -> Fingerprint {
        let mut digest = Digest::of_this_build();
        // As it travels to a worker: all that the worker sees, and nothing else.
        match postcard::to_extend(self, Vec::new()) {
            Ok(bytes) => digest.add(&bytes),
            Err(_) => digest.add(&trace::random::<32>()),
        }
        digest.finish()
    }
}

impl Draft {
    fn read_json(&mut self, body: &[u8]) -> Result<(), Problem> {
        let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
        let value: Value = serde_json::from_slice(body)
            .map_err(|error| Problem::invalid(format!("the body is not valid JSON: {error}")))?;
        let Value::Object(members) = value else {
            return Err(Problem::invalid(
                "the body must be a JSON object with \"content\", and perhaps \"output_format\" and \"options\"",
            ));
        };
        for (name, value) in members {
            match name.as_str() {
                "content" => self.read_content(value)?,
                "songs" => self.read_songs(&value)?,
                "output_format" => match &value {
                    Value::Null => {}
                    Value::String(name) => self.format = Some(format_named(name)?),
                    _ => return Err(unknown_format("output_format must be a string")),
                },
                "options" => match value {
                    Value::Null => {}
                    Value::Object(options) => self.options = options,
                    _ => {
                        return Err(Problem::invalid("options must be an object")
                            .with("field", "options".into()));
                    }
                },
                "files" => self.read_files(&value)?,
                other => {
                    let shown: String = other.chars().take(40).collect();
                    let hint = suggestion::nearest(other, MEMBERS.iter().copied()).map_or_else(
                        || format!("valid fields are {}", MEMBERS.join(", ")),
                        |near| format!("did you mean \"{near}\"?"),
                    );
                    return Err(Problem::invalid(format!("{shown} is not a field: {hint}"))
                        .with("field", shown.into()));
                }
            }
        }
        Ok(())
    }

    fn read_content(&mut self, value: Value) -> Result<(), Problem> {
        match value {
            Value::String(text) => {
                self.inputs
                    .push(song("content", "song.cho", text.into_bytes())?);
                Ok(())
            }
            Value::Null => Err(no_content()),
            _ => Err(Problem::invalid("content must be a string").with("field", "content".into())),
        }
    }

    fn read_songs(&mut self, value: &Value) -> Result<(), Problem> {
        let fault = |what: String| Problem::invalid(what).with("field", "songs".into());
        let Value::Array(songs) = value else {
            return Err(fault(
                "songs must be an array of strings, or of objects with \"content\" and \"name\""
                    .to_owned(),
            ));
        };
        if songs.is_empty() {
            return Err(fault("songs has no song in it".to_owned()));
        }
        if songs.len() > MOST_SONGS {
            return Err(too_many());
        }
        for (n, value) in songs.iter().enumerate() {
            let given_name = match value.get("name") {
                None => "",
                Some(Value::String(name)) => name,
                Some(_) => return Err(fault(format!("songs[{n}].name must be a string"))),
            };
            let name: String = given_name
                .chars()
                .filter(|c| !c.is_control())
                .take(200)
                .collect();
            let name = if name.is_empty() {
                format!("song{}.cho", n + 1)
            } else {
                name
            };
            let text = match value {
                Value::String(text) => text,
                Value::Object(members) => {
                    if let Some(other) = members
                        .keys()
                        .find(|key| !matches!(key.as_str(), "content" | "name"))
                    {
                        let shown: String = other.chars().take(40).collect();
                        return Err(fault(format!(
                            "songs[{n}].{shown} is not a field: valid fields are content, name"
                        )));
                    }
                    match members.get("content") {
                        Some(Value::String(text)) => text,
                        _ => {
                            return Err(fault(format!(
                                "songs[{n}].content must be a non-empty string"
                            )));
                        }
                    }
                }
                _ => return Err(fault(format!("songs[{n}] must be a string or an object"))),
            };
            self.inputs.push(song(
                &format!("songs[{n}]"),
                &name,
                text.clone().into_bytes(),
            )?);
        }
        Ok(())
    }

    fn read_files(&mut self, value: &Value) -> Result<(), Problem> {
        let fault = || {
            Problem::invalid("files must be an object of file names to contents in base64")
                .with("field", "files".into())
        };
        for (name, content) in value.as_object().ok_or_else(fault)? {
            let text = content.as_str().ok_or_else(fault)?;
            let bytes = BASE64.decode(text.trim()).map_err(|_| fault())?;
            self.files.insert(name, bytes.into());
        }
        Ok(())
    }

    /// Parts called `song` (or `content`, `songs`) are songs, `config` is a configuration's file or preset names,
    /// `options` is a JSON object, `output_format` a name; other files are what songs may see, other fields are options.
    fn read_form(&mut self, headers: &HeaderMap, body: &Bytes) -> Result<(), Problem> {
        let boundary = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .and_then(multipart::boundary)
            .ok_or_else(|| Problem::invalid("Content-Type names no boundary of the form"))?;
        for part in multipart::parse(body, &boundary).map_err(Problem::invalid)? {
            let text = || {
                std::str::from_utf8(&part.content).map_err(|_| {
                    let shown: String = part.name.chars().take(40).collect();
                    Problem::invalid(format!("{shown} must be UTF-8"))
                })
            };
            match (part.name.as_str(), &part.file_name) {
                // A browser sends this for a file that nobody chose.
                (_, Some(name)) if name.is_empty() && part.content.is_empty() => {}
                ("song" | "songs" | "content", _) if self.inputs.len() >= MOST_SONGS => {
                    return Err(too_many());
                }
                ("song" | "songs" | "content", file_name) => {
                    let fallback = format!("song{}.cho", self.inputs.len() + 1);
                    let name = file_name
                        .as_deref()
                        .filter(|name| !name.is_empty())
                        .unwrap_or(&fallback);
                    self.inputs
                        .push(song(&part.name, name, part.content.to_vec())?);
                }
                ("config", Some(name)) => self.configs.push(ConfigSource::Text {
                    name: name.clone(),
                    content: Arc::from(&part.content[..]),
                }),
                ("options", _) => match serde_json::from_str(text()?) {
                    Ok(Value::Object(given)) => {
                        options::read(&given, "options.")?;
                        for (name, value) in given {
                            self.put(name, value)?;
                        }
                    }
                    _ => {
                        return Err(Problem::invalid("options must be a JSON object")
                            .with("field", "options".into()));
                    }
                },
                ("output_format", _) => self.format = Some(format_named(text()?.trim())?),
                (_, Some(name)) => self.files.insert(name, Arc::from(&part.content[..])),
                (name, None) => self.read_text_option(name, text()?)?,
            }
        }
        Ok(())
    }

    fn read_query(&mut self, query: &str) -> Result<(), Problem> {
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let decode = |text: &str| {
                percent_decode_str(&text.replace('+', " "))
                    .decode_utf8()
                    .map(std::borrow::Cow::into_owned)
                    .map_err(|_| Problem::invalid("the query is not UTF-8"))
            };
            let (name, value) = (decode(name)?, decode(value)?);
            if name == "output_format" || name == "format" {
                self.format = Some(format_named(&value)?);
            } else {
                self.read_text_option(&name, &value)?;
            }
        }
        Ok(())
    }

    /// An option given as text; `meta.artist=…` gives one item of `meta`, and may be repeated.
    fn read_text_option(&mut self, name: &str, text: &str) -> Result<(), Problem> {
        if let Some(item) = name.strip_prefix("meta.") {
            let meta = self
                .options
                .entry("meta")
                .or_insert_with(|| Value::Object(Map::new()));
            if let Some(meta) = meta.as_object_mut() {
                let values = meta.entry(item).or_insert_with(|| Value::Array(Vec::new()));
                match values {
                    Value::Array(values) => values.push(text.into()),
                    other => *other = text.into(),
                }
            }
            return Ok(());
        }
        let value = match options::find(name) {
            Some(entry) => options::value_from_text(entry, text)?,
            // It is refused with a suggestion where all options are read.
            None => Value::Null,
        };
        self.put(name.to_owned(), value)
    }

    /// Takes the value of an option. One that it overrides has to be valid too: nothing wrong is let pass unsaid.
    fn put(&mut self, name: String, value: Value) -> Result<(), Problem> {
        if let Some((name, overridden)) = self.options.remove_entry(&name) {
            options::read(&Map::from_iter([(name, overridden)]), "")?;
        }
        self.options.insert(name, value);
        Ok(())
    }

    fn finish(
        mut self,
        headers: &HeaderMap,
        prefix: &str,
        of_path: Option<Format>,
    ) -> Result<Order, Problem> {
        if self.inputs.is_empty() {
            return Err(no_content());
        }
        let mut wanted = options::read(&self.options, prefix)?;
        wanted.options.configs.append(&mut self.configs);
        if wanted.options.today.is_none() && self.mentions_today(&wanted) {
            let day = date::now().0 / 86_400 * 86_400;
            wanted.options.today = i64::try_from(day).ok();
        }
        let format = self
            .format
            .or(of_path)
            .or_else(|| formats::accepted(headers))
            .unwrap_or(formats::DEFAULT);
        Ok(Order {
            inputs: self.inputs,
            format,
            wanted,
            files: Arc::new(self.files),
        })
    }

    /// Whether the day may show in the answer, as it does on a cover. Where it cannot, the answer stays the same from day
    /// to day.
    fn mentions_today(&self, wanted: &Wanted) -> bool {
        let mentions = |bytes: &[u8]| {
            bytes
                .windows(5)
                .any(|window| window.eq_ignore_ascii_case(b"today"))
        };
        wanted.options.title.is_some()
            || self.inputs.iter().any(|input| mentions(&input.content))
            || self.files.iter().any(|(_, content)| mentions(content))
            || wanted
                .options
                .meta
                .iter()
                .any(|(_, value)| mentions(value.as_bytes()))
            || wanted.options.configs.iter().any(|config| match config {
                ConfigSource::Text { content, .. } => mentions(content),
                ConfigSource::Preset(_) => false,
            })
    }
}

/// An input that is not blank.
fn song(field: &str, name: &str, content: Vec<u8>) -> Result<Input, Problem> {
    if is_blank(&content) {
        let shown: String = field.chars().take(40).collect();
        return Err(Problem::invalid(format!(
            "{shown} must not be blank: it is the text of the song"
        ))
        .with("field", shown.into()));
    }
    Ok(Input::new(name, content))
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
        None | Some("utf-8" | "utf8" | "us-ascii" | "utf-16" | "iso-8859-1" | "latin1") => b"",
        Some("utf-16le") => b"\xff\xfe",
        Some("utf-16be") => b"\xfe\xff",
        Some(_) => {
            return Err(Problem::new(
                Kind::MediaType,
                "the charset of the song must be utf-8, utf-16 or iso-8859-1",
            ));
        }
    };
    Ok(if body.starts_with(mark) {
        body.to_vec()
    } else {
        [mark, body].concat()
    })
}

fn too_many() -> Problem {
    Problem::invalid(format!("songs must be at most {MOST_SONGS}")).with("field", "songs".into())
}

fn no_content() -> Problem {
    Problem::invalid("content is required: a non-empty string with the text of the song")
        .with("field", "content".into())
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

fn unknown_format(what: &str) -> Problem {
    let names: Vec<_> = formats::names().collect();
    Problem::invalid(format!("{what}: valid formats are {}", names.join(", ")))
        .with("field", "output_format".into())
}
