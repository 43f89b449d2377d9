//! What a drawing is made of, where it is written and not painted.

use std::collections::BTreeSet;
use std::sync::Arc;

use chordpro_song::{Budget, Exceeded};
use usvg::{Group, ImageKind, Node};

/// What a PDF keeps of an element and of each segment of its path until it is written.
const ELEMENT: u64 = 1 << 10;
const SEGMENT: u64 = 64;
/// What unpacking a dot of a bitmap is worth in painted ones.
const UNPACKED: u64 = 8;
/// Bytes that a PDF keeps of each dot of a bitmap: its colours and its opacity, and both packed.
const KEPT: u64 = 8;

/// What a drawing is made of, each reference followed.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    elements: u64,
    segments: u64,
    /// The dots of all bitmaps, as often as they are shown.
    dots: u64,
    /// The bytes of their files.
    files: u64,
    /// The dots of all bitmaps, each once.
    kept: u64,
    known: BTreeSet<usize>,
}

impl Contents {
    pub(crate) fn of(tree: &usvg::Tree) -> Contents {
        let mut contents = Contents::default();
        contents.group(tree.root());
        contents
    }

    /// Charges writing it as PDF.
    ///
    /// # Errors
    /// [`Limit::Painting`](chordpro_song::Limit::Painting), [`Limit::Memory`](chordpro_song::Limit::Memory).
    pub(crate) fn charge_pdf(&self, budget: &Budget) -> Result<(), Exceeded> {
        budget.charge_painting(self.dots.saturating_mul(UNPACKED))?;
        let drawn = self.elements * ELEMENT + self.segments * SEGMENT;
        budget.charge_memory(drawn.saturating_add(self.kept.saturating_mul(KEPT)))
    }

    /// Checks that a result holds it as SVG within SVG.
    ///
    /// # Errors
    /// [`Limit::Bytes`](chordpro_song::Limit::Bytes), [`Limit::Memory`](chordpro_song::Limit::Memory).
    pub(crate) fn check_svg(&self, budget: &Budget) -> Result<(), Exceeded> {
        // Files are written with four letters for three bytes, and the whole once more.
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
            // Clips, masks and patterns, and the outlines of texts.
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

/// The dots of a bitmap. Drawings within drawings are left out when they are read.
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
