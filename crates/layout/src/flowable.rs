//! Flowables: what goes down a column one after the other, with its height and what it draws.

use chordpro_song::Diagnostic;

use crate::page::{Cap, Color, Item, Line, Link, Pt, TagChild, TagNode};
use crate::transform;

/// A row of a song, or something else that goes down a column; it is never broken.
#[derive(Debug)]
pub(crate) struct Flowable {
    /// How far what follows it goes down.
    pub(crate) height: Pt,
    /// What its coordinates begin at.
    pub(crate) frame: Frame,
    /// What it draws.
    pub(crate) drawing: Drawing,
    /// The marks that show where it begins and ends, if any.
    pub(crate) marks: Option<Marks>,
    /// Whether its shapes are drawn again on each further page of the song.
    pub(crate) is_repeated: bool,
}

/// How marks look that show where something begins and ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marks {
    /// The colour.
    pub(crate) color: Color,
    /// How large the song is drawn.
    pub(crate) scale: f64,
}

/// What a mark shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Edge {
    /// That something begins.
    Start,
    /// That something ends.
    End,
}

/// How long marks are: those of beginnings start at the edge of the paper, those of ends follow them.
const MARK: Pt = 100.0;

/// The width of marks.
const MARK_WIDTH: Pt = 0.25;

impl Marks {
    /// The mark at the height `y` of the paper.
    pub(crate) fn at(self, y: Pt, edge: Edge) -> Item {
        let from = match edge {
            Edge::Start => 0.0,
            Edge::End => MARK,
        };
        Item::Line(Line {
            from: (from / self.scale, y),
            to: ((from + MARK) / self.scale, y),
            width: MARK_WIDTH,
            color: self.color,
            cap: Cap::Square,
        })
    }
}

/// What coordinates begin at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Frame {
    /// The left edge of the column, and the height that the column has reached.
    Column,
    /// The corner of the paper, for what has a place of its own.
    Paper,
}

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
