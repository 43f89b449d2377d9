//! The options of a conversion as read.

use chordpro_engine::{Format, Options, PageChoice};
use serde::{Deserialize, Serialize};

use crate::response::file_names::Disposition;

/// How the result is put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize)]
pub enum Packaging {
    /// One document.
    #[default]
    Document,
    /// A document for each song, in a zip.
    Separate,
}

/// The options of a conversion.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ConvertOptions {
    /// For the engine.
    pub engine: Options,
    /// For the service.
    pub packaging: Packaging,
    /// What browsers do with the answer.
    pub disposition: Disposition,
    /// What its file is called, without the suffix; after the title where absent.
    pub file_name: Option<String>,
}

impl ConvertOptions {
    /// Sets a setting of the songs' configuration.
    pub(super) fn define(&mut self, path: &str, value: &str) {
        let setting = (path.to_owned(), value.to_owned());
        self.engine.defines.push(setting);
    }

    /// Whether the answer is a zip of several documents: one for each song, or one for each page of a format that has
    /// one page a file.
    pub fn is_archive(&self, format: Format) -> bool {
        let has_files_of_pages = matches!(format, Format::Svg | Format::Png);
        self.packaging == Packaging::Separate
            || has_files_of_pages && self.engine.page == Some(PageChoice::All)
    }
}
