//! SVG limits: the work of painting an SVG drawing, calculated before painting.
//!
//! Painting pixels passes over each layer of a drawing pixel by pixel, and once more over each clip and mask, however short
//! the file is. The calculation follows the rasteriser, which determines the sizes of layers.

mod contents;

use chordpro_song::{Budget, Exceeded};
use usvg::tiny_skia_path::{IntRect, Rect, Transform};
use usvg::{ClipPath, Group, ImageKind, Mask, Node, Paint, Path, Pattern};

pub(crate) use contents::Contents;

/// The number of passes over a layer's pixels: clearing, and compositing.
const LAYER: u64 = 3;
/// The number of passes over a clip: clearing, filling, conversion to a mask, applying.
const CLIP: u64 = 4;
/// The number of passes over a mask, which is first cut to its region.
const MASK: u64 = 5;
/// The cost of a pixel of a gradient, a pattern or a bitmap, relative to a plain one: they are computed from others.
const GRADIENT: u64 = 4;
const PATTERN: u64 = 8;
/// The minimum cost of a path and of each of its segments, in pixels.
const PATH: u64 = 64;
const SEGMENT: u64 = 16;
/// The maximum number of dashes of a path, which is the rasteriser's limit.
const MAX_DASHES: f32 = 1e6;
/// Bytes per pixel.
const DOT: u64 = 4;

/// The work of painting.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Effort {
    /// The number of pixels painted.
    dots: u64,
    /// The peak memory of layers, in bytes.
    memory: u64,
}

impl Effort {
    /// One after the other: pixels add up, memory is the larger.
    fn then(self, next: Effort) -> Effort {
        Effort {
            dots: self.dots.saturating_add(next.dots),
            memory: self.memory.max(next.memory),
        }
    }

    /// This work inside a layer of `area` pixels: adds `times` passes over the layer, and its memory.
    fn within(self, area: u64, times: u64) -> Effort {
        Effort {
            dots: self.dots.saturating_add(area.saturating_mul(times)),
            memory: self.memory.saturating_add(area.saturating_mul(DOT)),
        }
    }
}

/// Charges the painting of a drawing onto a canvas of a number of pixels, and checks the memory for its layers.
///
/// # Errors
/// [`Limit::Painting`](chordpro_song::Limit::Painting), [`Limit::Memory`](chordpro_song::Limit::Memory).
pub(crate) fn charge_dots(
    tree: &usvg::Tree,
    place: Transform,
    canvas: (u32, u32),
    budget: &Budget,
) -> Result<(), Exceeded> {
    let effort =
        Canvas::new(canvas).map_or_else(Effort::default, |canvas| canvas.nodes(tree.root(), place));
    budget.charge_painting(effort.dots)?;
    budget.check_memory(effort.memory)?;
    budget.check_time()
}

/// The surface that something is painted on.
#[derive(Debug, Clone, Copy)]
struct Canvas {
    /// The canvas or the layer.
    bounds: Rect,
    /// The maximum extent of layers: twice the size of the whole canvas beyond its edges.
    reach: IntRect,
}

impl Canvas {
    fn new((width, height): (u32, u32)) -> Option<Canvas> {
        let (columns, rows) = (i32::try_from(width).ok()?, i32::try_from(height).ok()?);
        Some(Canvas {
            bounds: bounds(width, height)?,
            reach: IntRect::from_xywh(
                columns.checked_mul(-2)?,
                rows.checked_mul(-2)?,
                width.checked_mul(5)?,
                height.checked_mul(5)?,
            )?,
        })
    }

    fn area(&self) -> u64 {
        area(self.bounds)
    }

    /// The contents of a group, without the group's own layer.
    fn nodes(&self, group: &Group, place: Transform) -> Effort {
        let each = group.children().iter().map(|node| match node {
            Node::Group(group) => self.group(group, place),
            Node::Path(path) => self.path(path, place),
            Node::Image(image) => self.image(image.kind()),
            Node::Text(text) => self.group(text.flattened(), place),
        });
        each.fold(Effort::default(), Effort::then)
    }

    fn group(&self, group: &Group, place: Transform) -> Effort {
        let place = place.pre_concat(group.transform());
        if !group.should_isolate() {
            return self.nodes(group, place);
        }
        let Some((layer, place)) = self.layer(group, place) else {
            return Effort::default();
        };
        let mut effort = layer.nodes(group, place);
        if let Some(clip) = group.clip_path() {
            effort = effort.then(layer.clip(clip, place));
        }
        if let Some(mask) = group.mask() {
            effort = effort.then(layer.mask(mask, place));
        }
        effort.within(layer.area(), LAYER)
    }

    /// The layer for a group, and its placement; `None` if it is out of reach.
    fn layer(&self, group: &Group, place: Transform) -> Option<(Canvas, Transform)> {
        let bounds_of_group = group.layer_bounding_box().transform(place)?;
        let wanted = bounds_of_group.to_int_rect();
        // Antialiased edges extend by two pixels.
        let wanted = IntRect::from_ltrb(
            wanted.left().checked_sub(2)?,
            wanted.top().checked_sub(2)?,
            wanted.right().checked_add(3)?,
            wanted.bottom().checked_add(3)?,
        )?;
        let fitted = IntRect::from_ltrb(
            wanted.left().max(self.reach.left()),
            wanted.top().max(self.reach.top()),
            wanted.right().min(self.reach.right()),
            wanted.bottom().min(self.reach.bottom()),
        )?;
        let corner = fitted.to_rect();
        let layer = Canvas {
            bounds: bounds(fitted.width(), fitted.height())?,
            reach: self.reach,
        };
        let shift = Transform::from_translate(-corner.left(), -corner.top());
        Some((layer, shift.pre_concat(place)))
    }

