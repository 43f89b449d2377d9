//! Lyrics with chords that wrap: each chord stays above its syllable, and words stay whole.
//!
//! A line is split into units. A unit with a chord is a block of two rows: the chord, and as many words as are as wide as
//! the chord. Units that meet inside a word are kept together.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use chordpro_song::markup::{Content, Style, Text};
use chordpro_song::{ChordRef, Line};

use super::escape::{push_curled_text, push_text};
use super::span::Texts;
use crate::padding::Columns;
use crate::render::{Notes, is_written_annotation};
use crate::settings::LineSettings;

/// Writes the content of a line, without chords if `settings` is absent.
pub(super) fn push_line(
    out: &mut String,
    line: &Line,
    settings: Option<&LineSettings>,
    texts: &Texts<'_>,
    number: u32,
    notes: &mut Notes,
) {
    let Some(settings) = settings.filter(|_| line.has_brackets) else {
        push_lyrics(out, line, texts, number, notes);
        return;
    };
    if let Some((before, after)) = &settings.inline_chords {
        for segment in &line.segments {
            if let Some(chord) = &segment.chord {
                push_chord_open(out, chord, " inline");
                push_text(out, before);
                texts.push(out, &chord.display, number, notes);
                push_text(out, after);
                out.push_str("</span>");
            }
            texts.push(out, &segment.text, number, notes);
        }
        return;
    }
    let segments = line.segments.iter();
    let phrases: Vec<Phrase<'_>> = segments
        .map(|segment| Phrase::new(&segment.text, texts, number, notes))
        .collect();
    let mut units = Vec::new();
    for (phrase, segment) in phrases.iter().zip(&line.segments) {
        push_units(
            &mut units,
            phrase,
            segment.chord.as_ref(),
            settings.has_chords_under,
        );
    }
    let mut rest = units.as_slice();
    while !rest.is_empty() {
        let length = word_length(rest);
        let (word, after) = rest.split_at(length);
        if length > 1 {
            out.push_str("<span class=\"word\">");
        }
        for unit in word {
            push_unit(out, unit, texts, number, notes);
        }
        if length > 1 {
            out.push_str("</span>");
        }
        rest = after;
    }
}

/// Writes the lyrics of a line, trimmed at the end.
fn push_lyrics(out: &mut String, line: &Line, texts: &Texts<'_>, number: u32, notes: &mut Notes) {
    let last = line.segments.len().saturating_sub(1);
    for (at, segment) in line.segments.iter().enumerate() {
        match segment.text.unmarked() {
            Some(text) if at == last => push_curled_text(out, text.trim_end()),
            _ => texts.push(out, &segment.text, number, notes),
        }
    }
}

/// A phrase without its tags, and the positions of style changes.
struct Phrase<'a> {
    text: Cow<'a, str>,
    /// The end of each style.
    runs: Vec<(usize, Arc<Style>)>,
}

impl<'a> Phrase<'a> {
    fn new(text: &'a Text, texts: &Texts<'_>, number: u32, notes: &mut Notes) -> Self {
        if let Some(text) = text.unmarked() {
            return Phrase {
                text: Cow::Borrowed(text),
                runs: Vec::new(),
            };
        }
        let mut plain = String::with_capacity(text.as_written().len());
        let mut runs = Vec::new();
        for run in texts.runs(text, number, notes) {
            if let Content::Text(text) = run.content {
                plain.push_str(text);
                runs.push((plain.len(), run.style));
            }
        }
        Phrase {
            text: Cow::Owned(plain),
            runs,
        }
    }

    fn get(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }

    fn push(&self, out: &mut String, range: Range<usize>, texts: &Texts<'_>) {
        if self.runs.is_empty() {
            push_curled_text(out, self.get(range));
            return;
        }
        let mut start = range.start;
        let first = self.runs.partition_point(|(end, _)| *end <= start);
        for (end, style) in self.runs.iter().skip(first) {
            let end = (*end).min(range.end);
            if start < end {
                texts.push_styled(out, self.get(start..end), style);
            }
            start = end;
            if start >= range.end {
                break;
            }
        }
    }
}

