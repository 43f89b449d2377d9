//! Images: bitmaps and SVG drawings.

use std::collections::BTreeSet;
use std::rc::Rc;

use chordpro_layout::{Document, PictureData, PlacedImage};
use tiny_skia::{
    FilterQuality, IntSize, Paint, PathBuilder, Pattern, Pixmap, Rect, SpreadMode, Transform,
};

use super::canvas::Extent;
use super::{Painter, is_within_reach, single};
use crate::PaintError;
use crate::bitmap::{self, Bitmap};
use crate::drawing_effort;

/// Cache of decoded bitmaps.
pub(super) struct Pictures {
    ready: Vec<Option<Rc<Option<Pixmap>>>>,
}

impl Pictures {
    pub(super) fn new(document: &Document) -> Self {
        Pictures {
            ready: vec![None; document.pictures.len()],
        }
    }

    /// The placed bitmaps that cannot be read.
    pub(super) fn unreadable(&self) -> BTreeSet<usize> {
        let ready = self.ready.iter().enumerate();
        ready
            .filter(|(_, ready)| ready.as_ref().is_some_and(|pixels| pixels.is_none()))
            .map(|(index, _)| index)
            .collect()
    }
}

impl Painter<'_> {
    /// Draws an image, and returns the rows of the page that it covers.
    pub(super) fn image(
        &mut self,
        place: Transform,
        placed: &PlacedImage,
    ) -> Result<Extent, PaintError> {
        let document = self.document;
        let Some(picture) = document.pictures.get(placed.picture) else {
            return Ok(Extent::NONE);
        };
        // Images have their origin at the top; the page grows upwards.
        let corner = place.pre_translate(single(placed.x), single(placed.y + placed.height));
        let fitted = |width: f32, height: f32| {
            corner.pre_scale(
                single(placed.width) / width,
                -single(placed.height) / height,
            )
        };
        match &picture.data {
            PictureData::Bitmap(bytes) => {
                let known = self.pictures.ready.get(placed.picture).cloned().flatten();
                let pixels = match known {
                    Some(pixels) => pixels,
                    None => {
                        bitmap::charge(bytes, 4, self.budget)?;
                        let pixels = Rc::new(bitmap::decode(bytes).and_then(premultiplied));
                        if let Some(slot) = self.pictures.ready.get_mut(placed.picture) {
                            *slot = Some(Rc::clone(&pixels));
                        }
                        pixels
                    }
                };
                let Some(pixels) = pixels.as_ref() else {
                    return Ok(Extent::NONE);
                };
                #[expect(clippy::cast_precision_loss, reason = "no bitmap is that wide")]
                let (width, height) = (pixels.width() as f32, pixels.height() as f32);
                Ok(self.bitmap(pixels, fitted(width, height)))
            }
            PictureData::Svg(tree) => {
                let size = tree.size();
                let at = fitted(size.width(), size.height());
                let root = tree.root();
                let bounds = root.abs_stroke_bounding_box();
                if !is_within_reach(bounds, 0.0, at) {
                    return Ok(Extent::NONE);
                }
                let shifted = at.post_concat(self.canvas.shift());
                let canvas = (self.canvas.pixmap.width(), self.canvas.pixmap.height());
                drawing_effort::charge_dots(tree, shifted, canvas, self.budget)?;
                resvg::render(tree, shifted, &mut self.canvas.pixmap.as_mut());
                // Filters extend beyond what they are applied to.
                let layers = root.abs_layer_bounding_box().to_rect();
                let extent = |bounds: Rect| bounds.transform(at).map_or(Extent::ALL, Extent::of);
                Ok(extent(bounds).with(extent(layers)))
            }
            PictureData::Pdf(_) => Ok(Extent::NONE),
        }
    }

    /// Draws pixels as a pattern in a rectangle, without antialiased edges.
    fn bitmap(&mut self, pixels: &Pixmap, at: Transform) -> Extent {
        let outline = Rect::from_xywh(
            0.0,
            0.0,
            single(pixels.width().into()),
            single(pixels.height().into()),
        )
        .and_then(|rect| PathBuilder::from_rect(rect).transform(at));
        let Some(outline) = outline else {
            return Extent::NONE;
        };
        let quality = FilterQuality::Bilinear;
        let paint = Paint {
            shader: Pattern::new(pixels.as_ref(), SpreadMode::Pad, quality, 1.0, at),
            anti_alias: false,
            ..Paint::default()
        };
        self.canvas.fill(&outline, &paint);
        Extent::of(outline.bounds())
    }
}

/// Pixels for the rasteriser: colours premultiplied by opacity.
fn premultiplied(bitmap: Bitmap) -> Option<Pixmap> {
    let mut pixels = bitmap.pixels;
    for [red, green, blue, opacity] in pixels.as_chunks_mut::<4>().0 {
        let alpha = u16::from(*opacity);
        for part in [red, green, blue] {
            let value = (u16::from(*part) * alpha + 127) / 255;
            *part = u8::try_from(value).unwrap_or(u8::MAX);
        }
    }
    Pixmap::from_vec(pixels, IntSize::from_wh(bitmap.width, bitmap.height)?)
}
