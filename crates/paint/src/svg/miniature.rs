//! A page as a small picture that shows how it looks, not what it says: texts are bars.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chordpro_fonts::width;
use chordpro_layout::{Color, Document, Form, Item, Pt, TextRun};
use chordpro_song::Budget;

use super::write::{color, number};
use crate::PaintError;

/// How high the bar of a text is, in font sizes: about as high as small letters.
const X_HEIGHT: f64 = 0.5;

/// Forms within forms deeper than this are left out.
const DEEPEST: usize = 4;

/// Draws a page (from 0) as a small picture: everything of one colour is one path, in whole points.
///
/// # Errors
/// See [`PaintError`].
pub fn miniature(document: &Document, page: usize, budget: &Budget) -> Result<String, PaintError> {
    let sheet = document.pages.get(page).ok_or(PaintError::NoSuchPage {
        page: page.saturating_add(1),
        pages: document.pages.len(),
    })?;
    let mut painter = Miniature {
        document,
        paths: BTreeMap::new(),
        lines: BTreeMap::new(),
    };
    let origin = Origin {
        x: 0.0,
        top: sheet.height,
    };
    for item in sheet.layers.iter() {
        budget.tick()?;
        painter.item(origin, item, DEEPEST);
    }
    let (width, height) = (number(sheet.width), number(sheet.height));
    let mut out = String::with_capacity(1 << 12);
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\">"
    );
    let ground = sheet.background.unwrap_or(Color::WHITE);
    let _ = write!(
        out,
        "<path fill=\"{}\" d=\"M0 0h{width}v{height}H0z\"/>",
        color(ground)
    );
    // What lies below the text comes first.
    for (fill, data) in painter.paths.values() {
        let _ = write!(out, "<path fill=\"{}\" d=\"{data}\"/>", color(*fill));
    }
    for (stroke, data) in painter.lines.values() {
        let _ = write!(
            out,
            "<path stroke=\"{}\" stroke-width=\"2\" fill=\"none\" d=\"{data}\"/>",
            color(*stroke)
        );
    }
    out.push_str("</svg>");
    budget.check_bytes(out.len() as u64)?;
    Ok(out)
}

/// What coordinates begin at.
#[derive(Clone, Copy)]
struct Origin {
    x: Pt,
    /// The height that is zero below.
    top: Pt,
}

struct Miniature<'a> {
    document: &'a Document,
    /// Filled areas by layer (0 below 1) and colour.
    paths: BTreeMap<(u8, [u8; 3]), (Color, String)>,
    /// Lines by colour.
    lines: BTreeMap<[u8; 3], (Color, String)>,
}

fn key(color: Color) -> [u8; 3] {
    [color.r, color.g, color.b]
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "casts saturate, and pages are small"
)]
fn whole(value: Pt) -> i32 {
    value.round() as i32
}

impl Miniature<'_> {
    fn item(&mut self, origin: Origin, item: &Item, depth: usize) {
        match item {
            Item::Text(run) => self.text(origin, run),
            Item::Rect(rect) => {
                if let Some(fill) = rect.fill {
                    let corner = (rect.x0.min(rect.x1), rect.y0.max(rect.y1));
                    let size = ((rect.x1 - rect.x0).abs(), (rect.y1 - rect.y0).abs());
                    self.area(origin, 0, fill, corner, size);
                }
            }
            Item::Line(line) => {
                let (_, data) = self
                    .lines
                    .entry(key(line.color))
                    .or_insert_with(|| (line.color, String::new()));
                let from = (
                    whole(origin.x + line.from.0),
                    whole(origin.top - line.from.1),
                );
                let to = (whole(origin.x + line.to.0), whole(origin.top - line.to.1));
                let _ = write!(data, "M{} {}L{} {}", from.0, from.1, to.0, to.1);
            }
            Item::Circle(circle) => {
                if let Some(fill) = circle.fill {
                    let corner = (
                        circle.center.0 - circle.radius,
                        circle.center.1 + circle.radius,
                    );
                    let side = circle.radius * 2.0;
                    self.area(origin, 1, fill, corner, (side, side));
                }
            }
            Item::Form(placed) => {
                let form = self.document.forms.get(placed.form);
                if let (Some(form), Some(_)) = (form, depth.checked_sub(1)) {
                    self.form(origin, (placed.x, placed.y), form);
                }
            }
            // Pictures and paths do not show a style.
            Item::Image(_) | Item::Path(_) => {}
        }
    }

    /// A diagram: a frame with a line in its middle.
    fn form(&mut self, origin: Origin, (x, y): (Pt, Pt), form: &Form) {
        let [left, lower, right, upper] = form.bounds;
        let (width, height) = (whole(right - left), whole(upper - lower));
        let corner = (whole(origin.x + x + left), whole(origin.top - y - upper));
        let (_, data) = self
            .lines
            .entry(key(Color::BLACK))
            .or_insert_with(|| (Color::BLACK, String::new()));
        let _ = write!(
            data,
            "M{} {}h{width}v{height}h-{width}zm{} 0v{height}",
            corner.0,
            corner.1,
            width / 2
        );
    }

    fn text(&mut self, origin: Origin, run: &TextRun) {
        let length = width(&run.glyphs) * run.size / 1000.0;
        let length = if run.text.ends_with(char::is_whitespace) {
            length - run.size / 4.0
        } else {
            length
        };
        if length >= 1.0 && !run.text.trim().is_empty() {
            let height = run.size * X_HEIGHT;
            self.area(
                origin,
                1,
                run.color,
                (run.x, run.y + height),
                (length, height),
            );
        }
    }

    /// A rectangle, by its upper left corner.
    fn area(&mut self, origin: Origin, layer: u8, fill: Color, corner: (Pt, Pt), size: (Pt, Pt)) {
        let (_, data) = self
            .paths
            .entry((layer, key(fill)))
            .or_insert_with(|| (fill, String::new()));
        let (x, y) = (whole(origin.x + corner.0), whole(origin.top - corner.1));
        let (width, height) = (whole(size.0).max(1), whole(size.1).max(1));
        let _ = write!(data, "M{x} {y}h{width}v{height}h-{width}z");
    }
}
