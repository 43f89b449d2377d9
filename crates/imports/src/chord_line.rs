//! Chord lines: their words and columns.

use unicode_width::UnicodeWidthChar;

use crate::chord_name::{ChordNames, is_no_chord};
use crate::section::is_repeat;

/// The kinds of words in a chord line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Mark {
    /// A chord, or `N.C.`.
    Chord(String),
    /// A bar line or a beat: `|`, `||`, `%`, `/`, `.`.
    Bar,
    /// Anything else, such as `x2`.
    Remark(String),
}

/// A word and its start column, in terminal columns from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PlacedMark {
    pub(crate) column: usize,
    pub(crate) mark: Mark,
}

/// A chord line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChordLine {
    pub(crate) marks: Vec<PlacedMark>,
    pub(crate) has_bars: bool,
}

impl ChordLine {
    /// Parses a chord line; `None` if more than a third of its words are something else.
    pub(crate) fn parse(line: &str, names: &ChordNames) -> Option<ChordLine> {
        let mut marks = Vec::new();
        let (mut chords, mut others) = (0_usize, 0_usize);
        let mut is_aside = false;
        for (column, word) in words(line) {
            if let Some(chord) = chord(word, names) {
                chords += 1;
                push(&mut marks, column, Mark::Chord(chord));
            } else if is_bar(word) {
                push(&mut marks, column, Mark::Bar);
            } else if let Some(parts) = joined(word, names) {
                chords += parts.len();
                for (offset, part) in parts {
                    push(&mut marks, column + offset, part);
                }
            } else {
                // Text in parentheses above lyrics is not sung.
                is_aside |= word.starts_with('(');
                if !is_repeat(word) && !is_aside && !word.starts_with('*') {
                    others += 1;
                    // Most lines are lyrics, which show in their first words.
                    if others > 3 && others > chords {
                        return None;
                    }
                }
                push(&mut marks, column, Mark::Remark(remark(word)));
                is_aside &= !word.ends_with(')');
            }
        }
        let is_chords = chords > 0 && others.saturating_mul(2) <= chords;
        // `A` and `I` are words as well, so a few chords among words do not make a chord line.
        let is_chords = is_chords && (others == 0 || chords > 2);
        is_chords.then(|| ChordLine {
            has_bars: marks.iter().any(|placed| placed.mark == Mark::Bar),
            marks: joined_remarks(marks),
        })
    }

    /// The marks in sequence, as a line without lyrics.
    pub(crate) fn alone(&self) -> String {
        let marks = self.marks.iter().filter_map(|placed| written(&placed.mark));
        marks.collect::<Vec<_>>().join(" ")
    }

    /// The bars of a grid, if the line starts with a bar line or has at least two.
    pub(crate) fn grid(&self, line: &str) -> Option<String> {
        let line = line.trim();
        let lines = line.matches('|').count();
        (self.has_bars && (line.starts_with('|') && lines > 1 || lines > 2)).then(|| grid(line))
    }
}

/// A mark in ChordPro; bars are left out.
pub(crate) fn written(mark: &Mark) -> Option<String> {
    match mark {
        Mark::Chord(name) => Some(format!("[{name}]")),
        Mark::Remark(text) => Some(format!("[*{text}]")),
        Mark::Bar => None,
    }
}

/// The cells of a line of bars, with spaces around bar lines and a dot for each empty beat.
fn grid(line: &str) -> String {
    let mut spaced = String::with_capacity(line.len() * 2);
    let mut characters = line.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '|' => {
                let after_colon = spaced.ends_with(':');
                if !after_colon {
                    spaced.push(' ');
                }
                spaced.push('|');
                while let Some(next) = characters.next_if(|next| matches!(next, '|' | ':')) {
                    spaced.push(next);
                }
                spaced.push(' ');
            }
            ':' if characters.peek() == Some(&'|') => {
                spaced.push(' ');
                spaced.push(':');
            }
            _ => spaced.push(c),
        }
    }
    let cells = spaced.split_whitespace().map(|cell| match cell {
        "-" => ".",
        cell => cell,
    });
    cells.collect::<Vec<_>>().join(" ")
}

fn push(marks: &mut Vec<PlacedMark>, column: usize, mark: Mark) {
    marks.push(PlacedMark { column, mark });
}

/// Joins adjacent remarks: `(hold` and `back)`.
fn joined_remarks(marks: Vec<PlacedMark>) -> Vec<PlacedMark> {
    let mut joined: Vec<PlacedMark> = Vec::with_capacity(marks.len());
    for placed in marks {
        if let Mark::Remark(text) = &placed.mark
            && let Some(PlacedMark {
                mark: Mark::Remark(before),
                ..
            }) = joined.last_mut()
        {
            before.push(' ');
            before.push_str(text);
        } else {
            joined.push(placed);
        }
    }
    joined
}

