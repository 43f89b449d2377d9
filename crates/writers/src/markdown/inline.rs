//! Markup of texts as Markdown.

use std::borrow::Cow;

use chordpro_song::markup::{self, Content, Pictures, Run, Slant, Style, Text, Weight};
use chordpro_song::{ChordRef, Song};

use crate::render::Notes;

/// Whether Markdown's special characters in a text are escaped, and symbols are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escaping {
    /// Not escaped.
    None,
    /// Escaped with backslashes; symbols are characters.
    Escaped,
}

/// The text with bold and italic as Markdown; other markup is dropped.
pub(super) fn render<'a>(
    text: &'a Text,
    escaping: Escaping,
    song: &Song,
    line: u32,
    notes: &mut Notes,
) -> Cow<'a, str> {
    match text.unmarked() {
        Some(text) => escape(text, escaping),
        None => Cow::Owned(render_all([text], escaping, song, line, notes)),
    }
}

/// Adjacent texts as by [`render`]: bold continues from one to the next.
pub(super) fn render_all<'a>(
    texts: impl IntoIterator<Item = &'a Text>,
    escaping: Escaping,
    song: &Song,
    line: u32,
    notes: &mut Notes,
) -> String {
    let pictures = match escaping {
        Escaping::None => Pictures::Unknown,
        Escaping::Escaped => Pictures::Letters,
    };
    let mut out = String::new();
    let mut mark = "";
    for text in texts {
        notes.markup(text, pictures, song, line);
        for Run { content, style } in text.runs() {
            let text = match &content {
                Content::Text(text) => text,
                Content::Symbol(name) if pictures == Pictures::Letters => {
                    markup::symbol(name).map_or("", markup::letters)
                }
                Content::Symbol(_) | Content::Strut { .. } | Content::Image(_) => continue,
            };
            let next = opening(&style);
            turn(&mut out, mark, next);
            mark = next;
            out.push_str(&escape(text, escaping));
        }
    }
    turn(&mut out, mark, "");
    out
}

fn opening(style: &Style) -> &'static str {
    let is_bold = style.weight == Some(Weight::Bold);
    match (is_bold, style.slant == Some(Slant::Italic)) {
        (true, true) => "**_",
        (true, false) => "**",
        (false, true) => "_",
        (false, false) => "",
    }
}

/// Closes one style and opens another. Italic inside of bold ends with it.
fn turn(out: &mut String, mark: &str, next: &str) {
    match (mark, next) {
        ("**_", "**") => out.push('_'),
        _ if mark == next => {}
        _ => {
            out.extend(mark.chars().rev());
            out.push_str(next);
        }
    }
}

/// Escapes Markdown's special characters.
pub(super) fn escape(text: &str, escaping: Escaping) -> Cow<'_, str> {
    let is_special = |c: char| matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|');
    let starts_block = text.starts_with(['#', '+', '-']);
    if escaping == Escaping::None || !(starts_block || text.contains(is_special)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for (at, c) in text.char_indices() {
        if is_special(c) || (at == 0 && starts_block) {
            out.push('\\');
        }
        out.push(c);
    }
    Cow::Owned(out)
}

/// The text of a chord above the lyrics: annotations as written in brackets, with their markup.
pub(super) fn chord_text<'a>(
    chord: &'a ChordRef,
    song: &Song,
    line: u32,
    notes: &mut Notes,
) -> Cow<'a, str> {
    if chord.is_annotation() {
        return Cow::Borrowed(annotation(chord));
    }
    render(&chord.display, Escaping::None, song, line, notes)
}

/// An annotation as written.
fn annotation(chord: &ChordRef) -> &str {
    &chord.name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_in_markdown_is_protected() {
        assert_eq!(escape("a *b* <c>", Escaping::Escaped), "a \\*b\\* \\<c\\>");
        assert_eq!(escape("# x - y", Escaping::Escaped), "\\# x - y");
        assert_eq!(escape("a *b*", Escaping::None), "a *b*");
    }
}
