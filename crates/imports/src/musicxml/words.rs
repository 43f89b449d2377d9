//! Lyrics of a score with their chords, verse by verse.

use std::collections::BTreeSet;

use super::events::{Event, Score, Syllable};
use crate::section::{Section, SectionKind};
use crate::song_text::SongText;

/// Measures per line if the score does not mark its systems.
const LINE: usize = 4;

/// Writes the lyrics.
pub(super) fn write(score: &Score, song: &mut SongText) {
    let has_systems = score.has_systems();
    for part in score
        .events
        .chunk_by(|_, next| !matches!(next, Event::Heading(..)))
    {
        let verses: BTreeSet<u32> = part
            .iter()
            .filter_map(|event| match event {
                Event::Note(syllables) => Some(syllables),
                _ => None,
            })
            .flatten()
            .map(|syllable| syllable.verse)
            .collect();
        let heading = part.iter().find_map(|event| match event {
            Event::Heading(section, line) => Some((section.clone(), *line)),
            _ => None,
        });
        if verses.is_empty() {
            instrumental(part, heading, song);
            continue;
        }
        for verse in &verses {
            begin(heading.as_ref(), *verse, verses.len(), song);
            Words::new(*verse, has_systems).write(part, song);
        }
    }
}

fn begin(heading: Option<&(Section, u32)>, verse: u32, count: usize, song: &mut SongText) {
    match heading {
        Some((section, line)) if count == 1 => song.begin(section.clone(), *line),
        Some((section, line)) => {
            let label = format!(
                "{} {verse}",
                section
                    .label
                    .trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ')
            );
            song.begin(Section::new(section.kind, label), *line);
        }
        None if count > 1 => song.begin(
            Section::new(SectionKind::Verse, format!("Verse {verse}")),
            1,
        ),
        None => {}
    }
}

/// Writes the chords of a part without lyrics.
fn instrumental(part: &[Event], heading: Option<(Section, u32)>, song: &mut SongText) {
    let chords: Vec<String> = part
        .iter()
        .filter_map(|event| match event {
            Event::Chord { name, .. } => Some(format!("[{name}]")),
            _ => None,
        })
        .collect();
    let line = part.iter().find_map(|event| match event {
        Event::Chord { line, .. } => Some(*line),
        _ => None,
    });
    if let Some(line) = line {
        let (section, at) =
            heading.unwrap_or_else(|| (Section::new(SectionKind::Part("intro"), "Intro"), line));
        song.begin(section, at);
        song.lyrics(chords.join(" "), line);
    }
}

/// A verse that is being written.
struct Words {
    verse: u32,
    has_systems: bool,
    text: String,
    line: u32,
    measures: usize,
    /// Whether the last syllable's word continues.
    is_in_word: bool,
    wants_break: bool,
}

impl Words {
    fn new(verse: u32, has_systems: bool) -> Self {
        Words {
            verse,
            has_systems,
            text: String::new(),
            line: 0,
            measures: 0,
            is_in_word: false,
            wants_break: false,
        }
    }

    fn write(mut self, part: &[Event], song: &mut SongText) {
        for event in self.range(part) {
            match event {
                Event::Chord { name, line, .. } => {
                    self.break_line(song);
                    self.begin(*line);
                    self.text.push_str(&format!("[{name}]"));
                }
                Event::Note(syllables) => {
                    for syllable in syllables {
                        if syllable.verse == self.verse {
                            self.break_line(song);
                            self.syllable(syllable);
                        }
                    }
                }
                Event::EndOfLine => self.wants_break = true,
                Event::Measure { is_new_system, .. } => {
                    let is_full = !self.has_systems && self.measures == LINE;
                    self.wants_break |= *is_new_system || is_full;
                    self.measures = if is_full { 0 } else { self.measures } + 1;
                }
                Event::Heading(..) => {}
            }
        }
        self.end(song);
    }

    /// The events from the chord at this verse's first syllable to its last; events outside belong to other verses. The first
    /// verse has all.
    fn range<'e>(&self, part: &'e [Event]) -> &'e [Event] {
        if self.verse == 1 {
            return part;
        }
        let is_sung = |event: &Event| matches!(event, Event::Note(syllables) if syllables.iter().any(|syllable| syllable.verse == self.verse));
        let first = part.iter().position(is_sung).unwrap_or(0);
        let last = part
            .iter()
            .rposition(is_sung)
            .map_or(part.len(), |last| last + 1);
        let before = part.get(..first).unwrap_or_default();
        let back = before
            .iter()
            .rev()
            .take_while(|event| !matches!(event, Event::Note(_)))
            .count();
        part.get(first - back..last).unwrap_or_default()
    }

    /// Writes a space before a chord, unless it is inside a word.
    fn begin(&mut self, line: u32) {
        if self.text.is_empty() {
            self.line = line;
        } else if !self.is_in_word && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }

    fn syllable(&mut self, syllable: &Syllable) {
        if self.text.is_empty() {
            self.line = syllable.line;
        } else if !self.is_in_word && !self.text.ends_with([' ', ']']) {
            self.text.push(' ');
        }
        self.text.push_str(&syllable.text);
        self.is_in_word = syllable.goes_on;
    }

    /// Breaks the line if a break is due and no word is split.
    fn break_line(&mut self, song: &mut SongText) {
        if self.wants_break && !self.is_in_word {
            self.end(song);
        }
    }

    fn end(&mut self, song: &mut SongText) {
        self.wants_break = false;
        let text = std::mem::take(&mut self.text);
        if !text.trim().is_empty() {
            song.lyrics(text.trim_end().to_owned(), self.line);
        }
    }
}
