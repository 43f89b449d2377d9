//! Pictures: bitmaps and SVG drawings.

use std::collections::BTreeSet;
use std::rc::Rc;

use chordpro_layout::{Document, PictureData, PlacedImage};
use tiny_skia::{FilterQuality, IntSize, Pixmap, PixmapPaint, Transform};

use super::{Painter, is_within_reach, single};
use crate::PaintError;
use crate::bitmap::{self, Bitmap};

/// Bitmaps that were decoded.
pub(super) struct Pictures {
    ready: Vec<Option<Rc<Option<Pixmap>>>>,
}

impl Pictures {
    pub(super) fn new(document: &Document) -> Self {
        Pictures {
            ready: vec![None; document.pictures.len()],
        }
    }

    /// The bitmaps that were placed and cannot be read.
    pub(super) fn unreadable(&self) -> BTreeSet<usize> {
        let ready = self.ready.iter().enumerate();
        ready
            .filter(|(_, ready)| ready.as_ref().is_some_and(|pixels| pixels.is_none()))
            .map(|(index, _)| index)
            .collect()
    }
}

impl Painter<'_> {
    pub(super) fn image(
        &mut self,
        place: Transform,
        placed: &PlacedImage,
    ) -> Result<(), PaintError> {
        let document = self.document;
        let Some(picture) = document.pictures.get(placed.picture) else {
            return Ok(());
        };
        // Pictures have their top first; the page grows upwards.
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
                        bitmap::charge(bytes, self.budget)?;
                        let pixels = Rc::new(bitmap::decode(bytes).and_then(premultiplied));
                        if let Some(slot) = self.pictures.ready.get_mut(placed.picture) {
                            *slot = Some(Rc::clone(&pixels));
                        }
                        pixels
                    }
                };
                if let Some(pixels) = pixels.as_ref() {
                    let paint = PixmapPaint {
                        quality: FilterQuality::Bilinear,
                        ..PixmapPaint::default()
                    };
                    #[expect(clippy::cast_precision_loss, reason = "no bitmap is that wide")]
                    let (width, height) = (pixels.width() as f32, pixels.height() as f32);
                    let at = fitted(width, height);
                    self.pixmap
                        .draw_pixmap(0, 0, pixels.as_ref(), &paint, at, None);
                }
            }
            PictureData::Svg(tree) => {
                let size = tree.size();
                let at = fitted(size.width(), size.height());
                let bounds = tree.root().abs_stroke_bounding_box();
                if is_within_reach(bounds, 0.0, at) {
                    resvg::render(tree, at, &mut self.pixmap.as_mut());
                }
            }
            PictureData::Pdf(_) => {}
        }
        Ok(())
    }
}

/// Pixels as the rasteriser wants them: colours multiplied by their opacity.
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
