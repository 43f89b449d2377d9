//! Plain text output: chords above lyrics (`docs/spec/outputs.md#2`).

use chordpro_song::markup::Text;
use chordpro_song::{
    Block, BlockKind, Book, Break, Budget, Comment, Exceeded, GridRow, Line, Picture, Recall,
    Section, Song,
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
        let mut writer = TextWriter::new(song, options, budget, &mut out, &mut notes);
        writer.song()?;
    }
    budget.check_bytes(out.len() as u64)?;
    Ok(Written {
        text: out,
        diagnostics: notes.diagnostics,
    })
}

struct TextWriter<'a> {
    song: &'a Song,
    options: &'a WriteOptions,
    budget: &'a Budget,
    out: &'a mut String,
    notes: &'a mut Notes,
    settings: LineSettings,
    recall: RecallStyle,
    /// The open section; empty outside of sections.
    context: &'a str,
    /// Rows of a grid that are not aligned yet.
    rows: Vec<&'a GridRow>,
    pair: Pair,
    line: u32,
}

impl<'a> TextWriter<'a> {
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
        TextWriter {
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
        for section in &self.song.sections {
            self.section(section)?;
        }
        self.close();
        Ok(())
    }

    fn heading(&mut self, prefix: &str, written: &str) {
        self.out.push_str(prefix);
        if self.options.is_complete() {
            let text = self.song.text(written);
            self.out.push_str(&text.readable());
        } else {
            self.out.push_str(written);
        }
        self.out.push('\n');
    }

    fn section(&mut self, section: &'a Section) -> Result<(), Exceeded> {
        let name = section.kind.directive().unwrap_or_default();
        self.line = section.place.line;
        if self.options.is_complete() {
            self.close();
            self.open(name, section.heading());
        }
        if !self.options.is_complete() {
            self.enter(name);
        }
        for block in &section.blocks {
            self.budget.at_line(block.place.line);
            self.budget.tick()?;
            self.line = block.place.line;
            if !self.options.is_complete() {
                // The repeated chorus stays open.
                self.enter(name);
            }
            self.block(block, name)?;
            self.budget.check_bytes(self.out.len() as u64)?;
        }
        if self.options.is_complete() {
            self.close();
        }
        Ok(())
    }

    /// Continues in a section of this name; the reference merges consecutive sections of the same name.
    fn enter(&mut self, name: &'a str) {
        if name != self.context {
            self.close();
            self.open(name, None);
        }
    }

