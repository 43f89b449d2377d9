//! Pictures in the body, and the assets that they show.

use std::sync::Arc;

use indexmap::IndexMap;

use super::Label;

/// A picture in the body.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Key into [`Song::assets`](crate::Song::assets) (which may lack it).
    pub id: String,
    /// The label that `{image}` gives it.
    pub label: Option<Label>,
    /// Attributes of the element in source order, as accepted (`docs/spec/language.md#5.7`).
    pub options: IndexMap<String, String>,
}

/// A named object of a song.
#[derive(Debug, Clone, PartialEq)]
pub struct Asset {
    /// What it is made from.
    pub content: AssetContent,
    /// Attributes given where it was defined.
    pub options: IndexMap<String, String>,
    /// The line where it was defined; 0 where an earlier song of the file did so.
    pub line: u32,
    /// The section whose data it is, if any.
    pub context: Arc<str>,
}

/// What an [`Asset`] is made from.
#[derive(Debug, Clone, PartialEq)]
pub enum AssetContent {
    /// A bitmap file (`png`, `jpg`, `gif`, …) with its name, its bytes, and its size in pixels.
    Bitmap {
        /// The source as the song writes it, also where that is the data itself; empty for `##image`.
        source: String,
        /// The file.
        data: Arc<[u8]>,
        /// File extension by content: `png`, `jpg`, `gif`, …
        subtype: String,
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// Lines for a delegate: `svg`, `abc`, `ly`, `textblock`, …
    Delegated {
        /// The source as the song writes it; empty for sections.
        source: String,
        /// The delegate's name.
        delegate: String,
        /// The lines.
        data: Vec<String>,
    },
    /// The diagram of a chord: a name into [`Song::chords`](crate::Song::chords).
    ChordDiagram {
        /// The chord's name.
        name: String,
    },
    /// A picture that could not be found or read; a diagnostic says why.
    Missing {
        /// The source as the song writes it.
        source: String,
    },
}
