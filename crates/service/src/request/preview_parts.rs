//! Which parts of a preview a client wants: `preview` of `POST /preview`.

use std::collections::BTreeSet;

use chordpro_engine::Format;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::hex::FINGERPRINT;
use crate::problem::Problem;
use crate::request::convert_options::whole;
use crate::request::validation::{Faults, pointer};

/// Most pages that a client may say it has.
pub const MAX_KNOWN: usize = 5_000;

/// The formats that a preview may come with, by the name of their view.
pub const VIEWS: [(&str, Format); 4] = [
    ("html", Format::Html),
    ("text", Format::Text),
    ("cho", Format::Cho),
    ("json", Format::Json),
];

/// The parts of a preview that a client wants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PreviewParts {
    /// The hashes of the pages that it has: their SVG is left out.
    pub known: BTreeSet<String>,
    /// The first and the last page whose SVG it wants, from 1; all where absent.
    pub pages: Option<(usize, usize)>,
    /// The songs in other formats, too.
    pub views: Vec<Format>,
}

impl PreviewParts {
    /// Reads the member `preview`.
    ///
    /// # Errors
    /// All faults, each with its place.
    pub fn read(value: &Value) -> Result<Self, Problem> {
        let members = match value {
            Value::Null => return Ok(PreviewParts::default()),
            Value::Object(members) => members,
            _ => return Err(fault("", "must be an object")),
        };
        let (mut parts, mut faults) = (PreviewParts::default(), Faults::default());
        for (name, value) in members {
            let read = match name.as_str() {
                _ if value.is_null() => Ok(()),
                "known" => known(value).map(|known| parts.known = known),
                "pages" => window(value).map(|pages| parts.pages = Some(pages)),
                "views" => views(value).map(|views| parts.views = views),
                _ => {
                    let shown: String = name.chars().take(40).collect();
                    let what = "is not a field: valid fields are known, pages, views";
                    Err(fault(&shown, what))
                }
            };
            faults.take(read);
        }
        faults.finish()?;
        Ok(parts)
    }

    /// Whether the client wants the SVG of the page with this number and hash.
    pub fn wants(&self, number: usize, hash: &str) -> bool {
        let is_in = |(first, last): (usize, usize)| (first..=last).contains(&number);
        self.pages.is_none_or(is_in) && !self.known.contains(hash)
    }
}

fn fault(name: &str, what: &str) -> Problem {
    let (field, place) = if name.is_empty() {
        ("preview".to_owned(), pointer(["preview"]))
    } else {
        (format!("preview.{name}"), pointer(["preview", name]))
    };
    let detail = format!("{field} {what}");
    Problem::field_fault(field, place, detail)
}

fn known(value: &Value) -> Result<BTreeSet<String>, Problem> {
    let is_hash = |text: &&str| {
        text.len() == FINGERPRINT && text.bytes().all(|digit| digit.is_ascii_hexdigit())
    };
    let hashes = value
        .as_array()
        .filter(|hashes| hashes.len() <= MAX_KNOWN)
        .and_then(|hashes| {
            let hashes = hashes.iter();
            hashes
                .map(|hash| hash.as_str().filter(is_hash).map(str::to_owned))
                .collect()
        });
    hashes.ok_or_else(|| {
        let what = format!(
            "must be an array of at most {MAX_KNOWN} hashes of pages, of {FINGERPRINT} hexadecimal digits"
        );
        fault("known", &what)
    })
}

fn window(value: &Value) -> Result<(usize, usize), Problem> {
    let number = |value: &Value| {
        let number = value.as_i64().or_else(|| whole(value));
        number.and_then(|number| usize::try_from(number).ok())
    };
    let window = match value.as_array().map(Vec::as_slice) {
        Some([first, last]) => number(first).zip(number(last)),
        _ => None,
    };
    window
        .filter(|(first, last)| *first >= 1 && first <= last)
        .ok_or_else(|| {
            let what = "must be the first and the last page, two numbers from 1";
            fault("pages", what)
        })
}

fn views(value: &Value) -> Result<Vec<Format>, Problem> {
    let named = |name: &Value| {
        let name = name.as_str()?;
        let known = VIEWS.iter().find(|(view, _)| *view == name)?;
        Some(known.1)
    };
    let views = value
        .as_array()
        .filter(|views| views.len() <= VIEWS.len())
        .and_then(|views| views.iter().map(named).collect());
    views.ok_or_else(|| fault("views", "must be an array of html, text, cho and json"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_parts_of_a_preview_are_read() {
        let hash = "0123456789abcdef0123456789abcdef";
        let value = json!({ "known": [hash], "pages": [2, 3], "views": ["text", "html"] });
        let parts = PreviewParts::read(&value).expect("valid parts");
        assert_eq!(parts.views, [Format::Text, Format::Html]);
        assert!(parts.wants(2, "0"));
        assert!(!parts.wants(2, hash));
        assert!(!parts.wants(1, "0") && !parts.wants(4, "0"));
    }

    #[test]
    fn wrong_parts_are_refused_by_name() {
        for (value, field) in [
            (json!([]), "preview"),
            (json!({ "known": ["g"] }), "preview.known"),
            (json!({ "known": "all" }), "preview.known"),
            (json!({ "pages": [0, 1] }), "preview.pages"),
            (json!({ "pages": [3, 2] }), "preview.pages"),
            (json!({ "views": ["pdf"] }), "preview.views"),
            (json!({ "veiws": [] }), "preview.veiws"),
        ] {
            let problem = PreviewParts::read(&value).expect_err("a fault");
            assert_eq!(problem.field(), Some(field), "{value}");
        }
    }
}
