//! Events of a part in order: chords, syllables, line breaks, headings.

use std::collections::BTreeSet;

use roxmltree::Node;

use super::harmony;
use crate::report::Taken;
use crate::section::{self, Section};
use crate::song_text::SongText;
use crate::xml::{self, Xml, child, children};

/// A syllable of one verse.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Syllable {
    /// The 1-based verse number.
    pub(super) verse: u32,
    pub(super) text: String,
    /// Whether the word continues with the next syllable.
    pub(super) goes_on: bool,
    pub(super) line: u32,
}

/// An event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Event {
    /// A chord, with its position in divisions from the start of its measure.
    Chord { name: String, at: i64, line: u32 },
    /// A note with its syllables.
    Note(Vec<Syllable>),
    /// The heading of a section.
    Heading(Section, u32),
    /// The start of a measure, and whether it starts a new system.
    Measure { is_new_system: bool, line: u32 },
    /// The end of a line of lyrics, as marked in the score.
    EndOfLine,
}

/// The chords and lyrics of a score.
#[derive(Debug, Default)]
pub(super) struct Score {
    pub(super) events: Vec<Event>,
    /// Divisions per quarter note.
    pub(super) divisions: i64,
    /// The time signature, if the score has one: number of beats and beat unit.
    pub(super) time: Option<(u32, u32)>,
    /// The name of the key.
    pub(super) key: Option<String>,
    /// Beats per minute.
    pub(super) tempo: Option<String>,
    /// The source line of the first measure's attributes.
    pub(super) line: u32,
}

impl Score {
    pub(super) fn has_lyrics(&self) -> bool {
        self.events
            .iter()
            .any(|event| matches!(event, Event::Note(_)))
    }

    /// Whether the score marks where its systems start.
    pub(super) fn has_systems(&self) -> bool {
        self.events.iter().any(|event| {
            matches!(
                event,
                Event::EndOfLine
                    | Event::Measure {
                        is_new_system: true,
                        ..
                    }
            )
        })
    }

    /// Reports the lines of chords and lyrics, each line once.
    pub(super) fn report(&self, song: &mut SongText) {
        let (mut chords, mut words) = (BTreeSet::new(), BTreeSet::new());
        for event in &self.events {
            match event {
                Event::Chord { line, .. } => {
                    chords.insert(*line);
                }
                Event::Note(syllables) => {
                    words.extend(syllables.iter().map(|syllable| syllable.line));
                }
                Event::Heading(section, line) => {
                    song.explain(*line, Taken::Section, section.kind.directive());
                }
                Event::Measure { .. } | Event::EndOfLine => {}
            }
        }
        for line in chords {
            song.report(line, Taken::Chords);
        }
        for line in words {
            song.report(line, Taken::Lyrics);
        }
    }
}

/// Reads the first part with chords or lyrics; chords come from any part, lyrics from that one.
pub(super) fn read(xml: &Xml<'_>) -> Option<Score> {
    let parts: Vec<Node<'_, '_>> = children(xml.root(), "part").collect();
    let has =
        |part: &Node<'_, '_>, name: &str| part.descendants().any(|node| node.has_tag_name(name));
    let part = parts
        .iter()
        .find(|part| has(part, "harmony") && has(part, "lyric"))
        .or_else(|| parts.iter().find(|part| has(part, "lyric")))
        .or_else(|| parts.iter().find(|part| has(part, "harmony")))?;
    let mut score = Score {
        divisions: 1,
        ..Score::default()
    };
    for measure in children(*part, "measure") {
        read_measure(xml, measure, &mut score);
    }
    Some(score)
}

fn read_measure(xml: &Xml<'_>, measure: Node<'_, '_>, score: &mut Score) {
    let is_new_system = children(measure, "print").any(|print| {
        print.attribute("new-system") == Some("yes") || print.attribute("new-page") == Some("yes")
    });
    score.events.push(Event::Measure {
        is_new_system,
        line: xml.line(measure),
    });
    let mut at = 0_i64;
    for element in measure.children().filter(Node::is_element) {
        match element.tag_name().name() {
            "attributes" => attributes(xml, element, score),
            "harmony" => {
                if let Some(name) = harmony::name(element) {
                    let offset = number(element, "offset").unwrap_or(0);
                    score.events.push(Event::Chord {
                        name,
                        at: at.saturating_add(offset),
                        line: xml.line(element),
                    });
                }
            }
            "direction" => direction(xml, element, score),
            "sound" => tempo(element, score),
            "note" => {
                let is_chord = child(element, "chord").is_some();
                let is_grace = child(element, "grace").is_some();
                if !is_chord && !is_grace {
                    at = at.saturating_add(number(element, "duration").unwrap_or(0));
                }
                note(xml, element, score);
            }
            "forward" => at = at.saturating_add(number(element, "duration").unwrap_or(0)),
            "backup" => {
                at = at
                    .saturating_sub(number(element, "duration").unwrap_or(0))
                    .max(0);
            }
            _ => {}
        }
    }
}

