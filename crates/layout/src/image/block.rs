//! Pictures between the lines: their size and their place follow from the column and the page that they come to
//! (`docs/spec/pages.md#7.3`, `#7.4`, `#7.5`).

use super::attribute::{Align, Anchor, Offset};
use super::placement::{self, Frame};
use super::prepare::{Graphic, GraphicKind};
use super::size::{self, Size, SizeRequest};
use crate::drawing::{Drawing, Tagged};
use crate::page::{
    Cap, Color, Item, ItemRange, Layer, Line, Link, PlacedForm, PlacedImage, Pt, Rect, SourcePlace,
    Stroke, Tag, TagChild, TagNode, Target,
};
use crate::position::Position;
use crate::structure;

/// A picture that stands between the lines, or where its anchor says.
#[derive(Debug)]
pub(crate) struct PictureBlock {
    /// What is drawn.
    pub(crate) graphic: Graphic,
    /// The size that is asked for.
    pub(crate) request: SizeRequest,
    /// What its place refers to.
    pub(crate) anchor: Anchor,
    /// The alignment that is asked for.
    pub(crate) align: Option<Align>,
    /// Whether it stands at the left where none is.
    pub(crate) is_left: bool,
    /// How far it is moved, right and down.
    pub(crate) offset: (Offset, Offset),
    /// The lines around it.
    pub(crate) border: Option<Border>,
    /// Where it leads to.
    pub(crate) link: Option<Target>,
    /// The line of the source that asks for it.
    pub(crate) line: u32,
    /// Where that stands.
    pub(crate) source: SourcePlace,
    /// The width of the label margin.
    pub(crate) indent: Pt,
}

/// The size of a picture, and what it was fitted into.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fitted {
    size: Size,
    area: Size,
}

/// The border of a picture.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Border {
    /// The width of its lines; nothing is drawn where it is not above 0.
    pub(crate) width: Pt,
    /// Their colour.
    pub(crate) color: Color,
    /// The sides that have one, by the letters `t`, `r`, `b`, `l`; all where `None`.
    pub(crate) sides: Option<String>,
    /// What is behind the picture, where it has all sides.
    pub(crate) background: Option<Color>,
    /// Whether it is drawn at once, below what it holds.
    pub(crate) is_below: bool,
}

impl PictureBlock {
    /// Whether it takes no room.
    fn is_anchored(&self) -> bool {
        self.anchor != Anchor::Float
    }

    /// Whether it is drawn on all further pages of its song.
    pub(crate) fn is_repeated(&self) -> bool {
        self.anchor == Anchor::AllPages
    }

    /// Its size in the column of `position`.
    pub(crate) fn fitted(&self, position: &Position) -> Fitted {
        let (width, height) = position.available(self.indent);
        let area = match self.anchor {
            Anchor::Paper => Size {
                width: position.geometry.width,
                height: position.geometry.height,
            },
            Anchor::Float => Size { width, height },
            _ => Size {
                width: width + self.indent,
                height,
            },
        };
        Fitted {
            size: size::fit(self.graphic.size, &self.request, area),
            area,
        }
    }

    /// By how much it is made smaller in the column of `position`.
    fn squeeze(&self, size: Size, position: &Position) -> f64 {
        let room = position.right - position.left - self.indent;
        if size.width > 0.0 {
            (room / size.width).clamp(0.0, 1.0)
        } else {
            1.0
        }
    }

    /// The room that it asks for in the column of `position`.
    pub(crate) fn room(&self, fitted: Fitted, position: &Position) -> Pt {
        if self.is_anchored() {
            return 0.0;
        }
        fitted.size.height * self.squeeze(fitted.size, position)
    }

    /// How far what follows it goes down at `position`.
    pub(crate) fn height(&self, fitted: Fitted, position: &Position) -> Pt {
        if self.is_anchored() {
            return 0.0;
        }
        let (size, corner) = self.place(fitted, position);
        size.height + (position.y - corner.1) * self.squeeze(fitted.size, position)
    }

