//! The body of a song as ChordPro: sections, lyrics, comments, recalls, fonts
//! (`docs/spec/outputs.md#3.2`, `#3.3`, `#3.4`, `#3.5`, `#3.10`).

use chordpro_song::markup::Text;
use chordpro_song::{
    Block, BlockKind, Break, Budget, ChordInfo, ChordRef, Comment, CommentStyle, Exceeded,
    GridShape, Line, Picture, Recall, RowKind, Section, SectionKind, Setting, Song, StyleChange,
    StyledElement,
};

use super::definition::Keys;
use super::{data, definition, grid, head};
use crate::apostrophe::push_curled;
use crate::settings::{LineSettings, RecallStyle};
use crate::{Comments, Variant, WriteOptions};

/// Writes sections and their blocks.
pub(super) struct Body<'a> {
    out: &'a mut String,
    song: &'a Song,
    options: &'a WriteOptions,
    budget: &'a Budget,
    settings: LineSettings,
    recall: RecallStyle,
    context: &'a str,
    /// The style change on the last line, if there was one.
    change: Option<&'a StyleChange>,
    /// The chorus that `{chorus}` would recall when the output is read.
    chorus: Option<&'a Section>,
}

impl<'a> Body<'a> {
    pub(super) fn new(
        out: &'a mut String,
        song: &'a Song,
        options: &'a WriteOptions,
        budget: &'a Budget,
    ) -> Self {
        let settings = LineSettings::new(&song.initial_config, options);
        Body {
            out,
            song,
            options,
            budget,
            settings: if options.is_complete() {
                settings
            } else {
                settings.final_where_off()
            },
            recall: RecallStyle::chordpro(&song.initial_config),
            context: "",
            change: None,
            chorus: None,
        }
    }

    /// Writes the body; `first`, its last block, comes before everything else.
    pub(super) fn song(&mut self, first: Option<(&'a Section, &'a Block)>) -> Result<(), Exceeded> {
        if let Some((section, block)) = first {
            self.enter(section.kind.directive().unwrap_or_default(), Start::Bare);
            self.block(block, section)?;
        }
        for section in &self.song.sections {
            let blocks = match (first, section.blocks.split_last()) {
                (Some((moved, _)), Some((_, rest))) if std::ptr::eq(moved, section) => {
                    if rest.is_empty() && !section.has_start() {
                        continue;
                    }
                    rest
                }
                _ => &section.blocks,
            };
            self.section(section, blocks)?;
        }
        self.close();
        Ok(())
    }

    fn section(&mut self, section: &'a Section, blocks: &'a [Block]) -> Result<(), Exceeded> {
        let name = section.kind.directive().unwrap_or_default();
        if self.options.is_complete() {
            self.close();
            if self.opens(section) {
                self.context = name;
                self.open(Start::of(section));
            }
        } else {
            self.enter(name, Start::of(section));
        }
        if section.kind == SectionKind::Chorus {
            self.chorus = Some(section);
        }
        if section.has_start() {
            self.change = None;
        }
        for block in blocks {
            self.budget.at_line(block.place.line);
            self.budget.tick()?;
            if !self.options.is_complete() {
                // The repeated chorus stays open.
                self.enter(name, Start::Bare);
            }
            self.block(block, section)?;
            self.budget.check_bytes(self.out.len() as u64)?;
        }
        if section.end.is_some() {
            self.change = None;
        }
        if self.options.is_complete() {
            self.close();
        }
        Ok(())
    }

    /// Whether a section gets a start directive in the output: sections written from data have their own, and empty
    /// sections are not opened just to be closed again.
    fn opens(&self, section: &Section) -> bool {
        let is_data = section.blocks.iter().any(|block| match &block.kind {
            BlockKind::Picture(picture) => data::section(self.song, picture).is_some(),
            BlockKind::TextBlock(_) => true,
            _ => false,
        });
        let holds_something = section.has_start() || !section.blocks.is_empty();
        section.kind.directive().is_some() && holds_something && !is_data
    }

