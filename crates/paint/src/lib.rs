//! Painters: pages to PDF, SVG and PNG.
//!
//! A painter walks the pages that layout made. It never measures and never decides: what is where, and what is shown
//! at all, stands in the page. The painters have the same file names for the same things: `text.rs`, `shape.rs`,
//! `image.rs`, `link.rs`.

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

mod bitmap;
mod drawing_effort;
mod error;
mod outline;
pub mod pdf;
pub mod png;
mod reading_order;
pub mod svg;

pub use error::PaintError;

use std::collections::BTreeSet;

/// What a painter made, and what it had to leave out.
#[derive(Debug)]
pub struct Painted<T> {
    /// The file.
    pub output: T,
    /// The pictures that cannot be read, by their index in the document.
    pub unreadable: BTreeSet<usize>,
}
