//! The styles in force at one place of a song: what its elements change for those that follow them.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use chordpro_config::Config;
use chordpro_song::GridShape;

use crate::element_font::ElementFonts;
use crate::grid::Alignment;
use crate::page::Pt;

/// The label of a section that no line has shown yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PendingLabel {
    /// The text.
    pub(crate) text: String,
    /// The line of the source that asks for it; 0 for none.
    pub(crate) line: u32,
}

/// What changes of fonts are made from.
#[derive(Debug, Clone)]
pub(crate) struct FontChanges {
    /// The fonts of the configuration, which come back where a change ends.
    pub(crate) configured: ElementFonts,
    /// The last sizes given in points, which percentages are of.
    pub(crate) sizes: BTreeMap<&'static str, Pt>,
}

/// The styles in force at one place of a song. Copies are cheap: what changes seldom is shared.
#[derive(Debug, Clone)]
pub(crate) struct Style {
    /// The settings.
    pub(crate) config: Arc<Config>,
    /// The fonts.
    pub(crate) fonts: Rc<ElementFonts>,
    /// What changes of fonts are made from.
    pub(crate) font_changes: Rc<FontChanges>,
    /// The label that the next line shows.
    pub(crate) pending_label: Option<PendingLabel>,
    /// Whether lines begin at the right edge of their column.
    pub(crate) is_mirrored: bool,
    /// Whether the heading of the column of chords is drawn.
    pub(crate) is_capo_drawn: bool,
    /// The shape of the grid; it stays for later grids.
    pub(crate) grid: Rc<GridShape>,
    /// Where voltas of the grid's row before stand.
    pub(crate) alignment: Alignment,
    /// The size of the letters that were set last, by which the reference measures the indent of wrapped lines.
    pub(crate) last_size: Option<Pt>,
}

/// The shape of grids until a song gives one: `1+4x4+1`.
const USUAL_SHAPE: GridShape = GridShape {
    measures: 4,
    beats: 4,
    left: 1,
    right: 1,
    label: None,
};

impl Style {
    /// The styles before the first element of a song; `last_size` is what the song before it leaves.
    pub(crate) fn new(config: &Arc<Config>, fonts: ElementFonts, last_size: Option<Pt>) -> Self {
        Style {
            config: Arc::clone(config),
            font_changes: Rc::new(FontChanges {
                configured: fonts.clone(),
                sizes: BTreeMap::new(),
            }),
            fonts: Rc::new(fonts),
            pending_label: None,
            is_mirrored: false,
            is_capo_drawn: false,
            grid: Rc::new(USUAL_SHAPE),
            alignment: Alignment::default(),
            last_size,
        }
    }
}
