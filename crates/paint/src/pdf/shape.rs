//! Shapes: lines, rectangles, circles, paths.

use chordpro_layout::{Cap, Circle, Color, Line, Page, Path, Rect, Segment, Stroke};
use krilla::geom::PathBuilder;
use krilla::paint::{Fill, LineCap, LineJoin};
use krilla::surface::Surface;

use super::{Frame, length, rgb};
use crate::outline::{QUARTER, quarters};

/// Fills the whole page.
pub(super) fn fill_page(surface: &mut Surface<'_>, page: &Page, color: Color) {
    let frame = Frame { top: page.height };
    let whole = Rect {
        x0: 0.0,
        y0: 0.0,
        x1: page.width,
        y1: page.height,
        fill: Some(color),
        stroke: None,
    };
    rect(surface, frame, &whole);
}

/// Lines with the style of the first one, as one path.
pub(super) fn lines(surface: &mut Surface<'_>, frame: Frame, lines: &[&Line]) {
    let Some(first) = lines.first() else {
        return;
    };
    let mut path = PathBuilder::new();
    for line in lines {
        path.move_to(frame.x(line.from.0), frame.y(line.from.1));
        path.line_to(frame.x(line.to.0), frame.y(line.to.1));
    }
    draw(surface, path, None, Some(stroke(first)));
}

/// Whether lines can be combined in one path.
pub(super) fn are_alike(one: &Line, other: &Line) -> bool {
    stroke(one) == stroke(other) && is_slanted(one) == is_slanted(other)
}

#[expect(
    clippy::float_cmp,
    reason = "lines along an axis have the same number twice"
)]
fn is_slanted(line: &Line) -> bool {
    line.from.0 != line.to.0 && line.from.1 != line.to.1
}

/// The style of a line.
fn stroke(line: &Line) -> Stroke {
    Stroke {
        width: line.width,
        color: line.color,
        cap: line.cap,
    }
}

pub(super) fn rect(surface: &mut Surface<'_>, frame: Frame, rect: &Rect) {
    let (left, right) = (frame.x(rect.x0), frame.x(rect.x1));
    let (lower, upper) = (frame.y(rect.y0), frame.y(rect.y1));
    let mut path = PathBuilder::new();
    path.move_to(left, lower);
    path.line_to(right, lower);
    path.line_to(right, upper);
    path.line_to(left, upper);
    path.close();
    draw(surface, path, rect.fill, rect.stroke);
}

pub(super) fn circle(surface: &mut Surface<'_>, frame: Frame, circle: &Circle) {
    let (x, y) = circle.center;
    let mut path = PathBuilder::new();
    path.move_to(frame.x(x + circle.radius), frame.y(y));
    for [one, two, end] in quarters((x, y), circle.radius, QUARTER) {
        path.cubic_to(
            frame.x(one.0),
            frame.y(one.1),
            frame.x(two.0),
            frame.y(two.1),
            frame.x(end.0),
            frame.y(end.1),
        );
    }
    path.close();
    draw(surface, path, circle.fill, circle.stroke);
}

pub(super) fn path(surface: &mut Surface<'_>, frame: Frame, path: &Path) {
    let mut builder = PathBuilder::new();
    for segment in &path.segments {
        match *segment {
            Segment::Move(x, y) => builder.move_to(frame.x(x), frame.y(y)),
            Segment::Line(x, y) => builder.line_to(frame.x(x), frame.y(y)),
            Segment::Curve(x1, y1, x2, y2, x, y) => builder.cubic_to(
                frame.x(x1),
                frame.y(y1),
                frame.x(x2),
                frame.y(y2),
                frame.x(x),
                frame.y(y),
            ),
            Segment::Close => builder.close(),
        }
    }
    draw(surface, builder, path.fill, path.stroke);
}

fn draw(surface: &mut Surface<'_>, path: PathBuilder, fill: Option<Color>, stroke: Option<Stroke>) {
    if fill.is_none() && stroke.is_none() {
        return;
    }
    // A path with one point has no extent: there is nothing to draw.
    let Some(path) = path.finish() else {
        return;
    };
    surface.set_fill(fill.map(|color| Fill {
        paint: rgb(color).into(),
        ..Fill::default()
    }));
    surface.set_stroke(stroke.map(|stroke| krilla::paint::Stroke {
        paint: rgb(stroke.color).into(),
        // The writer does not accept negative widths.
        width: length(stroke.width).max(0.0),
        line_cap: match stroke.cap {
            Cap::Butt => LineCap::Butt,
            Cap::Round => LineCap::Round,
            Cap::Square => LineCap::Square,
        },
        line_join: match stroke.cap {
            Cap::Round => LineJoin::Round,
            Cap::Butt | Cap::Square => LineJoin::Miter,
        },
        ..krilla::paint::Stroke::default()
    }));
    surface.draw_path(&path);
}
