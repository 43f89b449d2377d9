//! A song in our own page.

use chordpro_song::markup::Text;
use chordpro_song::{
    Block, BlockKind, Break, Budget, Comment, Exceeded, GridRow, Line, Recall, Section,
    SectionKind, Song, TextBlock,
};

use super::escape::{push_curled_text, push_quoted_text, push_text};
use super::line::push_line;
use super::looks::Looks;
use super::picture::push_picture;
use super::span::Texts;
use super::{diagram, rows};
use crate::render::Notes;
use crate::settings::{LineSettings, RecallStyle};
use crate::{ChordLines, WriteOptions};

/// The metadata shown on a page, with their captions.
const SHOWN: [(&str, &str); 13] = [
    ("artist", ""),
    ("composer", "Music"),
    ("lyricist", "Lyrics"),
    ("arranger", "Arranged by"),
    ("album", "Album"),
    ("year", ""),
    ("key", "Key"),
    ("capo", "Capo"),
    ("tempo", "Tempo"),
    ("time", "Time"),
    ("duration", "Duration"),
    ("ccli", "CCLI"),
    ("copyright", "©"),
];

/// Consecutive rows.
#[derive(Default)]
struct Rows<'a> {
    tab: Vec<&'a str>,
    grid: Vec<&'a GridRow>,
}

/// Writes one song.
pub(super) struct PageWriter<'a> {
    out: &'a mut String,
    song: &'a Song,
    options: &'a WriteOptions,
    budget: &'a Budget,
    notes: &'a mut Notes,
    texts: Texts<'a>,
    settings: LineSettings,
    recall: RecallStyle,
    looks: Looks,
    line: u32,
}

impl<'a> PageWriter<'a> {
    pub(super) fn new(
        out: &'a mut String,
        song: &'a Song,
        options: &'a WriteOptions,
        budget: &'a Budget,
        notes: &'a mut Notes,
    ) -> Self {
        PageWriter {
            texts: Texts::new(song, options),
            settings: LineSettings::new(&song.config, options),
            recall: RecallStyle::text(&song.initial_config),
            out,
            song,
            options,
            budget,
            notes,
            looks: Looks::default(),
            line: 0,
        }
    }

    pub(super) fn song(&mut self) -> Result<(), Exceeded> {
        self.budget.at_song(self.song.index);
        self.out.push_str("<div class=\"song\" id=\"song-");
        self.out.push_str(&self.song.index.to_string());
        self.out.push_str("\">\n");
        let title = self.song.title.as_deref().unwrap_or("Untitled");
        self.out
            .push_str("<div class=\"title\" role=\"heading\" aria-level=\"1\"");
        self.looks.set_title(&self.song.sections);
        self.looks.push(self.out, "title");
        self.out.push('>');
        self.written(title);
        self.out.push_str("</div>\n");
        for subtitle in &self.song.subtitles {
            self.text_in_div("subtitle", subtitle);
        }
        self.metadata();
        for section in &self.song.sections {
            self.section(section)?;
        }
        self.diagrams();
        self.out.push_str("</div>\n");
        Ok(())
    }

    fn text(&mut self, text: &Text) {
        self.texts.push(self.out, text, self.line, self.notes);
    }

    fn written(&mut self, text: &str) {
        self.texts
            .push_written(self.out, text, self.line, self.notes);
    }

    fn text_in_div(&mut self, class: &str, text: &str) {
        self.out.push_str("<div class=\"");
        self.out.push_str(class);
        self.out.push_str("\">");
        self.written(text);
        self.out.push_str("</div>\n");
    }

    fn label(&mut self, label: &Text) {
        self.out
            .push_str("<div class=\"label\" role=\"heading\" aria-level=\"2\"");
        self.looks.push(self.out, "label");
        self.out.push('>');
        self.text(label);
        self.out.push_str("</div>\n");
    }