/// The words of a line with their start columns.
pub(crate) fn words(line: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut rest = line;
    let mut column = 0_usize;
    std::iter::from_fn(move || {
        let word = rest.trim_start();
        let blanks = rest.len().saturating_sub(word.len());
        column += width(rest.get(..blanks).unwrap_or(""));
        if word.is_empty() {
            return None;
        }
        let end = word.find(char::is_whitespace).unwrap_or(word.len());
        let (first, after) = word.split_at_checked(end)?;
        let start = column;
        column += width(first);
        rest = after;
        Some((start, first))
    })
}

/// The width of a text in columns.
fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(column_width).sum()
}

/// The width of a character in columns: two for wide characters, none for combining marks.
pub(crate) fn column_width(c: char) -> usize {
    c.width().unwrap_or(0)
}

/// The chord in a word, without the usual decoration.
fn chord(word: &str, names: &ChordNames) -> Option<String> {
    if is_no_chord(word) {
        return Some("N.C.".to_owned());
    }
    if names.is_chord(word) {
        return Some(word.to_owned());
    }
    if let Some(inner) = word
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'))
        && names.is_chord(inner)
    {
        return Some(word.to_owned());
    }
    let core = word
        .trim_start_matches(['(', '[', '{', '"', '\'', '~'])
        .trim_end_matches([
            ')', ']', '}', '"', '\'', '~', '*', ',', '.', ';', ':', '!', '…', '_', '-',
        ]);
    (core.len() < word.len() && names.is_chord(core)).then(|| core.to_owned())
}

/// Several chords joined by dashes, arrows or bars: `G-D-Em`, `|G|D|`.
fn joined(word: &str, names: &ChordNames) -> Option<Vec<(usize, Mark)>> {
    let is_gap = |c: char| matches!(c, '-' | '–' | '—' | '>' | '|' | ',' | '~' | ':');
    if !word.contains(is_gap) || word.len() > 200 {
        return None;
    }
    let mut marks = Vec::new();
    let mut column = 0_usize;
    let mut has_chord = false;
    for piece in word.split_inclusive(is_gap) {
        let name = piece.trim_end_matches(is_gap);
        if !name.is_empty() {
            marks.push((column, Mark::Chord(chord(name, names)?)));
            has_chord = true;
        }
        if piece.ends_with('|') {
            marks.push((column + width(name), Mark::Bar));
        }
        column += width(piece);
    }
    has_chord.then_some(marks)
}

fn is_bar(word: &str) -> bool {
    word.chars()
        .all(|c| matches!(c, '|' | ':' | '/' | '%' | '.' | '-' | '–' | '—'))
}

/// A remark as an annotation, without brackets, which would end it.
fn remark(word: &str) -> String {
    word.replace(['[', ']'], "")
}

#[cfg(test)]
mod tests {
    use chordpro_chords::{Notation, Strictness};

    use super::*;

    fn parsed(line: &str) -> Option<ChordLine> {
        let names = ChordNames::new(&Notation::common(), Strictness::Strict);
        ChordLine::parse(line, &names)
    }

    fn alone(line: &str) -> String {
        parsed(line).expect("chords").alone()
    }

    #[test]
    fn chords_are_told_from_lyrics() {
        for line in [
            "G",
            "G  D/F#  Em  C  x2",
            "  Am7        D7sus4",
            "| G | D |",
            "N.C.",
            "(G)",
            "Em   C (hold)",
        ] {
            assert!(parsed(line).is_some(), "{line}");
        }
        for line in [
            "A man",
            "Am I A Dad",
            "Hello world",
            "I",
            "Do Re Mi",
            "x2",
            "",
            "---",
            "A big C chord here",
        ] {
            assert!(parsed(line).is_none(), "{line}");
        }
    }

    #[test]
    fn marks_become_annotations() {
        assert_eq!(alone("G  D/F#  Em  C  x2"), "[G] [D/F#] [Em] [C] [*x2]");
        assert_eq!(alone("G-D-Em"), "[G] [D] [Em]");
        assert_eq!(alone("(G)  D* NC"), "[(G)] [D] [N.C.]");
        assert_eq!(
            alone("G D Em C (let ring)"),
            "[G] [D] [Em] [C] [*(let ring)]"
        );
    }

    #[test]
    fn bars_are_a_grid() {
        let grid = |line| parsed(line).and_then(|chords| chords.grid(line));
        assert_eq!(grid("|G   |D  Em|C|").as_deref(), Some("| G | D Em | C |"));
        assert_eq!(grid("|: G . | D . :|").as_deref(), Some("|: G . | D . :|"));
        assert_eq!(grid("G  D"), None);
    }

    #[test]
    fn columns_are_those_of_a_terminal() {
        let columns: Vec<usize> = words("  漢  C").map(|(column, _)| column).collect();
        assert_eq!(columns, [2, 6]);
    }
}