    /// Continues in a section of this name; the reference merges consecutive sections of the same name.
    fn enter(&mut self, name: &'a str, start: Start<'a>) {
        if name == self.context {
            return;
        }
        self.close();
        self.context = name;
        if !name.is_empty() {
            self.open(start);
        }
    }

    fn open(&mut self, start: Start<'a>) {
        let is_complete = self.options.is_complete();
        self.out.push_str("{start_of_");
        self.out.push_str(self.context);
        match start {
            Start::Grid(shape, heading) => {
                let label = match heading {
                    Some(heading) if is_complete => Some(heading),
                    _ => shape.label.as_ref(),
                };
                if is_complete && label.is_some() {
                    self.out.push_str(" shape=\"");
                    grid::push_shape(self.out, shape, self.options);
                    self.out.push('"');
                    self.push_label(label.map_or("", Text::as_written));
                } else {
                    self.out.push_str(": ");
                    grid::push_shape(self.out, shape, self.options);
                    if let Some(label) = label {
                        self.out.push(' ');
                        self.out.push_str(label.as_written());
                    }
                }
            }
            Start::Label(label) if self.options.variant == Variant::MobileSheets => {
                self.out.push_str(": ");
                for (at, word) in label.as_written().split_whitespace().enumerate() {
                    if at > 0 {
                        self.out.push(' ');
                    }
                    self.out.push_str(word);
                }
            }
            Start::Label(label) => self.push_label(label.as_written()),
            Start::Bare => {}
        }
        self.out.push_str("}\n");
    }

    /// ` label="…"`, with special characters escaped in the complete profile.
    fn push_label(&mut self, label: &str) {
        self.out.push_str(" label=\"");
        for c in label.chars() {
            match c {
                '\n' => self.out.push_str("\\n"),
                '"' | '\\' if self.options.is_complete() => {
                    self.out.push('\\');
                    self.out.push(c);
                }
                _ => self.out.push(c),
            }
        }
        self.out.push('"');
    }

    /// Closes the open section, if any.
    pub(super) fn close(&mut self) {
        if !self.context.is_empty() {
            self.out.push_str("{end_of_");
            self.out.push_str(self.context);
            self.out.push_str("}\n");
            self.context = "";
        }
    }

    fn line(&mut self, line: &str) {
        self.out.push_str(line);
        self.out.push('\n');
    }

    fn block(&mut self, block: &'a Block, section: &'a Section) -> Result<(), Exceeded> {
        let is_complete = self.options.is_complete();
        let is_msp = self.options.variant == Variant::MobileSheets;
        match &block.kind {
            BlockKind::Blank => self.out.push('\n'),
            BlockKind::Line(line) => self.song_line(line),
            BlockKind::Tab(text) => self.line(text),
            BlockKind::GridRow(row) => {
                if is_complete || row.kind == RowKind::Chords {
                    grid::push_row(self.out, row, self.options);
                    self.out.push('\n');
                }
            }
            BlockKind::Comment(comment) => self.comment(comment),
            BlockKind::Picture(picture) => self.picture(picture, section),
            BlockKind::TextBlock(block) => data::push_text_block(self.out, block),
            BlockKind::Diagrams(names) => self.diagrams(names),
            BlockKind::Recall(recall) => self.recall(recall)?,
            BlockKind::Break(Break::Page) if !is_msp => self.line("{new_page}"),
            BlockKind::Break(Break::Column) if !is_msp => self.line("{column_break}"),
            BlockKind::Change(change) => self.change(change),
            BlockKind::Key(key) => {
                // A key in degrees is not a key for songs that are read in note names again.
                let has_own_degrees = self.song.config.notes.is_movable();
                if !self.song.is_movable || (is_complete && has_own_degrees) {
                    self.out.push_str("{key: ");
                    push_curled(self.out, key);
                    self.out.push_str("}\n");
                }
            }
            BlockKind::Setting(setting) => self.setting(setting),
            BlockKind::Ignored(line) if is_complete && head::is_asset_line(line) => {}
            BlockKind::Ignored(line) => self.line(line),
            BlockKind::Break(_) | BlockKind::StrayEnd => {}
        }
        if !matches!(block.kind, BlockKind::Change(_)) {
            self.change = None;
        }
        Ok(())
    }