fn number(node: Node<'_, '_>, name: &'static str) -> Option<i64> {
    xml::text(child(node, name)?).parse().ok()
}

fn attributes(xml: &Xml<'_>, node: Node<'_, '_>, score: &mut Score) {
    if let Some(divisions) = number(node, "divisions").filter(|divisions| *divisions > 0) {
        score.divisions = divisions;
    }
    if score.line == 0 {
        score.line = xml.line(node);
    }
    if score.key.is_none()
        && let Some(key) = child(node, "key")
    {
        let mode = child(key, "mode").map(xml::text).unwrap_or_default();
        score.key = number(key, "fifths").and_then(|fifths| harmony::key(fifths, &mode));
    }
    if score.time.is_none()
        && let Some(time) = child(node, "time")
    {
        let part = |name| {
            number(time, name)
                .and_then(|n| u32::try_from(n).ok())
                .filter(|n| *n > 0 && *n < 100)
        };
        score.time = part("beats").zip(part("beat-type"));
    }
}

fn tempo(sound: Node<'_, '_>, score: &mut Score) {
    if score.tempo.is_none() {
        score.tempo = sound.attribute("tempo").map(str::to_owned);
    }
}

fn direction(xml: &Xml<'_>, node: Node<'_, '_>, score: &mut Score) {
    for sound in children(node, "sound") {
        tempo(sound, score);
    }
    for part in node.descendants().filter(Node::is_element) {
        match part.tag_name().name() {
            "per-minute" if score.tempo.is_none() => score.tempo = Some(xml::text(part)),
            "rehearsal" | "words" => {
                let text = xml::text(part);
                let bracketed = format!("[{text}]");
                let heading = section::heading(&text)
                    .or_else(|| section::heading(&bracketed))
                    .filter(|(_, rest)| rest.is_empty() && text.chars().count() > 1);
                if let Some((section, _)) = heading {
                    score.events.push(Event::Heading(section, xml.line(part)));
                }
            }
            _ => {}
        }
    }
}

fn note(xml: &Xml<'_>, node: Node<'_, '_>, score: &mut Score) {
    let mut syllables = Vec::new();
    let mut ends_line = false;
    for lyric in children(node, "lyric") {
        ends_line |= child(lyric, "end-line").is_some() || child(lyric, "end-paragraph").is_some();
        let texts = lyric
            .children()
            .filter(|part| matches!(part.tag_name().name(), "text" | "elision"));
        let text: String = texts
            .map(|part| match part.tag_name().name() {
                "elision" => " ".to_owned(),
                _ => part.text().unwrap_or("").trim().to_owned(),
            })
            .collect();
        if text.is_empty() {
            continue;
        }
        let syllabic = children(lyric, "syllabic")
            .last()
            .map(xml::text)
            .unwrap_or_default();
        syllables.push(Syllable {
            verse: verse(lyric),
            text: text.replace('[', "(").replace(']', ")"),
            goes_on: matches!(syllabic.as_str(), "begin" | "middle"),
            line: xml.line(lyric),
        });
    }
    if !syllables.is_empty() {
        score.events.push(Event::Note(syllables));
    }
    if ends_line {
        score.events.push(Event::EndOfLine);
    }
}

/// The verse number; some programs write `part1verse2`.
fn verse(lyric: Node<'_, '_>) -> u32 {
    let number = lyric.attribute("number").unwrap_or("1");
    let digits = number
        .rsplit(|c: char| !c.is_ascii_digit())
        .next()
        .unwrap_or("");
    digits
        .parse()
        .ok()
        .filter(|n| (1..=50).contains(n))
        .unwrap_or(1)
}
