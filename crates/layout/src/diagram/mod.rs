//! Chord diagrams for strings and keyboards, and how they stand in rows (`docs/spec/pages.md#5`).

pub mod cache;
pub mod form;
pub mod keyboard;
pub mod look;
pub mod placing;
pub mod sketch;
pub mod strings;

pub use cache::{DiagramCache, DiagramKey};
pub use form::{Instrument, Look};

use crate::page::{Cap, Color, Pt, Stroke};

/// A stroke with butt ends, as all diagrams have.
fn stroke(width: Pt, color: Color) -> Stroke {
    Stroke {
        width,
        color,
        cap: Cap::Butt,
    }
}
