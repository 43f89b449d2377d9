//! What the layout of a song remembers of its grids, diagrams and pictures.

use std::collections::BTreeMap;

use chordpro_song::GridShape;

use crate::error::LayoutError;
use crate::flow::Flow;
use crate::grid::Alignment;
use crate::image::prepare::Prepared;
use crate::studio::Studio;
use crate::textblock;

/// The shape of grids until a song gives one: `1+4x4+1`.
const USUAL_SHAPE: GridShape = GridShape {
    measures: 4,
    beats: 4,
    left: 1,
    right: 1,
    label: None,
};

/// State of grids and pictures, for one song.
#[derive(Debug, Clone)]
pub(crate) struct Parts {
    /// The shape of the grid; it stays for later grids.
    pub(crate) grid: GridShape,
    /// Where voltas of the row before stand.
    pub(crate) alignment: Alignment,
    /// Assets that were made ready, by id.
    pub(crate) prepared: BTreeMap<String, Prepared>,
    /// Whether diagrams stay at the foot of the page though pages are shared.
    pub(crate) are_diagrams_at_foot: bool,
    /// Whether diagrams that would stand at the foot of the page took a page of their own below the song.
    pub(crate) have_diagrams_a_page: bool,
}

impl Default for Parts {
    fn default() -> Self {
        Parts {
            grid: USUAL_SHAPE,
            alignment: Alignment::default(),
            prepared: BTreeMap::new(),
            are_diagrams_at_foot: false,
            have_diagrams_a_page: false,
        }
    }
}

impl<'a> Flow<'a, '_> {
    /// Prepares the first page for the first element that shows something: diagrams, text blocks, the spread picture.
    /// Text blocks are set here: later fonts of the song are not theirs.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    pub(crate) fn prepare(&mut self) -> Result<(), LayoutError> {
        self.place_diagrams()?;
        let song = self.song;
        for (id, asset) in &song.assets {
            if textblock::lines(&asset.content).is_some() {
                self.prepared(id)?;
            }
        }
        self.spread_image()
    }

    /// Places what follows the last element: diagrams that stand below.
    ///
    /// # Errors
    /// [`LayoutError::Exceeded`].
    pub(crate) fn conclude(&mut self) -> Result<(), LayoutError> {
        self.place_diagrams_below()
    }

    /// The tools that drawings are made with.
    pub(crate) fn studio(&mut self) -> Studio<'_, 'a> {
        Studio {
            song: self.song,
            config: &self.config,
            typesetter: &mut self.typesetter,
            fonts: &self.fonts,
            drawings: &mut self.surroundings.drawings,
            svg: &self.surroundings.svg,
            budget: self.surroundings.budget,
            diagnostics: &mut self.surroundings.diagnostics,
        }
    }
}
