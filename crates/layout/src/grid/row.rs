//! Rows of grids in the flow of a song (clause 6).

use chordpro_song::{Element, GridLine, GridShape};

use crate::error::LayoutError;
use crate::flow::Flow;

impl Flow<'_, '_> {
    /// Takes over the shape of the grid that begins.
    pub(crate) fn grid_shape(&mut self, _shape: &GridShape) {}

    /// Draws a row of a grid.
    pub(crate) fn grid_row(
        &mut self,
        _row: &GridLine,
        _element: &Element,
    ) -> Result<(), LayoutError> {
        Ok(())
    }
}
