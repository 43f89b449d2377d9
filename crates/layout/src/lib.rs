//! Layout: pages of placed items from songs. Pure: painters walk what this crate places, and never measure or decide.

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

mod bidi_text;
mod body;
pub mod book;
mod chorus;
pub mod colour;
mod column_end;
mod comment;
mod compose;
mod composer;
mod context;
mod control;
mod crop;
pub mod csv;
pub mod diagram;
mod diagrams;
pub mod document;
pub mod draw_context;
mod drawing;
pub mod drawings;
pub mod dump;
pub mod element_font;
mod elements;
pub mod error;
mod extent;
mod fit;
mod flow;
mod flowable;
pub mod geometry;
pub mod grid;
mod grid_row;
mod guides;
pub mod heading;
pub mod image;
mod keep_together;
mod label;
pub mod page;
mod page_variables;
mod paginator;
mod paper;
mod picture;
mod position;
mod recall;
#[cfg(test)]
mod sample;
mod song;
mod song_body;
mod songline;
pub mod source_pdf;
mod structure;
mod style;
pub mod textline;
mod transform;
pub mod typeface;
pub mod typeset;
mod wrap;

pub use crop::crop;
pub use document::{ContentsPages, LaidOut, LayoutOptions, lay_out};
pub use error::LayoutError;
pub use page::*;
pub use page_variables::roman;
pub use source_pdf::SourcePdf;
