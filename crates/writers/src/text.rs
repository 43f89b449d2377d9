//! Plain text output: chords above lyrics (`docs/spec/outputs.md#2`).

use chordpro_song::{
    Book, Budget, Comment, Element, ElementKind, Exceeded, GridLine, Image, Recall, Song, SongLine,
};

use crate::apostrophe::push_curled;
use crate::image::{push_text_image, source_of};
use crate::padding::{Columns, Pair};
use crate::render::{Notes, chord_text, plain, push_bracketed};
use crate::settings::{LineSettings, RecallStyle};
use crate::{ChordLines, WriteOptions, Written, grid};

/// Writes all songs of `book`.
///
/// # Errors
/// A limit of the budget was exceeded.
pub fn write(book: &Book, options: &WriteOptions, budget: &Budget) -> Result<Written, Exceeded> {
    let mut out = String::with_capacity(4096);
    let mut notes = Notes::default();
    for (at, song) in book.songs.iter().enumerate() {
        if at > 0 {
            if options.is_tidy() {
                out.push('\n');
            }
            out.push_str("-- New song\n");
        }
        let mut writer = SongWriter::new(song, options, budget, &mut out, &mut notes);
        writer.song()?;
    }
    budget.check_bytes(out.len() as u64)?;
    Ok(Written {
        text: out,
        diagnostics: notes.diagnostics,
    })
}

struct SongWriter<'a> {
    song: &'a Song,
    options: &'a WriteOptions,
    budget: &'a Budget,
    out: &'a mut String,
    notes: &'a mut Notes,
    settings: LineSettings,
    recall: RecallStyle,
    /// The section that is open; empty outside sections.
    context: &'a str,
    /// Rows of a grid that wait for their alignment.
    rows: Vec<&'a GridLine>,
    pair: Pair,
    line: u32,
}

impl<'a> SongWriter<'a> {
    fn new(
        song: &'a Song,
        options: &'a WriteOptions,
        budget: &'a Budget,
        out: &'a mut String,
        notes: &'a mut Notes,
    ) -> Self {
        let columns = if options.is_complete() {
            Columns::Display
        } else {
            Columns::CodePoints
        };
        SongWriter {
            song,
            options,
            budget,
            out,
            notes,
            settings: LineSettings::new(&song.config, options),
            recall: RecallStyle::text(&song.initial_config),
            context: "",
            rows: Vec::new(),
            pair: Pair::new(columns),
            line: 0,
        }
    }

    fn song(&mut self) -> Result<(), Exceeded> {
        self.budget.at_song(self.song.index);
        if let Some(title) = &self.song.title {
            self.heading("-- Title: ", title);
        }
        for subtitle in &self.song.subtitles {
            self.heading("-- Subtitle: ", subtitle);
        }
        if self.options.is_tidy() {
            self.out.push('\n');
        }
        self.elements(&self.song.body)?;
        self.close();
        Ok(())
    }

    fn heading(&mut self, prefix: &str, text: &'a str) {
        self.out.push_str(prefix);
        let text = self.raw(text);
        self.out.push_str(&text);
        self.out.push('\n');
    }

