//! Text runs.

use std::collections::BTreeMap;

use chordpro_fonts::{FaceId, FontBook, OutlineBuilder};
use chordpro_layout::TextRun;
use tiny_skia::{Path, PathBuilder, Transform};

use super::canvas::Extent;
use super::{Painter, is_within_reach, paint_of, single};

/// The outlines that a page uses, in font units; `None` for blank glyphs.
#[derive(Default)]
pub(super) struct Outlines {
    known: BTreeMap<(FaceId, u16), Option<Path>>,
}

impl Outlines {
    fn get(&mut self, fonts: &FontBook, face: FaceId, glyph: u16) -> Option<&Path> {
        self.known
            .entry((face, glyph))
            .or_insert_with(|| {
                let mut builder = Builder(PathBuilder::new());
                fonts.face(face).outline(glyph, &mut builder);
                builder.0.finish()
            })
            .as_ref()
    }
}

impl Painter<'_> {
    /// Draws a run, and returns the rows of the page that it covers.
    pub(super) fn text(&mut self, place: Transform, run: &TextRun) -> Extent {
        let units = self.fonts.face(run.face).units_per_em();
        let per_mille = run.size / 1000.0;
        let scale = single(run.size / units);
        // One path for the whole run, because filling has a fixed cost per path.
        let mut builder = PathBuilder::new();
        let mut pen = run.x;
        for glyph in &run.glyphs {
            pen += glyph.x_offset * per_mille;
            if let Some(outline) = self.outlines.get(self.fonts, run.face, glyph.id) {
                let at = Transform::from_row(
                    scale,
                    0.0,
                    0.0,
                    scale,
                    single(pen),
                    single(run.y + glyph.y_offset * per_mille),
                );
                if let Some(outline) = outline.clone().transform(at.post_concat(place)) {
                    builder.push_path(&outline);
                }
            }
            pen += glyph.advance * per_mille;
        }
        if let Some(path) = builder.finish()
            && is_within_reach(path.bounds(), 0.0, Transform::identity())
        {
            self.canvas.fill(&path, &paint_of(run.color));
            return Extent::of(path.bounds());
        }
        Extent::NONE
    }
}

struct Builder(PathBuilder);

impl OutlineBuilder for Builder {
    fn move_to(&mut self, x: f32, y: f32) {
        self.0.move_to(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.0.line_to(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.0.quad_to(x1, y1, x, y);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        self.0.cubic_to(x1, y1, x2, y2, x, y);
    }

    fn close(&mut self) {
        self.0.close();
    }
}
