//! The typed view of a configuration: each setting is a field, named like its path with `-` replaced by `_`.

pub(crate) mod colour;
mod columns;
mod contents;
mod delegates;
mod diagrams;
pub(crate) mod fonts;
pub(crate) mod formats;
mod general;
pub(crate) mod group;
pub(crate) mod kinds;
mod native;
mod paper;
mod parts;
mod pdf;
mod preprocess;
pub(crate) mod reader;
mod settings;

pub use colour::{Color, Rgb, rgb};
pub use columns::{ColumnWidth, Columns};
pub use contents::{Contents, CsvField, CsvSource, Outline};
pub use delegates::{DelegateKind, Delegates};
pub use diagrams::{
    BarStyle, Corner, DiagramAlign, DiagramPosition, FingerNumbers, KeyboardDiagrams,
    StringDiagrams,
};
pub use fonts::{FaceSource, FontDescription, FontFace, FontFamilies, FontSpec, Fonts, core_font};
pub use formats::{Heading, PageClass, PageFormat, PageFormats, Row as HeadingRow};
pub use general::*;
pub use native::{Extra, MinorDegrees, Native, NoteSpelling, SimplifiedChords};
pub use paper::PaperSize;
pub use pdf::*;
pub use preprocess::{AltBrackets, Parser, Preprocess, PreprocessRule};
pub use reader::Row;
pub use settings::{Chordnames, InlineChords, Settings, Titles};
