//! What a flowable draws, in coordinates of its own, with its tags.

use chordpro_song::Diagnostic;

use crate::page::{Item, Link, Pt, TagChild, TagNode};
use crate::transform;

/// What a flowable draws, with its tags.
#[derive(Debug, Default)]
pub(crate) struct Drawing {
    /// Shapes, below all text of the page.
    pub(crate) shapes: Vec<Item>,
    /// Texts, with what goes along them.
    pub(crate) text: Vec<Item>,
    /// Links.
    pub(crate) links: Vec<Link>,
    /// The names of destinations.
    pub(crate) destinations: Vec<String>,
    /// What its items are; their indices are those of this drawing.
    pub(crate) tags: Vec<Tagged>,
    /// The memory that it takes, in bytes.
    pub(crate) memory: u64,
    /// What there is to say about it.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// A tag, and how it follows the one before it.
#[derive(Debug)]
pub(crate) enum Tagged {
    /// It is one of its own.
    New(TagNode),
    /// It is a further row of the one before it, if that is on the same page.
    Further(TagNode),
}

impl Drawing {
    /// Nothing, in the same memory.
    pub(crate) fn cleared(mut self) -> Self {
        self.shapes.clear();
        self.text.clear();
        self.links.clear();
        self.destinations.clear();
        self.tags.clear();
        self.diagnostics.clear();
        self.memory = 0;
        self
    }

    /// Moves all of it right and up.
    pub(crate) fn shift(&mut self, right: Pt, up: Pt) {
        for item in self.shapes.iter_mut().chain(&mut self.text) {
            transform::shift(item, (right, up));
        }
        for link in &mut self.links {
            let [left, lower, end, upper] = &mut link.rect;
            *left += right;
            *end += right;
            *lower += up;
            *upper += up;
        }
    }

    /// Adds a tag; nothing where it holds nothing.
    pub(crate) fn tag(&mut self, tag: Tagged) {
        let (Tagged::New(node) | Tagged::Further(node)) = &tag;
        if node
            .children
            .iter()
            .any(|child| !matches!(child, TagChild::Blank))
        {
            self.tags.push(tag);
        }
    }
}
