//! Chord diagrams: drawings of chords on strings or keys, and where they go (clause 5).

pub mod keyboard;
pub mod placing;
pub mod sketch;
pub mod strings;

use crate::page::{Cap, Color, Pt, Stroke};

/// A stroke with butt ends, as all diagrams have.
fn stroke(width: Pt, color: Color) -> Stroke {
    Stroke {
        width,
        color,
        cap: Cap::Butt,
    }
}
