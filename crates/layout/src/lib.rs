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

mod body;
pub mod book;
mod chorus;
pub mod colour;
mod comment;
mod composer;
mod context;
mod control;
pub mod csv;
pub mod diagram;
pub mod document;
pub mod draw_context;
pub mod drawings;
pub mod dump;
pub mod element_font;
mod elements;
pub mod error;
mod extent;
mod fit;
mod flowable;
mod font_changes;
pub mod geometry;
pub mod grid;
mod guides;
pub mod heading;
pub mod image;
mod keep_together;
mod label;
pub mod page;
mod paginator;
mod place;
mod position;
#[cfg(test)]
mod sample;
mod song;
mod songline;
mod structure;
pub mod textblock;
pub mod textline;
mod transform;
pub mod typeface;
pub mod typeset;
mod wrap;

pub use book::matter::SourcePdf;
pub use document::{ContentsPages, LaidOut, LayoutOptions, lay_out};
pub use error::LayoutError;
pub use heading::roman;
pub use page::*;
