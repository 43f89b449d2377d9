//! The table of directives and their effects (`docs/spec/language.md#3.2`, `#3.4`, `#3.5`).

use std::borrow::Cow;

use chordpro_config::view::DelegateKind;

use crate::directive::{self, Written};
use crate::sections::Opening;
use crate::song_reader::{Outcome, SongReader};
use crate::suggestion;
use crate::text::is_blank;
use crate::truth::is_true;
use crate::{BlockKind, Break, Comment, CommentStyle, Line, ReadError};

impl SongReader<'_, '_> {
    /// Does what a directive says.
    pub(crate) fn directive(
        &mut self,
        content: &str,
        written: &Written<'_>,
    ) -> Result<Outcome, ReadError> {
        let keys = &self.config.metadata.keys;
        let name = directive::resolve(&written.name, |name| keys.iter().any(|key| key == name));
        let start = directive::section_start(name.name);
        if let Some(selector) = name.selector
            && !self.is_selected(selector)
        {
            if let Some(section) = start {
                self.start_section(section, "", Opening::Skip);
            }
            return Ok(Outcome::Done);
        }
        let argument = self.substitute(written.argument);
        if !written.argument.is_empty() && is_blank(&argument) {
            if let Some(section) = start {
                self.start_section(section, "", Opening::Skip);
            }
            return Ok(Outcome::Done);
        }
        if let Some(section) = start {
            return Ok(self.start_section(section, &argument, Opening::Read));
        }
        if let Some(section) = directive::section_end(name.name) {
            self.end_section(section);
            return Ok(Outcome::Done);
        }
        self.plain_directive(name.name, content, &argument, written.argument)
    }

    fn plain_directive(
        &mut self,
        name: &str,
        content: &str,
        argument: &str,
        original: &str,
    ) -> Result<Outcome, ReadError> {
        match name {
            "title" => {
                self.song.title = Some(argument.to_owned());
                self.song.meta.push("title", argument);
            }
            "subtitle" => {
                self.song.subtitles.push(argument.to_owned());
                self.song.meta.push("subtitle", argument);
            }
            "meta" => return Ok(self.meta_directive(argument)),
            "comment" | "highlight" => self.comment(CommentStyle::Plain, argument, original),
            "comment_italic" => self.comment(CommentStyle::Italic, argument, original),
            "comment_box" => self.comment(CommentStyle::Boxed, argument, original),
            "image" => return Ok(self.image_directive(argument)),
            "chorus" => return Ok(self.chorus_directive(argument)),
            "define" => return Ok(self.define_directive(argument)),
            "chord" => return Ok(self.chord_directive(argument)),
            "transpose" => return Ok(self.transpose_directive(argument)),
            "diagrams" => self.diagrams_directive(argument),
            "grid" => self.song.settings.diagrams = Some(true),
            "no_grid" => self.song.settings.diagrams = Some(false),
            "new_page" | "new_physical_page" => self.push(BlockKind::Break(Break::Page)),
            "column_break" => self.push(BlockKind::Break(Break::Column)),
            "columns" => return Ok(self.columns_directive(argument)),
            "titles" => return Ok(self.titles_directive(argument)),
            "pagetype" | "pagesize" => {
                self.song.settings.papersize = Some(argument.to_owned());
            }
            // Spellings that do not begin a new song: the attributes alone count.
            "new_song" => {
                self.push(BlockKind::Ignored(format!("{{{content}}}")));
            }
            _ => return self.named_directive(name, content, argument),
        }
        Ok(Outcome::Done)
    }

    /// Directives whose names are made of others: properties, settings, metadata; and what is not known.
    fn named_directive(
        &mut self,
        name: &str,
        content: &str,
        argument: &str,
    ) -> Result<Outcome, ReadError> {
        if let Some((item, property)) = directive::property(name) {
            return Ok(self.property_directive(item, property, argument));
        }
        if let Some(path) = name.strip_prefix('+')
            && is_path(path)
            && !self.session.options.is_reference_mode
        {
            return self.setting_directive(path, argument);
        }
        if let Some(path) = name.strip_prefix('-')
            && is_path(path)
            && !self.session.options.is_reference_mode
        {
            self.push_setting(path, "0".to_owned());
            return Ok(Outcome::Done);
        }
        if self.config.metadata.keys.iter().any(|key| key == name) {
            return Ok(self.meta_item(name, argument));
        }
        if (self.is_strict() || self.session.options.reports_unknown_directives)
            && !content.trim_start_matches([' ', ':']).starts_with("x_")
        {
            self.unknown_directive(name, content);
        }
        Ok(Outcome::Refused)
    }

