//! One song of our own page.

use chordpro_song::{
    Budget, Comment, Element, ElementKind, Exceeded, Image, Recall, Song, SongLine,
};

use super::escape::{push_curled_text, push_quoted_text, push_text};
use super::line::push_line;
use super::looks::Looks;
use super::picture::push_picture;
use super::span::Texts;
use super::{diagram, rows};
use crate::render::Notes;
use crate::settings::{LineSettings, RecallStyle};
use crate::structure::{Part, Section, sections};
use crate::{ChordLines, WriteOptions};

/// The metadata that a page shows, with the words before them.
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

/// Writes one song.
pub(super) struct SongWriter<'a> {
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

impl<'a> SongWriter<'a> {
    pub(super) fn new(
        out: &'a mut String,
        song: &'a Song,
        options: &'a WriteOptions,
        budget: &'a Budget,
        notes: &'a mut Notes,
    ) -> Self {
        SongWriter {
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
        self.looks.set_title(&self.song.body);
        self.looks.push(self.out, "title");
        self.out.push('>');
        self.text(title);
        self.out.push_str("</div>\n");
        for subtitle in &self.song.subtitles {
            self.text_in_div("subtitle", subtitle);
        }
        self.metadata();
        self.body(&self.song.body)?;
        self.diagrams();
        self.out.push_str("</div>\n");
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.texts.push(self.out, text, self.line, self.notes);
    }

    fn text_in_div(&mut self, class: &str, text: &str) {
        self.out.push_str("<div class=\"");
        self.out.push_str(class);
        self.out.push_str("\">");
        self.text(text);
        self.out.push_str("</div>\n");
    }

    fn label(&mut self, label: &str) {
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
                self.text(value);
            }
            self.out.push_str("</span>");
        }
        if is_open {
            self.out.push_str("</div>\n");
        }
    }

    fn body(&mut self, body: &'a [Element]) -> Result<(), Exceeded> {
        for part in sections(body) {
            match part {
                Part::Section(section) => self.section(&section)?,
                Part::Element(element) => self.element(element)?,
            }
        }
        Ok(())
    }

    fn section(&mut self, section: &Section<'a>) -> Result<(), Exceeded> {
        let is_empty = section.label.is_none()
            && section.elements.iter().all(|element| {
                matches!(
                    element.kind,
                    ElementKind::GridShape(_) | ElementKind::Ignored(_)
                )
            });
        if is_empty {
            return Ok(());
        }
        self.out.push_str("<div class=\"section ");
        push_quoted_text(self.out, section.name);
        self.out.push_str("\">\n");
        if let Some(label) = section.label {
            self.label(label);
        }
        let mut run: Vec<&'a Element> = Vec::new();
        for element in &section.elements {
            let is_row = |element: &Element| {
                matches!(
                    element.kind,
                    ElementKind::TabLine(_) | ElementKind::GridLine(_) | ElementKind::StrumLine(_)
                )
            };
            if is_row(element) {
                run.push(element);
                continue;
            }
            self.run(&mut run);
            self.element(element)?;
        }
        self.run(&mut run);
        self.out.push_str("</div>\n");
        Ok(())
    }

    /// Writes rows of a tab or grid that follow each other.
    fn run(&mut self, run: &mut Vec<&'a Element>) {
        let mut grid = Vec::new();
        let mut has_tab = false;
        for element in run.drain(..) {
            match &element.kind {
                ElementKind::TabLine(text) => {
                    if !has_tab {
                        self.out.push_str("<pre");
                        self.looks.push(self.out, "tab");
                        self.out.push('>');
                        has_tab = true;
                    }
                    push_text(self.out, text);
                    self.out.push('\n');
                }
                ElementKind::GridLine(line) => grid.push((line, rows::Kind::Chords)),
                ElementKind::StrumLine(line) => grid.push((line, rows::Kind::Strums)),
                _ => {}
            }
        }
        if has_tab {
            self.out.push_str("</pre>\n");
        }
        if !grid.is_empty() {
            rows::push_rows(self.out, &grid, &self.texts, self.line, self.notes);
        }
    }

    fn element(&mut self, element: &'a Element) -> Result<(), Exceeded> {
        self.budget.at_line(element.line);
        self.budget.tick()?;
        self.budget.check_bytes(self.out.len() as u64)?;
        self.line = element.line;
        match &element.kind {
            ElementKind::SongLine(line) => {
                let is_chorus = &*element.context == "chorus";
                self.song_line(line, if is_chorus { "chorus" } else { "text" });
            }
            ElementKind::Control(control) => self.looks.set(control),
            ElementKind::Empty => self.out.push_str("<div class=\"gap\"></div>\n"),
            ElementKind::Comment(comment) => self.comment(comment),
            ElementKind::Label(label) => self.label(label),
            ElementKind::Image(image) => self.image(image)?,
            ElementKind::Delegate(delegate) => {
                if let Some(label) = delegate.options.get("label") {
                    self.label(label);
                }
                self.out.push_str("<div class=\"txt2html\">");
                for (at, line) in delegate.data.iter().enumerate() {
                    if at > 0 {
                        self.out.push_str("<br>\n");
                    }
                    self.text(line);
                }
                self.out.push_str("</div>\n");
            }
            ElementKind::Diagrams(names) => self.diagram_list(names),
            ElementKind::Recall(recall) => self.recall(recall)?,
            ElementKind::NewPage => self.out.push_str("<div class=\"newpage\"></div>\n"),
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

    fn song_line(&mut self, line: &SongLine, item: &str) {
        let has_names = || {
            line.chords
                .iter()
                .flatten()
                .flatten()
                .any(|chord| !chord.name.trim().is_empty())
        };
        let is_plain = self.settings.is_lyrics_only
            || line.chords.is_none()
            || (self.options.chord_lines == ChordLines::WhereNeeded && !has_names());
        self.out
            .push_str(if self.settings.has_chords_under && !is_plain {
                "<div class=\"songline under\""
            } else {
                "<div class=\"songline\""
            });
        if is_plain {
            self.looks.push(self.out, item);
        } else {
            self.looks.push_with_chords(self.out, item);
        }
        self.out.push('>');
        self.content(line, is_plain);
        self.out.push_str("</div>\n");
    }

    fn content(&mut self, line: &SongLine, is_plain: bool) {
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
        if comment.content.chords.is_some() && !self.settings.is_lyrics_only {
            self.out.push_str("<span class=\"songline\">");
            self.content(&comment.content, false);
            self.out.push_str("</span>");
        } else {
            for phrase in &comment.content.phrases {
                self.text(phrase);
            }
        }
        self.out.push_str("</span></div>\n");
    }

    fn image(&mut self, image: &Image) -> Result<(), Exceeded> {
        push_picture(self.out, self.song, image, self.options, self.budget)
    }

    fn recall(&mut self, recall: &'a Recall) -> Result<(), Exceeded> {
        if let (true, Some(body)) = (self.recall.is_quoted, &recall.body) {
            return self.body(body);
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
        let label = recall.label.as_deref().filter(|label| !label.is_empty());
        self.text(label.unwrap_or("Chorus"));
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
        for chord in names.iter().filter_map(|name| self.song.chords.get(name)) {
            diagram::push_figure(self.out, chord, self.song);
        }
        if self.out.len() == inside {
            self.out.truncate(start);
        } else {
            self.out.push_str("</div>\n");
        }
    }
}
