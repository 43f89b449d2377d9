//! What changes of fonts within a song are made from.

use std::collections::BTreeMap;

use crate::element_font::ElementFonts;
use crate::page::Pt;

/// What changes of fonts are made from.
#[derive(Debug, Clone)]
pub(crate) struct FontChanges {
    /// The fonts of the configuration, which come back where a change ends.
    pub(crate) configured: ElementFonts,
    /// The last sizes given in points, which percentages are of.
    pub(crate) sizes: BTreeMap<&'static str, Pt>,
}

impl FontChanges {
    /// No changes yet.
    pub(crate) fn new(fonts: &ElementFonts) -> Self {
        FontChanges {
            configured: fonts.clone(),
            sizes: BTreeMap::new(),
        }
    }
}
