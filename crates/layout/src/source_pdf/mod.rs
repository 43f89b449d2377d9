//! PDF documents from outside that pages are taken from: covers, front and back matter, backgrounds (`docs/spec/pages.md#2.6`).

pub(crate) mod vetting;

use std::fmt;
use std::sync::Arc;

use chordpro_song::{Budget, Exceeded};
use hayro_syntax::Pdf;

use self::vetting::is_sound;

/// A PDF document from outside that pages are taken from. It was vetted, and read by the reader that the PDF painter uses as well.
#[derive(Clone)]
pub struct SourcePdf(Arc<Pdf>);

impl SourcePdf {
    /// Vets and reads a document; `None` where it is none that can be used. What it takes in memory is charged, but for its pages.
    ///
    /// # Errors
    /// The time is over, or it takes more memory than there is.
    pub fn read(data: &Arc<[u8]>, budget: &Budget) -> Result<Option<SourcePdf>, Exceeded> {
        if !is_sound(data, budget)? {
            return Ok(None);
        }
        let pdf = Pdf::new(Arc::new(Arc::clone(data)));
        Ok(pdf.ok().map(|pdf| SourcePdf(Arc::new(pdf))))
    }

    /// The document as its reader has it.
    pub fn pdf(&self) -> &Arc<Pdf> {
        &self.0
    }

    /// Whether both are the same document.
    pub fn is(&self, other: &SourcePdf) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl fmt::Debug for SourcePdf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SourcePdf").field(&self.0.len()).finish()
    }
}
