//! Text runs.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, RwLock};

use chordpro_fonts::{FaceId, Family, FontBook, OutlineBuilder, width};
use chordpro_layout::TextRun;

use crate::reading_order::Spacing;

use super::write::{color, escaped, factor, number};
use super::{Frame, Painter, SvgText};

/// The outlines that a page uses, in font units.
#[derive(Default)]
pub(super) struct Glyphs {
    outlines: BTreeMap<(FaceId, u16), Arc<str>>,
}

/// Cached outlines of bundled faces, shared by all documents: drawing them anew takes half of the time of a page.
static KEPT: RwLock<BTreeMap<(FaceId, u16), Arc<str>>> = RwLock::new(BTreeMap::new());

/// The maximum number of cached outlines: about a megabyte.
const MOST_KEPT: usize = 4096;

impl Glyphs {
    pub(super) fn is_empty(&self) -> bool {
        self.outlines.is_empty()
    }

    /// Registers the use of a glyph; false if it is blank.
    fn is_drawn(&mut self, fonts: &FontBook, face: FaceId, glyph: u16) -> bool {
        let outline = self.outlines.entry((face, glyph));
        !outline
            .or_insert_with(|| outline_of(fonts, face, glyph))
            .is_empty()
    }

    pub(super) fn write(&self, out: &mut String) {
        for ((face, glyph), outline) in &self.outlines {
            if !outline.is_empty() {
                let _ = write!(out, "<path id=\"g{}-{glyph}\" d=\"{outline}\"/>", face.0);
            }
        }
    }
}

fn outline_of(fonts: &FontBook, face: FaceId, glyph: u16) -> Arc<str> {
    let draw = || {
        let mut outline = Data::default();
        fonts.face(face).outline(glyph, &mut outline);
        outline.out.into()
    };
    // The ids of faces that are not bundled differ between documents.
    if !fonts.is_bundled(face) {
        return draw();
    }
    let known = KEPT.read().ok();
    if let Some(outline) = known.and_then(|kept| kept.get(&(face, glyph)).cloned()) {
        return outline;
    }
    let outline: Arc<str> = draw();
    if let Ok(mut kept) = KEPT.write()
        && kept.len() < MOST_KEPT
    {
        kept.insert((face, glyph), Arc::clone(&outline));
    }
    outline
}

impl Painter<'_> {
    pub(super) fn text(&mut self, frame: Frame, run: &TextRun) {
        match self.options.text {
            SvgText::Outlines => self.outlines(frame, run),
            SvgText::Text => self.words("text", frame, run),
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

/// Path data in relative coordinates, because the steps of an outline are short.
#[derive(Default)]
struct Data {
    out: String,
    pen: (f32, f32),
    start: (f32, f32),
}

impl Data {
    fn put(&mut self, command: char, places: &[(f32, f32)]) {
        self.out.push(command);
        let (x, y) = self.pen;
        let lengths = places.iter().flat_map(|place| [place.0 - x, place.1 - y]);
        for (n, length) in lengths.enumerate() {
            let digits = number(f64::from(length)).digits();
            // A sign separates numbers as well.
            if n > 0 && !digits.bytes().starts_with(b"-") {
                self.out.push(' ');
            }
            self.out
                .extend(digits.bytes().iter().copied().map(char::from));
        }
        if let Some(last) = places.last() {
            self.pen = *last;
        }
    }
}

impl OutlineBuilder for Data {
    fn move_to(&mut self, x: f32, y: f32) {
        self.put('m', &[(x, y)]);
        self.start = (x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.put('l', &[(x, y)]);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.put('q', &[(x1, y1), (x, y)]);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.put('c', &[(x1, y1), (x2, y2), (x, y)]);
    }

    fn close(&mut self) {
        self.out.push('z');
        self.pen = self.start;
    }
}
