//! Painters: pages to PDF, SVG and PNG.
//!
//! A painter walks the pages made by layout. It never measures and never decides: the page says what is shown, and where.
//! The painters have the same file names for the same things: `text.rs`, `shape.rs`,
//! `image.rs`, `link.rs`.

// clippy.toml lists what a pure library must not use.
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

/// The result of a painter, and the pictures that it had to leave out.
#[derive(Debug)]
pub struct Painted<T> {
    /// The file.
    pub output: T,
    /// The unreadable pictures, as indexes in the document.
    pub unreadable: BTreeSet<usize>,
}
