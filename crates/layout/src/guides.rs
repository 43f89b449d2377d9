//! Lines and numbers that show the layout of a page (`pdf.showlayout`). Clause 9.2 of the page specification.

use crate::element_font::{ElementFont, FontElement};
use crate::flow::{Flow, Plane};
use crate::page::{Cap, Color, Item, Line, Pt, Rect, Stroke};
use crate::typeset::Markup;

const RED: Color = Color { r: 255, g: 0, b: 0 };

/// The width of guides.
const WIDTH: Pt = 0.5;

/// The size of numbers.
const SIZE: Pt = 7.0;

impl Flow<'_, '_> {
    /// Draws the frame of the text area, where headings and footers begin, the edges of columns and where the margins for
    /// labels end, on the current page.
    pub(crate) fn guides(&mut self) {
        let (left, right) = self.area;
        let geometry = self.geometry;
        let (top, bottom) = (geometry.body_top(), geometry.margin_bottom);
        let head = top + geometry.head_space;
        let foot = bottom - geometry.foot_space;
        self.shape(Item::Rect(Rect {
            x0: left,
            y0: bottom,
            x1: right,
            y1: top,
            fill: None,
            stroke: Some(Stroke {
                width: WIDTH,
                color: RED,
                cap: Cap::Square,
            }),
        }));
        for y in [head, foot] {
            self.guide((left, y), (right, y));
        }
        let columns: Vec<(Pt, Pt)> = (0..self.columns.count())
            .map(|column| self.columns.edges(column, self.area))
            .collect();
        let starts = columns.iter().skip(1).map(|(left, _)| *left);
        let ends = columns.iter().rev().skip(1).map(|(_, right)| *right);
        let edges: Vec<Pt> = starts.chain(ends).collect();
        let labels = columns.iter().map(|(left, _)| left + self.indent);
        let labels: Vec<Pt> = labels.filter(|_| self.indent > 0.0).collect();
        for x in edges.iter().chain(&labels) {
            self.guide((*x, bottom), (*x, top));
        }
        // What is drawn smaller is drawn larger before; numbers are those of the paper.
        let scale = self.scale;
        let font = ElementFont {
            size: SIZE / scale,
            color: RED,
            background: None,
            has_frame: false,
            ..self.font(FontElement::Grid)
        };
        for y in [head, top, bottom, foot] {
            let text = shown(y * scale);
            let x = left - font.size / 2.0 - self.width(&text, &font);
            self.guide_text(x, y - 2.0, &text, &font);
        }
        self.guide_text(left, top + 4.0, &shown(left * scale), &font);
        let x = right - self.width(&shown(left * scale), &font);
        self.guide_text(x, top + 4.0, &shown(right * scale), &font);
        for edge in edges {
            let text = shown(edge * scale);
            let x = edge - self.width(&text, &font) / 2.0;
            self.guide_text(x, top + 4.0, &text, &font);
        }
    }

    fn guide(&mut self, from: (Pt, Pt), to: (Pt, Pt)) {
        self.shape(Item::Line(Line {
            from,
            to,
            width: WIDTH,
            color: RED,
            cap: Cap::Square,
        }));
    }

    fn guide_text(&mut self, x: Pt, baseline: Pt, text: &str, font: &ElementFont) {
        let line = self.typesetter.line(text, font, Markup::Literal, &[]);
        self.place(x, baseline, line, Plane::Body);
    }
}

/// A length in points, without needless decimals.
fn shown(value: Pt) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    rounded.to_string()
}
