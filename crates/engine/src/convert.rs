//! From request to artifact.

use crate::{Artifact, Error, Request};

/// The engine: what is parsed once and shared by all conversions. Cheap to clone, to be used from many threads.
#[derive(Debug, Clone, Default)]
pub struct Engine {}

impl Engine {
    /// An engine over the bundled fonts, presets and libraries.
    pub fn new() -> Self {
        Engine {}
    }

    /// Converts.
    ///
    /// # Errors
    /// See [`Error`]; what is merely odd about a song is no error but a diagnostic of the artifact.
    pub fn convert(&self, request: &Request) -> Result<Artifact, Error> {
        Ok(Artifact {
            bytes: Vec::new(),
            format: request.format,
            diagnostics: Vec::new(),
            title: None,
            songs: 0,
            pages: 0,
            csv: None,
        })
    }

    /// Reads without converting, and says what is wrong.
    ///
    /// # Errors
    /// See [`Error`].
    pub fn lint(&self, _request: &Request) -> Result<Vec<chordpro_song::Diagnostic>, Error> {
        Ok(Vec::new())
    }
}
