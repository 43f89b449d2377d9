//! Classification of lines: headers, headings, chords, lyrics, tablature, ….

use super::line::Line;
use super::{Dialect, Position, Special};
use crate::chord_line::ChordLine;
use crate::chord_name::{ChordNames, is_no_chord};
use crate::directive::Directive;
use crate::head::{self, Head};
use crate::section::{self, Section};
use crate::tab_line;

/// The classes of lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Class {
    Blank,
    Special(Special),
    Directive,
    Heads(Vec<Head>),
    /// A heading, with the classified rest of its line.
    Section(Section, Option<Box<ClassedLine>>),
    Chords(ChordLine),
    /// Text with chords in brackets.
    Inline,
    Lyrics,
    Tab,
    Definitions(Vec<String>),
    Comment(String),
    Rule,
}

/// A classified line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ClassedLine {
    pub(super) number: u32,
    pub(super) text: String,
    pub(super) class: Class,
}

/// Classifies the lines of a sheet.
pub(super) fn classified<'t>(
    lines: impl Iterator<Item = Line<'t>>,
    dialect: &Dialect,
    names: &ChordNames,
) -> Vec<ClassedLine> {
    let mut position = Position::Top;
    let mut verbatim: Option<String> = None;
    lines
        .map(|line| {
            let mut text = line.text.into_owned();
            if let Some(environment) = &verbatim {
                let directive = Directive::parse(&text);
                let ends = directive.is_some_and(|directive| directive.ends() == Some(environment));
                if ends {
                    verbatim = None;
                }
                return ClassedLine {
                    number: line.number,
                    text,
                    class: Class::Directive,
                };
            }
            let class = class(&mut text, dialect, position, names);
            match &class {
                Class::Directive => {
                    let directive = Directive::parse(&text);
                    let begun = directive.as_ref().and_then(Directive::begins);
                    verbatim = begun.filter(|name| is_verbatim(name)).map(str::to_owned);
                }
                Class::Section(..) | Class::Chords(_) | Class::Inline | Class::Tab => {
                    position = Position::Body;
                }
                _ => {}
            }
            ClassedLine {
                number: line.number,
                text,
                class,
            }
        })
        .collect()
}

/// Whether the lines of an environment are copied literally.
pub(super) fn is_verbatim(environment: &str) -> bool {
    matches!(
        environment,
        "tab" | "grid" | "abc" | "ly" | "svg" | "textblock" | "strum"
    )
}

fn class(text: &mut String, dialect: &Dialect, position: Position, names: &ChordNames) -> Class {
    if text.trim().is_empty() {
        return Class::Blank;
    }
    match (dialect.special)(text, position) {
        Some(Special::Text(plain)) => *text = plain,
        Some(special) => return Class::Special(special),
        None => {}
    }
    let line = text.trim();
    if line.is_empty() {
        return Class::Blank;
    }
    if let Some(directive) = Directive::parse(line) {
        return directive_class(&directive, dialect);
    }
    if let Some(remark) = line.strip_prefix('#') {
        return Class::Comment(remark.trim_start_matches('#').trim().to_owned());
    }
    if dialect.has_chord_lines && tab_line::is_tab(line) {
        return Class::Tab;
    }
    if let Some(class) = named(line, dialect, names) {
        return class;
    }
    if dialect.has_chord_lines {
        if let Some(definitions) = tab_line::definitions(line) {
            return Class::Definitions(definitions);
        }
        if tab_line::is_rule(line) {
            return Class::Rule;
        }
    }
    text_class(text, dialect, names)
}

fn directive_class(directive: &Directive<'_>, dialect: &Dialect) -> Class {
    if dialect.has_comment_headings
        && directive.name.starts_with("comment")
        && let Some((section, "")) = section::heading(directive.value)
    {
        return Class::Section(section, None);
    }
    Class::Directive
}

/// Classifies headings and headers.
fn named(line: &str, dialect: &Dialect, names: &ChordNames) -> Option<Class> {
    let bracketed = section::bracketed(line);
    if bracketed.is_some_and(|inner| is_mark(inner, names)) {
        return Some(Class::Inline);
    }
    if dialect.has_heads
        && bracketed.is_none()
        && let Some(heads) = head::heads(line)
    {
        return Some(Class::Heads(heads));
    }
    if dialect.has_headings && !begins_with_chord(line, names) {
        if let Some((section, rest)) = section::heading(line) {
            let rest = (!rest.is_empty()).then(|| {
                Box::new(ClassedLine {
                    number: 0,
                    text: rest.to_owned(),
                    class: text_class(rest, dialect, names),
                })
            });
            return Some(Class::Section(section, rest));
        }
        if let Some(inner) = bracketed {
            return Some(Class::Comment(inner.to_owned()));
        }
    }
    None
}

fn text_class(text: &str, dialect: &Dialect, names: &ChordNames) -> Class {
    if has_chords_in_brackets(text, names) {
        return Class::Inline;
    }
    if dialect.has_chord_lines {
        if let Some(chords) = ChordLine::parse(text, names) {
            return Class::Chords(chords);
        }
        let line = text.trim();
        if let Some(inner) = line
            .strip_prefix('(')
            .and_then(|rest| rest.strip_suffix(')'))
            && !inner.contains(['(', ')'])
        {
            return Class::Comment(inner.to_owned());
        }
    }
    Class::Lyrics
}

/// Whether a line starts with a chord in brackets, which is not a section name: `[C]What shall we do`.
pub(crate) fn begins_with_chord(line: &str, names: &ChordNames) -> bool {
    line.strip_prefix('[')
        .and_then(|rest| rest.split_once(']'))
        .is_some_and(|(name, _)| is_mark(name.trim(), names))
}

/// Whether some brackets in a line contain a chord.
pub(crate) fn has_chords_in_brackets(text: &str, names: &ChordNames) -> bool {
    text.split('[').skip(1).any(|piece| {
        piece
            .split_once(']')
            .is_some_and(|(name, _)| is_mark(name.trim(), names))
    })
}

/// Whether a text can stand in brackets like a chord.
pub(super) fn is_mark(text: &str, names: &ChordNames) -> bool {
    let bare = text.trim_matches(['(', ')']);
    names.is_chord(bare) || is_no_chord(text)
}