    fn picture(&mut self, picture: &'a Picture, section: &'a Section) {
        if let Some(label) = &picture.label
            && !self.options.is_complete()
        {
            // The reference reads the label as a section.
            self.enter("image", Start::Label(&label.text));
            self.enter(section.kind.directive().unwrap_or_default(), Start::Bare);
        }
        if self.options.variant != Variant::MobileSheets {
            let label = section.label.as_ref().map(|label| label.text.as_written());
            data::push_image(self.out, self.song, picture, label, self.options);
        }
    }

    fn song_line(&mut self, line: &Line) {
        let has_chords = line.has_brackets && !self.settings.is_lyrics_only;
        for (at, segment) in line.segments.iter().enumerate() {
            if has_chords {
                match &segment.chord {
                    Some(chord) => self.chord(chord),
                    None if at == 0 => {}
                    None => self.out.push_str("[]"),
                }
            }
            push_curled(self.out, segment.text.as_written());
        }
        self.out.push('\n');
    }

    fn chord(&mut self, chord: &ChordRef) {
        let is_complete = self.options.is_complete();
        self.out.push('[');
        match chord.info {
            ChordInfo::Annotation => {
                // An unknown chord is kept; the reference turns it into an annotation.
                if !is_complete || chord.name.starts_with('*') {
                    self.out.push('*');
                }
                if is_complete || self.options.variant == Variant::MobileSheets {
                    push_curled(self.out, chord.display.as_written());
                } else {
                    push_curled(self.out, annotation_text(&chord.plain));
                }
            }
            _ if self.options.variant == Variant::MobileSheets => {
                push_curled(self.out, chord.display.as_written());
            }
            _ => push_chord_name(self.out, chord, self.options),
        }
        self.out.push(']');
    }

    fn comment(&mut self, comment: &Comment) {
        let is_msp = self.options.variant == Variant::MobileSheets;
        let name = match comment.style {
            CommentStyle::Plain if is_msp => "highlight",
            CommentStyle::Italic if is_msp => "comment",
            style => style.name(),
        };
        if self.options.is_tidy() {
            self.out.push('\n');
        }
        self.out.push('{');
        self.out.push_str(name);
        self.out.push_str(": ");
        let content = &comment.content;
        let is_original = !is_msp && self.options.comments == Comments::Original;
        if is_original && !content.has_brackets {
            push_curled(self.out, &comment.original);
        } else {
            for segment in &content.segments {
                if let Some(chord) = &segment.chord {
                    self.chord(chord);
                }
                push_curled(self.out, segment.text.as_written());
            }
        }
        self.out.push_str("}\n");
        if self.options.is_tidy() {
            self.out.push('\n');
        }
    }

    fn diagrams(&mut self, names: &[String]) {
        for name in names {
            if let Some(chord) = self.song.chords.get(name) {
                if self.options.is_complete() {
                    definition::push_chord(self.out, chord, self.song, self.options);
                } else {
                    definition::push_comment(self.out, chord, self.song, Keys::Written);
                }
            }
        }
    }

    fn recall(&mut self, recall: &'a Recall) -> Result<(), Exceeded> {
        let is_msp = self.options.variant == Variant::MobileSheets;
        match (&recall.of, self.recall.tag()) {
            (Some(chorus), _) if !is_msp && (self.recall.is_quoted || self.is_changed(chorus)) => {
                self.section(chorus, &chorus.blocks)?;
            }
            (_, Some((kind, tag))) if !is_msp => {
                self.out.push('{');
                self.out.push_str(kind);
                self.out.push_str(": ");
                self.out.push_str(tag);
                self.out.push_str("}\n");
            }
            _ => {
                self.out.push_str("{chorus");
                if let Some(label) = &recall.label
                    && self.options.is_complete()
                    && !is_msp
                {
                    self.push_label(label.as_written());
                }
                self.out.push_str("}\n");
            }
        }
        Ok(())
    }

