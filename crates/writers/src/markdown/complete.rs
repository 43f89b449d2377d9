//! Markdown without what the reference loses: every section, grids, boxed comments, recalls; nothing from other sites.

use std::fmt::Write as _;

use chordpro_chords::Fret;
use chordpro_song::{
    Budget, Comment, CommentStyle, Element, ElementKind, Exceeded, Image, Recall, Song, SongLine,
};

use super::SEPARATOR;
use super::entries::Entries;
use super::inline::{Escaping, escape, render};
use crate::image::{address_of, source_of};
use crate::padding::{Columns, Pair};
use crate::render::{Notes, chord_text};
use crate::settings::{LineSettings, RecallStyle};
use crate::structure::{Part, Section, sections};
use crate::{ChordLines, WriteOptions, grid};

/// Writes one song.
pub(super) struct Writer<'a> {
    entries: &'a mut Entries,
    song: &'a Song,
    options: &'a WriteOptions,
    notes: &'a mut Notes,
    budget: &'a Budget,
    settings: LineSettings,
    recall: RecallStyle,
    line: u32,
}

impl<'a> Writer<'a> {
    pub(super) fn new(
        entries: &'a mut Entries,
        song: &'a Song,
        options: &'a WriteOptions,
        notes: &'a mut Notes,
        budget: &'a Budget,
    ) -> Self {
        Writer {
            entries,
            song,
            options,
            notes,
            budget,
            settings: LineSettings::new(&song.config, options),
            recall: RecallStyle::text(&song.initial_config),
            line: 0,
        }
    }

    pub(super) fn song(&mut self) -> Result<(), Exceeded> {
        self.budget.at_song(self.song.index);
        if let Some(title) = &self.song.title {
            let title = self.text(title);
            self.entries.push(&format!("# {title}"));
        }
        for subtitle in &self.song.subtitles {
            let subtitle = self.text(subtitle);
            self.entries.push(&format!("## {subtitle}"));
        }
        self.entries.push("");
        if !self.settings.is_lyrics_only {
            self.chords();
        }
        self.body(&self.song.body)
    }

