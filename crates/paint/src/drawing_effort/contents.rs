//! SVG limits: the size of a drawing's contents, for painters that write it instead of painting it.

use std::collections::BTreeSet;
use std::sync::Arc;

use chordpro_song::{Budget, Exceeded};
use usvg::{Group, ImageKind, Node};

/// The bytes that a PDF holds for an element, and for each segment of its path, until it is written.
const ELEMENT: u64 = 1 << 10;
const SEGMENT: u64 = 64;
/// The cost of decoding a pixel of a bitmap, in painted pixels.
const UNPACKED: u64 = 8;
/// The bytes that a PDF holds for each pixel of a bitmap: colours and opacity, raw and compressed.
const KEPT: u64 = 8;

/// The contents of a drawing, with each reference followed.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    elements: u64,
    segments: u64,
    /// The pixels of all bitmaps, counted each time they are shown.
    dots: u64,
    /// The bytes of the bitmap files.
    files: u64,
    /// The pixels of all bitmaps, counted once each.
    kept: u64,
    known: BTreeSet<usize>,
}

impl Contents {
    pub(crate) fn of(tree: &usvg::Tree) -> Contents {
        let mut contents = Contents::default();
        contents.group(tree.root());
        contents
    }

    /// Charges writing the drawing as PDF.
    ///
    /// # Errors
    /// [`Limit::Painting`](chordpro_song::Limit::Painting), [`Limit::Memory`](chordpro_song::Limit::Memory).
    pub(crate) fn charge_pdf(&self, budget: &Budget) -> Result<(), Exceeded> {
        budget.charge_painting(self.dots.saturating_mul(UNPACKED))?;
        let drawn = self.elements * ELEMENT + self.segments * SEGMENT;
        budget.charge_memory(drawn.saturating_add(self.kept.saturating_mul(KEPT)))
    }

    /// Checks that the result's limits allow the drawing as SVG within SVG.
    ///
    /// # Errors
    /// [`Limit::Bytes`](chordpro_song::Limit::Bytes), [`Limit::Memory`](chordpro_song::Limit::Memory).
    pub(crate) fn check_svg(&self, budget: &Budget) -> Result<(), Exceeded> {
        // Files are written as base64, four characters for three bytes, and the whole as base64 again.
        let files = self.files.saturating_mul(16) / 9;
        budget.check_bytes(files)?;
        budget.charge_memory(files.saturating_mul(2))?;
        budget.check_memory(self.elements * ELEMENT + self.segments * SEGMENT)
    }

    fn group(&mut self, group: &Group) {
        for node in group.children() {
            self.elements += 1;
            match node {
                Node::Group(group) => self.group(group),
                Node::Path(path) => self.segments += path.data().len() as u64,
                Node::Image(image) => self.image(image.kind()),
                Node::Text(_) => {}
            }
            // Clips, masks, patterns and the outlines of texts.
            node.subroots(|part| self.group(part));
        }
    }

    fn image(&mut self, kind: &ImageKind) {
        let (ImageKind::JPEG(file)
        | ImageKind::PNG(file)
        | ImageKind::GIF(file)
        | ImageKind::WEBP(file)) = kind
        else {
            return;
        };
        let dots = dots(kind);
        self.dots = self.dots.saturating_add(dots);
        self.files = self.files.saturating_add(file.len() as u64);
        if self.known.insert(Arc::as_ptr(file).addr()) {
            self.kept = self.kept.saturating_add(dots);
        }
    }
}

/// The pixels of a bitmap. Drawings inside drawings were dropped on reading.
pub(super) fn dots(kind: &ImageKind) -> u64 {
    let (ImageKind::JPEG(file)
    | ImageKind::PNG(file)
    | ImageKind::GIF(file)
    | ImageKind::WEBP(file)) = kind
    else {
        return 0;
    };
    let size = imagesize::blob_size(file);
    size.map_or(0, |size| {
        (size.width as u64).saturating_mul(size.height as u64)
    })
}
