//! Flowables: what goes down a column one after the other, with its height and what it draws.

use crate::drawing::Drawing;
use crate::image::block::{Fitted, PictureBlock};
use crate::page::{Cap, Color, Item, Line, Pt};
use crate::position::Position;
use crate::structure::Parent;

/// A row of a song, or something else that goes down a column; it is never broken.
#[derive(Debug)]
pub(crate) struct Flowable {
    /// The room that it asks for before it begins, if it does.
    pub(crate) room: Option<Pt>,
    /// How far what follows it goes down.
    pub(crate) height: Pt,
    /// What its coordinates begin at.
    pub(crate) frame: Frame,
    /// What it draws.
    pub(crate) drawing: Drawing,
    /// The picture that it shows: its place and its height are those of its column and page.
    pub(crate) picture: Option<Box<PictureBlock>>,
    /// The marks that show where it begins and ends, if any.
    pub(crate) marks: Option<Marks>,
    /// What it is in.
    pub(crate) section: Option<Parent>,
    /// Where its element goes on with it, if another column would have it otherwise.
    pub(crate) point: Option<Point>,
}

/// A place within an element, at which one of its rows begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Point {
    /// The part of a song line, from 0.
    pub(crate) part: usize,
    /// How far its text is set, in bytes.
    pub(crate) at: usize,
}

impl Flowable {
    /// The size of its picture, if it shows one, where it is in the column of `position` when it comes.
    pub(crate) fn fitted(&self, position: &Position) -> Option<Fitted> {
        let picture = self.picture.as_ref();
        picture.map(|picture| picture.fitted(position))
    }

    /// The room that it asks for at `position`; `fitted` is the size of its picture.
    pub(crate) fn room_at(&self, fitted: Option<Fitted>, position: &Position) -> Option<Pt> {
        match (&self.picture, fitted) {
            (Some(picture), Some(fitted)) => Some(picture.room(fitted, position)),
            _ => self.room,
        }
    }

    /// How far it goes down at `position`.
    pub(crate) fn height_at(&self, fitted: Option<Fitted>, position: &Position) -> Pt {
        match (&self.picture, fitted) {
            (Some(picture), Some(fitted)) => picture.height(fitted, position),
            _ => self.height,
        }
    }
}

/// How marks look that show where something begins and ends.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Marks {
    /// The colour.
    pub(crate) color: Color,
    /// How large the song is drawn.
    pub(crate) scale: f64,
    /// What the first of them shows.
    pub(crate) first: Edge,
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
