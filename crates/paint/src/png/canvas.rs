//! The band of a page that is painted at a time: its pixels, and how paths get onto them.

use tiny_skia::{FillRule, Paint, Path, PathStroker, Pixmap, Point, Stroke, Transform};

use crate::PaintError;

/// A band of rows over the whole width of a page.
///
/// Paths are given in dots of the page and moved into the band by whole dots, as the rasteriser does with its own tiles, so
/// that nothing moves. The rasteriser cuts curves where a band ends: dots of their edges may be a shade off there.
pub(super) struct Canvas {
    pub(super) pixmap: Pixmap,
    /// The row of the page that is the first of the pixels.
    top: f32,
    /// The rows above and below the band that are painted with it and thrown away.
    margin: u32,
}

/// The rows around a band: what is cut at the ends of the pixels shows in the nearest rows most.
const MARGIN: u32 = 16;

/// The rows of a page that something covers, in dots from its upper edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extent {
    top: f32,
    bottom: f32,
}

impl Extent {
    /// Nothing.
    pub(super) const NONE: Extent = Extent {
        top: f32::INFINITY,
        bottom: f32::NEG_INFINITY,
    };

    /// Perhaps every row.
    pub(super) const ALL: Extent = Extent {
        top: f32::NEG_INFINITY,
        bottom: f32::INFINITY,
    };

    /// What fills `bounds` in dots.
    pub(super) fn of(bounds: tiny_skia::Rect) -> Self {
        Extent {
            top: bounds.top(),
            bottom: bounds.bottom(),
        }
    }

    /// Both, and what lies between.
    pub(super) fn with(self, other: Extent) -> Self {
        Extent {
            top: self.top.min(other.top),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

impl Canvas {
    /// A whole page.
    pub(super) fn whole(width: u32, height: u32) -> Result<Self, PaintError> {
        Ok(Canvas {
            pixmap: Pixmap::new(width, height).ok_or(PaintError::Size)?,
            top: 0.0,
            margin: 0,
        })
    }

    /// Bands of so many rows.
    pub(super) fn band(width: u32, rows: u32) -> Result<Self, PaintError> {
        let height = rows.saturating_add(2 * MARGIN);
        Ok(Canvas {
            pixmap: Pixmap::new(width, height).ok_or(PaintError::Size)?,
            top: 0.0,
            margin: MARGIN,
        })
    }

    /// Moves on to the band that begins at the row `top`, empty but for the paper.
    pub(super) fn start(&mut self, top: u32, paper: tiny_skia::Color) {
        #[expect(clippy::cast_precision_loss, reason = "no picture is that high")]
        let (top, margin) = (top as f32, self.margin as f32);
        self.top = top - margin;
        self.pixmap.fill(paper);
    }

    /// The pixels of the first `rows` rows of the band.
    pub(super) fn rows(&self, rows: u32) -> &[u8] {
        let length = self.pixmap.width() as usize * 4;
        let start = self.margin as usize * length;
        let end = start.saturating_add(rows as usize * length);
        let data = self.pixmap.data();
        data.get(start..end.min(data.len())).unwrap_or_default()
    }

    /// Whether what covers `extent` touches the band.
    pub(super) fn meets(&self, extent: Extent) -> bool {
        // Edges are smoothed, and hairlines drawn, over the next dot.
        const BLUR: f32 = 3.0;
        let top = self.top;
        #[expect(clippy::cast_precision_loss, reason = "no picture is that high")]
        let bottom = top + self.pixmap.height() as f32;
        extent.bottom >= top - BLUR && extent.top <= bottom + BLUR
    }

    /// From dots of the page to dots of the band.
    pub(super) fn shift(&self) -> Transform {
        Transform::from_translate(0.0, -self.top)
    }

    /// Fills a path that is in dots of the page.
    pub(super) fn fill(&mut self, path: &Path, paint: &Paint<'_>) {
        let shift = self.shift();
        self.pixmap
            .fill_path(path, paint, FillRule::Winding, shift, None);
    }

    /// Strokes a path that `place` brings into dots of the page.
    pub(super) fn stroke(
        &mut self,
        path: &Path,
        paint: &Paint<'_>,
        stroke: &Stroke,
        place: Transform,
    ) -> Extent {
        if let Some(width) = hairline(stroke.width, place) {
            let Some(path) = path.clone().transform(place) else {
                return Extent::NONE;
            };
            let stroke = Stroke {
                width,
                ..stroke.clone()
            };
            let shift = self.shift();
            self.pixmap.stroke_path(&path, paint, &stroke, shift, None);
            return Extent::of(path.bounds());
        }
        let detail = PathStroker::compute_resolution_scale(&place);
        let outline = path
            .stroke(stroke, detail)
            .and_then(|outline| outline.transform(place));
        match outline {
            Some(outline) => {
                self.fill(&outline, paint);
                Extent::of(outline.bounds())
            }
            None => Extent::NONE,
        }
    }
}

/// The width in dots of a line that is at most a dot wide: the rasteriser draws those as lines of one dot, the paler the
/// thinner. This is its own rule.
fn hairline(width: f32, place: Transform) -> Option<f32> {
    if width == 0.0 {
        return Some(width);
    }
    let mut ends = [(width, 0.0), (0.0, width)].map(Point::from);
    let scale = Transform {
        tx: 0.0,
        ty: 0.0,
        ..place
    };
    scale.map_points(&mut ends);
    let [across, along] = ends.map(|end| {
        let (x, y) = (end.x.abs(), end.y.abs());
        x.max(y) + x.min(y) * 0.5
    });
    (across <= 1.0 && along <= 1.0).then_some((across + along) * 0.5)
}
