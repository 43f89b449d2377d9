//! Reading ChordPro songs: from bytes to a [`Book`] of resolved [`Song`]s, with diagnostics.
//!
//! Reading and resolving are one pass, because what a line means depends on the state before it (metadata, selectors,
//! transposition, chord definitions); nothing after this crate sees a selector, a format string of a line, or an
//! untransposed chord. What depends on the page (page number, side) is left for layout.

pub mod assets;
pub mod budget;
pub mod crd;
pub mod diagnostic;
pub mod markup;
pub mod model;
mod options;
mod reader;
mod variables;

pub use assets::{AssetKind, Assets, NoAssets};
pub use budget::{Budget, Exceeded, Limits};
pub use diagnostic::{Diagnostic, Severity};
pub use model::*;
pub use options::{Profile, ReadError, ReadOptions, SongInput, Surroundings, Trust};
pub use reader::read_book;
pub use variables::SongVariables;
