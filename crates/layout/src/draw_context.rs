//! What drawings are made with: fonts, the drawings made so far, SVG, the budget, and a place for complaints.

use chordpro_config::Config;
use chordpro_song::{Assets, Budget, Diagnostic, Severity, Song};

use crate::diagram::DiagramCache;
use crate::drawings::Drawings;
use crate::element_font::{ElementFont, ElementFonts};
use crate::image::svg::SvgReader;
use crate::page::{Item, Pt};
use crate::textline::{Canvas, TextLine};
use crate::typeset::{Markup, Typesetter};

/// The tools of one song.
pub struct DrawContext<'s, 'a> {
    /// The song.
    pub song: &'a Song,
    /// The configuration in force.
    pub config: &'s Config,
    /// Sets texts.
    pub typesetter: &'s mut Typesetter<'a>,
    /// The fonts of elements, as they are now.
    pub fonts: &'s ElementFonts,
    /// The drawings of the document.
    pub drawings: &'s mut Drawings,
    /// The diagrams of the document.
    pub diagrams: &'s mut DiagramCache,
    /// What the song may see.
    pub assets: &'s dyn Assets,
    /// Reads SVGs.
    pub svg: &'s SvgReader<'a>,
    /// What may still be used.
    pub budget: &'s Budget,
    /// What is said about the song.
    pub diagnostics: &'s mut Vec<Diagnostic>,
}

impl DrawContext<'_, '_> {
    /// Warns about something in the line `line` of the song.
    pub fn warn(&mut self, code: &'static str, line: Option<u32>, message: impl Into<String>) {
        let diagnostic = self.warning(code, line, message);
        self.diagnostics.push(diagnostic);
    }

    /// A warning about something in the line `line` of the song.
    pub fn warning(
        &self,
        code: &'static str,
        line: Option<u32>,
        message: impl Into<String>,
    ) -> Diagnostic {
        let mut diagnostic = Diagnostic::new(code, Severity::Warning, message);
        diagnostic.source = Some(self.song.source.name.clone());
        diagnostic.line = line.filter(|line| *line > 0);
        // The reference names the line alone while it lays out.
        diagnostic.formatted = diagnostic
            .line
            .map(|line| format!("Line {line}, {}", diagnostic.message));
        diagnostic
    }

    /// Sets `text` into `items`, its baseline beginning at (x, y), with everything in one layer.
    pub fn letter(&mut self, text: &str, font: &ElementFont, x: Pt, y: Pt, items: &mut Vec<Item>) {
        let line = self.typesetter.line(text, font, Markup::Literal, &[]);
        place(line, x, y, items);
    }
}

/// Places a text with all that belongs to it into `items`, in painting order. Links and destinations are left out.
pub fn place(line: TextLine, x: Pt, y: Pt, items: &mut Vec<Item>) {
    let mut texts = Vec::new();
    let mut canvas = Canvas {
        shapes: items,
        text: &mut texts,
        links: &mut Vec::new(),
        destinations: &mut Vec::new(),
        bookmark: "",
    };
    line.place(x, y, &mut canvas);
    items.append(&mut texts);
}
