//! What pages are like that begin now, by the settings in force (`docs/spec/pages.md#2.1`, `#2.5`).

use chordpro_config::view::PageClass;

use crate::geometry::{Geometry, Side};
use crate::page::{Color, Pt};

/// What pages are like that begin now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Paper {
    /// Paper and margins.
    pub(crate) geometry: Geometry,
    /// Whether pages behind the first one of a song have no head.
    pub(crate) is_head_on_first_only: bool,
    /// Whether even pages are left ones.
    pub(crate) is_dual: bool,
    /// The background, where it is not plain paper.
    pub(crate) background: Option<Color>,
}

impl Paper {
    /// Where the body of a page of this class starts.
    pub(crate) fn top(&self, class: PageClass) -> Pt {
        let top = self.geometry.body_top();
        if self.is_head_on_first_only && class == PageClass::Default {
            top + self.geometry.head_space
        } else {
            top
        }
    }

    /// The side of the page with this number.
    pub(crate) fn side(&self, number: u32) -> Side {
        if self.is_dual && number.is_multiple_of(2) {
            Side::Left
        } else {
            Side::Right
        }
    }
}
