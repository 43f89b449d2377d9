//! Chord diagrams: drawings of chords on strings or keys, and where they go (clause 5).

pub mod keyboard;
pub mod look;
pub mod placing;
pub mod sketch;
pub mod strings;

use chordpro_chords::Fingering;
use chordpro_fonts::FaceId;

use self::keyboard::{KeyboardColors, KeyboardStyle};
use self::strings::{StringColors, StringStyle};
use crate::page::{Cap, Color, Pt, Stroke};

/// How the diagrams of a song look.
#[derive(Debug, Clone, PartialEq)]
pub enum Style {
    /// Diagrams on strings.
    Strings(StringLook),
    /// Diagrams on keys.
    Keyboard(KeyboardStyle, KeyboardColors),
}

/// How diagrams on strings look, with their colours and faces.
#[derive(Debug, Clone, PartialEq)]
pub struct StringLook {
    /// The drawing.
    pub style: StringStyle,
    /// The colours.
    pub colors: StringColors,
    /// The face of base fret numbers.
    pub base_fret: FaceId,
    /// The face of finger numbers.
    pub fingers: FaceId,
    /// The size set for finger numbers.
    pub finger_size: Option<Pt>,
}

/// What a diagram is known by: equal keys draw the same.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct DiagramKey {
    /// The number of the style among those of the document.
    pub style: usize,
    /// The fingering, or the keys pressed.
    pub fingering: Fingering,
    /// The root, for keys.
    pub root: u8,
    /// The colour of lines.
    pub foreground: Color,
}

/// A stroke with butt ends, as all diagrams have.
fn stroke(width: Pt, color: Color) -> Stroke {
    Stroke {
        width,
        color,
        cap: Cap::Butt,
    }
}
