//! Corrections of findings, as edits of the source text.

use crate::Span;
use crate::suggestion::Sureness;

/// One replacement in the source. An empty span inserts, an empty text deletes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// What is replaced.
    pub place: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// A way to correct a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, for a menu: `Change to Gsus4`.
    pub title: String,
    /// Its edits; they do not overlap.
    pub edits: Vec<Edit>,
    /// Whether nothing else can have been meant, so that a program may apply it without asking.
    pub is_certain: bool,
}

impl Fix {
    /// A fix that somebody has to choose.
    pub fn new(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Fix {
            title: title.into(),
            edits,
            is_certain: false,
        }
    }

    /// The same, certain where it is clear what was meant.
    #[must_use]
    pub fn if_sure(self, sureness: Sureness) -> Self {
        Fix {
            is_certain: sureness == Sureness::Certain,
            ..self
        }
    }

    /// A fix that nobody has to confirm.
    pub fn certain(title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Fix {
            is_certain: true,
            ..Fix::new(title, edits)
        }
    }
}

impl Edit {
    /// Replaces what stands at `place`.
    pub fn replace(place: Span, text: impl Into<String>) -> Self {
        Edit {
            place,
            text: text.into(),
        }
    }

    /// Inserts in front of what stands at `place`.
    pub fn insert_before(place: Span, text: impl Into<String>) -> Self {
        let place = Span {
            end_line: place.line,
            end_column: place.column,
            ..place
        };
        Edit::replace(place, text)
    }

    /// Inserts behind what stands at `place`.
    pub fn insert_after(place: Span, text: impl Into<String>) -> Self {
        let place = Span {
            line: place.end_line,
            column: place.end_column,
            ..place
        };
        Edit::replace(place, text)
    }
}

/// The text with these fixes made. A fix of which an edit overlaps one made before, or lies outside of the text, is left out as a
/// whole; line breaks that edits insert become those of the text. How many fixes were made comes with it.
pub fn apply<'f>(text: &str, fixes: impl IntoIterator<Item = &'f Fix>) -> (String, usize) {
    let lines = line_starts(text);
    let mut made: Vec<(std::ops::Range<usize>, &str)> = Vec::new();
    let mut count = 0;
    for fix in fixes {
        let ranges: Option<Vec<_>> = fix
            .edits
            .iter()
            .map(|edit| Some((range(text, &lines, edit.place)?, edit.text.as_str())))
            .collect();
        let Some(ranges) = ranges else { continue };
        if ranges
            .iter()
            .any(|new| made.iter().any(|old| conflict(new, old)))
        {
            continue;
        }
        count += 1;
        // The same edit of two findings is made once.
        made.extend(
            ranges
                .into_iter()
                .filter(|new| !made.contains(new))
                .collect::<Vec<_>>(),
        );
    }
    made.sort_by_key(|(range, _)| (range.start, range.end));
    let line_end = line_end(text);
    let mut result = String::with_capacity(text.len());
    let mut end = 0;
    for (range, replacement) in made {
        result.push_str(text.get(end..range.start).unwrap_or_default());
        result.push_str(&replacement.replace('\n', line_end));
        end = range.end;
    }
    result.push_str(text.get(end..).unwrap_or_default());
    (result, count)
}

type Replacement<'t> = (std::ops::Range<usize>, &'t str);

/// Whether two edits cannot both be made: they overlap, or insert different texts at one place.
fn conflict(a: &Replacement<'_>, b: &Replacement<'_>) -> bool {
    if a == b {
        return false;
    }
    let (a, b) = (&a.0, &b.0);
    a.start < b.end && b.start < a.end || a.start == b.start
}

/// The line end that a text has first.
fn line_end(text: &str) -> &'static str {
    match text.find(['\n', '\r']).and_then(|at| text.get(at..)) {
        Some(end) if end.starts_with("\r\n") => "\r\n",
        Some(end) if end.starts_with('\r') => "\r",
        _ => "\n",
    }
}

/// Where each line begins and ends, in bytes, without its line end.
fn line_starts(text: &str) -> Vec<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let mut lines = Vec::new();
    let mut start = 0;
    while let Some(rest) = bytes.get(start..) {
        let Some(length) = rest.iter().position(|b| matches!(b, b'\n' | b'\r')) else {
            lines.push(start..text.len());
            break;
        };
        let end = start.saturating_add(length);
        lines.push(start..end);
        let is_pair = bytes.get(end) == Some(&b'\r') && bytes.get(end + 1) == Some(&b'\n');
        start = end.saturating_add(if is_pair { 2 } else { 1 });
    }
    lines
}

/// The bytes of a span; `None` where the text has no such place.
fn range(
    text: &str,
    lines: &[std::ops::Range<usize>],
    place: Span,
) -> Option<std::ops::Range<usize>> {
    let byte = |line: u32, column: u32| -> Option<usize> {
        let line = lines.get(usize::try_from(line).ok()?.checked_sub(1)?)?;
        let column = usize::try_from(column).ok()?.checked_sub(1)?;
        let content = text.get(line.clone())?;
        let ends = content.char_indices().map(|(at, _)| at);
        let at = ends.chain([content.len()]).nth(column)?;
        line.start.checked_add(at)
    };
    let start = byte(place.line, place.column)?;
    let end = byte(place.end_line, place.end_column)?;
    (start <= end).then_some(start..end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(line: u32, column: u32, end_line: u32, end_column: u32) -> Span {
        Span {
            line,
            column,
            end_line,
            end_column,
        }
    }

    fn change(place: Span, text: &str) -> Fix {
        Fix::certain("", vec![Edit::replace(place, text)])
    }

    #[test]
    fn columns_count_characters_and_line_ends_stay() {
        let fixes = [
            change(span(2, 3, 2, 4), "x"),
            change(span(1, 2, 1, 2), "\n"),
        ];
        assert_eq!(apply("ab\r\nüöü", &fixes), ("a\r\nb\r\nüöx".to_owned(), 2));
    }

    #[test]
    fn what_overlaps_or_lies_outside_is_left_out_as_a_whole() {
        let first = change(span(1, 1, 1, 3), "x");
        let overlapping = Fix::certain(
            "",
            vec![
                Edit::replace(span(1, 2, 1, 4), "y"),
                Edit::replace(span(1, 5, 1, 6), "z"),
            ],
        );
        let outside = change(span(9, 1, 9, 1), "y");
        assert_eq!(
            apply("abcde", &[first.clone(), overlapping, outside]),
            ("xcde".to_owned(), 1)
        );
        assert_eq!(
            apply("abcde", &[first.clone(), first]),
            ("xcde".to_owned(), 2)
        );
    }

    #[test]
    fn the_place_behind_the_last_line_can_be_edited() {
        let end = change(span(2, 1, 2, 1), "{end_of_verse}\n");
        assert_eq!(apply("a\n", &[end]).0, "a\n{end_of_verse}\n");
    }
}
