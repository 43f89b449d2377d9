//! Text runs.

use std::fmt::Write as _;

use chordpro_fonts::{Family, width};
use chordpro_layout::TextRun;

use crate::reading_order::Spacing;

use super::write::{color, escaped, factor, number};
use super::{Frame, Painter, SvgText, outlines};

impl Painter<'_> {
    pub(super) fn text(&mut self, frame: Frame, run: &TextRun) {
        match self.options.text {
            SvgText::Outlines => self.outlines(frame, run),
            SvgText::Text => self.words("text", frame, run),
            SvgText::Pieces => self.run(frame, run),
        }
    }

    /// Writes the texts of a row as one element, so that search and copying work.
    pub(super) fn row(&mut self, frame: Frame, row: &mut Vec<(&TextRun, Spacing)>) {
        if let [(run, _)] = row.as_slice() {
            self.words("text", frame, run);
        } else if !row.is_empty() {
            self.body.push_str("<text xml:space=\"preserve\">");
            for (run, spacing) in row.iter() {
                if *spacing == Spacing::Blank {
                    self.body.push(' ');
                }
                self.words("tspan", frame, run);
            }
            self.body.push_str("</text>");
        }
        row.clear();
    }

    fn outlines(&mut self, frame: Frame, run: &TextRun) {
        let units = self.fonts.face(run.face).units_per_em();
        let scale = run.size / units;
        let per_mille = units / 1000.0;
        let _ = write!(
            self.body,
            "<g class=\"{}\" aria-label=\"{}\" fill=\"{}\" transform=\"matrix({} 0 0 {} {} {})\">",
            run.role.name(),
            escaped(&run.text),
            color(run.color),
            factor(scale),
            factor(-scale),
            number(run.x),
            number(frame.y(run.y)),
        );
        let mut pen = 0.0;
        for glyph in &run.glyphs {
            pen += glyph.x_offset;
            if self.glyphs.is_drawn(self.fonts, run.face, glyph.id) {
                let _ = write!(
                    self.body,
                    "<use href=\"#g{}-{}\" x=\"{}\"",
                    run.face.0,
                    glyph.id,
                    number(pen * per_mille)
                );
                if glyph.y_offset != 0.0 {
                    let _ = write!(self.body, " y=\"{}\"", number(glyph.y_offset * per_mille));
                }
                self.body.push_str("/>");
            }
            pen += glyph.advance;
        }
        self.body.push_str("</g>");
    }

    /// Writes the outlines of all glyphs as one path.
    fn run(&mut self, frame: Frame, run: &TextRun) {
        let units = self.fonts.face(run.face).units_per_em();
        let (scale, per_mille) = (run.size / units, units / 1000.0);
        let start = self.body.len();
        let _ = write!(
            self.body,
            "<path fill=\"{}\" transform=\"matrix({} 0 0 {} {} {})\" d=\"",
            color(run.color),
            factor(scale),
            factor(-scale),
            number(run.x),
            number(frame.y(run.y)),
        );
        let data = self.body.len();
        let mut pen = 0.0;
        for glyph in &run.glyphs {
            pen += glyph.x_offset;
            let place = (pen * per_mille, glyph.y_offset * per_mille);
            let outline = outlines::outline(self.fonts, run.face, glyph.id);
            outline.write_at(place, &mut self.body);
            pen += glyph.advance;
        }
        if self.body.len() == data {
            self.body.truncate(start);
        } else {
            self.body.push_str("\"/>");
        }
    }

    fn words(&mut self, element: &str, frame: Frame, run: &TextRun) {
        if run.text.trim().is_empty() {
            if element == "tspan" {
                self.body.push(' ');
            }
            return;
        }
        let face = self.fonts.face(run.face);
        let _ = write!(
            self.body,
            "<{element} class=\"{}\" x=\"{}\" y=\"{}\" font-family=\"{}\" font-size=\"{}\" fill=\"{}\" \
             textLength=\"{}\" lengthAdjust=\"spacingAndGlyphs\" xml:space=\"preserve\"",
            run.role.name(),
            number(run.x),
            number(frame.y(run.y)),
            families(face.family()),
            number(run.size),
            color(run.color),
            number(width(&run.glyphs) * run.size / 1000.0),
        );
        if face.style().is_bold {
            self.body.push_str(" font-weight=\"bold\"");
        }
        if face.style().is_italic {
            self.body.push_str(" font-style=\"italic\"");
        }
        let _ = write!(self.body, ">{}</{element}>", escaped(&run.text));
    }
}

/// Similar font families of the viewer, the bundled one first.
fn families(family: Family) -> &'static str {
    match family {
        Family::Serif | Family::Other => {
            "FreeSerif, 'Nimbus Roman', 'Times New Roman', Times, serif"
        }
        Family::Sans => "FreeSans, 'Nimbus Sans', Helvetica, Arial, sans-serif",
        Family::Mono => "FreeMono, 'Nimbus Mono PS', 'Courier New', Courier, monospace",
    }
}