    fn text<'t>(&mut self, text: &'t str) -> std::borrow::Cow<'t, str> {
        render(text, Escaping::Escaped, self.song, self.line, self.notes)
    }

    /// The fingerings of the chords, as text.
    fn chords(&mut self) {
        let mut out = String::new();
        let names = self.song.diagrams.iter().flat_map(|list| &list.chords);
        for chord in names.filter_map(|name| self.song.chords.get(name)) {
            let Some(fingering) = chord.fingering.as_ref().filter(|f| !f.frets.is_empty()) else {
                continue;
            };
            out.push_str(if out.is_empty() { "Chords: " } else { ", " });
            out.push_str(&escape(&chord.name, Escaping::Escaped));
            out.push(' ');
            // Frets above nine need something between them.
            let is_wide = fingering
                .frets
                .iter()
                .any(|fret| matches!(fret, Fret::At(fret) if *fret > 9));
            for (at, fret) in fingering.frets.iter().enumerate() {
                if is_wide && at > 0 {
                    out.push('-');
                }
                match fret {
                    Fret::Muted => out.push('x'),
                    Fret::At(fret) => {
                        let _ = write!(out, "{fret}");
                    }
                }
            }
            if fingering.base_fret > 1 {
                let _ = write!(out, " (fret {})", fingering.base_fret);
            }
        }
        if !out.is_empty() {
            self.entries.push(&out);
            self.entries.push("");
        }
    }

    fn body(&mut self, body: &'a [Element]) -> Result<(), Exceeded> {
        for part in sections(body) {
            match part {
                Part::Section(section) => self.section(&section)?,
                Part::Element(element) => {
                    self.element(element, "")?;
                    self.entries.push("");
                }
            }
        }
        Ok(())
    }

    fn section(&mut self, section: &Section<'a>) -> Result<(), Exceeded> {
        self.entries.push("");
        match section.label {
            Some(label) => {
                let label = label.replace('\n', " ");
                let label = self.text(&label).into_owned();
                self.heading(&label);
            }
            None if section.name != "verse" => {
                let mut name = section.name.to_owned();
                if let Some(first) = name.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
                self.heading(&escape(&name, Escaping::Escaped));
            }
            None => {}
        }
        let has_chords = !self.settings.is_lyrics_only
            && section.elements.iter().any(|element| {
                matches!(&element.kind, ElementKind::SongLine(line) if line.chords.is_some())
            });
        let prefix = if has_chords { "\t" } else { "" };
        let mut rows = Vec::new();
        for element in &section.elements {
            if let ElementKind::GridLine(line) | ElementKind::StrumLine(line) = &element.kind {
                rows.push(line);
                continue;
            }
            self.rows(&mut rows);
            self.element(element, prefix)?;
        }
        self.rows(&mut rows);
        self.entries.push("");
        if section.name == "chorus" {
            self.entries.push(SEPARATOR);
        }
        Ok(())
    }

    fn heading(&mut self, text: &str) {
        self.entries.push(&format!("**{text}**"));
        self.entries.push("");
    }

    fn rows(&mut self, rows: &mut Vec<&'a chordpro_song::GridLine>) {
        if rows.is_empty() {
            return;
        }
        for row in grid::aligned(rows) {
            self.entries.push(&format!("\t{row}"));
        }
        rows.clear();
    }

    fn element(&mut self, element: &'a Element, prefix: &str) -> Result<(), Exceeded> {
        self.budget.at_line(element.line);
        self.budget.tick()?;
        self.budget.check_bytes(self.entries.len() as u64)?;
        self.line = element.line;
        match &element.kind {
            ElementKind::SongLine(line) => self.song_line(line, prefix),
            ElementKind::Empty => self.entries.push(prefix),
            ElementKind::TabLine(text) => self.entries.push(&format!("\t{text}")),
            ElementKind::Comment(comment) => self.comment(comment),
            ElementKind::NewPage => {
                self.entries.push("");
                self.entries.push(SEPARATOR);
            }
            ElementKind::Image(image) => self.image(image),
            ElementKind::Recall(recall) => self.recall(recall)?,
            ElementKind::Delegate(delegate) => {
                for line in &delegate.data {
                    let line = escape(line, Escaping::Escaped);
                    self.entries.push(&format!("{line}  "));
                }
            }
            ElementKind::Setting(setting) => {
                self.settings.set(&setting.path, &setting.value);
                if let (true, Some(config)) = (setting.path.starts_with("text."), &setting.config) {
                    self.recall = RecallStyle::text(config);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn song_line(&mut self, line: &SongLine, prefix: &str) {
        // What stands behind a TAB is shown as it is.
        let in_code = !prefix.is_empty();
        let has_names = line
            .chords
            .iter()
            .flatten()
            .flatten()
            .any(|chord| !chord.name.trim().is_empty());
        let needs_chords = match self.options.chord_lines {
            ChordLines::Always => line.chords.is_some(),
            ChordLines::WhereNeeded => has_names,
        };
        let chords = match &line.chords {
            Some(chords) if needs_chords && in_code => chords,
            _ => {
                let mut out = prefix.to_owned();
                for phrase in &line.phrases {
                    if in_code {
                        out.push_str(&chordpro_song::markup::readable(phrase));
                    } else {
                        out.push_str(&self.text(phrase));
                    }
                }
                out.truncate(out.trim_end().len());
                if !in_code {
                    let text = out.trim_start();
                    let indent = out.chars().count() - text.chars().count();
                    out = format!("{}{text}  ", "\u{A0}".repeat(indent));
                }
                self.entries.push(&out);
                return;
            }
        };
        let mut pair = Pair::new(Columns::Display);
        for (at, (phrase, chord)) in line.phrases.iter().zip(chords).enumerate() {
            let chord = chord
                .as_ref()
                .map(|chord| chord_text(chord, self.options.profile));
            let next = line.phrases.get(at + 1).map(String::as_str);
            let phrase = chordpro_song::markup::readable(phrase);
            pair.push(chord.as_deref(), &phrase, next);
        }
        pair.trim();
        let chords = format!("{prefix}{}", pair.chords);
        let lyrics = format!("{prefix}{}", pair.lyrics);
        self.entries.push_pair(&chords, &lyrics, &self.settings);
    }

    fn comment(&mut self, comment: &Comment) {
        let mut text = String::new();
        let content = &comment.content;
        for (at, phrase) in content.phrases.iter().enumerate() {
            if let Some(Some(chord)) = content.chords.as_ref().and_then(|chords| chords.get(at)) {
                text.push_str("\\[");
                let chord = chord_text(chord, self.options.profile);
                text.push_str(&escape(&chord, Escaping::Escaped));
                text.push_str("\\]");
            }
            text.push_str(&self.text(phrase));
        }
        let mark = match comment.style {
            CommentStyle::Plain => "",
            CommentStyle::Italic => "*",
            CommentStyle::Boxed => "**",
        };
        self.entries.push(&format!("> {mark}{text}{mark}  "));
    }

    fn image(&mut self, image: &'a Image) {
        let alternative = image
            .options
            .get("title")
            .map_or_else(|| source_of(self.song, image), String::as_str);
        let alternative = escape(alternative, Escaping::Escaped);
        let entry = match address_of(self.song, image) {
            Some(address) => format!("![{alternative}]({address})"),
            None => format!("\\[{alternative}\\]"),
        };
        self.entries.push(&entry);
    }

    fn recall(&mut self, recall: &'a Recall) -> Result<(), Exceeded> {
        if let (true, Some(body)) = (self.recall.is_quoted, &recall.body) {
            return self.body(body);
        }
        let text = match (self.recall.tag(), recall.label.as_deref()) {
            (Some((_, tag)), _) => self.text(tag.to_owned().as_str()).into_owned(),
            (None, Some(label)) => self.text(label).into_owned(),
            (None, None) => "Chorus".to_owned(),
        };
        self.heading(&text);
        Ok(())
    }
}
