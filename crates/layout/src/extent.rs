//! How far down what is drawn reaches.

use chordpro_fonts::FontBook;

use crate::drawings::Drawings;
use crate::page::{Item, Layers, Pt, Segment};

/// The lowest place that the body of a page reaches; `None` where it is empty.
pub(crate) fn lowest(layers: &Layers, fonts: &FontBook, drawings: &Drawings) -> Option<Pt> {
    layers
        .shapes
        .iter()
        .chain(&layers.text)
        .map(|item| lower_edge(item, fonts, drawings))
        .reduce(Pt::min)
}

fn lower_edge(item: &Item, fonts: &FontBook, drawings: &Drawings) -> Pt {
    match item {
        Item::Text(run) => run.y + fonts.face(run.face).descent() * run.size / 1000.0,
        Item::Line(line) => line.from.1.min(line.to.1),
        Item::Rect(rect) => rect.y0.min(rect.y1),
        Item::Circle(circle) => circle.center.1 - circle.radius,
        Item::Path(path) => path
            .segments
            .iter()
            .map(|segment| match *segment {
                Segment::Move(_, y) | Segment::Line(_, y) => y,
                Segment::Curve(_, y1, _, y2, _, y) => y1.min(y2).min(y),
                Segment::Close => Pt::INFINITY,
            })
            .fold(Pt::INFINITY, Pt::min),
        Item::Image(image) => image.y,
        Item::Form(form) => {
            let [_, lower, _, _] = drawings
                .form(form.form)
                .map_or([0.0; 4], |drawing| drawing.bounds);
            form.y + lower * form.scale_y
        }
    }
}
