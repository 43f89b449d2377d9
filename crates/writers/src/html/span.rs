//! Markup as HTML spans and links (`docs/spec/outputs.md#4.7`).

use chordpro_song::Song;
use chordpro_song::markup::{self, Content, Lines, Pictures, Run, Slant, Style, Text, Weight};

use super::escape::{is_color, is_safe_link, push_attribute, push_curled_text};
use super::number::push_number;
use crate::render::Notes;
use crate::{Profile, WriteOptions};

/// The font size in points that absolute sizes are relative to.
const BASE_SIZE: f64 = 12.0;

/// Settings for converting the texts of a song to HTML.
#[derive(Debug, Clone, Copy)]
pub(super) struct Texts<'a> {
    song: &'a Song,
    pictures: Pictures,
    profile: Profile,
}

impl<'a> Texts<'a> {
    pub(super) fn new(song: &'a Song, options: &WriteOptions) -> Self {
        Texts {
            song,
            pictures: match options.profile {
                Profile::Reference => Pictures::Unknown,
                Profile::Complete => Pictures::Letters,
            },
            profile: options.profile,
        }
    }

    /// Appends a text that is kept as source, with its markup.
    pub(super) fn push_written(&self, out: &mut String, text: &str, line: u32, notes: &mut Notes) {
        if text.contains('<') {
            self.push(out, &self.song.text(text), line, notes);
        } else {
            push_curled_text(out, text);
        }
    }

    /// Appends a text with its markup.
    pub(super) fn push(&self, out: &mut String, text: &Text, line: u32, notes: &mut Notes) {
        if let Some(text) = text.unmarked() {
            push_curled_text(out, text);
            return;
        }
        for run in self.runs(text, line, notes) {
            self.push_run(out, &run);
        }
    }

    /// The runs of a text; invalid markup is reported.
    pub(super) fn runs<'t>(&self, text: &'t Text, line: u32, notes: &mut Notes) -> Vec<Run<'t>> {
        notes.markup(text, self.pictures, self.song, line);
        let mut runs = text.runs();
        for run in &mut runs {
            if let Content::Symbol(name) = &run.content {
                run.content = Content::Text(self.letters(name));
            }
        }
        runs
    }

    /// A symbol as characters, if symbols are shown.
    fn letters(&self, name: &str) -> &'static str {
        match self.pictures {
            Pictures::Unknown => "",
            Pictures::Letters | Pictures::Known => markup::symbol(name).map_or("", markup::letters),
        }
    }

    /// Appends one run.
    fn push_run(&self, out: &mut String, run: &Run<'_>) {
        match &run.content {
            Content::Text("") => {}
            Content::Text(text) => self.push_styled(out, text, &run.style),
            Content::Strut {
                label: Some(label), ..
            } => {
                out.push_str("<span id=\"");
                push_attribute(out, label);
                out.push_str(match self.profile {
                    Profile::Reference => "\"/>",
                    Profile::Complete => "\"></span>",
                });
            }
            Content::Strut { label: None, .. } | Content::Symbol(_) | Content::Image(_) => {}
        }
    }

    /// Appends text in a style.
    pub(super) fn push_styled(&self, out: &mut String, text: &str, style: &Style) {
        let link = style.link.as_deref().filter(|link| is_safe_link(link));
        if let Some(link) = link {
            out.push_str("<a href=\"");
            push_attribute(out, link);
            out.push_str("\">");
        }
        let start = out.len();
        out.push_str("<span style=\"");
        let inside = out.len();
        self.push_declarations(out, style);
        let is_styled = out.len() > inside;
        if is_styled {
            out.push_str("\">");
        } else {
            out.truncate(start);
        }
        push_curled_text(out, text);
        if is_styled {
            out.push_str("</span>");
        }
        if link.is_some() {
            out.push_str("</a>");
        }
    }

    fn push_declarations(&self, out: &mut String, style: &Style) {
        let start = out.len();
        let mut declare = |name: &str, out: &mut String| {
            if out.len() > start {
                out.push(';');
            }
            out.push_str(name);
        };
        if style.slant == Some(Slant::Italic) {
            declare("font-style:italic", out);
        }
        if style.weight == Some(Weight::Bold) {
            declare("font-weight:bold", out);
        }
        if let Some(color) = style.color.as_deref()
            && color != "black"
            && is_color(color)
        {
            declare("color:", out);
            out.push_str(color);
        }
        self.push_size(out, style, &mut declare);
        if let Some(color) = style.background.as_deref()
            && is_color(color)
        {
            declare("background-color:", out);
            out.push_str(color);
        }
        let is_complete = self.profile == Profile::Complete;
        let lines = [
            (style.underline != Lines::None, "underline"),
            (style.is_struck, "line-through"),
            (is_complete && style.overline != Lines::None, "overline"),
        ];
        let mut is_first = true;
        for (_, name) in lines.into_iter().filter(|(is_on, _)| *is_on) {
            if is_first {
                declare("text-decoration-line:", out);
            } else {
                out.push(' ');
            }
            out.push_str(name);
            is_first = false;
        }
        if !is_complete {
            return;
        }
        if let Some(family) = style.family.as_deref().and_then(generic_family) {
            declare("font-family:", out);
            out.push_str(family);
        }
        if !style.rise.is_zero() {
            let size = style.size.resolve(BASE_SIZE);
            if size > 0.0 {
                declare("vertical-align:", out);
                push_number(out, style.rise.resolve(BASE_SIZE) / size, 4);
                out.push_str("em");
            }
        }
    }

    fn push_size(
        &self,
        out: &mut String,
        style: &Style,
        declare: &mut impl FnMut(&str, &mut String),
    ) {
        let size = style.size.resolve(BASE_SIZE);
        let is_plain = (size - BASE_SIZE).abs() < 1e-12;
        if is_plain || !size.is_finite() || size <= 0.0 {
            return;
        }
        declare("font-size:", out);
        match (self.profile, style.size) {
            (Profile::Reference, _) => push_number(out, size, 15),
            (Profile::Complete, markup::Size::Points(points)) => {
                push_number(out, points.min(400.0), 6);
                out.push_str("pt");
            }
            (Profile::Complete, markup::Size::Scaled(scale)) => {
                push_number(out, scale.min(40.0), 6);
                out.push_str("em");
            }
        }
    }
}

/// The CSS generic family for a font family of the song.
pub(super) fn generic_family(family: &str) -> Option<&'static str> {
    Some(match family {
        "courier" | "mono" | "monospace" | "fixed" => "var(--mono)",
        "helvetica" | "sans" | "sans-serif" | "arial" => "var(--sans)",
        "times" | "serif" => "var(--serif)",
        _ => return None,
    })
}
