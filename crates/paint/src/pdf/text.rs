//! Text runs.

use std::borrow::Cow;
use std::ops::Range;

use chordpro_fonts::Glyph;
use chordpro_layout::TextRun;
use krilla::geom::Point;
use krilla::paint::Fill;
use krilla::surface::{Location, Surface};
use krilla::text::GlyphId;

use super::face::Faces;
use super::{Frame, length, rgb};

/// Draws a run with its glyphs exactly where layout put them, after an optional blank of the given width.
pub(super) fn draw(
    surface: &mut Surface<'_>,
    faces: &mut Faces<'_>,
    frame: Frame,
    run: &TextRun,
    blank: Option<(u16, f64)>,
) {
    let Some(first) = run.glyphs.first() else {
        return;
    };
    let Some(font) = faces.get(run.face) else {
        return;
    };
    // Our kerning moves the pen before a glyph; the writer only supports movement after one.
    let kerning = run.glyphs.iter().skip(1).map(|glyph| glyph.x_offset);
    let text = match blank {
        Some(_) => Cow::Owned(format!(" {}", run.text)),
        None => Cow::Borrowed(run.text.as_str()),
    };
    let shift = text.len() - run.text.len();
    let before = blank.map(|(id, width)| Placed {
        id,
        text: 0..shift,
        advance: length(width / 1000.0),
        rise: 0.0,
    });
    let own = run
        .glyphs
        .iter()
        .zip(kerning.chain([0.0]))
        .map(|(glyph, kerning)| Placed {
            id: glyph.id,
            text: text_of(glyph, shift, &text),
            advance: length((glyph.advance + kerning) / 1000.0),
            rise: length(glyph.y_offset / 1000.0),
        });
    let glyphs: Vec<Placed> = before.into_iter().chain(own).collect();
    let width = blank.map_or(0.0, |(_, width)| width);
    let start = Point::from_xy(
        frame.x(run.x + (first.x_offset - width) * run.size / 1000.0),
        frame.y(run.y),
    );
    surface.set_stroke(None);
    surface.set_fill(Some(Fill {
        paint: rgb(run.color).into(),
        ..Fill::default()
    }));
    surface.draw_glyphs(start, &glyphs, font, &text, length(run.size), false);
}

/// A glyph for the writer; lengths are in em.
struct Placed {
    id: u16,
    text: Range<usize>,
    advance: f32,
    rise: f32,
}

impl krilla::text::Glyph for Placed {
    fn glyph_id(&self) -> GlyphId {
        GlyphId::new(self.id.into())
    }

    fn text_range(&self) -> Range<usize> {
        self.text.clone()
    }

    fn x_advance(&self, size: f32) -> f32 {
        self.advance * size
    }

    fn x_offset(&self, _: f32) -> f32 {
        0.0
    }

    fn y_offset(&self, size: f32) -> f32 {
        self.rise * size
    }

    fn y_advance(&self, _: f32) -> f32 {
        0.0
    }

    fn location(&self) -> Option<Location> {
        None
    }
}

/// The byte range of a glyph's text, which starts at `shift`; empty if it is outside the text.
fn text_of(glyph: &Glyph, shift: usize, text: &str) -> Range<usize> {
    let at = |byte: u32| (byte as usize).saturating_add(shift);
    let range = at(glyph.start)..at(glyph.end);
    if text.get(range.clone()).is_some() {
        range
    } else {
        0..0
    }
}
