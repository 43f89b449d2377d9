//! Reading ChordPro songs: from bytes to a [`Book`] of resolved [`Song`]s, with diagnostics.
//!
//! Reading and resolving are one pass, because what a line means depends on the state before it (metadata, selectors,
//! transposition, chord definitions); nothing after this crate sees a selector, a format string of a line, or an
//! untransposed chord. What depends on the page (page number, side) is left for layout.

// What a library must not touch is listed in `clippy.toml`.
#![cfg_attr(
    not(test),
    deny(
        clippy::disallowed_macros,
        clippy::disallowed_methods,
        clippy::disallowed_types,
        clippy::iter_over_hash_type
    )
)]

mod asset;
pub mod assets;
pub mod attributes;
mod block_size;
pub mod bracket_chords;
pub mod budget;
mod charges;
mod chord_resolver;
mod chord_tables;
mod chorus;
pub mod date;
pub mod decode;
mod definition;
mod delegate;
pub mod diagnostic;
mod directive_syntax;
mod directive_table;
mod directives;
mod display;
mod escapes;
mod final_looks;
mod findings;
mod finish;
pub mod fix;
mod grid;
mod gridline;
#[cfg(test)]
#[path = "../../../tests/growth.rs"]
mod growth;
mod image;
mod key_spelling;
mod line_origin;
mod lines;
mod lint;
pub mod markup;
mod memory;
mod metadata;
pub mod model;
mod options;
mod preprocess;
mod properties;
mod reader;
mod section_builder;
mod sections;
mod selectors;
mod song_config;
mod song_reader;
mod songline;
pub mod suggestion;
mod text;
mod transposing;
pub mod truth;
mod variables;

pub use assets::{AssetKind, Assets, NoAssets};
pub use budget::{Budget, Exceeded, Limit, Limits};
pub use diagnostic::{Diagnostic, Severity};
pub use directive_table::{Argument, DirectiveInfo, DirectivePlace, directives};
pub use display::shown_name;
pub use fix::{Edit, Fix};
pub use model::*;
pub use options::{Profile, ReadError, ReadOptions, SongInput, Surroundings, Trust};
pub use reader::read_book;
pub use section_builder::SectionBuilder;
pub use variables::SongVariables;
