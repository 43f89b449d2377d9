//! The names of files that answers suggest, made from titles.

use std::collections::BTreeMap;

use axum::http::HeaderValue;

use serde::{Deserialize, Serialize};

/// What browsers do with a document, `Content-Disposition`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub enum Disposition {
    /// Keep it as a file.
    #[default]
    Attachment,
    /// Show it.
    Inline,
}

/// Most characters of a name without its suffix.
const MAX_STEM: usize = 80;

/// `Content-Disposition`: with `file_name` where the client gave one, else with the plain name `output.<suffix>`, and a
/// readable one where there is a title.
pub fn disposition(
    kind: Disposition,
    suffix: &str,
    file_name: Option<&str>,
    title: Option<&str>,
) -> HeaderValue {
    let kind = match kind {
        Disposition::Attachment => "attachment",
        Disposition::Inline => "inline",
    };
    let stem = match file_name {
        Some(name) => Some(without_suffix(name, suffix).to_owned()),
        None => title.and_then(file_stem),
    };
    let plain = match file_name {
        Some(name) => ascii(without_suffix(name, suffix)),
        None => "output".to_owned(),
    };
    let plain = format!("{kind}; filename=\"{plain}.{suffix}\"");
    let text = match stem {
        Some(stem) => format!("{plain}; filename*=UTF-8''{}.{suffix}", percent(&stem)),
        None => plain,
    };
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("attachment"))
}

/// The name without the suffix, where it has it already.
fn without_suffix<'n>(name: &'n str, suffix: &str) -> &'n str {
    match name.rsplit_once('.') {
        Some((stem, given)) if given.eq_ignore_ascii_case(suffix) && !stem.is_empty() => stem,
        _ => name,
    }
}

/// The name for clients that know ASCII alone. Other characters become underscores.
fn ascii(name: &str) -> String {
    let plain = |c: char| {
        if c == ' ' || c.is_ascii_graphic() && c != '%' {
            c
        } else {
            '_'
        }
    };
    name.chars().map(plain).collect()
}

/// A file's name made from a title: no separators, no control characters, not too long. `None` where nothing is left.
pub fn file_stem(title: &str) -> Option<String> {
    if is_plain(title) && !is_device(title) {
        return Some(title.to_owned());
    }
    let clean: String = title
        .chars()
        .map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { ' ' } else { c })
        // Directional marks could make a name read as another.
        .filter(|c| !matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}'))
        .collect();
    let words: Vec<_> = clean.split_whitespace().collect();
    let short: String = words.join(" ").chars().take(MAX_STEM).collect();
    let stem = short.trim_matches([' ', '.']);
    match stem {
        "" => None,
        stem if is_device(stem) => Some(format!("_{stem}")),
        stem => Some(stem.to_owned()),
    }
}

/// Whether a title is a file's name as it is: short words of ASCII letters and digits with one space between them.
fn is_plain(title: &str) -> bool {
    title.len() <= MAX_STEM
        && title
            .split(' ')
            .all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Whether Windows takes a file of this name for a device, whatever suffix it has.
fn is_device(stem: &str) -> bool {
    let name = stem.split('.').next().unwrap_or(stem).trim_end();
    let name = name.to_ascii_uppercase();
    let is_port = |kind: &str| {
        name.strip_prefix(kind).is_some_and(|number| {
            let mut digits = number.chars();
            matches!(digits.next(), Some('1'..='9' | '¹' | '²' | '³')) && digits.next().is_none()
        })
    };
    matches!(
        name.as_str(),
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$"
    ) || is_port("COM")
        || is_port("LPT")
}

/// The names taken in an archive. Letters of either case are the same to some file systems.
#[derive(Debug, Default)]
pub struct Names(BTreeMap<String, usize>);

impl Names {
    /// The name, with a number where an earlier entry has it.
    pub fn free(&mut self, name: String) -> String {
        let plain = name.to_lowercase();
        let Some(next) = self.0.get(&plain).copied() else {
            self.0.insert(plain, 2);
            return name;
        };
        let numbered = |n: &usize| format!("{name} ({n})");
        let free = |n: &usize| !self.0.contains_key(&numbered(n).to_lowercase());
        let n = (next..).find(free).unwrap_or(next);
        let found = numbered(&n);
        self.0.insert(plain, n.saturating_add(1));
        self.0.insert(found.to_lowercase(), 2);
        found
    }
}

fn percent(text: &str) -> percent_encoding::PercentEncode<'_> {
    /// What RFC 8187 lets stand: letters, digits and these.
    const ESCAPED: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b'~');
    percent_encoding::utf8_percent_encode(text, ESCAPED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_is_called_like_a_device() {
        for title in ["CON", "nul", "Lpt1", "COM\u{b9}", "aux.x", "con .y"] {
            assert_eq!(file_stem(title), Some(format!("_{title}")));
        }
        for title in ["Con te", "COM", "COM0", "COM10", "Null"] {
            assert_eq!(file_stem(title).as_deref(), Some(title));
        }
    }

    #[test]
    fn file_names_come_from_titles_and_stay_harmless() {
        assert_eq!(
            disposition(Disposition::Attachment, "pdf", None, None),
            "attachment; filename=\"output.pdf\""
        );
        assert_eq!(
            disposition(Disposition::Attachment, "pdf", None, Some("Où \"es\"-tu?")),
            "attachment; filename=\"output.pdf\"; filename*=UTF-8''O%C3%B9%20es%20-tu.pdf"
        );
        assert_eq!(file_stem("../../etc/passwd").as_deref(), Some("etc passwd"));
        assert_eq!(file_stem(" ... "), None);
        assert_eq!(
            file_stem("a\r\nSet-Cookie: x").as_deref(),
            Some("a Set-Cookie x")
        );
    }

    #[test]
    fn a_name_that_a_client_gives_has_its_suffix_once() {
        for (given, suffix, expected) in [
            (
                "set list",
                "pdf",
                "inline; filename=\"set list.pdf\"; filename*=UTF-8''set%20list.pdf",
            ),
            (
                "x.PDF",
                "pdf",
                "inline; filename=\"x.pdf\"; filename*=UTF-8''x.pdf",
            ),
            (
                "é.txt",
                "pdf",
                "inline; filename=\"_.txt.pdf\"; filename*=UTF-8''%C3%A9.txt.pdf",
            ),
        ] {
            let value = disposition(Disposition::Inline, suffix, Some(given), Some("Title"));
            assert_eq!(value, expected);
        }
    }

    #[test]
    fn names_in_an_archive_differ_whatever_the_titles_are() {
        let mut names = Names::default();
        let free: Vec<_> = ["A", "a", "A (2)", "A", "A (2)"]
            .map(|name| names.free(name.to_owned()))
            .into();
        assert_eq!(free, ["A", "a (2)", "A (2) (2)", "A (3)", "A (2) (3)"]);
    }
}