/// A part of a line that is never broken.
struct Unit<'a> {
    chord: Option<&'a ChordRef>,
    phrase: &'a Phrase<'a>,
    range: Range<usize>,
    is_block: bool,
}

impl Unit<'_> {
    fn text(&self) -> &str {
        self.phrase.get(self.range.clone())
    }
}

/// Splits a phrase into units.
fn push_units<'a>(
    units: &mut Vec<Unit<'a>>,
    phrase: &'a Phrase<'a>,
    chord: Option<&'a ChordRef>,
    is_under: bool,
) {
    let text = &*phrase.text;
    let mut start = 0;
    if let Some(chord) = chord {
        let width = Columns::Display.width(&chord.display.readable()) + 1;
        let mut end = 0;
        while end < text.len()
            && (end == 0 || Columns::Display.width(text.get(..end).unwrap_or(text)) < width)
        {
            end = next_word(text, end);
        }
        units.push(Unit {
            chord: Some(chord),
            phrase,
            range: 0..end,
            is_block: true,
        });
        start = end;
    }
    if is_under {
        while start < text.len() {
            let end = next_word(text, start);
            units.push(Unit {
                chord: None,
                phrase,
                range: start..end,
                is_block: true,
            });
            start = end;
        }
        return;
    }
    // A word that continues under the next chord is a separate unit.
    let last = last_word(text, start);
    for range in [start..last, last..text.len()] {
        if !range.is_empty() {
            units.push(Unit {
                chord: None,
                phrase,
                range,
                is_block: false,
            });
        }
    }
}

/// The end of the word that starts at `from`, including the blanks around it.
fn next_word(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let lead = rest.len() - rest.trim_start().len();
    let word = rest.get(lead..).unwrap_or_default();
    let Some(end) = word.find(char::is_whitespace) else {
        return text.len();
    };
    let after = word.get(end..).unwrap_or_default();
    let blanks = after.len() - after.trim_start().len();
    from + lead + end + blanks
}

/// The start of the last word, unless the text ends in a blank.
fn last_word(text: &str, from: usize) -> usize {
    let rest = text.get(from..).unwrap_or_default();
    let start = rest
        .char_indices()
        .rev()
        .find(|(_, c)| c.is_whitespace())
        .map_or(0, |(at, c)| at + c.len_utf8());
    from + start
}

/// The number of leading units that form one word.
fn word_length(units: &[Unit<'_>]) -> usize {
    let mut length = 1;
    for pair in units.windows(2) {
        let [left, right] = pair else { break };
        let (left, right) = (left.text(), right.text());
        if left.ends_with(char::is_whitespace)
            || right.starts_with(char::is_whitespace)
            || (left.is_empty() && right.is_empty())
        {
            break;
        }
        length += 1;
    }
    length
}

fn push_unit(out: &mut String, unit: &Unit<'_>, texts: &Texts<'_>, number: u32, notes: &mut Notes) {
    if !unit.is_block {
        unit.phrase.push(out, unit.range.clone(), texts);
        return;
    }
    out.push_str("<span class=\"pair\">");
    if let Some(chord) = unit.chord {
        push_chord_open(out, chord, "");
        texts.push(out, &chord.display, number, notes);
        out.push_str("</span>");
    }
    out.push_str("<span class=\"lyrics\">");
    unit.phrase.push(out, unit.range.clone(), texts);
    out.push_str("</span></span>");
}

fn push_chord_open(out: &mut String, chord: &ChordRef, class: &str) {
    out.push_str("<span class=\"chords");
    out.push_str(class);
    out.push_str(if is_written_annotation(chord) {
        " annotation\">"
    } else {
        "\">"
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_take_the_blanks_around_them() {
        assert_eq!(next_word(" la lo", 0), 4);
        assert_eq!(next_word(" la lo", 4), 6);
        assert_eq!(last_word("sweet chari", 0), 6);
        assert_eq!(last_word("sweet ", 0), 6);
    }
}
