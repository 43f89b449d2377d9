//! Shapes: lines, rectangles, circles, paths.

use chordpro_layout::{Cap, Circle, Color, Line, Path, Rect, Segment, Stroke};
use tiny_skia::{LineCap, LineJoin, PathBuilder, Transform};

use super::canvas::{Canvas, Extent};
use super::{is_within_reach, paint_of, single};
use crate::outline::{QUARTER, quarters};

pub(super) fn line(canvas: &mut Canvas, place: Transform, line: &Line) -> Extent {
    let mut builder = PathBuilder::new();
    builder.move_to(single(line.from.0), single(line.from.1));
    builder.line_to(single(line.to.0), single(line.to.1));
    let stroke = Stroke {
        width: line.width,
        color: line.color,
        cap: line.cap,
    };
    draw(canvas, place, builder, None, Some(stroke))
}

pub(super) fn rect(canvas: &mut Canvas, place: Transform, rect: &Rect) -> Extent {
    let mut builder = PathBuilder::new();
    builder.move_to(single(rect.x0), single(rect.y0));
    builder.line_to(single(rect.x1), single(rect.y0));
    builder.line_to(single(rect.x1), single(rect.y1));
    builder.line_to(single(rect.x0), single(rect.y1));
    builder.close();
    draw(canvas, place, builder, rect.fill, rect.stroke)
}

pub(super) fn circle(canvas: &mut Canvas, place: Transform, circle: &Circle) -> Extent {
    let mut builder = PathBuilder::new();
    builder.move_to(
        single(circle.center.0 + circle.radius),
        single(circle.center.1),
    );
    for [one, two, end] in quarters(circle.center, circle.radius, QUARTER) {
        builder.cubic_to(
            single(one.0),
            single(one.1),
            single(two.0),
            single(two.1),
            single(end.0),
            single(end.1),
        );
    }
    builder.close();
    draw(canvas, place, builder, circle.fill, circle.stroke)
}

pub(super) fn path(canvas: &mut Canvas, place: Transform, path: &Path) -> Extent {
    let mut builder = PathBuilder::new();
    for segment in &path.segments {
        match *segment {
            Segment::Move(x, y) => builder.move_to(single(x), single(y)),
            Segment::Line(x, y) => builder.line_to(single(x), single(y)),
            Segment::Curve(x1, y1, x2, y2, x, y) => builder.cubic_to(
                single(x1),
                single(y1),
                single(x2),
                single(y2),
                single(x),
                single(y),
            ),
            Segment::Close => builder.close(),
        }
    }
    draw(canvas, place, builder, path.fill, path.stroke)
}

/// Draws a path, and returns the rows of the page that it covers.
fn draw(
    canvas: &mut Canvas,
    place: Transform,
    builder: PathBuilder,
    fill: Option<Color>,
    stroke: Option<Stroke>,
) -> Extent {
    let mut extent = Extent::NONE;
    // A path with one point, or with lengths that are not finite, has no extent.
    let Some(path) = builder.finish() else {
        return extent;
    };
    let width = stroke.map_or(0.0, |stroke| single(stroke.width));
    if !is_within_reach(path.bounds(), width, place) {
        return extent;
    }
    if let Some(color) = fill
        && let Some(path) = path.clone().transform(place)
    {
        canvas.fill(&path, &paint_of(color));
        extent = extent.with(Extent::of(path.bounds()));
    }
    if let Some(stroke) = stroke {
        let paint = paint_of(stroke.color);
        let line = tiny_skia::Stroke {
            width: single(stroke.width),
            line_cap: match stroke.cap {
                Cap::Butt => LineCap::Butt,
                Cap::Round => LineCap::Round,
                Cap::Square => LineCap::Square,
            },
            line_join: match stroke.cap {
                Cap::Round => LineJoin::Round,
                Cap::Butt | Cap::Square => LineJoin::Miter,
            },
            ..tiny_skia::Stroke::default()
        };
        extent = extent.with(canvas.stroke(&path, &paint, &line, place));
    }
    extent
}
