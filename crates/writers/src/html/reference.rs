//! HTML as the reference writes it, except that everything is escaped (`docs/spec/outputs.md#4`).

use chordpro_song::{
    Assets, Book, Budget, ChordInfo, Comment, CommentStyle, Element, ElementKind, Exceeded, Song,
    SongLine,
};

use super::escape::{push_css_string, push_quoted_text, push_text};
use super::picture::push_picture;
use super::span::Texts;
use super::styles::push_sheets;
use crate::render::Notes;
use crate::settings::LineSettings;
use crate::structure::{Part, Section, contexts};
use crate::{ChordLines, WriteOptions};

/// Writes the page.
pub(super) fn write(
    out: &mut String,
    book: &Book,
    options: &WriteOptions,
    assets: &dyn Assets,
    budget: &Budget,
    notes: &mut Notes,
) -> Result<(), Exceeded> {
    out.push_str("<html>\n<head>\n<meta charset=\"utf-8\">\n");
    let builtin = chordpro_config::Config::builtin();
    let config = book
        .songs
        .first()
        .map_or(&builtin, |song| &song.initial_config);
    if options.has_styles() {
        push_sheets(out, config, assets);
    }
    out.push_str("</head>\n<body>\n");
    for song in book.songs.iter().filter(|song| !song.is_missing) {
        let mut writer = SongWriter {
            song,
            options,
            budget,
            texts: Texts::new(song, options),
            settings: LineSettings::new(&song.config, options),
            out,
            notes,
            line: 0,
        };
        writer.song()?;
    }
    out.push_str("</body>\n</html>\n");
    Ok(())
}

struct SongWriter<'a> {
    song: &'a Song,
    options: &'a WriteOptions,
    budget: &'a Budget,
    texts: Texts<'a>,
    settings: LineSettings,
    out: &'a mut String,
    notes: &'a mut Notes,
    line: u32,
}