    /// Reports an unknown directive, with the known one that was probably meant.
    fn unknown_directive(&mut self, name: &str, content: &str) {
        // The search takes longer than reading the line: none is made for what is not kept.
        if self.has_said_enough() {
            return;
        }
        let message = format!("Unknown directive: {content}");
        let metadata = self.config.metadata.keys.iter().map(String::as_str);
        let near = suggestion::nearest(name, directive::names().chain(metadata));
        match near.map(|near| format!("did you mean {{{near}}}?")) {
            Some(hint) => self.warn_with_hint("unknown-directive", message, hint),
            None => self.warn("unknown-directive", message),
        }
    }

    fn comment(&mut self, style: CommentStyle, argument: &str, original: &str) {
        let once = self.substitute(argument);
        let text = match self.substitute(&once) {
            Cow::Borrowed(_) => once,
            Cow::Owned(text) => Cow::Owned(text),
        };
        if is_blank(&text) {
            return;
        }
        let content = if text.contains('[') || self.config.settings.memorize {
            self.decompose(&text)
        } else {
            Line {
                segments: vec![self.segment(None, &text)],
                has_brackets: false,
            }
        };
        self.push(BlockKind::Comment(Comment {
            style,
            content,
            original: original.to_owned(),
        }));
    }

    fn columns_directive(&mut self, argument: &str) -> Outcome {
        let number = argument.trim();
        let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
        if !is_number {
            self.warn(
                "invalid-columns",
                format!("Invalid argument for columns directive: {argument} (should be a number)"),
            );
            return Outcome::Done;
        }
        let columns = number.parse().unwrap_or(u32::MAX);
        let widths = self
            .config
            .tree()
            .at(&["settings", "columns"])
            .and_then(|columns| columns.as_list().map(<[_]>::len));
        if widths.is_none_or(|widths| u32::try_from(widths) != Ok(columns)) {
            self.song.settings.columns = Some(columns);
        }
        Outcome::Done
    }

    fn titles_directive(&mut self, argument: &str) -> Outcome {
        let titles = match argument.to_lowercase().as_str() {
            "left" => "left",
            "right" => "right",
            "center" | "centre" => "center",
            _ => {
                self.warn(
                    "invalid-titles",
                    format!("Invalid argument for titles directive: {argument}"),
                );
                return Outcome::Done;
            }
        };
        self.song.settings.titles = Some(titles.to_owned());
        Outcome::Done
    }

    /// `{diagrams: on}`, `{diagrams: off}`, `{diagrams: right}`; without argument they are on.
    fn diagrams_directive(&mut self, argument: &str) {
        self.song.settings.diagrams = Some(argument.is_empty() || is_true(argument));
        let position = argument.to_lowercase();
        if matches!(position.as_str(), "right" | "bottom" | "top" | "below") {
            self.song.settings.diagram_position = Some(position);
        }
    }

    /// What becomes of the sections of this name, where a delegate has them.
    pub(crate) fn delegate_kind(&self, name: &str) -> Option<DelegateKind> {
        let backend = &self.session.options.backend;
        let delegates = &self.config.delegates;
        if let Some(kind) = delegates.kind(name, backend) {
            return Some(kind);
        }
        // What pages draw is no lyrics: read as such, the section would lose its attributes when it is written again.
        let is_kept = self.is_corrected() && backend == "chordpro";
        (is_kept && delegates.kind(name, "pdf").is_some()).then_some(DelegateKind::Html)
    }
}

/// Whether a text is a path of settings, perhaps with the mark for appending or prepending.
fn is_path(path: &str) -> bool {
    let bare = path
        .strip_suffix(".>")
        .or_else(|| path.strip_suffix(".<"))
        .unwrap_or(path);
    !bare.is_empty()
        && bare
            .chars()
            .all(|c| crate::text::is_word(c) || c == '-' || c == '.')
}
