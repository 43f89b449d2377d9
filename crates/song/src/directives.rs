//! The effects of directives (`docs/spec/language.md#3.2`, `#3.4`, `#3.5`).

use std::borrow::Cow;

use chordpro_config::view::DelegateKind;

use crate::attributes;
use crate::directive_syntax::{self, Written, resolve};
use crate::directive_table::{self, Directive};
use crate::sections::Opening;
use crate::song_reader::{Outcome, SongReader};
use crate::suggestion;
use crate::text::is_blank;
use crate::truth::is_true;
use crate::{
    BlockKind, Comment, CommentStyle, Diagnostic, Edit, Fix, Line, ReadError, Severity, Span,
};

impl SongReader<'_, '_> {
    /// Does what a directive says.
    pub(crate) fn directive(
        &mut self,
        content: &str,
        written: &Written<'_>,
    ) -> Result<Outcome, ReadError> {
        let keys = &self.config.metadata.keys;
        let resolved = resolve(&written.name, |name| keys.iter().any(|key| key == name));
        let argument = match resolved.selector {
            Some(selector) if !self.is_selected(selector) => None,
            _ => Some(self.substitute(written.argument)),
        };
        self.lint_memory.name_place = self.place_of_name(written, resolved.selector);
        // Nor is a directive meant whose argument came to nothing.
        let argument = argument.filter(|text| written.argument.is_empty() || !is_blank(text));
        match (resolved.directive, argument) {
            (Directive::Start(section), None) => Ok(self.start_section(section, "", Opening::Skip)),
            (_, None) => Ok(Outcome::Done),
            (directive, Some(argument)) => {
                let has_attributes = matches!(
                    directive,
                    Directive::Start(_) | Directive::Image | Directive::Chorus
                );
                let argument = if self.is_lenient() && has_attributes {
                    attributes::with_straight_quotes(argument)
                } else {
                    argument
                };
                self.known_directive(directive, content, &argument, written.argument)
            }
        }
    }

    /// Where the name of a directive stands, without its selector, where findings are looked for.
    fn place_of_name(&self, written: &Written<'_>, selector: Option<&str>) -> Option<Span> {
        if !self.source.is_lint() {
            return None;
        }
        let name = written.name_as_written;
        let length = selector.map_or(0, |selector| selector.len().saturating_add(1));
        let name = name.get(..name.len().saturating_sub(length))?;
        self.source.lines.span_of(name)
    }

    fn known_directive(
        &mut self,
        directive: Directive<'_>,
        content: &str,
        argument: &str,
        original: &str,
    ) -> Result<Outcome, ReadError> {
        match directive {
            Directive::Start(section) => {
                self.lint(|lint| lint.check_section_name(section));
                return Ok(self.start_section(section, argument, Opening::Read));
            }
            Directive::End(section) => self.end_section(section),
            Directive::Title => {
                if self.source.is_lint() && self.source.lines.depth() == 1 {
                    self.lint_memory.title_place = Some(self.source.lines.span());
                }
                self.song.title = Some(argument.to_owned());
                self.song.source.title = self.source.lines.span();
                self.song.meta.push("title", argument);
            }
            Directive::Subtitle => {
                self.song.subtitles.push(argument.to_owned());
                self.song.meta.push("subtitle", argument);
            }
            Directive::Meta => return Ok(self.meta_directive(argument)),
            // `{artist : X}` is X, though `{title : X}` is ": X".
            Directive::Metadata(name) => {
                return Ok(self.meta_item(name, argument.trim_start_matches([' ', ':'])));
            }
            Directive::Comment(style) => self.comment(style, argument, original),
            Directive::Image => return Ok(self.image_directive(argument)),
            Directive::Chorus => return Ok(self.chorus_directive(argument)),
            Directive::Define => return Ok(self.define_directive(argument)),
            Directive::Chord => return Ok(self.chord_directive(argument)),
            Directive::Transpose => return Ok(self.transpose_directive(argument)),
            Directive::Diagrams => self.diagrams_directive(argument),
            Directive::DiagramsOn => self.song.settings.diagrams = Some(true),
            Directive::DiagramsOff => self.song.settings.diagrams = Some(false),
            Directive::Break(end) => self.push(BlockKind::Break(end)),
            Directive::Columns => return Ok(self.columns_directive(argument)),
            Directive::Titles => return Ok(self.titles_directive(argument)),
            Directive::PaperSize => self.song.settings.papersize = Some(argument.to_owned()),
            // Spellings that do not begin a new song: the attributes alone count.
            Directive::NewSong => self.push(BlockKind::Ignored(format!("{{{content}}}"))),
            Directive::Style(element, property) => {
                return Ok(self.property_directive(element, property, argument));
            }
            Directive::Set(_) | Directive::Unset(_) if self.session.options.is_reference_mode => {
                return Ok(self.unknown_directive(content));
            }
            Directive::Set(path) => return self.setting_directive(path, argument),
            Directive::Unset(path) => self.push_setting(path, "0".to_owned()),
            Directive::Unknown(_) => return Ok(self.unknown_directive(content)),
        }
        Ok(Outcome::Done)
    }

    /// Leaves the line in the song, and reports it where that is asked for.
    fn unknown_directive(&mut self, content: &str) -> Outcome {
        if self.source.is_strict() && !content.trim_start_matches([' ', ':']).starts_with("x_") {
            self.report_unknown(content);
        }
        Outcome::Refused
    }

    /// Reports an unknown directive, with the known one that was probably meant.
    fn report_unknown(&mut self, content: &str) {
        // The search takes longer than reading the line: none is made for what is not kept.
        if self.source.has_said_enough() {
            return;
        }
        let written = directive_syntax::split(content);
        let names = directive_table::usual_names();
        let known = names.iter().chain(&self.config.metadata.keys);
        let meant = suggestion::meant(&written.name, known.map(String::as_str));
        let message = format!("Unknown directive: {content}");
        let mut finding = Diagnostic::new("unknown-directive", Severity::Warning, message);
        if let Some((name, sureness)) = meant {
            finding = finding.with_hint(format!("did you mean {{{name}}}?"));
            if let Some(place) = self.source.lines.span_of(written.name_as_written) {
                let edit = Edit::replace(place, name);
                let fix = Fix::new(format!("Change to {{{name}}}"), vec![edit]);
                finding = finding.with_fix(fix.if_sure(sureness));
            }
        }
        self.source.add(finding);
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
            self.source.warn(
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
                self.source.warn(
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
