//! Shapes: lines, rectangles, circles, paths.

use std::fmt::Write as _;

use chordpro_layout::{Cap, Circle, Color, Line, Path, Rect, Segment, Stroke};

use super::Frame;
use super::write::{color, number};

pub(super) fn line(out: &mut String, frame: Frame, line: &Line) {
    let _ = write!(
        out,
        "<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"",
        number(line.from.0),
        number(frame.y(line.from.1)),
        number(line.to.0),
        number(frame.y(line.to.1)),
    );
    stroked(
        out,
        Stroke {
            width: line.width,
            color: line.color,
            cap: line.cap,
        },
    );
    out.push_str("/>");
}

pub(super) fn rect(out: &mut String, frame: Frame, rect: &Rect) {
    let (left, right) = (rect.x0.min(rect.x1), rect.x0.max(rect.x1));
    let (lower, upper) = (rect.y0.min(rect.y1), rect.y0.max(rect.y1));
    let _ = write!(
        out,
        "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"",
        number(left),
        number(frame.y(upper)),
        number(right - left),
        number(upper - lower),
    );
    finish(out, rect.fill, rect.stroke);
}

pub(super) fn circle(out: &mut String, frame: Frame, circle: &Circle) {
    let _ = write!(
        out,
        "<circle cx=\"{}\" cy=\"{}\" r=\"{}\"",
        number(circle.center.0),
        number(frame.y(circle.center.1)),
        number(circle.radius),
    );
    finish(out, circle.fill, circle.stroke);
}

pub(super) fn path(out: &mut String, frame: Frame, path: &Path) {
    out.push_str("<path d=\"");
    for segment in &path.segments {
        match *segment {
            Segment::Move(x, y) => point(out, 'M', frame, &[(x, y)]),
            Segment::Line(x, y) => point(out, 'L', frame, &[(x, y)]),
            Segment::Curve(x1, y1, x2, y2, x, y) => {
                point(out, 'C', frame, &[(x1, y1), (x2, y2), (x, y)]);
            }
            Segment::Close => out.push('Z'),
        }
    }
    out.push('"');
    finish(out, path.fill, path.stroke);
}

fn point(out: &mut String, command: char, frame: Frame, points: &[(f64, f64)]) {
    out.push(command);
    for (n, (x, y)) in points.iter().enumerate() {
        if n > 0 {
            out.push(' ');
        }
        let _ = write!(out, "{} {}", number(*x), number(frame.y(*y)));
    }
}

fn finish(out: &mut String, fill: Option<Color>, stroke: Option<Stroke>) {
    match fill {
        Some(fill) => {
            let _ = write!(out, " fill=\"{}\"", color(fill));
        }
        None => out.push_str(" fill=\"none\""),
    }
    if let Some(stroke) = stroke {
        stroked(out, stroke);
    }
    out.push_str("/>");
}

fn stroked(out: &mut String, stroke: Stroke) {
    let _ = write!(
        out,
        " stroke=\"{}\" stroke-width=\"{}\"",
        color(stroke.color),
        number(stroke.width)
    );
    out.push_str(match stroke.cap {
        Cap::Butt => "",
        Cap::Round => " stroke-linecap=\"round\" stroke-linejoin=\"round\"",
        Cap::Square => " stroke-linecap=\"square\"",
    });
}