    /// A text that the reference shows with its markup.
    fn raw(&mut self, text: &'a str) -> std::borrow::Cow<'a, str> {
        if self.options.is_complete() {
            plain(text, self.options.profile, self.song, self.line, self.notes)
        } else {
            text.into()
        }
    }

    fn elements(&mut self, elements: &'a [Element]) -> Result<(), Exceeded> {
        for (at, element) in elements.iter().enumerate() {
            self.budget.at_line(element.line);
            self.budget.tick()?;
            self.line = element.line;
            self.enter(element, elements.get(at + 1));
            self.element(element)?;
            self.budget.check_bytes(self.out.len() as u64)?;
        }
        Ok(())
    }

    /// Closes and opens sections as the element's context asks.
    fn enter(&mut self, element: &'a Element, next: Option<&'a Element>) {
        let context = &*element.context;
        if context == self.context {
            return;
        }
        let is_image_label = context == "image" && matches!(element.kind, ElementKind::Label(_));
        if self.options.is_complete() && is_image_label {
            return;
        }
        self.close();
        self.context = context;
        if context.is_empty() {
            return;
        }
        self.out.push_str("-- Start of ");
        self.out.push_str(context);
        if self.options.is_complete() {
            let label = match (&element.kind, next.map(|next| &next.kind)) {
                (ElementKind::Label(label), _)
                | (ElementKind::GridShape(_), Some(ElementKind::Label(label))) => {
                    Some(label.as_str())
                }
                (ElementKind::GridShape(shape), _) => shape.label.as_deref(),
                _ => None,
            };
            if let Some(label) = label {
                self.out.push_str(": ");
                self.label(label);
            }
        }
        self.out.push('\n');
    }

    /// Closes the open section, if any.
    fn close(&mut self) {
        self.flush_grid();
        if !self.context.is_empty() {
            self.out.push_str("-- End of ");
            self.out.push_str(self.context);
            self.out.push('\n');
            self.context = "";
        }
    }

    fn element(&mut self, element: &'a Element) -> Result<(), Exceeded> {
        let is_complete = self.options.is_complete();
        match &element.kind {
            ElementKind::GridLine(line) | ElementKind::StrumLine(line) => {
                if is_complete {
                    self.rows.push(line);
                }
                return Ok(());
            }
            _ => self.flush_grid(),
        }
        match &element.kind {
            ElementKind::Empty => self.out.push('\n'),
            ElementKind::SongLine(line) => self.song_line(line),
            ElementKind::TabLine(text) => {
                self.out.push_str(text);
                self.out.push('\n');
            }
            ElementKind::Comment(comment) => self.comment(comment),
            ElementKind::Image(image) => self.image(image),
            ElementKind::NewPage => self.out.push_str("-- New page\n"),
            ElementKind::ColumnBreak => self.out.push_str("-- Column break\n"),
            ElementKind::Recall(recall) => self.recall(recall)?,
            ElementKind::Setting(setting) => {
                self.settings.set(&setting.path, &setting.value);
                if let (true, Some(config)) = (setting.path.starts_with("text."), &setting.config) {
                    self.recall = RecallStyle::text(config);
                }
            }
            // Sections of one name stay apart; what follows the last one closes it.
            ElementKind::SectionEnd if is_complete => self.close(),
            ElementKind::Label(label) if is_complete && &*element.context == "image" => {
                self.out.push_str("-- Image: ");
                self.label(label);
                self.out.push('\n');
            }
            _ => {}
        }
        Ok(())
    }

    /// A label on one line, without its markup.
    fn label(&mut self, label: &str) {
        let label = plain(
            label,
            self.options.profile,
            self.song,
            self.line,
            self.notes,
        );
        push_on_one_line(self.out, &label);
    }

    fn flush_grid(&mut self) {
        if self.rows.is_empty() {
            return;
        }
        let rows = std::mem::take(&mut self.rows);
        for row in grid::aligned(&rows) {
            self.out.push_str(&row);
            self.out.push('\n');
        }
    }

    /// Ends a line, without the white space at its end: that belongs to the line, which begins after a line end.
    fn end_line(&mut self) {
        let end = self
            .out
            .trim_end_matches(|c: char| c.is_whitespace() && c != '\n')
            .len();
        self.out.truncate(end);
        self.out.push('\n');
    }

    fn song_line(&mut self, line: &SongLine) {
        let song = self.song;
        let number = self.line;
        let profile = self.options.profile;
        let chords = line.chords.as_deref();
        let has_names = || {
            chords.is_some_and(|chords| {
                chords
                    .iter()
                    .flatten()
                    .any(|chord| !chord.name.trim().is_empty())
            })
        };
        let is_single = self.options.chord_lines == ChordLines::WhereNeeded && !has_names();
        if self.settings.is_lyrics_only || is_single {
            for phrase in &line.phrases {
                push_curled(self.out, &plain(phrase, profile, song, number, self.notes));
            }
            self.end_line();
            return;
        }
        let Some(chords) = chords else {
            if self.settings.inline_chords.is_none() {
                self.out.push('\n');
            }
            for phrase in &line.phrases {
                push_curled(self.out, &plain(phrase, profile, song, number, self.notes));
            }
            if self.options.is_complete() {
                self.end_line();
            } else {
                self.out.push('\n');
            }
            return;
        };
        if let Some((before, after)) = &self.settings.inline_chords {
            for (phrase, chord) in line.phrases.iter().zip(chords) {
                if let Some(chord) = chord {
                    self.out.push_str(before);
                    self.out.push_str(&chord_text(chord, self.options.profile));
                    self.out.push_str(after);
                }
                push_curled(self.out, &plain(phrase, profile, song, number, self.notes));
            }
            self.out.push('\n');
            return;
        }
        self.pair.clear();
        let mut phrases = line
            .phrases
            .iter()
            .map(|phrase| plain(phrase, profile, song, number, self.notes))
            .map(|phrase| match phrase.contains('\'') {
                true => phrase.replace('\'', "’").into(),
                false => phrase,
            })
            .peekable();
        let mut chords = chords.iter();
        while let (Some(phrase), Some(chord)) = (phrases.next(), chords.next()) {
            let chord = chord
                .as_ref()
                .map(|chord| chord_text(chord, self.options.profile));
            self.pair.push(
                chord.as_deref(),
                &phrase,
                phrases.peek().map(|next| &**next),
            );
        }
        drop(phrases);
        self.pair.trim();
        let (first, second) = if self.settings.has_chords_under {
            (&self.pair.lyrics, &self.pair.chords)
        } else {
            (&self.pair.chords, &self.pair.lyrics)
        };
        self.out.push_str(first);
        self.out.push('\n');
        self.out.push_str(second);
        self.out.push('\n');
    }

    fn comment(&mut self, comment: &'a Comment) {
        if self.options.is_tidy() {
            self.out.push('\n');
        }
        self.out.push_str("-- ");
        let content = &comment.content;
        for (at, phrase) in content.phrases.iter().enumerate() {
            if let Some(Some(chord)) = content.chords.as_ref().and_then(|chords| chords.get(at)) {
                push_bracketed(self.out, chord);
            }
            let phrase = self.raw(phrase);
            self.out.push_str(&phrase);
        }
        self.out.push('\n');
        if self.options.is_tidy() {
            self.out.push('\n');
        }
    }

    fn image(&mut self, image: &'a Image) {
        self.out.push_str("+ image: ");
        let source = if self.options.is_complete() {
            source_of(self.song, image)
        } else {
            "<none>"
        };
        push_text_image(self.out, source, image);
        self.out.push('\n');
    }

    fn recall(&mut self, recall: &'a Recall) -> Result<(), Exceeded> {
        match (&recall.body, self.recall.tag()) {
            (Some(body), _) if self.recall.is_quoted => {
                if self.options.is_complete() {
                    self.close();
                }
                self.elements(body)?;
                if self.options.is_complete() {
                    self.close();
                }
            }
            (_, Some((kind, tag))) => {
                self.out.push('{');
                self.out.push_str(kind);
                self.out.push_str(": ");
                self.out.push_str(tag);
                self.out.push_str("}\n");
            }
            _ if self.options.is_complete() => {
                self.out.push_str("-- Chorus");
                if let Some(label) = &recall.label {
                    self.out.push_str(": ");
                    self.label(label);
                }
                self.out.push('\n');
            }
            _ => self.out.push_str("{chorus}\n"),
        }
        Ok(())
    }
}

/// Appends the text with its line ends turned into blanks.
fn push_on_one_line(out: &mut String, text: &str) {
    out.extend(text.chars().map(|c| if c == '\n' { ' ' } else { c }));
}
