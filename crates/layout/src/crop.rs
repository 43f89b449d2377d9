//! Cropping: pages as large as what is drawn on them.

use chordpro_fonts::FontBook;

use crate::extent::{Bounds, around};
use crate::page::{Document, Item, Page, Pt, Segment};

/// Cuts each page down to the box around all that is drawn on it, with `margin` points on each side.
///
/// Empty pages, and pages of other documents, stay as they are.
pub fn crop(document: &mut Document, fonts: &FontBook, margin: Pt) {
    let forms: Vec<Bounds> = document.forms.iter().map(|form| form.bounds).collect();
    for page in &mut document.pages {
        if page.underlay.is_some() {
            continue;
        }
        let drawn = around(page.layers.iter(), fonts, &|form| forms.get(form).copied());
        if let Some([left, lower, right, upper]) = drawn {
            page.width = right - left + 2.0 * margin;
            page.height = upper - lower + 2.0 * margin;
            shift(page, margin - left, margin - lower);
        }
    }
}

fn shift(page: &mut Page, dx: Pt, dy: Pt) {
    let layers = &mut page.layers;
    let items = layers
        .shapes
        .iter_mut()
        .chain(&mut layers.text)
        .chain(&mut layers.heading_shapes)
        .chain(&mut layers.heading_text);
    for item in items {
        shift_item(item, dx, dy);
    }
    for link in &mut page.links {
        let [x0, y0, x1, y1] = &mut link.rect;
        for (x, y) in [(x0, y0), (x1, y1)] {
            *x += dx;
            *y += dy;
        }
    }
}

fn shift_item(item: &mut Item, dx: Pt, dy: Pt) {
    let shift = |x: &mut Pt, y: &mut Pt| {
        *x += dx;
        *y += dy;
    };
    match item {
        Item::Text(run) => shift(&mut run.x, &mut run.y),
        Item::Line(line) => {
            shift(&mut line.from.0, &mut line.from.1);
            shift(&mut line.to.0, &mut line.to.1);
        }
        Item::Rect(rect) => {
            shift(&mut rect.x0, &mut rect.y0);
            shift(&mut rect.x1, &mut rect.y1);
        }
        Item::Circle(circle) => shift(&mut circle.center.0, &mut circle.center.1),
        Item::Path(path) => {
            for segment in &mut path.segments {
                match segment {
                    Segment::Move(x, y) | Segment::Line(x, y) => shift(x, y),
                    Segment::Curve(x1, y1, x2, y2, x, y) => {
                        shift(x1, y1);
                        shift(x2, y2);
                        shift(x, y);
                    }
                    Segment::Close => {}
                }
            }
        }
        Item::Image(image) => shift(&mut image.x, &mut image.y),
        Item::Form(form) => shift(&mut form.x, &mut form.y),
    }
}