    fn metadata(&mut self) {
        let mut is_open = false;
        for (name, word) in SHOWN {
            let shown = match name {
                // The key as printed, after transposing.
                "key" if self.settings.is_lyrics_only => continue,
                "key" if !self.song.meta.values("key_print").is_empty() => "key_print",
                "capo" if self.settings.is_lyrics_only => continue,
                name => name,
            };
            let values = self.song.meta.values(shown);
            if values.is_empty() {
                continue;
            }
            self.out.push_str(if is_open {
                "<span class=\""
            } else {
                "<div class=\"meta\"><span class=\""
            });
            is_open = true;
            self.out.push_str(name);
            self.out.push_str("\">");
            if !word.is_empty() {
                self.out.push_str("<b>");
                self.out.push_str(word);
                self.out.push_str("</b> ");
            }
            for (at, value) in values.iter().enumerate() {
                if at > 0 {
                    self.out.push_str(", ");
                }
                self.written(value);
            }
            self.out.push_str("</span>");
        }
        if is_open {
            self.out.push_str("</div>\n");
        }
    }

    fn section(&mut self, section: &'a Section) -> Result<(), Exceeded> {
        if section.kind == SectionKind::Bare {
            let is_blank = |block: &&Block| block.kind == BlockKind::Blank;
            return self.blocks(
                section.blocks.iter().filter(|block| !is_blank(block)),
                "text",
            );
        }
        let shows = |block: &Block| !matches!(block.kind, BlockKind::Ignored(_));
        if section.heading().is_none() && !section.blocks.iter().any(shows) {
            return Ok(());
        }
        self.out.push_str("<div class=\"section ");
        push_quoted_text(self.out, section.kind.name());
        self.out.push_str("\">\n");
        if let Some(label) = section.heading() {
            self.label(label);
        }
        let lyrics = match section.kind {
            SectionKind::Chorus => "chorus",
            _ => "text",
        };
        self.blocks(section.blocks.iter(), lyrics)?;
        self.out.push_str("</div>\n");
        Ok(())
    }

    /// Writes blocks; `lyrics` is the style item of their lyrics.
    fn blocks(
        &mut self,
        blocks: impl Iterator<Item = &'a Block>,
        lyrics: &str,
    ) -> Result<(), Exceeded> {
        let mut rows = Rows::default();
        for block in blocks {
            match &block.kind {
                BlockKind::Tab(text) => rows.tab.push(text),
                BlockKind::GridRow(row) => rows.grid.push(row),
                _ => {
                    self.rows(&mut rows);
                    self.block(block, lyrics)?;
                }
            }
        }
        self.rows(&mut rows);
        Ok(())
    }

    /// Writes consecutive rows of a tab or grid.
    fn rows(&mut self, rows: &mut Rows<'a>) {
        let Rows { tab, grid } = std::mem::take(rows);
        if !tab.is_empty() {
            self.out.push_str("<pre");
            self.looks.push(self.out, "tab");
            self.out.push('>');
            for text in tab {
                push_text(self.out, text);
                self.out.push('\n');
            }
            self.out.push_str("</pre>\n");
        }
        if !grid.is_empty() {
            rows::push_rows(self.out, &grid, &self.texts, self.line, self.notes);
        }
    }

    fn block(&mut self, block: &'a Block, lyrics: &str) -> Result<(), Exceeded> {
        self.budget.at_line(block.place.line);
        self.budget.tick()?;
        self.budget.check_bytes(self.out.len() as u64)?;
        self.line = block.place.line;
        match &block.kind {
            BlockKind::Line(line) => self.song_line(line, lyrics),
            BlockKind::Change(change) => self.looks.set(change),
            BlockKind::Blank => self.out.push_str("<div class=\"gap\"></div>\n"),
            BlockKind::Comment(comment) => self.comment(comment),
            BlockKind::Picture(picture) => {
                if let Some(label) = &picture.label {
                    self.label(&label.text);
                }
                push_picture(self.out, self.song, picture, self.options, self.budget)?;
            }
            BlockKind::TextBlock(block) => self.text_block(block),
            BlockKind::Diagrams(names) => self.diagram_list(names),
            BlockKind::Recall(recall) => self.recall(recall)?,
            BlockKind::Break(Break::Page) => self.out.push_str("<div class=\"newpage\"></div>\n"),
            BlockKind::Setting(setting) => {
                self.settings.set(&setting.path, &setting.value);
                if let (true, Some(config)) = (setting.path.starts_with("text."), &setting.config) {
                    self.recall = RecallStyle::text(config);
                }
            }
            // Rows are written together; a page has no columns; the key is in the song's header.
            BlockKind::Tab(_)
            | BlockKind::GridRow(_)
            | BlockKind::Break(Break::Column)
            | BlockKind::Key(_)
            | BlockKind::StrayEnd
            | BlockKind::Ignored(_) => {}
        }
        Ok(())
    }

