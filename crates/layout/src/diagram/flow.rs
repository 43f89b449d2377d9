//! Diagrams in the flow of a song (clause 5).

use crate::error::LayoutError;
use crate::flow::Flow;

impl Flow<'_, '_> {
    /// What stands before the first line of a song: its diagrams, unless they stand below; assets; the spread picture.
    pub(crate) fn prepare(&mut self) -> Result<(), LayoutError> {
        Ok(())
    }

    /// What stands after the last line of a song: diagrams that stand below.
    pub(crate) fn conclude(&mut self) -> Result<(), LayoutError> {
        Ok(())
    }

    /// Draws the diagrams of `{chord}` directives that follow each other.
    pub(crate) fn diagrams_here(&mut self, _names: &[&str]) -> Result<(), LayoutError> {
        Ok(())
    }
}
