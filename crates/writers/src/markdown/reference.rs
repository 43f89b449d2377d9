//! Markdown as the reference writes it, with what it loses.

use std::fmt::Write as _;

use chordpro_chords::Fret;
use chordpro_song::{
    Budget, ChordRef, Comment, CommentStyle, Element, ElementKind, Exceeded, GridLine, GridToken,
    Song, SongLine,
};

use super::SEPARATOR;
use super::entries::Entries;
use super::inline::{Escaping, chord_text, render};
use crate::padding::{Columns, Pair};
use crate::render::Notes;
use crate::settings::LineSettings;
use crate::structure::{Part, Section, contexts};
use crate::{ChordLines, WriteOptions};

/// Writes one song.
pub(super) struct Writer<'a> {
    entries: &'a mut Entries,
    song: &'a Song,
    options: &'a WriteOptions,
    notes: &'a mut Notes,
    budget: &'a Budget,
    settings: LineSettings,
    /// What stands before each line; carried from section to section, and from song to song.
    prefix: &'static str,
    line: u32,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        entries: &'a mut Entries,
        song: &'a Song,
        options: &'a WriteOptions,
        notes: &'a mut Notes,
        budget: &'a Budget,
        prefix: &'static str,
    ) -> Self {
        Writer {
            entries,
            song,
            options,
            notes,
            budget,
            settings: LineSettings::new(&song.initial_config, options),
            prefix,
            line: 0,
        }
    }

    /// The prefix for the next song.
    pub(super) fn prefix(&self) -> &'static str {
        self.prefix
    }

    pub(super) fn song(&mut self) -> Result<(), Exceeded> {
        self.budget.at_song(self.song.index);
        if let Some(title) = &self.song.title {
            self.entries.push(&format!("# {title}"));
        }
        for subtitle in &self.song.subtitles {
            self.entries.push(&format!("## {subtitle}"));
        }
        if !self.settings.is_lyrics_only {
            let chords = self.chord_pictures();
            self.entries.push(&chords);
            self.entries.push("");
        }
        let mut follows_comment = false;
        for part in contexts(&self.song.body) {
            match part {
                Part::Section(section) => {
                    self.section(&section, follows_comment)?;
                    follows_comment = false;
                }
                Part::Element(element) => {
                    follows_comment = match element.kind {
                        ElementKind::Key(_) | ElementKind::Ignored(_) => follows_comment,
                        _ => matches!(element.kind, ElementKind::Comment(_)),
                    };
                    match element.kind {
                        // Only outside of sections.
                        ElementKind::ColumnBreak => self.entries.push("\n\n\n"),
                        _ => self.element(element)?,
                    }
                }
            }
        }
        Ok(())
    }

    fn chord_pictures(&self) -> String {
        let mut out = String::new();
        let names = self.song.diagrams.iter().flat_map(|list| &list.chords);
        for chord in names.filter_map(|name| self.song.chords.get(name)) {
            let Some(fingering) = &chord.fingering else {
                continue;
            };
            let name = &chord.name;
            let _ = write!(out, "![{name}](https://chordgenerator.net/{name}.png?p=");
            for fret in &fingering.frets {
                match fret {
                    Fret::Muted => out.push('x'),
                    Fret::At(fret) => {
                        let _ = write!(out, "{fret}");
                    }
                }
            }
            out.push_str("&s=2) ");
        }
        out
    }

    fn section(&mut self, section: &Section<'a>, follows_comment: bool) -> Result<(), Exceeded> {
        match section.name {
            "verse" => {
                if follows_comment {
                    self.entries.push("");
                }
                self.set_prefix(section);
                self.elements(section)?;
                self.entries.push("");
            }
            "chorus" => {
                self.entries.push("**Chorus**");
                self.entries.push("");
                self.set_prefix(section);
                self.elements(section)?;
                self.entries.push(SEPARATOR);
            }
            "tab" => {
                self.entries.push("**Tabulatur**  ");
                self.entries.push("");
                for element in &section.elements {
                    match &element.kind {
                        ElementKind::TabLine(text) => self.entries.push(&format!("\t\t{text}")),
                        _ => self.entries.push("\t"),
                    }
                }
            }
            "grid" => {
                self.entries.push("**Grid**  ");
                self.entries.push("");
                self.elements(section)?;
                self.entries.push("");
            }
            // What a picture with a label leaves before itself is taken for another one.
            "image" => self.entries.push("![]()"),
            _ => self.entries.push(""),
        }
        Ok(())
    }

    fn set_prefix(&mut self, section: &Section<'_>) {
        let has_chords = section.elements.iter().any(
            |element| matches!(&element.kind, ElementKind::SongLine(line) if line.chords.is_some()),
        );
        self.prefix = if has_chords { "\t" } else { "" };
    }

    fn elements(&mut self, section: &Section<'a>) -> Result<(), Exceeded> {
        for element in &section.elements {
            self.element(element)?;
        }
        Ok(())
    }

    fn element(&mut self, element: &'a Element) -> Result<(), Exceeded> {
        self.budget.at_line(element.line);
        self.budget.tick()?;
        self.budget.check_bytes(self.entries.len() as u64)?;
        self.line = element.line;
        match &element.kind {
            ElementKind::SongLine(line) => self.song_line(line),
            ElementKind::Empty => self.entries.push(self.prefix),
            ElementKind::Comment(comment) => self.comment(comment),
            ElementKind::NewPage => self.entries.push(SEPARATOR),
            ElementKind::GridLine(line) => self.grid_line(line),
            ElementKind::Image(_) => self.entries.push("![]()"),
            ElementKind::Setting(setting) => {
                self.settings.set(&setting.path, &setting.value);
                self.entries.push("");
            }
            ElementKind::Key(_) | ElementKind::Ignored(_) => {}
            _ => self.entries.push(""),
        }
        Ok(())
    }

    fn song_line(&mut self, line: &SongLine) {
        let (song, number) = (self.song, self.line);
        let has_names = || {
            line.chords
                .iter()
                .flatten()
                .flatten()
                .any(|chord| !chord.name.trim().is_empty())
        };
        let is_single = self.options.chord_lines == ChordLines::WhereNeeded && !has_names();
        let mut joined = String::new();
        let chords = match &line.chords {
            Some(chords) if !self.settings.is_lyrics_only && !is_single => chords,
            _ => {
                for phrase in &line.phrases {
                    joined.push_str(&render(phrase, Escaping::None, song, number, self.notes));
                }
                if line.chords.is_none() && !self.settings.is_lyrics_only && !is_single {
                    self.entries
                        .push(&format!("{}{}", self.prefix, plain(&joined)));
                } else {
                    self.entries
                        .push(&plain(&format!("{}{joined}", self.prefix)));
                }
                return;
            }
        };
        let mut pair = Pair::new(Columns::CodePoints);
        for (phrase, chord) in line.phrases.iter().zip(chords) {
            let chord = chord
                .as_ref()
                .map(|chord| chord_text(chord, song, number, self.notes))
                .unwrap_or_default();
            let phrase = render(phrase, Escaping::None, song, number, self.notes);
            pair.push(Some(&chord), &phrase, None);
        }
        pair.trim();
        let prefix = self.prefix;
        if pair.chords.is_empty() {
            self.entries.push("");
            self.entries
                .push(&plain(&format!("{prefix}{}", pair.lyrics)));
            return;
        }
        let chords = format!("{prefix}{}  ", pair.chords);
        let lyrics = format!("{prefix}{}  ", pair.lyrics);
        self.entries.push_pair(&chords, &lyrics, &self.settings);
    }

    fn comment(&mut self, comment: &Comment) {
        let content = &comment.content;
        match (comment.style, &content.chords) {
            (CommentStyle::Boxed, _) => self.entries.push(""),
            (CommentStyle::Italic, Some(_)) => self.entries.push("> **"),
            (CommentStyle::Italic, None) => {
                self.entries
                    .push(&format!("> *{}*", content.phrases.concat()));
            }
            (CommentStyle::Plain, chords) => {
                let mut out = "> ".to_owned();
                for (at, phrase) in content.phrases.iter().enumerate() {
                    if let Some(Some(chord)) = chords.as_ref().and_then(|chords| chords.get(at)) {
                        out.push('[');
                        push_raw(&mut out, chord);
                        out.push(']');
                    }
                    out.push_str(phrase);
                }
                out.push_str("  ");
                self.entries.push(&out);
            }
        }
    }

    fn grid_line(&mut self, line: &GridLine) {
        let mut out = "\t".to_owned();
        for token in &line.tokens {
            match token {
                GridToken::Bar(bar) => out.push_str(&bar.symbol),
                GridToken::RepeatMeasure => out.push('%'),
                GridToken::RepeatTwoMeasures => out.push_str("%%"),
                GridToken::Slash => out.push('/'),
                GridToken::Space => out.push('.'),
                GridToken::Chord(chord) => push_raw(&mut out, chord),
                GridToken::Chords(_) => {}
            }
        }
        self.entries.push(&out);
    }
}

/// A chord as comments and grids show it: its name, with the parentheses that it may have and without other looks.
fn push_raw(out: &mut String, chord: &ChordRef) {
    let (open, close) = match chord.format.as_deref() {
        Some("(%{formatted})") => ("(", ")"),
        _ => ("", ""),
    };
    out.push_str(open);
    out.push_str(&chord.name);
    out.push_str(close);
}

/// The line with unbreakable blanks at its start, and the two blanks of a line break at its end.
fn plain(line: &str) -> String {
    let text = line.trim_start();
    let count = line.chars().count() - text.chars().count();
    let mut out = "\u{A0}".repeat(count);
    out.push_str(text);
    out.push_str("  ");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_at_the_start_becomes_unbreakable() {
        assert_eq!(plain("\t x"), "\u{A0}\u{A0}x  ");
        assert_eq!(plain(""), "  ");
    }
}
