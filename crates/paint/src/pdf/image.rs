//! Images: bitmaps, SVG drawings, pages of imported documents.

use std::collections::BTreeSet;
use std::sync::Arc;

use chordpro_layout::{Document, PictureData, PlacedImage, SourcePdf};
use chordpro_song::Budget;
use krilla::geom::{Size, Transform};
use krilla::graphic::Graphic;
use krilla::image::Image;
use krilla::pdf::PdfDocument;
use krilla::surface::Surface;
use krilla_svg::{SurfaceExt, SvgSettings};

use super::{Frame, Painter, length, tag};
use crate::PaintError;
use crate::bitmap::{self, Kind};
use crate::drawing_effort::Contents;

/// The images of a document, prepared when they are first placed.
pub(super) struct Pictures<'a> {
    document: &'a Document,
    ready: Vec<Option<Ready>>,
    /// Imported documents, by source.
    documents: Vec<(SourcePdf, Imported)>,
}

/// A prepared image.
#[derive(Clone)]
enum Ready {
    Bitmap(Image),
    /// A drawing with its natural size.
    Drawing(Graphic, Size),
    Page(Imported, usize),
    /// An image that cannot be shown.
    Broken,
}

/// A document to import pages from.
#[derive(Clone)]
pub(super) struct Imported {
    pub(super) pdf: PdfDocument,
    pages: usize,
}

impl Imported {
    pub(super) fn page_count(&self) -> usize {
        self.pages
    }
}

impl<'a> Pictures<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Pictures {
            document,
            ready: vec![None; document.pictures.len()],
            documents: Vec::new(),
        }
    }

    /// The placed images that cannot be shown.
    pub(super) fn unreadable(&self) -> BTreeSet<usize> {
        let ready = self.ready.iter().enumerate();
        ready
            .filter(|(_, ready)| matches!(ready, Some(Ready::Broken)))
            .map(|(index, _)| index)
            .collect()
    }

    /// A document to import pages from.
    pub(super) fn document(&mut self, source: &SourcePdf) -> Imported {
        let mut documents = self.documents.iter();
        if let Some((_, known)) = documents.find(|(known, _)| known.is(source)) {
            return known.clone();
        }
        let imported = Imported {
            pages: source.pdf().pages().len(),
            pdf: PdfDocument::new(Arc::clone(source.pdf())),
        };
        self.documents.push((source.clone(), imported.clone()));
        imported
    }
}

impl Painter<'_> {
    pub(super) fn image(
        &mut self,
        surface: &mut Surface<'_>,
        frame: Frame,
        placed: &PlacedImage,
    ) -> Result<(), PaintError> {
        let document = self.pictures.document;
        let Some(picture) = document.pictures.get(placed.picture) else {
            return Ok(());
        };
        let ready = match self.pictures.ready.get(placed.picture) {
            Some(Some(ready)) => ready.clone(),
            _ => {
                let ready = self.ready(surface, &picture.data)?;
                if let Some(slot) = self.pictures.ready.get_mut(placed.picture) {
                    *slot = Some(ready.clone());
                }
                ready
            }
        };
        let Some(size) = Size::from_wh(length(placed.width), length(placed.height)) else {
            return Ok(());
        };
        let place = Transform::from_translate(frame.x(placed.x), frame.y(placed.y + placed.height));
        tag::figure(&mut self.tags, surface, &picture.alternative, |surface| {
            surface.push_transform(&place);
            match ready {
                Ready::Bitmap(image) => surface.draw_image(image, size),
                Ready::Drawing(graphic, own) => {
                    surface.push_transform(&Transform::from_scale(
                        size.width() / own.width(),
                        size.height() / own.height(),
                    ));
                    surface.draw_graphic(graphic);
                    surface.pop();
                }
                Ready::Page(imported, page) => surface.draw_pdf_page(&imported.pdf, size, page),
                Ready::Broken => {}
            }
            surface.pop();
        });
        Ok(())
    }

    fn ready(
        &mut self,
        surface: &mut Surface<'_>,
        data: &PictureData,
    ) -> Result<Ready, PaintError> {
        Ok(match data {
            PictureData::Bitmap(bytes) => {
                image(bytes, self.budget)?.map_or(Ready::Broken, Ready::Bitmap)
            }
            PictureData::Svg(tree) => {
                Contents::of(tree).charge_pdf(self.budget)?;
                let own = tree.size();
                let Some(size) = Size::from_wh(own.width(), own.height()) else {
                    return Ok(Ready::Broken);
                };
                let mut builder = surface.stream_builder();
                let mut inner = builder.surface();
                let drawn = inner.draw_svg(tree, size, SvgSettings::default());
                inner.finish();
                let graphic = Graphic::new(builder.finish(), false);
                drawn.map_or(Ready::Broken, |()| Ready::Drawing(graphic, size))
            }
            PictureData::Pdf(underlay) => {
                let imported = self.pictures.document(&underlay.pdf);
                if underlay.page < imported.pages {
                    Ready::Page(imported, underlay.page)
                } else {
                    Ready::Broken
                }
            }
        })
    }
}

/// A bitmap: JPEG files unchanged, everything else as pixels with eight bits per component.
fn image(bytes: &Arc<[u8]>, budget: &Budget) -> Result<Option<Image>, PaintError> {
    if bitmap::kind(bytes) == Some(Kind::Jpeg) {
        bitmap::charge(bytes, 0, budget)?;
        let data: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(Arc::clone(bytes));
        return Ok(Image::from_jpeg(data.into(), false).ok());
    }
    // The pixels, and separately their colours and opacity.
    bitmap::charge(bytes, 8, budget)?;
    Ok(bitmap::decode(bytes)
        .map(|bitmap| Image::from_rgba8(bitmap.pixels, bitmap.width, bitmap.height)))
}