    /// A clip of this layer.
    fn clip(&self, clip: &ClipPath, place: Transform) -> Effort {
        let inner = self.clipped(clip.root(), place.pre_concat(clip.transform()));
        let further = clip.clip_path().map(|clip| self.clip(clip, place));
        let effort = inner.then(further.unwrap_or_default());
        effort.within(self.area(), CLIP)
    }

    /// The contents of a clip: a group that has its own clip needs a layer as large as this one.
    fn clipped(&self, group: &Group, place: Transform) -> Effort {
        let each = group.children().iter().map(|node| match node {
            Node::Path(path) => self.path(path, place),
            Node::Text(text) => self.clipped(text.flattened(), place),
            Node::Group(group) => {
                let place = place.pre_concat(group.transform());
                let inner = self.clipped(group, place);
                match group.clip_path() {
                    Some(clip) => {
                        let effort = inner.then(self.clip(clip, place));
                        effort.within(self.area(), LAYER)
                    }
                    None => inner,
                }
            }
            Node::Image(_) => Effort::default(),
        });
        each.fold(Effort::default(), Effort::then)
    }

    /// A mask of this layer.
    fn mask(&self, mask: &Mask, place: Transform) -> Effort {
        let inner = self.nodes(mask.root(), place);
        let further = mask.mask().map(|mask| self.mask(mask, place));
        let effort = inner.then(further.unwrap_or_default());
        effort.within(self.area(), MASK)
    }

    fn path(&self, path: &Path, place: Transform) -> Effort {
        let segments = path.data().len() as u64;
        let mut effort = Effort {
            dots: PATH.saturating_add(segments.saturating_mul(SEGMENT)),
            memory: 0,
        };
        let covered = |bounds: Rect| {
            let bounds = bounds.transform(place);
            let visible = bounds.and_then(|bounds| bounds.intersect(&self.bounds));
            visible.map_or(0, area)
        };
        if let Some(fill) = path.fill() {
            let area = covered(path.bounding_box());
            effort = effort.then(self.paint(fill.paint(), area, place));
        }
        if let Some(stroke) = path.stroke() {
            let area = covered(path.stroke_bounding_box());
            effort = effort.then(self.paint(stroke.paint(), area, place));
            effort.dots = effort
                .dots
                .saturating_add(dashes(path).saturating_mul(PATH));
        }
        effort
    }

    /// An area painted with `paint`.
    fn paint(&self, paint: &Paint, area: u64, place: Transform) -> Effort {
        let (times, made) = match paint {
            Paint::Color(_) => (1, Effort::default()),
            Paint::LinearGradient(_) | Paint::RadialGradient(_) => (GRADIENT, Effort::default()),
            Paint::Pattern(pattern) => (PATTERN, self.tile(pattern, place)),
        };
        let dots = made.dots.saturating_add(area.saturating_mul(times));
        Effort { dots, ..made }
    }

    /// The tile of a pattern, which is repainted for each path.
    fn tile(&self, pattern: &Pattern, place: Transform) -> Effort {
        let (across, down) = place.pre_concat(pattern.transform()).get_scale();
        let rect = pattern.rect();
        let (width, height) = (rect.width() * across, rect.height() * down);
        let Some(bounds) = Rect::from_xywh(0.0, 0.0, width.max(1.0), height.max(1.0)) else {
            return Effort::default();
        };
        let tile = Canvas {
            bounds,
            reach: self.reach,
        };
        let inner = tile.nodes(pattern.root(), Transform::from_scale(across, down));
        inner.within(tile.area(), LAYER)
    }

    /// A bitmap, which is decoded each time it is painted.
    fn image(&self, kind: &ImageKind) -> Effort {
        let unpacked = contents::dots(kind);
        let drawn = Effort {
            dots: self.area().saturating_mul(PATTERN),
            memory: 0,
        };
        drawn.within(unpacked, PATTERN)
    }
}

/// The number of dashes of a path, in single precision; its length is estimated as the maximum that its segments can have.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an estimate, between 0 and a million"
)]
fn dashes(path: &Path) -> u64 {
    let Some(pattern) = path.stroke().and_then(usvg::Stroke::dasharray) else {
        return 0;
    };
    let bounds = path.bounding_box();
    let longest = (bounds.width() + bounds.height()) * path.data().len() as f32;
    let period: f32 = pattern.iter().sum();
    let count = longest / period * pattern.len() as f32;
    if count.is_nan() {
        return 0;
    }
    count.clamp(0.0, MAX_DASHES) as u64
}

fn bounds(width: u32, height: u32) -> Option<Rect> {
    #[expect(clippy::cast_precision_loss, reason = "an estimate")]
    let (width, height) = (width as f32, height as f32);
    Rect::from_xywh(0.0, 0.0, width, height)
}

/// The number of pixels in a rectangle.
fn area(rect: Rect) -> u64 {
    let area = f64::from(rect.width().max(1.0)) * f64::from(rect.height().max(1.0));
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "an estimate, which is not negative"
    )]
    let area = area as u64;
    area
}

#[cfg(test)]
mod tests;