impl<'a> SongWriter<'a> {
    fn song(&mut self) -> Result<(), Exceeded> {
        self.budget.at_song(self.song.index);
        let title = self.song.title.as_deref().unwrap_or("Untitled");
        self.out.push_str(
            "<div class=\"song\">\n<style>\n@page {\n  @top-center {\n      content: counter(song) \". ",
        );
        push_css_string(self.out, title);
        self.out.push_str("\";\n  }\n}\n</style>\n");
        self.text_in_div("title", title);
        for subtitle in &self.song.subtitles {
            self.text_in_div("subtitle", subtitle);
        }
        for part in contexts(&self.song.body) {
            match part {
                Part::Section(section) if section.name == "tab" => self.tab(&section),
                Part::Section(section) => {
                    self.out.push_str("<div class=\"");
                    push_quoted_text(self.out, section.name);
                    self.out.push_str("\">\n");
                    for element in &section.elements {
                        self.element(element, Place::Section)?;
                    }
                    self.out.push_str("</div>\n");
                }
                Part::Element(element) => self.element(element, Place::Top)?,
            }
        }
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

    fn tab(&mut self, section: &Section<'_>) {
        self.out.push_str("<div class=\"tab\">");
        for element in &section.elements {
            if let ElementKind::TabLine(text) = &element.kind {
                push_text(self.out, text);
                self.out.push('\n');
            }
        }
        self.out.push_str("</div>\n");
    }

    fn element(&mut self, element: &Element, place: Place) -> Result<(), Exceeded> {
        self.budget.at_line(element.line);
        self.budget.tick()?;
        self.budget.check_bytes(self.out.len() as u64)?;
        self.line = element.line;
        match &element.kind {
            ElementKind::SongLine(line) => self.song_line(line),
            ElementKind::Empty => self.out.push_str("<!-- ***SHOULD NOT HAPPEN*** -->\n"),
            ElementKind::Comment(comment) => self.comment(comment, place),
            ElementKind::Label(label) if place == Place::Section => {
                self.text_in_div("label", label);
            }
            ElementKind::Image(image) => {
                push_picture(self.out, self.song, image, self.options, self.budget)?;
            }
            ElementKind::Delegate(delegate) => {
                self.out.push_str("<div class=\"txt2html\">");
                for (at, line) in delegate.data.iter().enumerate() {
                    if at > 0 {
                        self.out.push_str("<br/>\n");
                    }
                    push_quoted_text(self.out, line);
                }
                self.out.push_str("</div>\n");
            }
            _ => {}
        }
        Ok(())
    }

    fn comment(&mut self, comment: &Comment, place: Place) {
        if comment.style == CommentStyle::Boxed && place == Place::Top {
            return;
        }
        self.out.push_str("<div class=\"");
        self.out.push_str(comment.style.name());
        self.out.push_str("\"><span>");
        let content = &comment.content;
        match (&content.chords, place) {
            (Some(_), Place::Section) => {}
            (Some(chords), Place::Top) => {
                let mut joined = String::new();
                for (phrase, chord) in content.phrases.iter().zip(chords) {
                    joined.push_str(chord.as_ref().map_or("", |chord| &chord.name));
                    joined.push_str(phrase);
                }
                self.text(&joined);
            }
            (None, _) => {
                for phrase in &content.phrases {
                    self.text(phrase);
                }
            }
        }
        self.out.push_str("</span></div>\n");
    }

    fn song_line(&mut self, line: &SongLine) {
        let chords = line.chords.as_deref();
        let is_single = self.options.chord_lines == ChordLines::WhereNeeded
            && !chords
                .into_iter()
                .flatten()
                .flatten()
                .any(|chord| !chord.name.trim().is_empty());
        self.out.push_str("<table class=\"songline\">\n");
        if self.settings.is_lyrics_only || is_single {
            let joined = line.phrases.concat();
            self.out.push_str("  <tr class=\"lyrics\">\n    <td>");
            self.text(joined.trim_end());
            self.out.push_str("</td>\n  </tr>\n");
        } else if self.settings.has_chords_under {
            self.lyrics_row(line);
            self.chord_row(line);
        } else {
            self.chord_row(line);
            self.lyrics_row(line);
        }
        self.out.push_str("</table>\n");
    }

    fn chord_row(&mut self, line: &SongLine) {
        self.out.push_str("  <tr class=\"chords\">\n    ");
        match &line.chords {
            None => self.out.push_str("<td></td>"),
            Some(chords) => {
                for chord in chords {
                    match chord {
                        None => self.out.push_str("<td></td>"),
                        Some(chord) if matches!(chord.info, ChordInfo::Annotation) => {
                            self.out.push_str("<td class=\"annotation\">");
                            push_simple_markup(self.out, &chord.display);
                            self.out.push_str("</td>");
                        }
                        Some(chord) => {
                            self.out.push_str("<td>");
                            push_text(self.out, &chord.name);
                            self.out.push_str("</td>");
                        }
                    }
                }
            }
        }
        self.out.push_str("\n  </tr>\n");
    }

    fn lyrics_row(&mut self, line: &SongLine) {
        self.out.push_str("  <tr class=\"lyrics\">\n    ");
        for phrase in &line.phrases {
            let text = phrase.trim_start();
            self.out.push_str(if text.len() < phrase.len() {
                "<td class=\"indent\">"
            } else {
                "<td>"
            });
            self.text(text);
            self.out.push_str("</td>");
        }
        self.out.push_str("\n  </tr>\n");
    }
}

/// Where an element stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a section.
    Section,
    /// Outside.
    Top,
}

/// The reference writes annotations as they are. Harmless tags stay; everything else is escaped.
fn push_simple_markup(out: &mut String, text: &str) {
    const HARMLESS: [&str; 12] = [
        "<b>", "</b>", "<i>", "</i>", "<u>", "</u>", "<s>", "</s>", "<sup>", "</sup>", "<sub>",
        "</sub>",
    ];
    let mut rest = text;
    while let Some(at) = rest.find('<') {
        let (before, tail) = rest.split_at(at);
        push_text(out, before);
        let tag = HARMLESS.iter().find(|tag| tail.starts_with(**tag));
        let length = match tag {
            Some(tag) => {
                out.push_str(tag);
                tag.len()
            }
            None => {
                out.push_str("&lt;");
                1
            }
        };
        rest = tail.get(length..).unwrap_or_default();
    }
    push_text(out, rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn annotations_keep_harmless_tags_only() {
        let mut out = String::new();
        push_simple_markup(&mut out, "<i>rit.</i> <script>x</script> <b onclick=x>");
        assert_eq!(
            out,
            "<i>rit.</i> &lt;script&gt;x&lt;/script&gt; &lt;b onclick=x&gt;"
        );
    }
}
