//! Chord diagrams for strings and keyboards, and their placement (`docs/spec/pages.md#5`).

pub mod form;
pub mod keyboard;
pub mod look;
pub mod placing;
mod rows;
pub mod sketch;
pub mod strings;

use chordpro_chords::Fingering;

pub use form::{Instrument, Look};

use crate::page::{Cap, Color, Pt, Stroke};

/// What a diagram is known by: equal keys draw the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DiagramKey {
    /// The number of the look among those of the document.
    pub look: usize,
    /// The fingering, or the keys pressed.
    pub fingering: Fingering,
    /// The root, for keys.
    pub root: u8,
    /// The colour of lines, where the chord has one of its own.
    pub foreground: Option<Color>,
    /// The name, for readers who cannot see the drawing.
    pub name: String,
}

/// A stroke with butt ends, as all diagrams have.
fn stroke(width: Pt, color: Color) -> Stroke {
    Stroke {
        width,
        color,
        cap: Cap::Butt,
    }
}