    fn text_block(&mut self, block: &TextBlock) {
        if let Some(label) = block.options.get("label") {
            let label = self.song.text(label);
            self.label(&label);
        }
        self.out.push_str("<div class=\"txt2html\">");
        for (at, line) in block.data.iter().enumerate() {
            if at > 0 {
                self.out.push_str("<br>\n");
            }
            self.written(line);
        }
        self.out.push_str("</div>\n");
    }

    fn song_line(&mut self, line: &Line, lyrics: &str) {
        let is_plain = self.settings.is_lyrics_only
            || !line.has_brackets
            || (self.options.chord_lines == ChordLines::WhereNeeded && !line.has_named_chords());
        self.out
            .push_str(if self.settings.has_chords_under && !is_plain {
                "<div class=\"songline under\""
            } else {
                "<div class=\"songline\""
            });
        if is_plain {
            self.looks.push(self.out, lyrics);
        } else {
            self.looks.push_with_chords(self.out, lyrics);
        }
        self.out.push('>');
        self.content(line, is_plain);
        self.out.push_str("</div>\n");
    }

    fn content(&mut self, line: &Line, is_plain: bool) {
        push_line(
            self.out,
            line,
            Some(&self.settings).filter(|_| !is_plain),
            &self.texts,
            self.line,
            self.notes,
        );
    }

    fn comment(&mut self, comment: &Comment) {
        self.out.push_str("<div class=\"");
        self.out.push_str(comment.style.name());
        self.out.push_str("\"><span>");
        if comment.content.has_brackets && !self.settings.is_lyrics_only {
            self.out.push_str("<span class=\"songline\">");
            self.content(&comment.content, false);
            self.out.push_str("</span>");
        } else {
            for segment in &comment.content.segments {
                self.text(&segment.text);
            }
        }
        self.out.push_str("</span></div>\n");
    }

    fn recall(&mut self, recall: &'a Recall) -> Result<(), Exceeded> {
        if let (true, Some(chorus)) = (self.recall.is_quoted, &recall.of) {
            return self.section(chorus);
        }
        if let Some((kind, tag)) = self.recall.tag() {
            let class = match kind {
                "comment_italic" | "comment_box" => kind,
                _ => "comment",
            };
            self.out.push_str("<div class=\"");
            self.out.push_str(class);
            self.out.push_str("\"><span>");
            push_curled_text(self.out, tag);
            self.out.push_str("</span></div>\n");
            return Ok(());
        }
        self.out.push_str("<div class=\"recall\"><span>");
        match recall.heading() {
            Some(label) => self.text(label),
            None => self.out.push_str("Chorus"),
        }
        self.out.push_str("</span></div>\n");
        Ok(())
    }

    fn diagrams(&mut self) {
        if self.settings.is_lyrics_only || self.song.is_movable {
            return;
        }
        if let Some(list) = &self.song.diagrams {
            self.diagram_list(&list.chords);
        }
    }

    fn diagram_list(&mut self, names: &[String]) {
        let start = self.out.len();
        self.out.push_str("<div class=\"diagrams\">\n");
        let inside = self.out.len();
        let mut grid = diagram::Grid::default();
        for chord in names.iter().filter_map(|name| self.song.chords.get(name)) {
            diagram::push_figure(self.out, chord, self.song, &mut grid);
        }
        if self.out.len() == inside {
            self.out.truncate(start);
        } else {
            self.out.push_str("</div>\n");
        }
    }
}