    /// The size at which it is drawn at `position`, and its upper left corner on the paper.
    fn place(&self, fitted: Fitted, position: &Position) -> (Size, (Pt, Pt)) {
        let Fitted { size, area } = fitted;
        let frame = self.frame(position);
        if self.is_anchored() {
            let align = self.align.unwrap_or(Align::Left);
            let corner = placement::anchored(self.anchor, size, align, self.offset, &frame);
            return (size, corner);
        }
        let usual = if self.is_left {
            Align::Left
        } else {
            Align::Center
        };
        let align = if size.width >= area.width {
            Align::Left
        } else {
            self.align.unwrap_or(usual)
        };
        let xs = self.squeeze(size, position);
        let drawn = Size {
            width: size.width * xs,
            height: size.height * xs,
        };
        let at = (position.left + self.indent, position.y);
        let right = if position.columns.count() > 1 {
            position.right
        } else {
            position.widest
        };
        let available = area.width.min(right - at.0);
        let corner = placement::float(drawn, align, self.offset, at, available, &frame);
        (drawn, corner)
    }

    fn frame(&self, position: &Position) -> Frame {
        Frame {
            paper: Size {
                width: position.geometry.width,
                height: position.geometry.height,
            },
            // Diagrams beside the text do not make the page narrower.
            page: (position.area.0, position.widest),
            column: (position.left, position.right),
            top: position.geometry.body_top(),
            bottom: position.geometry.margin_bottom,
            line: (position.left + self.indent, position.y),
        }
    }

    /// Draws it at `position`, in the coordinates of the paper.
    pub(crate) fn draw(&self, fitted: Fitted, position: &Position, drawing: &mut Drawing) {
        let (size, corner) = self.place(fitted, position);
        self.draw_at(size, corner, drawing);
    }

    /// Draws it with its upper left corner at `corner`, its border and its link.
    pub(crate) fn draw_at(&self, size: Size, (left, top): (Pt, Pt), drawing: &mut Drawing) {
        let (lower, right) = (top - size.height, left + size.width);
        let edges = [left, lower, right, top];
        let start = drawing.shapes.len();
        let picture = item(&self.graphic, size, left, lower);
        match &self.border {
            Some(border) if border.is_below => {
                border.draw(edges, &mut drawing.shapes);
                drawing.shapes.push(picture);
            }
            border => {
                drawing.shapes.push(picture);
                if let Some(border) = border {
                    border.draw(edges, &mut drawing.shapes);
                }
            }
        }
        let items = ItemRange::new(Layer::Shapes, start..drawing.shapes.len());
        let mut content = vec![TagChild::Items(items)];
        if let Some(target) = &self.link {
            let link = Tag::Link(drawing.links.len());
            drawing.links.push(Link {
                rect: edges,
                target: target.clone(),
            });
            content = vec![TagNode::new(link, self.line, content).into_child()];
        }
        structure::locate(&mut content, self.source);
        drawing.tag(Tagged::New(TagNode::new(Tag::Figure, self.line, content)));
    }
}

impl Border {
    fn draw(&self, [left, lower, right, top]: [Pt; 4], items: &mut Vec<Item>) {
        let (width, color) = (self.width, self.color);
        if width <= 0.0 {
            return;
        }
        let Some(sides) = &self.sides else {
            items.push(Item::Rect(Rect {
                x0: left,
                y0: lower,
                x1: right,
                y1: top,
                fill: self.background,
                stroke: Some(Stroke {
                    width,
                    color,
                    cap: Cap::Butt,
                }),
            }));
            return;
        };
        for (side, from, to) in [
            ('t', (left, top), (right, top)),
            ('r', (right, top), (right, lower)),
            ('b', (left, lower), (right, lower)),
            ('l', (left, top), (left, lower)),
        ] {
            if sides.contains(side) {
                items.push(Item::Line(Line {
                    from,
                    to,
                    width,
                    color,
                    cap: Cap::Square,
                }));
            }
        }
    }
}

/// A picture or form whose box has its lower left corner at (left, lower).
fn item(graphic: &Graphic, drawn: Size, left: Pt, lower: Pt) -> Item {
    match graphic.kind {
        GraphicKind::Picture(picture) => Item::Image(PlacedImage {
            picture,
            x: left,
            y: lower,
            width: drawn.width,
            height: drawn.height,
        }),
        GraphicKind::Form {
            index,
            left: form_left,
            lower: form_lower,
        } => {
            let (scale_x, scale_y) = graphic.scale(drawn);
            Item::Form(PlacedForm {
                form: index,
                x: left - form_left * scale_x,
                y: lower - form_lower * scale_y,
                scale_x,
                scale_y,
            })
        }
    }
}
