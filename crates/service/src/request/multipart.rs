//! Forms with files: `multipart/form-data` over a body that has arrived as a whole.

use axum::http::HeaderMap;
use bytes::Bytes;

/// One part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The field's name.
    pub name: String,
    /// The file's name, without any folder; `None` for ordinary fields.
    pub file_name: Option<String>,
    /// The content.
    pub content: Bytes,
}

/// Most parts of a form.
const MAX_PARTS: usize = 2000;

/// The boundary that `Content-Type` names, where it is a form.
pub fn boundary(content_type: &str) -> Option<String> {
    let (kind, parameters) = content_type.split_once(';')?;
    if !kind.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    parameter(parameters, "boundary").filter(|boundary| (1..=70).contains(&boundary.len()))
}

/// The parts of `body`.
///
/// # Errors
/// A sentence that says what is wrong with the form.
pub fn parse(body: &Bytes, boundary: &str) -> Result<Vec<Part>, &'static str> {
    let delimiter = format!("\r\n--{boundary}");
    let first = delimiter.get(2..).unwrap_or_default();
    let start = match body.strip_prefix(first.as_bytes()) {
        Some(_) => first.len(),
        None => {
            find(body, delimiter.as_bytes()).ok_or("the form does not begin with its boundary")?
                + delimiter.len()
        }
    };
    let mut rest = body.slice(start..);
    let mut parts = Vec::new();
    while !rest.starts_with(b"--") {
        let line_end = find(&rest, b"\r\n").ok_or("the form ends in the middle of a boundary")?;
        if !rest
            .slice(..line_end)
            .iter()
            .all(|byte| matches!(byte, b' ' | b'\t'))
        {
            return Err("a boundary of the form is followed by something else");
        }
        // The line end stays: a part without headers begins with an empty line.
        let part = rest.slice(line_end..);
        let end =
            find(&part, delimiter.as_bytes()).ok_or("the form does not end with its boundary")?;
        if parts.len() >= MAX_PARTS {
            return Err("the form has too many parts");
        }
        parts.push(read_part(&part.slice(..end))?);
        rest = part.slice(end + delimiter.len()..);
    }
    Ok(parts)
}

fn read_part(part: &Bytes) -> Result<Part, &'static str> {
    let head_end = find(part, b"\r\n\r\n").ok_or("a part of the form has no end of headers")?;
    let head = part.slice(..head_end);
    let head = std::str::from_utf8(&head)
        .map_err(|_| "a part of the form has headers that are not UTF-8")?;
    let disposition = head
        .split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("content-disposition"))
        .map(|(_, value)| {
            value
                .split_once(';')
                .map_or("", |(_, parameters)| parameters)
        })
        .ok_or("a part of the form has no Content-Disposition")?;
    let file_name = parameter(disposition, "filename").map(|name| {
        let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
        last.chars().filter(|c| !c.is_control()).take(200).collect()
    });
    Ok(Part {
        name: parameter(disposition, "name").ok_or("a part of the form has no name")?,
        file_name,
        content: part.slice(head_end + 4..),
    })
}

/// The value of a parameter: bare, or quoted with backslashes before quotes.
fn parameter(parameters: &str, wanted: &str) -> Option<String> {
    let mut rest = parameters;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ';']);
        let (name, after) = rest.split_once('=')?;
        let is_wanted = name.trim().eq_ignore_ascii_case(wanted);
        let after = after.trim_start();
        let (value, next) = if let Some(quoted) = after.strip_prefix('"') {
            read_quoted(quoted)?
        } else {
            let end = after.find(';').unwrap_or(after.len());
            let (value, next) = after.split_at(end);
            (value.trim().to_owned(), next)
        };
        if is_wanted {
            return Some(value);
        }
        rest = next;
    }
}

fn read_quoted(text: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((value, text.get(at + 1..).unwrap_or_default())),
            // Browsers escape quotes as %22 and send backslashes of paths as they are.
            '\\' => match characters.clone().next() {
                Some((_, next @ ('"' | '\\'))) => {
                    value.push(next);
                    characters.next();
                }
                _ => value.push('\\'),
            },
            character => value.push(character),
        }
    }
    None
}

/// Where `needle` begins in `haystack`. Looks for its second byte pattern only where its first matches; the needles here
/// begin with a carriage return, which is rare in what is searched.
fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    let first = *needle.first()?;
    let mut from = 0;
    loop {
        let at = from
            + haystack
                .get(from..)?
                .iter()
                .position(|byte| *byte == first)?;
        if haystack.get(at..)?.starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
}

/// The `charset` of `Content-Type`.
pub fn charset(headers: &HeaderMap) -> Option<String> {
    let text = headers
        .get(axum::http::header::CONTENT_TYPE)?
        .to_str()
        .ok()?;
    let (_, parameters) = text.split_once(';')?;
    parameter(parameters, "charset").filter(|name| !name.is_empty())
}

/// The essence of `Content-Type`, lower case, without parameters.
pub fn essence(headers: &HeaderMap) -> Option<String> {
    let text = headers
        .get(axum::http::header::CONTENT_TYPE)?
        .to_str()
        .ok()?;
    Some(
        text.split(';')
            .next()
            .unwrap_or_default()
            .trim()
            .to_ascii_lowercase(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &'static str) -> Result<Vec<Part>, &'static str> {
        parse(&Bytes::from_static(text.as_bytes()), "x")
    }

    #[test]
    fn fields_and_files_are_told_apart() {
        let form = "--x\r\nContent-Disposition: form-data; name=\"options\"\r\n\r\n{}\r\n\
                    --x\r\nContent-Disposition: form-data; name=\"song\"; filename=\"a/b.cho\"\r\n\
                    Content-Type: text/plain\r\n\r\n[C]la\r\n\r\n--x--\r\n";
        let parts = parts(form).expect("a form");
        assert_eq!(parts.len(), 2);
        assert_eq!(
            (parts[0].name.as_str(), parts[0].file_name.as_deref()),
            ("options", None)
        );
        assert_eq!(parts[1].file_name.as_deref(), Some("b.cho"));
        assert_eq!(&parts[1].content[..], b"[C]la\r\n");
    }

    #[test]
    fn broken_forms_are_refused_with_a_reason() {
        for wrong in [
            "",
            "--y\r\n",
            "--x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nno end",
            "--x",
            "--x\r\n\r\n\r\n--x--",
        ] {
            assert!(parts(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn quotes_in_names_are_read() {
        assert_eq!(
            parameter(" name=\"a\\\"b;c\"; filename=d.png", "name").as_deref(),
            Some("a\"b;c")
        );
        assert_eq!(
            parameter("name=\"x\"; filename=d.png", "filename").as_deref(),
            Some("d.png")
        );
        assert_eq!(parameter("name=\"unclosed", "name"), None);
    }

    #[test]
    fn the_boundary_is_read_with_and_without_quotes() {
        assert_eq!(
            boundary("multipart/form-data; boundary=\"a b\"").as_deref(),
            Some("a b")
        );
        assert_eq!(
            boundary("multipart/form-data;boundary=ab").as_deref(),
            Some("ab")
        );
        assert_eq!(boundary("multipart/mixed; boundary=ab"), None);
        assert_eq!(boundary("multipart/form-data"), None);
    }
}
