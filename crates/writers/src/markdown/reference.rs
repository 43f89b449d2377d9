//! Markdown as the reference writes it, including its losses.

use std::fmt::Write as _;

use chordpro_chords::Fret;
use chordpro_song::{
    Block, BlockKind, Break, Budget, ChordRef, Comment, CommentStyle, Exceeded, GridRow, GridToken,
    Line, RowKind, Song,
};

use super::SEPARATOR;
use super::entries::Entries;
use super::inline::{Escaping, chord_text, render};
use crate::padding::{Columns, Pair};
use crate::reference_sections::{Item, Part, parts};
use crate::render::Notes;
use crate::settings::LineSettings;
use crate::{ChordLines, WriteOptions};

/// Writes one song.
pub(super) struct Writer<'a> {
    entries: &'a mut Entries,
    song: &'a Song,
    options: &'a WriteOptions,
    notes: &'a mut Notes,
    budget: &'a Budget,
    settings: LineSettings,
    /// The prefix of each line; it carries over from section to section, and from song to song.
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
        for part in parts(&self.song.sections) {
            match part {
                Part::Section(name, items) => {
                    self.section(name, &items, follows_comment)?;
                    follows_comment = false;
                }
                Part::Item(item) => follows_comment = self.outside(item, follows_comment)?,
            }
        }
        Ok(())
    }

    /// Writes an item outside of sections; returns whether the next item follows a comment.
    fn outside(&mut self, item: Item<'a>, follows_comment: bool) -> Result<bool, Exceeded> {
        let Item::Block(block) = item else {
            self.entries.push("");
            return Ok(false);
        };
        match block.kind {
            // Only outside of sections.
            BlockKind::Break(Break::Column) => self.entries.push("\n\n\n"),
            _ => self.block(block)?,
        }
        Ok(match block.kind {
            BlockKind::Key(_) | BlockKind::Ignored(_) => follows_comment,
            _ => matches!(block.kind, BlockKind::Comment(_)),
        })
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

    fn section(
        &mut self,
        name: &str,
        items: &[Item<'a>],
        follows_comment: bool,
    ) -> Result<(), Exceeded> {
        match name {
            "verse" => {
                if follows_comment {
                    self.entries.push("");
                }
                self.set_prefix(items);
                self.items(items)?;
                self.entries.push("");
            }
            "chorus" => {
                self.entries.push("**Chorus**");
                self.entries.push("");
                self.set_prefix(items);
                self.items(items)?;
                self.entries.push(SEPARATOR);
            }
            "tab" => {
                self.entries.push("**Tabulatur**  ");
                self.entries.push("");
                for item in items {
                    match item {
                        Item::Block(Block {
                            kind: BlockKind::Tab(text),
                            ..
                        }) => self.entries.push(&format!("\t\t{text}")),
                        _ => self.entries.push("\t"),
                    }
                }
            }
            "grid" => {
                self.entries.push("**Grid**  ");
                self.entries.push("");
                self.items(items)?;
                self.entries.push("");
            }
            // The reference reads the label of an image as another image.
            "image" => self.entries.push("![]()"),
            _ => self.entries.push(""),
        }
        Ok(())
    }

    fn set_prefix(&mut self, items: &[Item<'_>]) {
        let has_chords = items.iter().any(|item| match item {
            Item::Block(block) => {
                matches!(&block.kind, BlockKind::Line(line) if line.has_brackets)
            }
            Item::Label(_) | Item::Shape | Item::End => false,
        });
        self.prefix = if has_chords { "\t" } else { "" };
    }

    fn items(&mut self, items: &[Item<'a>]) -> Result<(), Exceeded> {
        for item in items {
            match item {
                Item::Block(block) => self.block(block)?,
                Item::Label(_) | Item::Shape | Item::End => self.entries.push(""),
            }
        }
        Ok(())
    }

    fn block(&mut self, block: &'a Block) -> Result<(), Exceeded> {
        self.budget.at_line(block.place.line);
        self.budget.tick()?;
        self.budget.check_bytes(self.entries.len() as u64)?;
        self.line = block.place.line;
        match &block.kind {
            BlockKind::Line(line) => self.song_line(line),
            BlockKind::Blank => self.entries.push(self.prefix),
            BlockKind::Comment(comment) => self.comment(comment),
            BlockKind::Break(Break::Page) => self.entries.push(SEPARATOR),
            BlockKind::GridRow(row) if row.kind == RowKind::Chords => self.grid_row(row),
            BlockKind::Picture(_) => self.entries.push("![]()"),
            BlockKind::Setting(setting) => {
                self.settings.set(&setting.path, &setting.value);
                self.entries.push("");
            }
            BlockKind::Key(_) | BlockKind::Ignored(_) => {}
            // The reference does not handle them, and writes an empty line.
            BlockKind::Tab(_)
            | BlockKind::GridRow(_)
            | BlockKind::TextBlock(_)
            | BlockKind::Diagrams(_)
            | BlockKind::Recall(_)
            | BlockKind::Break(Break::Column)
            | BlockKind::Change(_)
            | BlockKind::StrayEnd => self.entries.push(""),
        }
        Ok(())
    }

    fn song_line(&mut self, line: &Line) {
        let (song, number) = (self.song, self.line);
        let is_single =
            self.options.chord_lines == ChordLines::WhereNeeded && !line.has_named_chords();
        if self.settings.is_lyrics_only || is_single || !line.has_brackets {
            let mut joined = String::new();
            for segment in &line.segments {
                let text = &segment.text;
                joined.push_str(&render(text, Escaping::None, song, number, self.notes));
            }
            if self.settings.is_lyrics_only || is_single {
                self.entries
                    .push(&plain(&format!("{}{joined}", self.prefix)));
            } else {
                self.entries
                    .push(&format!("{}{}", self.prefix, plain(&joined)));
            }
            return;
        }
        let mut pair = Pair::new(Columns::CodePoints);
        for segment in &line.segments {
            let chord = segment.chord.as_ref();
            let chord = chord
                .map(|chord| chord_text(chord, song, number, self.notes))
                .unwrap_or_default();
            let text = render(&segment.text, Escaping::None, song, number, self.notes);
            pair.push(Some(&chord), &text, None);
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
        match (comment.style, content.has_brackets) {
            (CommentStyle::Boxed, _) => self.entries.push(""),
            (CommentStyle::Italic, true) => self.entries.push("> **"),
            (CommentStyle::Italic, false) => {
                let text: String = content.texts().collect();
                self.entries.push(&format!("> *{text}*"));
            }
            (CommentStyle::Plain, _) => {
                let mut out = "> ".to_owned();
                for segment in &content.segments {
                    if let Some(chord) = &segment.chord {
                        out.push('[');
                        push_raw(&mut out, chord);
                        out.push(']');
                    }
                    out.push_str(segment.text.as_written());
                }
                out.push_str("  ");
                self.entries.push(&out);
            }
        }
    }

    fn grid_row(&mut self, row: &GridRow) {
        let mut out = "\t".to_owned();
        for token in &row.tokens {
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

/// Writes a chord as in comments and grids: its name, with its parentheses and without formatting.
fn push_raw(out: &mut String, chord: &ChordRef) {
    let (open, close) = match chord.format.as_deref() {
        Some("(%{formatted})") => ("(", ")"),
        _ => ("", ""),
    };
    out.push_str(open);
    out.push_str(&chord.name);
    out.push_str(close);
}

/// The line with no-break spaces at its start, and the two spaces of a line break at its end.
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
