//! Pictures in the flow of a song (clause 7).

use chordpro_song::{Element, Image};

use crate::error::LayoutError;
use crate::flow::Flow;
use crate::typeset::{InlinePicture, PictureRequest};

impl Flow<'_, '_> {
    /// Draws a picture.
    pub(crate) fn image(&mut self, _image: &Image, _element: &Element) -> Result<(), LayoutError> {
        Ok(())
    }

    /// The pictures that a text asks for.
    pub(crate) fn inline_pictures(&mut self, requests: &[PictureRequest]) -> Vec<InlinePicture> {
        let _ = requests;
        Vec::new()
    }
}