    /// Whether a recalled chorus has other chords than the chorus that the output would recall: there was a transposition in
    /// between, and the output contains only its result.
    fn is_changed(&self, recalled: &Section) -> bool {
        fn names(section: &Section) -> impl Iterator<Item = &str> {
            let lines = section.blocks.iter().filter_map(|block| match &block.kind {
                BlockKind::Line(line) => Some(line),
                _ => None,
            });
            lines.flat_map(Line::chords).map(|chord| &*chord.name)
        }
        let brought_back = self.chorus.into_iter().flat_map(names);
        self.options.is_complete() && !names(recalled).eq(brought_back)
    }

    fn change(&mut self, change: &'a StyleChange) {
        // A style of the text applies to choruses too; the reader reports both. Repetitions are left out.
        let is_copy = self.change.is_some_and(|last| {
            let is_text = last.element == StyledElement::Text;
            (last.element == change.element || (is_text && change.element == StyledElement::Chorus))
                && last.property == change.property
                && last.value == change.value
        });
        if is_copy {
            return;
        }
        self.out.push('{');
        self.out.push_str(change.element.name());
        self.out.push_str(change.property.name());
        self.out.push_str(": ");
        push_curled(self.out, change.value.as_deref().unwrap_or_default());
        self.out.push_str("}\n");
        self.change = Some(change);
    }

    fn setting(&mut self, setting: &'a Setting) {
        self.settings.set(&setting.path, &setting.value);
        if let (true, Some(config)) = (setting.path.starts_with("chordpro."), &setting.config) {
            self.recall = RecallStyle::chordpro(config);
        }
        if !self.options.is_complete() {
            return;
        }
        if setting.config.is_some() {
            self.out.push_str("{+");
            self.out.push_str(&setting.path);
            self.out.push_str(": ");
            self.out.push_str(&setting.value);
        } else {
            self.out
                .push_str(if setting.value == "0" { "{-" } else { "{+" });
            self.out.push_str(&setting.path);
        }
        self.out.push_str("}\n");
    }
}

/// The arguments of a start directive.
#[derive(Debug, Clone, Copy)]
enum Start<'a> {
    /// Nothing.
    Bare,
    /// A label.
    Label(&'a Text),
    /// The shape of a grid, and its label.
    Grid(&'a GridShape, Option<&'a Text>),
}

impl<'a> Start<'a> {
    fn of(section: &'a Section) -> Self {
        match (&section.shape, &section.label) {
            (Some(shape), _) => Start::Grid(shape, section.heading()),
            (None, Some(label)) => Start::Label(&label.text),
            (None, None) => Start::Bare,
        }
    }
}

/// An annotation as the reference writes it: one that starts with `<` is lost.
pub(super) fn annotation_text(text: &str) -> &str {
    if text.starts_with('<') { "" } else { text }
}

/// A chord in brackets: as displayed in the reference, by its name otherwise, so that a chord format from the
/// configuration does not end up in the song.
pub(super) fn push_chord_name(out: &mut String, chord: &ChordRef, options: &WriteOptions) {
    if options.is_complete() {
        push_straight_name(out, chord, options);
    } else {
        push_curled(out, &chord.plain);
    }
}

/// The same with primes as they are: `D'` is another name than `D’`.
pub(super) fn push_straight_name(out: &mut String, chord: &ChordRef, options: &WriteOptions) {
    if !options.is_complete() {
        out.push_str(&chord.plain);
        return;
    }
    match chord.format.as_deref() {
        None => out.push_str(&chord.name),
        Some(format) => out.push_str(&format.replace("%{formatted}", &chord.name)),
    }
}
