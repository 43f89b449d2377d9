//! HTML as the reference writes it, except that everything is escaped (`docs/spec/outputs.md#4`).

use chordpro_song::markup::Text;
use chordpro_song::{
    Assets, Block, BlockKind, Book, Budget, Comment, CommentStyle, Exceeded, Line, Song,
};

use super::escape::{push_css_string, push_curled_text, push_quoted_text, push_text};
use super::picture::push_picture;
use super::span::Texts;
use super::styles::push_sheets;
use crate::reference_sections::{Item, Part, parts};
use crate::render::Notes;
use crate::settings::LineSettings;
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
        let mut writer = ReferenceWriter {
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

struct ReferenceWriter<'a> {
    song: &'a Song,
    options: &'a WriteOptions,
    budget: &'a Budget,
    texts: Texts<'a>,
    settings: LineSettings,
    out: &'a mut String,
    notes: &'a mut Notes,
    line: u32,
}

impl<'a> ReferenceWriter<'a> {
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
        for part in parts(&self.song.sections) {
            match part {
                Part::Section("tab", items) => self.tab(&items),
                Part::Section(name, items) => {
                    self.out.push_str("<div class=\"");
                    push_quoted_text(self.out, name);
                    self.out.push_str("\">\n");
                    for item in items {
                        self.item(item, Place::Section)?;
                    }
                    self.out.push_str("</div>\n");
                }
                Part::Item(item) => self.item(item, Place::Top)?,
            }
        }
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

    fn tab(&mut self, items: &[Item<'_>]) {
        self.out.push_str("<div class=\"tab\">");
        for item in items {
            if let Item::Block(block) = item
                && let BlockKind::Tab(text) = &block.kind
            {
                push_text(self.out, text);
                self.out.push('\n');
            }
        }
        self.out.push_str("</div>\n");
    }

    fn item(&mut self, item: Item<'_>, place: Place) -> Result<(), Exceeded> {
        match item {
            Item::Label(label) if place == Place::Section => {
                self.line = label.place.line;
                self.text_in_div("label", label.text.as_written());
                Ok(())
            }
            Item::Block(block) => self.block(block, place),
            Item::Label(_) | Item::Shape | Item::End => Ok(()),
        }
    }

    fn block(&mut self, block: &Block, place: Place) -> Result<(), Exceeded> {
        self.budget.at_line(block.place.line);
        self.budget.tick()?;
        self.budget.check_bytes(self.out.len() as u64)?;
        self.line = block.place.line;
        match &block.kind {
            BlockKind::Line(line) => self.song_line(line),
            BlockKind::Blank => self.out.push_str("<!-- ***SHOULD NOT HAPPEN*** -->\n"),
            BlockKind::Comment(comment) => self.comment(comment, place),
            BlockKind::Picture(picture) => {
                push_picture(self.out, self.song, picture, self.options, self.budget)?;
            }
            BlockKind::TextBlock(block) => {
                self.out.push_str("<div class=\"txt2html\">");
                for (at, line) in block.data.iter().enumerate() {
                    if at > 0 {
                        self.out.push_str("<br/>\n");
                    }
                    push_quoted_text(self.out, line);
                }
                self.out.push_str("</div>\n");
            }
            // The reference omits them.
            BlockKind::Tab(_)
            | BlockKind::GridRow(_)
            | BlockKind::Diagrams(_)
            | BlockKind::Recall(_)
            | BlockKind::Break(_)
            | BlockKind::Change(_)
            | BlockKind::Key(_)
            | BlockKind::Setting(_)
            | BlockKind::StrayEnd
            | BlockKind::Ignored(_) => {}
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
        match (content.has_brackets, place) {
            (true, Place::Section) => {}
            (true, Place::Top) => {
                let mut joined = String::new();
                for segment in &content.segments {
                    joined.push_str(segment.chord.as_ref().map_or("", |chord| &chord.name));
                    joined.push_str(segment.text.as_written());
                }
                self.written(&joined);
            }
            (false, _) => {
                for segment in &content.segments {
                    self.text(&segment.text);
                }
            }
        }
        self.out.push_str("</span></div>\n");
    }

    fn song_line(&mut self, line: &Line) {
        let is_single =
            self.options.chord_lines == ChordLines::WhereNeeded && !line.has_named_chords();
        self.out.push_str("<table class=\"songline\">\n");
        if self.settings.is_lyrics_only || is_single {
            let joined: String = line.texts().collect();
            self.out.push_str("  <tr class=\"lyrics\">\n    <td>");
            self.written(joined.trim_end());
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

    fn chord_row(&mut self, line: &Line) {
        self.out.push_str("  <tr class=\"chords\">\n    ");
        for segment in &line.segments {
            match &segment.chord {
                None => self.out.push_str("<td></td>"),
                Some(chord) if chord.is_annotation() => {
                    self.out.push_str("<td class=\"annotation\">");
                    push_simple_markup(self.out, chord.display.as_written());
                    self.out.push_str("</td>");
                }
                Some(chord) => {
                    self.out.push_str("<td>");
                    push_text(self.out, &chord.name);
                    self.out.push_str("</td>");
                }
            }
        }
        self.out.push_str("\n  </tr>\n");
    }

    fn lyrics_row(&mut self, line: &Line) {
        self.out.push_str("  <tr class=\"lyrics\">\n    ");
        for segment in &line.segments {
            let is_indented = segment.text.as_written().starts_with(char::is_whitespace);
            self.out.push_str(if is_indented {
                "<td class=\"indent\">"
            } else {
                "<td>"
            });
            match segment.text.unmarked() {
                Some(text) => push_curled_text(self.out, text.trim_start()),
                None if is_indented => self.written(segment.text.as_written().trim_start()),
                None => self.text(&segment.text),
            }
            self.out.push_str("</td>");
        }
        self.out.push_str("\n  </tr>\n");
    }
}

/// The position of an element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a section.
    Section,
    /// Outside of sections.
    Top,
}

/// The reference does not escape annotations. Here, harmless tags stay, and everything else is escaped.
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
