//! Canvas: the band of a page that is being painted.

use tiny_skia::{FillRule, Paint, Path, PathStroker, Pixmap, Point, Stroke, Transform};

use crate::PaintError;

/// A band of rows over the whole width of a page.
///
/// Paths are in pixels of the page and are shifted into the band by whole pixels, as the rasteriser does with its own tiles, so
/// that positions do not change. The rasteriser clips curves at the ends of a band: pixels of their edges may differ by a shade there.
pub(super) struct Canvas {
    pub(super) pixmap: Pixmap,
    /// The page row of the first row of pixels.
    top: f32,
    /// The number of rows above and below the band that are painted and discarded.
    margin: u32,
}

/// The number of extra rows around a band: clipping at the ends mainly affects the nearest rows.
const MARGIN: u32 = 16;

/// The rows of a page that an item covers, in pixels from the upper edge.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Extent {
    top: f32,
    bottom: f32,
}

impl Extent {
    /// No rows.
    pub(super) const NONE: Extent = Extent {
        top: f32::INFINITY,
        bottom: f32::NEG_INFINITY,
    };

    /// Possibly all rows.
    pub(super) const ALL: Extent = Extent {
        top: f32::NEG_INFINITY,
        bottom: f32::INFINITY,
    };

    /// The rows of `bounds` in pixels.
    pub(super) fn of(bounds: tiny_skia::Rect) -> Self {
        Extent {
            top: bounds.top(),
            bottom: bounds.bottom(),
        }
    }

    /// The union of both, including the rows in between.
    pub(super) fn with(self, other: Extent) -> Self {
        Extent {
            top: self.top.min(other.top),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

impl Canvas {
    /// A canvas for a whole page.
    pub(super) fn whole(width: u32, height: u32) -> Result<Self, PaintError> {
        Ok(Canvas {
            pixmap: Pixmap::new(width, height).ok_or(PaintError::Size)?,
            top: 0.0,
            margin: 0,
        })
    }

    /// A canvas for bands of `rows` rows.
    pub(super) fn band(width: u32, rows: u32) -> Result<Self, PaintError> {
        let height = rows.saturating_add(2 * MARGIN);
        Ok(Canvas {
            pixmap: Pixmap::new(width, height).ok_or(PaintError::Size)?,
            top: 0.0,
            margin: MARGIN,
        })
    }

    /// Moves to the band that starts at row `top`, and fills it with the paper colour.
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

    /// Whether an item with `extent` touches the band.
    pub(super) fn meets(&self, extent: Extent) -> bool {
        // Antialiasing and hairlines extend to the next pixel.
        const BLUR: f32 = 3.0;
        let top = self.top;
        #[expect(clippy::cast_precision_loss, reason = "no picture is that high")]
        let bottom = top + self.pixmap.height() as f32;
        extent.bottom >= top - BLUR && extent.top <= bottom + BLUR
    }

    /// The transform from page pixels to band pixels.
    pub(super) fn shift(&self) -> Transform {
        Transform::from_translate(0.0, -self.top)
    }

    /// Fills a path given in page pixels.
    pub(super) fn fill(&mut self, path: &Path, paint: &Paint<'_>) {
        let shift = self.shift();
        self.pixmap
            .fill_path(path, paint, FillRule::Winding, shift, None);
    }

    /// Strokes a path; `place` transforms it to page pixels.
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

/// The width in pixels of a line that is at most a pixel wide: the rasteriser draws it one pixel wide, and paler the
/// thinner it is, by its own rule.
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
