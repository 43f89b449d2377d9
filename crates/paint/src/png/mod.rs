//! The PNG painter: one picture for each page.
//!
//! Not shown: links, pages of other PDF documents (covers, backgrounds), and anything that extends millions of pixels
//! beyond the page.
//!
//! Pages are painted and encoded in bands, because large pages at high resolution have hundreds of megabytes of pixels.

mod canvas;
mod encode;
mod image;
mod shape;
mod text;

use chordpro_fonts::FontBook;
use chordpro_layout::{Color, Document, Item, Page};
use chordpro_song::Budget;
use tiny_skia::{Paint, Transform};

use crate::{PaintError, Painted};
use canvas::{Canvas, Extent};
use encode::{BandWriter, Colors};
use image::Pictures;
use text::Outlines;

/// Forms nested deeper than this are left out.
const DEEPEST: usize = 8;

/// Points per inch.
const INCH: f64 = 72.0;

/// The maximum size of a band's pixels in bytes; A4 at 150 dots per inch is one band of 8.7 MB.
const BAND: usize = 10 << 20;

/// Writes a page (from 0) as PNG, with `resolution` dots per inch.
///
/// # Errors
/// See [`PaintError`]; a broken image is left out and reported, and is not an error.
pub fn paint(
    document: &Document,
    page: usize,
    fonts: &FontBook,
    resolution: f64,
    budget: &Budget,
) -> Result<Painted<Vec<u8>>, PaintError> {
    paint_in_bands(document, page, fonts, resolution, budget, BAND)
}

/// Paints in bands of at most `most` bytes, but at least one row.
fn paint_in_bands(
    document: &Document,
    page: usize,
    fonts: &FontBook,
    resolution: f64,
    budget: &Budget,
    most: usize,
) -> Result<Painted<Vec<u8>>, PaintError> {
    let sheet = document.pages.get(page).ok_or(PaintError::NoSuchPage {
        page: page.saturating_add(1),
        pages: document.pages.len(),
    })?;
    let scale = resolution / INCH;
    let width = dots(sheet.width * scale)?;
    let height = dots(sheet.height * scale)?;
    budget.charge_pixels(u64::from(width).saturating_mul(height.into()))?;
    let rows = most / (width as usize * 4);
    let rows = u32::try_from(rows).unwrap_or(u32::MAX).clamp(1, height);
    // Bands of roughly equal height.
    let rows = height.div_ceil(height.div_ceil(rows));
    let mut painter = Painter {
        document,
        fonts,
        budget,
        outlines: Outlines::default(),
        pictures: Pictures::new(document),
        canvas: if rows == height {
            Canvas::whole(width, height)?
        } else {
            Canvas::band(width, rows)?
        },
        extents: Vec::new(),
        next: 0,
    };
    let bytes = if rows == height {
        painter.band(sheet, scale, 0)?;
        encode::encode(&painter.canvas.pixmap)?
    } else {
        painter.bands(sheet, scale, (width, height), rows)?
    };
    budget.check_bytes(bytes.len() as u64)?;
    Ok(Painted {
        output: bytes,
        unreadable: painter.pictures.unreadable(),
    })
}

/// Walks the page once for each band.
struct Painter<'a> {
    document: &'a Document,
    fonts: &'a FontBook,
    budget: &'a Budget,
    outlines: Outlines,
    pictures: Pictures,
    canvas: Canvas,
    /// The rows that each item covers, in the order of the walk; known after the first band.
    extents: Vec<Extent>,
    /// The index of the next item in the walk.
    next: usize,
}

impl Painter<'_> {
    /// A page of `size` pixels in bands of `rows` rows, encoded.
    fn bands(
        &mut self,
        page: &Page,
        scale: f64,
        size: (u32, u32),
        rows: u32,
    ) -> Result<Vec<u8>, PaintError> {
        // The file starts with its colour type, before all bands are painted: most pages are grey, and those that are not start over.
        if let Some(grey) = self.file(page, scale, size, rows, Colors::Grey)? {
            return Ok(grey);
        }
        let colored = self.file(page, scale, size, rows, Colors::Rgb)?;
        colored.ok_or_else(|| PaintError::Format("the picture has no colours".to_owned()))
    }

    /// The page with this colour type; `None` if it needs another.
    fn file(
        &mut self,
        page: &Page,
        scale: f64,
        size: (u32, u32),
        rows: u32,
        colors: Colors,
    ) -> Result<Option<Vec<u8>>, PaintError> {
        let mut out = Vec::new();
        let mut file = encode::start(&mut out, size, colors, self.budget)?;
        let mut bands = BandWriter::new(&mut file, size.0, colors, self.budget)?;
        let mut top = 0;
        while top < size.1 {
            self.band(page, scale, top)?;
            let pixels = self.canvas.rows(rows.min(size.1 - top));
            if colors == Colors::Grey && Colors::of(pixels) == Colors::Rgb {
                return Ok(None);
            }
            bands.push(pixels)?;
            top += rows;
        }
        bands.finish()?;
        drop(file);
        Ok(Some(out))
    }

    /// Paints the band that starts at row `top`.
    fn band(&mut self, page: &Page, scale: f64, top: u32) -> Result<(), PaintError> {
        self.budget.check_time()?;
        let paper = page.background.unwrap_or(Color::WHITE);
        let paper = tiny_skia::Color::from_rgba8(paper.r, paper.g, paper.b, 255);
        self.canvas.start(top, paper);
        self.next = 0;
        // Coordinates grow upwards from the lower edge of the page, and downwards in the picture.
        let scale = single(scale);
        let place = Transform::from_row(scale, 0.0, 0.0, -scale, 0.0, scale * single(page.height));
        for item in page.layers.iter() {
            self.item(place, item, DEEPEST)?;
        }
        Ok(())
    }

    fn item(&mut self, place: Transform, item: &Item, depth: usize) -> Result<(), PaintError> {
        self.budget.tick()?;
        if let Item::Form(placed) = item {
            let document = self.document;
            let (Some(form), Some(depth)) = (document.forms.get(placed.form), depth.checked_sub(1))
            else {
                return Ok(());
            };
            let place = place
                .pre_translate(single(placed.x), single(placed.y))
                .pre_scale(single(placed.scale_x), single(placed.scale_y));
            for item in &form.items {
                self.item(place, item, depth)?;
            }
            return Ok(());
        }
        let known = self.extents.get(self.next).copied();
        self.next += 1;
        if known.is_some_and(|extent| !self.canvas.meets(extent)) {
            return Ok(());
        }
        let extent = match item {
            Item::Text(run) => self.text(place, run),
            Item::Line(line) => shape::line(&mut self.canvas, place, line),
            Item::Rect(rect) => shape::rect(&mut self.canvas, place, rect),
            Item::Path(path) => shape::path(&mut self.canvas, place, path),
            Item::Circle(circle) => shape::circle(&mut self.canvas, place, circle),
            Item::Image(image) => self.image(place, image)?,
            Item::Form(_) => Extent::NONE,
        };
        if known.is_none() {
            self.extents.push(extent);
        }
        Ok(())
    }
}

/// A length in pixels.
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

/// Whether `bounds`, stroked with a width of `stroke`, is within the rasteriser's range: it panics beyond a
/// hundred million pixels.
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

#[cfg(test)]
mod tests;