    fn open(&mut self, name: &'a str, label: Option<&Text>) {
        self.context = name;
        if name.is_empty() {
            return;
        }
        self.out.push_str("-- Start of ");
        self.out.push_str(name);
        if let Some(label) = label {
            self.out.push_str(": ");
            self.label(label);
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

    fn block(&mut self, block: &'a Block, section: &'a str) -> Result<(), Exceeded> {
        if let BlockKind::GridRow(row) = &block.kind {
            if self.options.is_complete() {
                self.rows.push(row);
            }
            return Ok(());
        }
        self.flush_grid();
        match &block.kind {
            BlockKind::Blank => self.out.push('\n'),
            BlockKind::Line(line) => self.song_line(line),
            BlockKind::Tab(text) => {
                self.out.push_str(text);
                self.out.push('\n');
            }
            BlockKind::Comment(comment) => self.comment(comment),
            BlockKind::Picture(picture) => self.picture(picture, section),
            BlockKind::Break(Break::Page) => self.out.push_str("-- New page\n"),
            BlockKind::Break(Break::Column) => self.out.push_str("-- Column break\n"),
            BlockKind::Recall(recall) => self.recall(recall)?,
            BlockKind::Setting(setting) => {
                self.settings.set(&setting.path, &setting.value);
                if let (true, Some(config)) = (setting.path.starts_with("text."), &setting.config) {
                    self.recall = RecallStyle::text(config);
                }
            }
            // Items for pages or programs are not written as text.
            BlockKind::GridRow(_)
            | BlockKind::TextBlock(_)
            | BlockKind::Diagrams(_)
            | BlockKind::Change(_)
            | BlockKind::Key(_)
            | BlockKind::StrayEnd
            | BlockKind::Ignored(_) => {}
        }
        Ok(())
    }

    /// Writes a label on one line, without markup.
    fn label(&mut self, label: &Text) {
        push_on_one_line(self.out, &label.readable());
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

    /// Ends a line and trims its end, but not beyond its own start after the previous line end.
    fn end_line(&mut self) {
        let end = self
            .out
            .trim_end_matches(|c: char| c.is_whitespace() && c != '\n')
            .len();
        self.out.truncate(end);
        self.out.push('\n');
    }

    fn song_line(&mut self, line: &Line) {
        let is_single =
            self.options.chord_lines == ChordLines::WhereNeeded && !line.has_named_chords();
        if self.settings.is_lyrics_only || is_single {
            self.lyrics(line);
            self.end_line();
        } else if !line.has_brackets {
            if self.settings.inline_chords.is_none() {
                self.out.push('\n');
            }
            self.lyrics(line);
            if self.options.is_complete() {
                self.end_line();
            } else {
                self.out.push('\n');
            }
        } else if let Some((before, after)) = self.settings.inline_chords.clone() {
            for segment in &line.segments {
                if let Some(chord) = &segment.chord {
                    self.out.push_str(&before);
                    self.out.push_str(&chord_text(chord, self.options.profile));
                    self.out.push_str(&after);
                }
                self.lyric(&segment.text);
            }
            self.out.push('\n');
        } else {
            self.chords_over_lyrics(line);
        }
    }

    fn lyrics(&mut self, line: &Line) {
        for segment in &line.segments {
            self.lyric(&segment.text);
        }
    }

    fn lyric(&mut self, text: &Text) {
        let text = plain(text, self.options.profile, self.song, self.line, self.notes);
        push_curled(self.out, &text);
    }

    fn chords_over_lyrics(&mut self, line: &Line) {
        self.pair.clear();
        let profile = self.options.profile;
        let mut texts = line
            .segments
            .iter()
            .map(|segment| plain(&segment.text, profile, self.song, self.line, self.notes))
            .map(|text| match text.contains('\'') {
                true => text.replace('\'', "’").into(),
                false => text,
            })
            .peekable();
        for segment in &line.segments {
            let Some(text) = texts.next() else { break };
            let chord = segment.chord.as_ref();
            let chord = chord.map(|chord| chord_text(chord, profile));
            let next = texts.peek().map(|next| &**next);
            self.pair.push(chord.as_deref(), &text, next);
        }
        drop(texts);
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

    fn comment(&mut self, comment: &Comment) {
        if self.options.is_tidy() {
            self.out.push('\n');
        }
        self.out.push_str("-- ");
        for segment in &comment.content.segments {
            if let Some(chord) = &segment.chord {
                push_bracketed(self.out, chord);
            }
            // The reference shows comments with markup.
            if self.options.is_complete() {
                self.out.push_str(&segment.text.readable());
            } else {
                self.out.push_str(segment.text.as_written());
            }
        }
        self.out.push('\n');
        if self.options.is_tidy() {
            self.out.push('\n');
        }
    }

    fn picture(&mut self, picture: &Picture, section: &'a str) {
        if let Some(label) = &picture.label {
            if self.options.is_complete() {
                self.out.push_str("-- Image: ");
                self.label(&label.text);
                self.out.push('\n');
            } else {
                // The reference reads the label as a section.
                self.enter("image");
                self.enter(section);
            }
        }
        self.out.push_str("+ image: ");
        let source = if self.options.is_complete() {
            source_of(self.song, picture)
        } else {
            "<none>"
        };
        push_text_image(self.out, source, picture);
        self.out.push('\n');
    }

    fn recall(&mut self, recall: &'a Recall) -> Result<(), Exceeded> {
        match (&recall.of, self.recall.tag()) {
            (Some(chorus), _) if self.recall.is_quoted => self.section(chorus)?,
            (_, Some((kind, tag))) => {
                self.out.push('{');
                self.out.push_str(kind);
                self.out.push_str(": ");
                self.out.push_str(tag);
                self.out.push_str("}\n");
            }
            _ if self.options.is_complete() => {
                self.out.push_str("-- Chorus");
                if let Some(label) = recall.heading() {
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

/// Appends the text with line ends replaced by blanks.
fn push_on_one_line(out: &mut String, text: &str) {
    out.extend(text.chars().map(|c| if c == '\n' { ' ' } else { c }));
}
