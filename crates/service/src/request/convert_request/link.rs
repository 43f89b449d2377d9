//! Links: what the query of one asks for, and what `POST /links` makes one of.

use axum::http::HeaderMap;
use chordpro_engine::Format;
use jiff::tz::TimeZone;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value};

use super::{ConvertRequest, Draft, Goal, format_named, no_content};
use crate::problem::Problem;
use crate::request::convert_options::{option_pointer, whole};
use crate::request::strict_json;
use crate::request::validation::Faults;
use crate::security::signed_url::LONGEST;

/// The formats that a link may lead to.
pub const LINKED: [Format; 4] = [Format::Svg, Format::Png, Format::Pdf, Format::Html];

/// What stands in the query of a link beside options: what shows who made it.
const PROOFS: [&str; 4] = ["key", "client", "expires", "signature"];

/// What may stand in a query as it is.
const PLAIN: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b',');

/// What `POST /links` asks for.
#[derive(Debug)]
pub struct LinkRequest {
    /// The song.
    pub content: Vec<u8>,
    /// What the link leads to.
    pub format: Format,
    /// The options, as a query.
    pub query: String,
    /// For how many seconds the link is good; `None` for one that is not signed.
    pub lifetime: Option<u64>,
}

impl ConvertRequest {
    /// What a link with this query asks for; its song, which stands in the address, is left out. Browsers show it, unless the query
    /// says otherwise. The song cannot name the day: what a link leads to stays the same.
    ///
    /// # Errors
    /// What is wrong with the query.
    pub fn of_link(query: &str, format: Format, zone: &TimeZone) -> Result<Self, Problem> {
        let options: Vec<&str> = query
            .split('&')
            .filter(|pair| {
                let name = pair.split_once('=').map_or(*pair, |(name, _)| name);
                !PROOFS.contains(&name)
            })
            .collect();
        let mut draft = Draft {
            names_song: true,
            ..Draft::default()
        };
        draft.read_query(&options.join("&"));
        if draft.format.is_some_and(|given| given != format) {
            let detail = "the end of the path names the format of a link: leave output_format out";
            draft.faults.note(Problem::field_fault(
                "output_format",
                "/output_format",
                detail,
            ));
        }
        if !draft.options.contains_key("disposition") {
            draft.put("disposition".to_owned(), "inline".into());
        }
        let goal = Goal::DocumentAs(format);
        let convert_request = draft.finish(&HeaderMap::new(), "", zone, goal)?;
        if convert_request.options.is_archive(format) {
            let detail =
                "a link leads to one document, not to a zip: leave separate out, and page all";
            return Err(Problem::field_fault("page", "/page", detail));
        }
        Ok(convert_request)
    }
}

impl LinkRequest {
    /// Reads the body of `POST /links`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(body: &[u8], zone: &TimeZone) -> Result<Self, Problem> {
        let members = match strict_json::parse(body) {
            Ok(Value::Object(members)) => members,
            Ok(_) => {
                return Err(Problem::invalid("the body must be a JSON object").pointing_to(""));
            }
            Err(error) => {
                let detail = format!("the body is not valid JSON: {error}");
                return Err(Problem::invalid(detail).pointing_to(""));
            }
        };
        let mut faults = Faults::default();
        let mut request = LinkRequest {
            content: Vec::new(),
            format: Format::Svg,
            query: String::new(),
            lifetime: Some(LONGEST),
        };
        for (name, value) in &members {
            faults.take(request.read_member(name, value));
        }
        if request.content.iter().all(u8::is_ascii_whitespace) {
            faults.note(no_content());
        }
        faults.finish()?;
        // Whatever the link would be refused for is refused here.
        ConvertRequest::of_link(&request.query, request.format, zone)?;
        Ok(request)
    }

    fn read_member(&mut self, name: &str, value: &Value) -> Result<(), Problem> {
        let fault = |detail: &str| Problem::field_fault(name, format!("/{name}"), detail);
        match (name, value) {
            ("content", Value::String(text)) => self.content = text.clone().into_bytes(),
            ("content", _) => return Err(fault("content must be a string")),
            ("output_format" | "options" | "expires_in", Value::Null) => {}
            ("output_format", Value::String(format)) => {
                self.format = format_named(format)?;
                if !LINKED.contains(&self.format) {
                    let detail = "a link leads to svg, png, pdf or html";
                    return Err(fault(detail));
                }
            }
            ("output_format", _) => return Err(fault("output_format must be a string")),
            ("options", Value::Object(options)) => self.query = query_of(options)?,
            ("options", _) => return Err(fault("options must be an object")),
            ("expires_in", value) => {
                let whole = value.as_u64().or_else(|| u64::try_from(whole(value)?).ok());
                let seconds = whole.filter(|seconds| *seconds <= LONGEST);
                let seconds = seconds.ok_or_else(|| {
                    fault("expires_in must be seconds from 1 to 604800, or 0 for a link without a signature")
                })?;
                self.lifetime = (seconds > 0).then_some(seconds);
            }
            _ => {
                let shown: String = name.chars().take(40).collect();
                let detail = format!(
                    "{shown} is not a field: valid fields are content, output_format, options, expires_in"
                );
                return Err(Problem::field_fault(shown, "", detail));
            }
        }
        Ok(())
    }
}

/// Options as a query.
fn query_of(options: &Map<String, Value>) -> Result<String, Problem> {
    let mut pairs = Vec::new();
    for (name, value) in options {
        match value {
            Value::Null => {}
            _ if name == "key" => {
                return Err(Problem::field_fault(
                    "options.key".to_owned(),
                    option_pointer("options.", [name.as_str()]),
                    "options.key cannot stand in an address, where key is the public key: write {key: …} into the song".to_owned(),
                ));
            }
            Value::Object(items) if name == "meta" => {
                for (item, value) in items {
                    let values = match value {
                        Value::Array(values) => values.as_slice(),
                        value => std::slice::from_ref(value),
                    };
                    for value in values {
                        pairs.push(pair(&format!("meta.{item}"), name, value)?);
                    }
                }
            }
            Value::Array(presets) if presets.iter().all(Value::is_string) => {
                let names: Vec<&str> = presets.iter().filter_map(Value::as_str).collect();
                pairs.push(pair(name, name, &names.join(",").into())?);
            }
            value => pairs.push(pair(name, name, value)?),
        }
    }
    Ok(pairs.join("&"))
}

fn pair(name: &str, option: &str, value: &Value) -> Result<String, Problem> {
    let text = match value {
        Value::String(text) => text.clone(),
        // 2.0 is 2 in JSON, and only that is a number of steps in a query.
        Value::Number(number) => whole(value).map_or_else(|| number.to_string(), |n| n.to_string()),
        Value::Bool(_) => value.to_string(),
        _ => {
            let shown: String = option.chars().take(40).collect();
            let detail = format!(
                "options.{shown} cannot stand in an address: a link takes texts, numbers, true and false, names of presets, and items of meta"
            );
            return Err(Problem::field_fault(
                format!("options.{shown}"),
                option_pointer("options.", [option]),
                detail,
            ));
        }
    };
    let escaped = |text: &str| utf8_percent_encode(text, PLAIN).to_string();
    Ok(format!("{}={}", escaped(name), escaped(&text)))
}
