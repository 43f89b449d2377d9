//! Placed items moved and scaled: songs made smaller, songs put on the page of another.

use crate::page::{Item, Link, Page, Pt, Segment, Stroke};

/// A change of place and size: lengths are scaled, then everything moves up.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Transform {
    /// What lengths are multiplied by.
    pub(crate) scale: f64,
    /// How far everything moves up.
    pub(crate) up: Pt,
}

/// Moves an item right and up.
pub(crate) fn shift(item: &mut Item, (right, up): (Pt, Pt)) {
    let point = |(x, y): &mut (Pt, Pt)| {
        *x += right;
        *y += up;
    };
    match item {
        Item::Text(run) => {
            run.x += right;
            run.y += up;
        }
        Item::Line(line) => {
            point(&mut line.from);
            point(&mut line.to);
        }
        Item::Rect(rect) => {
            rect.x0 += right;
            rect.x1 += right;
            rect.y0 += up;
            rect.y1 += up;
        }
        Item::Path(path) => {
            for segment in &mut path.segments {
                match segment {
                    Segment::Move(x, y) | Segment::Line(x, y) => {
                        *x += right;
                        *y += up;
                    }
                    Segment::Curve(x1, y1, x2, y2, x, y) => {
                        for x in [x1, x2, x] {
                            *x += right;
                        }
                        for y in [y1, y2, y] {
                            *y += up;
                        }
                    }
                    Segment::Close => {}
                }
            }
        }
        Item::Circle(circle) => point(&mut circle.center),
        Item::Image(image) => {
            image.x += right;
            image.y += up;
        }
        Item::Form(form) => {
            form.x += right;
            form.y += up;
        }
    }
}

impl Transform {
    fn x(self, x: &mut Pt) {
        *x *= self.scale;
    }

    fn y(self, y: &mut Pt) {
        *y = *y * self.scale + self.up;
    }

    fn length(self, length: &mut Pt) {
        *length *= self.scale;
    }

    fn point(self, (x, y): &mut (Pt, Pt)) {
        self.x(x);
        self.y(y);
    }

    fn stroke(self, stroke: &mut Option<Stroke>) {
        if let Some(stroke) = stroke {
            self.length(&mut stroke.width);
        }
    }

    fn link(self, link: &mut Link) {
        let [left, lower, right, upper] = &mut link.rect;
        self.x(left);
        self.y(lower);
        self.x(right);
        self.y(upper);
    }

    fn segment(self, segment: &mut Segment) {
        match segment {
            Segment::Move(x, y) | Segment::Line(x, y) => {
                self.x(x);
                self.y(y);
            }
            Segment::Curve(x1, y1, x2, y2, x, y) => {
                for x in [x1, x2, x] {
                    self.x(x);
                }
                for y in [y1, y2, y] {
                    self.y(y);
                }
            }
            Segment::Close => {}
        }
    }

    pub(crate) fn item(self, item: &mut Item) {
        match item {
            Item::Text(run) => {
                self.x(&mut run.x);
                self.y(&mut run.y);
                self.length(&mut run.size);
            }
            Item::Line(line) => {
                self.point(&mut line.from);
                self.point(&mut line.to);
                self.length(&mut line.width);
            }
            Item::Rect(rect) => {
                self.x(&mut rect.x0);
                self.y(&mut rect.y0);
                self.x(&mut rect.x1);
                self.y(&mut rect.y1);
                self.stroke(&mut rect.stroke);
            }
            Item::Path(path) => {
                for segment in &mut path.segments {
                    self.segment(segment);
                }
                self.stroke(&mut path.stroke);
            }
            Item::Circle(circle) => {
                self.point(&mut circle.center);
                self.length(&mut circle.radius);
                self.stroke(&mut circle.stroke);
            }
            Item::Image(image) => {
                self.x(&mut image.x);
                self.y(&mut image.y);
                self.length(&mut image.width);
                self.length(&mut image.height);
            }
            Item::Form(form) => {
                self.x(&mut form.x);
                self.y(&mut form.y);
                form.scale_x *= self.scale;
                form.scale_y *= self.scale;
            }
        }
    }

    /// Changes all that is drawn on `page`; the paper stays as it is.
    pub(crate) fn page(self, page: &mut Page) {
        let layers = &mut page.layers;
        for items in [
            &mut layers.shapes,
            &mut layers.text,
            &mut layers.heading_shapes,
            &mut layers.heading_text,
        ] {
            for item in items {
                self.item(item);
            }
        }
        for link in &mut page.links {
            self.link(link);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page::{Cap, Circle, Color, Line, Path, PlacedForm, PlacedImage, Rect};

    const HALF: Transform = Transform {
        scale: 0.5,
        up: 100.0,
    };

    fn changed(mut item: Item) -> Item {
        HALF.item(&mut item);
        item
    }

    #[test]
    fn every_kind_of_item_is_scaled_and_moved() {
        let stroke = |width| {
            Some(Stroke {
                width,
                color: Color::BLACK,
                cap: Cap::Butt,
            })
        };
        let line = |from, to, width| {
            Item::Line(Line {
                from,
                to,
                width,
                color: Color::BLACK,
                cap: Cap::Butt,
            })
        };
        assert_eq!(
            changed(line((10.0, 20.0), (30.0, 40.0), 2.0)),
            line((5.0, 110.0), (15.0, 120.0), 1.0)
        );
        let rect = |x0, y0, x1, y1, width| {
            Item::Rect(Rect {
                x0,
                y0,
                x1,
                y1,
                fill: None,
                stroke: stroke(width),
            })
        };
        assert_eq!(
            changed(rect(0.0, 2.0, 4.0, 6.0, 2.0)),
            rect(0.0, 101.0, 2.0, 103.0, 1.0)
        );
        let circle = |center, radius| {
            Item::Circle(Circle {
                center,
                radius,
                fill: None,
                stroke: None,
            })
        };
        assert_eq!(changed(circle((2.0, 4.0), 6.0)), circle((1.0, 102.0), 3.0));
        let path = |segments: [Segment; 3]| {
            Item::Path(Path {
                segments: segments.to_vec(),
                fill: None,
                stroke: None,
            })
        };
        assert_eq!(
            changed(path([
                Segment::Move(2.0, 2.0),
                Segment::Curve(2.0, 4.0, 6.0, 8.0, 10.0, 12.0),
                Segment::Close,
            ])),
            path([
                Segment::Move(1.0, 101.0),
                Segment::Curve(1.0, 102.0, 3.0, 104.0, 5.0, 106.0),
                Segment::Close,
            ])
        );
        let image = |x, y, width, height| {
            Item::Image(PlacedImage {
                picture: 0,
                x,
                y,
                width,
                height,
            })
        };
        assert_eq!(
            changed(image(2.0, 4.0, 6.0, 8.0)),
            image(1.0, 102.0, 3.0, 4.0)
        );
        let form = |x, y, scale| {
            Item::Form(PlacedForm {
                form: 0,
                x,
                y,
                scale_x: scale,
                scale_y: scale,
            })
        };
        assert_eq!(changed(form(2.0, 4.0, 1.0)), form(1.0, 102.0, 0.5));
    }
}
