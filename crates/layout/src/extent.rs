//! Bounding boxes: how far what is drawn reaches.

use chordpro_fonts::FontBook;

use crate::page::{Item, Layers, Pt, Segment, TextRun};

/// A bounding box: left, lower, right and upper edge.
pub(crate) type Bounds = [Pt; 4];

/// The box of nothing; [`union`] with it changes no box.
const EMPTY: Bounds = [
    Pt::INFINITY,
    Pt::INFINITY,
    Pt::NEG_INFINITY,
    Pt::NEG_INFINITY,
];

/// The lowest place that the body of a page reaches; `None` where it is empty. `form` gives the bounds of a drawing.
pub(crate) fn lowest(
    layers: &Layers,
    fonts: &FontBook,
    form: &dyn Fn(usize) -> Option<Bounds>,
) -> Option<Pt> {
    layers
        .shapes
        .iter()
        .chain(&layers.text)
        .map(|item| bounds(item, fonts, form)[1])
        .reduce(Pt::min)
}

/// The box around all items; `None` where there is none.
pub(crate) fn around<'i>(
    items: impl Iterator<Item = &'i Item>,
    fonts: &FontBook,
    form: &dyn Fn(usize) -> Option<Bounds>,
) -> Option<Bounds> {
    let bounds = items
        .map(|item| bounds(item, fonts, form))
        .fold(EMPTY, union);
    bounds.iter().all(|edge| edge.is_finite()).then_some(bounds)
}

fn union(a: Bounds, b: Bounds) -> Bounds {
    [
        a[0].min(b[0]),
        a[1].min(b[1]),
        a[2].max(b[2]),
        a[3].max(b[3]),
    ]
}

/// The box of an item. Widths of lines are left out; text counts from the face's descent to its ascent.
fn bounds(item: &Item, fonts: &FontBook, form: &dyn Fn(usize) -> Option<Bounds>) -> Bounds {
    match item {
        Item::Text(run) => of_text(run, fonts),
        Item::Line(line) => [line.from, line.to].into_iter().fold(EMPTY, reach),
        Item::Rect(rect) => [(rect.x0, rect.y0), (rect.x1, rect.y1)]
            .into_iter()
            .fold(EMPTY, reach),
        Item::Circle(circle) => {
            let ((x, y), r) = (circle.center, circle.radius);
            [x - r, y - r, x + r, y + r]
        }
        Item::Path(path) => path.segments.iter().fold(EMPTY, |bounds, segment| {
            // A curve stays within its control points.
            match *segment {
                Segment::Move(x, y) | Segment::Line(x, y) => reach(bounds, (x, y)),
                Segment::Curve(x1, y1, x2, y2, x, y) => {
                    [(x1, y1), (x2, y2), (x, y)].into_iter().fold(bounds, reach)
                }
                Segment::Close => bounds,
            }
        }),
        Item::Image(image) => [
            image.x,
            image.y,
            image.x + image.width,
            image.y + image.height,
        ],
        Item::Form(placed) => {
            let [left, lower, right, upper] = form(placed.form).unwrap_or_default();
            [
                placed.x + left * placed.scale_x,
                placed.y + lower * placed.scale_y,
                placed.x + right * placed.scale_x,
                placed.y + upper * placed.scale_y,
            ]
        }
    }
}

fn of_text(run: &TextRun, fonts: &FontBook) -> Bounds {
    let face = fonts.face(run.face);
    let em = run.size / 1000.0;
    let width: f64 = run
        .glyphs
        .iter()
        .map(|glyph| glyph.advance + glyph.x_offset)
        .sum();
    [
        run.x,
        run.y + face.descent() * em,
        run.x + width * em,
        run.y + face.ascent() * em,
    ]
}

fn reach(bounds: Bounds, (x, y): (Pt, Pt)) -> Bounds {
    union(bounds, [x, y, x, y])
}
