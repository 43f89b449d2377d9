//! The body of a song as ChordPro: sections, lyrics, comments, recalls, fonts
//! (`docs/spec/outputs.md#3.2`, `#3.3`, `#3.4`, `#3.5`, `#3.10`).

use chordpro_song::{
    Budget, ChordInfo, ChordRef, Comment, CommentStyle, Control, Element, ElementKind, Exceeded,
    Recall, Setting, Song, SongLine, markup,
};

use super::definition::Keys;
use super::{data, definition, grid, head};
use crate::apostrophe::push_curled;
use crate::settings::{LineSettings, RecallStyle};
use crate::{Comments, Variant, WriteOptions};

/// Writes elements.
pub(super) struct Body<'a> {
    out: &'a mut String,
    song: &'a Song,
    options: &'a WriteOptions,
    budget: &'a Budget,
    settings: LineSettings,
    recall: RecallStyle,
    context: &'a str,
    /// The label of the section or picture that follows.
    label: Option<&'a str>,
    /// The control written last, if the last line was one.
    control: Option<&'a Control>,
    /// The chorus that `{chorus}` would bring back when the output is read.
    chorus: Vec<&'a Element>,
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
            label: None,
            control: None,
            chorus: Vec::new(),
        }
    }

    pub(super) fn elements(&mut self, elements: &'a [Element]) -> Result<(), Exceeded> {
        for (at, element) in elements.iter().enumerate() {
            self.budget.at_line(element.line);
            self.budget.tick()?;
            self.enter(element, elements.get(at + 1));
            if &*element.context == "chorus" {
                self.chorus.push(element);
            }
            self.element(element)?;
            if !matches!(element.kind, ElementKind::Control(_)) {
                self.control = None;
            }
            self.budget.check_bytes(self.out.len() as u64)?;
        }
        Ok(())
    }

    fn enter(&mut self, element: &'a Element, next: Option<&'a Element>) {
        let context = &*element.context;
        if context == self.context {
            return;
        }
        let is_complete = self.options.is_complete();
        // The label of a picture becomes its attribute, and does not end the section.
        if is_complete && context == "image" && matches!(element.kind, ElementKind::Label(_)) {
            return;
        }
        // What was closed already is not opened to be closed again.
        if is_complete && matches!(element.kind, ElementKind::SectionEnd) {
            self.close();
            return;
        }
        // A section that is written from its data opens and closes itself.
        if is_complete
            && self
                .data_section(element)
                .or(next.and_then(|next| self.data_section(next)))
                .is_some()
        {
            self.close();
            return;
        }
        self.close();
        self.context = context;
        if context == "chorus" {
            self.chorus.clear();
        }
        if !context.is_empty() {
            self.open(element, next);
        }
    }

    fn data_section(&self, element: &'a Element) -> Option<()> {
        match &element.kind {
            ElementKind::Image(image) => data::section(self.song, image).map(|_| ()),
            ElementKind::Delegate(_) => Some(()),
            _ => None,
        }
    }

    fn open(&mut self, element: &'a Element, next: Option<&'a Element>) {
        let is_complete = self.options.is_complete();
        self.out.push_str("{start_of_");
        self.out.push_str(self.context);
        match &element.kind {
            ElementKind::GridShape(shape) => {
                let label = match (&shape.label, next.map(|next| &next.kind)) {
                    (_, Some(ElementKind::Label(label))) if is_complete => Some(label),
                    (label, _) => label.as_ref(),
                };
                if is_complete && label.is_some() {
                    self.out.push_str(" shape=\"");
                    grid::push_shape(self.out, shape, self.options);
                    self.out.push('"');
                    self.push_label(label.map_or("", String::as_str));
                } else {
                    self.out.push_str(": ");
                    grid::push_shape(self.out, shape, self.options);
                    if let Some(label) = label {
                        self.out.push(' ');
                        self.out.push_str(label);
                    }
                }
            }
            ElementKind::Label(label) if self.options.variant == Variant::MobileSheets => {
                self.out.push_str(": ");
                for (at, word) in label.split_whitespace().enumerate() {
                    if at > 0 {
                        self.out.push(' ');
                    }
                    self.out.push_str(word);
                }
            }
            ElementKind::Label(label) => self.push_label(label),
            _ => {}
        }
        self.out.push_str("}\n");
    }

    /// ` label="…"`, with what would end it protected in the complete profile.
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

    fn element(&mut self, element: &'a Element) -> Result<(), Exceeded> {
        let is_complete = self.options.is_complete();
        let is_msp = self.options.variant == Variant::MobileSheets;
        match &element.kind {
            ElementKind::Empty => self.out.push('\n'),
            ElementKind::SongLine(line) => self.song_line(line),
            ElementKind::TabLine(text) => self.line(text),
            ElementKind::GridLine(line) => {
                grid::push_row(self.out, line, grid::Row::Chords, self.options);
                self.out.push('\n');
            }
            ElementKind::StrumLine(line) => {
                if is_complete {
                    grid::push_row(self.out, line, grid::Row::Strums, self.options);
                    self.out.push('\n');
                }
            }
            ElementKind::Comment(comment) => self.comment(comment),
            ElementKind::Image(image) => {
                if !is_msp {
                    let label = self.label.take();
                    data::push_image(self.out, self.song, image, label, self.options);
                }
            }
            ElementKind::Delegate(delegate) => data::push_delegate(self.out, delegate),
            ElementKind::Diagrams(names) => self.diagrams(names),
            ElementKind::Recall(recall) => self.recall(recall)?,
            ElementKind::NewPage if !is_msp => self.line("{new_page}"),
            ElementKind::ColumnBreak if !is_msp => self.line("{column_break}"),
            ElementKind::NewPage | ElementKind::ColumnBreak | ElementKind::GridShape(_) => {}
            ElementKind::Control(control) => self.control(control),
            ElementKind::Key(key) => {
                // A key in degrees is no key for songs that are read in letters again.
                let has_own_degrees = self.song.config.notes.is_movable();
                if !self.song.is_movable || (is_complete && has_own_degrees) {
                    self.out.push_str("{key: ");
                    push_curled(self.out, key);
                    self.out.push_str("}\n");
                }
            }
            ElementKind::Label(label) => self.label = Some(label),
            // What follows with the same name is a section of its own.
            ElementKind::SectionEnd => {
                if is_complete {
                    self.close();
                }
            }
            ElementKind::Setting(setting) => self.setting(setting),
            ElementKind::Ignored(line) if is_complete && head::is_asset_line(line) => {}
            ElementKind::Ignored(line) => self.line(line),
        }
        Ok(())
    }

    fn song_line(&mut self, line: &SongLine) {
        let chords = line
            .chords
            .as_deref()
            .filter(|_| !self.settings.is_lyrics_only);
        for (at, phrase) in line.phrases.iter().enumerate() {
            if let Some(chord) = chords.and_then(|chords| chords.get(at)) {
                match chord {
                    Some(chord) => self.chord(chord),
                    None if at == 0 => {}
                    None => self.out.push_str("[]"),
                }
            }
            push_curled(self.out, phrase);
        }
        self.out.push('\n');
    }

    fn chord(&mut self, chord: &ChordRef) {
        let is_complete = self.options.is_complete();
        self.out.push('[');
        match chord.info {
            ChordInfo::Annotation => {
                // A chord that nobody knows stays what it is; the reference makes it an annotation.
                if !is_complete || chord.name.starts_with('*') {
                    self.out.push('*');
                }
                if is_complete || self.options.variant == Variant::MobileSheets {
                    push_curled(self.out, &chord.display);
                } else {
                    push_curled(self.out, annotation_text(&markup::strip(&chord.display)));
                }
            }
            _ if self.options.variant == Variant::MobileSheets => {
                push_curled(self.out, &chord.display);
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
        match &content.chords {
            None if !is_msp && self.options.comments == Comments::Original => {
                push_curled(self.out, &comment.original);
            }
            chords => {
                for (at, phrase) in content.phrases.iter().enumerate() {
                    if let Some(Some(chord)) = chords.as_ref().and_then(|chords| chords.get(at)) {
                        self.chord(chord);
                    }
                    push_curled(self.out, phrase);
                }
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
        match (&recall.body, self.recall.tag()) {
            (Some(body), _) if !is_msp && (self.recall.is_quoted || self.is_changed(body)) => {
                if self.options.is_complete() {
                    self.close();
                }
                self.elements(body)?;
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
                if let Some(label) = recall
                    .label
                    .as_deref()
                    .filter(|_| self.options.is_complete() && !is_msp)
                {
                    self.push_label(label);
                }
                self.out.push_str("}\n");
            }
        }
        Ok(())
    }

    /// Whether a recalled chorus has other chords than the one that reading the output would bring back: a transposition
    /// came between, and the output has its result only.
    fn is_changed(&self, recalled: &[Element]) -> bool {
        fn names<'e>(elements: impl Iterator<Item = &'e Element>) -> impl Iterator<Item = &'e str> {
            elements
                .filter_map(|element| match &element.kind {
                    ElementKind::SongLine(line) => line.chords.as_deref(),
                    _ => None,
                })
                .flatten()
                .flatten()
                .map(|chord| &*chord.name)
        }
        self.options.is_complete() && !names(recalled.iter()).eq(names(self.chorus.iter().copied()))
    }

    fn control(&mut self, control: &'a Control) {
        // What is set for the text holds for choruses too; the reader says both. And nothing is said twice.
        let is_copy = self.control.is_some_and(|last| {
            (last.item == control.item || (last.item == "text" && control.item == "chorus"))
                && last.property == control.property
                && last.value == control.value
        });
        if is_copy {
            return;
        }
        self.out.push('{');
        self.out.push_str(&control.item);
        self.out.push_str(control.property.name());
        self.out.push_str(": ");
        push_curled(self.out, control.value.as_deref().unwrap_or_default());
        self.out.push_str("}\n");
        self.control = Some(control);
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

/// An annotation as the reference writes it: what begins with `<` is lost.
pub(super) fn annotation_text(text: &str) -> &str {
    if text.starts_with('<') { "" } else { text }
}

/// A chord between its brackets: as displayed in the reference, by its own name otherwise, so that a format of the
/// configuration is not written into the song.
pub(super) fn push_chord_name(out: &mut String, chord: &ChordRef, options: &WriteOptions) {
    if !options.is_complete() {
        push_curled(out, &chord.plain);
        return;
    }
    match chord.format.as_deref() {
        None => push_curled(out, &chord.name),
        Some(format) => {
            push_curled(out, &format.replace("%{formatted}", &chord.name));
        }
    }
}
