//! Markdown without the reference's losses: all sections, grids, boxed comments, recalls; nothing from other sites.

use std::borrow::Cow;
use std::fmt::Write as _;

use chordpro_chords::Fret;
use chordpro_song::markup::Text;
use chordpro_song::{
    Block, BlockKind, Break, Budget, Comment, CommentStyle, Exceeded, GridRow, Line, Picture,
    Recall, Section, SectionKind, Song,
};

use super::SEPARATOR;
use super::entries::Entries;
use super::inline::{Escaping, escape, render, render_all};
use crate::image::{address_of, source_of};
use crate::padding::{Columns, Pair};
use crate::render::{Notes, chord_text};
use crate::settings::{LineSettings, RecallStyle};
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
            let title = self.written(title);
            self.entries.push(&format!("# {title}"));
        }
        for subtitle in &self.song.subtitles {
            let subtitle = self.written(subtitle);
            self.entries.push(&format!("## {subtitle}"));
        }
        self.entries.push("");
        if !self.settings.is_lyrics_only {
            self.chords();
        }
        for section in &self.song.sections {
            self.section(section)?;
        }
        Ok(())
    }

    fn text<'t>(&mut self, text: &'t Text) -> Cow<'t, str> {
        render(text, Escaping::Escaped, self.song, self.line, self.notes)
    }

    /// A text that is kept as source.
    fn written(&mut self, text: &str) -> String {
        let text = self.song.text(text);
        self.text(&text).into_owned()
    }

    /// Writes the fingerings of the chords as text.
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
            // Frets above nine need separators.
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

    fn section(&mut self, section: &'a Section) -> Result<(), Exceeded> {
        if section.kind == SectionKind::Bare {
            let is_blank = |block: &&Block| block.kind == BlockKind::Blank;
            for block in section.blocks.iter().filter(|block| !is_blank(block)) {
                self.block(block, "")?;
                self.entries.push("");
            }
            return Ok(());
        }
        self.entries.push("");
        match section.heading() {
            Some(label) => {
                let label = self.written(&label.as_written().replace('\n', " "));
                self.heading(&label);
            }
            None if section.kind.name() != "verse" => {
                let mut name = section.kind.name().to_owned();
                if let Some(first) = name.get_mut(..1) {
                    first.make_ascii_uppercase();
                }
                self.heading(&escape(&name, Escaping::Escaped));
            }
            None => {}
        }
        let has_chords = !self.settings.is_lyrics_only
            && section
                .blocks
                .iter()
                .any(|block| matches!(&block.kind, BlockKind::Line(line) if line.has_brackets));
        let prefix = if has_chords { "\t" } else { "" };
        let mut rows = Vec::new();
        for block in &section.blocks {
            if let BlockKind::GridRow(row) = &block.kind {
                rows.push(row);
                continue;
            }
            self.rows(&mut rows);
            self.block(block, prefix)?;
        }
        self.rows(&mut rows);
        self.entries.push("");
        if section.kind == SectionKind::Chorus {
            self.entries.push(SEPARATOR);
        }
        Ok(())
    }

    fn heading(&mut self, text: &str) {
        self.entries.push(&format!("**{text}**"));
        self.entries.push("");
    }

    fn rows(&mut self, rows: &mut Vec<&'a GridRow>) {
        if rows.is_empty() {
            return;
        }
        for row in grid::aligned(rows) {
            self.entries.push(&format!("\t{row}"));
        }
        rows.clear();
    }

    fn block(&mut self, block: &'a Block, prefix: &str) -> Result<(), Exceeded> {
        self.budget.at_line(block.place.line);
        self.budget.tick()?;
        self.budget.check_bytes(self.entries.len() as u64)?;
        self.line = block.place.line;
        match &block.kind {
            BlockKind::Line(line) => self.song_line(line, prefix),
            BlockKind::Blank => self.entries.push(prefix),
            BlockKind::Tab(text) => self.entries.push(&format!("\t{text}")),
            BlockKind::Comment(comment) => self.comment(comment),
            BlockKind::Break(Break::Page) => {
                self.entries.push("");
                self.entries.push(SEPARATOR);
            }
            BlockKind::Picture(picture) => self.picture(picture),
            BlockKind::Recall(recall) => self.recall(recall)?,
            BlockKind::TextBlock(block) => {
                for line in &block.data {
                    let line = escape(line, Escaping::Escaped);
                    self.entries.push(&format!("{line}  "));
                }
            }
            BlockKind::Setting(setting) => {
                self.settings.set(&setting.path, &setting.value);
                if let (true, Some(config)) = (setting.path.starts_with("text."), &setting.config) {
                    self.recall = RecallStyle::text(config);
                }
            }
            // Rows are written together; Markdown has no columns, diagrams or fonts.
            BlockKind::GridRow(_)
            | BlockKind::Break(Break::Column)
            | BlockKind::Diagrams(_)
            | BlockKind::Change(_)
            | BlockKind::Key(_)
            | BlockKind::StrayEnd
            | BlockKind::Ignored(_) => {}
        }
        Ok(())
    }

    fn song_line(&mut self, line: &Line, prefix: &str) {
        // Text after a TAB is shown literally.
        let in_code = !prefix.is_empty();
        let needs_chords = match self.options.chord_lines {
            ChordLines::Always => line.has_brackets,
            ChordLines::WhereNeeded => line.has_named_chords(),
        };
        if !(needs_chords && in_code) {
            self.lyrics(line, prefix);
            return;
        }
        let mut pair = Pair::new(Columns::Display);
        let mut texts = line.segments.iter().map(|segment| segment.text.readable());
        let mut next = texts.next();
        for segment in &line.segments {
            let Some(text) = next else { break };
            next = texts.next();
            let chord = segment.chord.as_ref();
            let chord = chord.map(|chord| chord_text(chord, self.options.profile));
            pair.push(chord.as_deref(), &text, next.as_deref());
        }
        pair.trim();
        let chords = format!("{prefix}{}", pair.chords);
        let lyrics = format!("{prefix}{}", pair.lyrics);
        self.entries.push_pair(&chords, &lyrics, &self.settings);
    }

    fn lyrics(&mut self, line: &Line, prefix: &str) {
        let texts = line.segments.iter().map(|segment| &segment.text);
        let mut out = prefix.to_owned();
        if prefix.is_empty() {
            let (song, number) = (self.song, self.line);
            out = render_all(texts, Escaping::Escaped, song, number, self.notes);
        } else {
            out.extend(texts.map(Text::readable));
        }
        out.truncate(out.trim_end().len());
        if prefix.is_empty() {
            let text = out.trim_start();
            let indent = out.chars().count() - text.chars().count();
            out = format!("{}{text}  ", "\u{A0}".repeat(indent));
        }
        self.entries.push(&out);
    }

    fn comment(&mut self, comment: &Comment) {
        let mut text = String::new();
        for segment in &comment.content.segments {
            if let Some(chord) = &segment.chord {
                text.push_str("\\[");
                let chord = chord_text(chord, self.options.profile);
                text.push_str(&escape(&chord, Escaping::Escaped));
                text.push_str("\\]");
            }
            text.push_str(&self.text(&segment.text));
        }
        let mark = match comment.style {
            CommentStyle::Plain => "",
            CommentStyle::Italic => "*",
            CommentStyle::Boxed => "**",
        };
        self.entries.push(&format!("> {mark}{text}{mark}  "));
    }

    fn picture(&mut self, image: &Picture) {
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
        if let (true, Some(chorus)) = (self.recall.is_quoted, &recall.of) {
            return self.section(chorus);
        }
        let text = match (self.recall.tag(), recall.heading()) {
            (Some((_, tag)), _) => {
                let tag = tag.to_owned();
                self.written(&tag)
            }
            (None, Some(label)) => self.text(label).into_owned(),
            (None, None) => "Chorus".to_owned(),
        };
        self.heading(&text);
        Ok(())
    }
}
