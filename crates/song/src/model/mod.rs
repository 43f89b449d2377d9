//! The song as every writer and the layout see it: a typed tree, everything resolved.
//!
//! `Song → sections → blocks → lines → segments`. Specified in `docs/spec/language.md#9`.

mod grid;
mod line;
mod picture;
mod section;
mod song;
mod span;
mod style;

pub use grid::{Bar, GridRow, GridShape, GridToken, RowKind, SubCell};
pub use line::{ChordInfo, ChordRef, Line, Segment};
pub use picture::{Asset, AssetContent, Picture};
pub use section::{
    Block, BlockKind, Break, Comment, CommentStyle, Label, Recall, Section, SectionKind, Setting,
    TextBlock,
};
pub use song::{Book, ChordDefinition, DiagramList, Meta, Song, SongSettings, Source, SpreadImage};
pub use span::Span;
pub use style::{FontSize, StyleChange, StyleProperty, StyledElement};
