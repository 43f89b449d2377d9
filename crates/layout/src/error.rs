//! Why a book could not be laid out.

use chordpro_song::Exceeded;

/// Why a book could not be laid out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LayoutError {
    /// A limit of the budget was exceeded.
    #[error(transparent)]
    Exceeded(#[from] Exceeded),
    /// An element asks for a font that there is not.
    #[error("no font found for \"{asked}\" (pdf.fonts.{element})")]
    Font {
        /// The element.
        element: &'static str,
        /// What it asks for: a file, a description or a name.
        asked: String,
    },
    /// `pdf.chorus.recall.type` is not the name of a kind of comments.
    #[error("pdf.chorus.recall.type must be comment, comment_italic or comment_box")]
    RecallKind,
    /// An input that begins as a PDF document is none that can be used.
    #[error("{name} is not a PDF document that can be used")]
    Document {
        /// The name of the input.
        name: std::sync::Arc<str>,
    },
}
