//! Pages to PNG, one picture for each page.
//!
//! Links are not shown; neither are pages of other PDF documents (covers, backgrounds), nor what reaches millions of dots
//! beyond the page.

mod encode;
mod image;
mod shape;
mod text;

use chordpro_fonts::FontBook;
use chordpro_layout::{Color, Document, Item, Page};
use chordpro_song::Budget;
use tiny_skia::{Paint, Pixmap, Transform};

use crate::{PaintError, Painted};
use image::Pictures;
use text::Outlines;

/// Forms within forms deeper than this are left out.
const DEEPEST: usize = 8;

/// Dots in a point at one dot per inch.
const INCH: f64 = 72.0;

/// Writes a page (from 0) as PNG, with `resolution` dots per inch.
///
/// # Errors
/// See [`PaintError`]; a picture that is broken is left out, named, and is no error.
pub fn paint(
    document: &Document,
    page: usize,
    fonts: &FontBook,
    resolution: f64,
    budget: &Budget,
) -> Result<Painted<Vec<u8>>, PaintError> {
    let sheet = document.pages.get(page).ok_or(PaintError::NoSuchPage {
        page: page.saturating_add(1),
        pages: document.pages.len(),
    })?;
    let scale = resolution / INCH;
    let width = dots(sheet.width * scale)?;
    let height = dots(sheet.height * scale)?;
    budget.charge_pixels(u64::from(width).saturating_mul(height.into()))?;
    let mut pixmap = Pixmap::new(width, height).ok_or(PaintError::Size)?;
    let paper = sheet.background.unwrap_or(Color::WHITE);
    pixmap.fill(tiny_skia::Color::from_rgba8(paper.r, paper.g, paper.b, 255));
    let mut painter = Painter {
        document,
        fonts,
        budget,
        outlines: Outlines::default(),
        pictures: Pictures::new(document),
        pixmap,
    };
    painter.page(sheet, scale)?;
    let bytes = encode::encode(&painter.pixmap)?;
    budget.check_bytes(bytes.len() as u64)?;
    Ok(Painted {
        output: bytes,
        unreadable: painter.pictures.unreadable(),
    })
}

/// What walks the page.
struct Painter<'a> {
    document: &'a Document,
    fonts: &'a FontBook,
    budget: &'a Budget,
    outlines: Outlines,
    pictures: Pictures,
    pixmap: Pixmap,
}

impl Painter<'_> {
    fn page(&mut self, page: &Page, scale: f64) -> Result<(), PaintError> {
        // Lengths grow upwards from the lower edge of the page, and downwards in the picture.
        let scale = single(scale);
        let place = Transform::from_row(scale, 0.0, 0.0, -scale, 0.0, scale * single(page.height));
        for item in page.layers.iter() {
            self.item(place, item, DEEPEST)?;
        }
        Ok(())
    }

    fn item(&mut self, place: Transform, item: &Item, depth: usize) -> Result<(), PaintError> {
        self.budget.tick()?;
        match item {
            Item::Text(run) => self.text(place, run),
            Item::Line(line) => shape::line(&mut self.pixmap, place, line),
            Item::Rect(rect) => shape::rect(&mut self.pixmap, place, rect),
            Item::Path(path) => shape::path(&mut self.pixmap, place, path),
            Item::Circle(circle) => shape::circle(&mut self.pixmap, place, circle),
            Item::Image(image) => self.image(place, image)?,
            Item::Form(placed) => {
                let document = self.document;
                let (Some(form), Some(depth)) =
                    (document.forms.get(placed.form), depth.checked_sub(1))
                else {
                    return Ok(());
                };
                let place = place
                    .pre_translate(single(placed.x), single(placed.y))
                    .pre_scale(single(placed.scale_x), single(placed.scale_y));
                for item in &form.items {
                    self.item(place, item, depth)?;
                }
            }
        }
        Ok(())
    }
}

/// A length in dots.
fn dots(length: f64) -> Result<u32, PaintError> {
    const MOST: f64 = 32_767.0;
    let length = length.round();
    if !(1.0..=MOST).contains(&length) {
        return Err(PaintError::Size);
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range was checked"
    )]
    let length = length as u32;
    Ok(length)
}

/// Whether what fills `bounds`, with strokes of a width of `stroke`, lies where the rasteriser can find its way: it loses
/// itself, and ends with a panic, beyond a hundred million dots.
fn is_within_reach(bounds: tiny_skia::Rect, stroke: f32, place: Transform) -> bool {
    const FARTHEST: f32 = 1e7;
    let mut corners = [
        (bounds.left(), bounds.top()),
        (bounds.right(), bounds.top()),
        (bounds.left(), bounds.bottom()),
        (bounds.right(), bounds.bottom()),
    ]
    .map(tiny_skia::Point::from);
    place.map_points(&mut corners);
    let (across, along) = place.get_scale();
    let outside = stroke * across.max(along);
    corners
        .iter()
        .flat_map(|corner| [corner.x, corner.y])
        .chain([outside])
        .all(|length| length.abs() <= FARTHEST)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "the rasteriser works in single precision"
)]
fn single(value: f64) -> f32 {
    value as f32
}

fn paint_of(color: Color) -> Paint<'static> {
    let mut paint = Paint::default();
    paint.set_color_rgba8(color.r, color.g, color.b, 255);
    paint
}
