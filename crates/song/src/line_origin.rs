//! Where the parts of a line come from that was put together: continued, with escapes or tabs, or included.

use std::ops::Range;

/// A stretch of a text, and the stretch that it was made of. Both have the same length where it was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    text: Range<usize>,
    source: Range<usize>,
}

impl Piece {
    /// A copy: `length` bytes at `text`, from those at `source`.
    pub(crate) fn new(text: usize, source: usize, length: usize) -> Self {
        Piece {
            text: text..text.saturating_add(length),
            source: source..source.saturating_add(length),
        }
    }

    /// Something else in the place of `source`.
    pub(crate) fn replaced(text: Range<usize>, source: Range<usize>) -> Self {
        Piece { text, source }
    }

    /// Takes the last byte off a copy.
    pub(crate) fn shorten(&mut self) {
        self.text.end = self.text.end.saturating_sub(1);
        self.source.end = self.source.end.saturating_sub(1);
    }

    fn is_copy(&self) -> bool {
        self.text.len() == self.source.len()
    }
}

/// The origin of a line, which is told by its place in memory: the line must live as long as parts of it are looked up.
#[derive(Debug)]
pub(crate) struct LineOrigin {
    address: usize,
    length: usize,
    joined: Vec<Piece>,
    escapes: Vec<Piece>,
}

impl LineOrigin {
    /// Of a line that was put together from `joined` pieces of the source, after which escapes were replaced; no pieces stand for
    /// a copy of the whole.
    pub(crate) fn new(line: &str, joined: Vec<Piece>, escapes: Vec<Piece>) -> Self {
        LineOrigin {
            address: line.as_ptr() as usize,
            length: line.len(),
            joined,
            escapes,
        }
    }

    /// The bytes of the source that a part of the line comes from.
    pub(crate) fn source_of(&self, part: &str) -> Option<(usize, usize)> {
        let start = (part.as_ptr() as usize).checked_sub(self.address)?;
        let end = start.checked_add(part.len())?;
        if end > self.length {
            return None;
        }
        let back = |at, side| origin(&self.joined, origin(&self.escapes, at, side)?, side);
        if part.is_empty() {
            let side = if start == 0 { Side::Start } else { Side::End };
            let at = back(start, side)?;
            return Some((at, at));
        }
        Some((back(start, Side::Start)?, back(end, Side::End)?))
    }
}

/// Which side of a stretch a place is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Start,
    End,
}

/// The place in the source of a place in the text.
fn origin(pieces: &[Piece], at: usize, side: Side) -> Option<usize> {
    if pieces.is_empty() {
        return Some(at);
    }
    // Empty pieces hold nothing, so that those which end here are passed over.
    let index = match side {
        Side::Start => pieces.partition_point(|piece| piece.text.end <= at),
        Side::End => pieces.partition_point(|piece| piece.text.end < at),
    };
    let piece = pieces.get(index)?;
    if piece.is_copy() {
        let offset = at.checked_sub(piece.text.start)?;
        return piece.source.start.checked_add(offset);
    }
    Some(match side {
        Side::Start => piece.source.start,
        Side::End => piece.source.end,
    })
}
