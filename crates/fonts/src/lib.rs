//! Font faces: bundled fonts, metrics, kerning, shaping, subsets, and fallback for missing characters.
//!
//! Metrics are in thousandths of the em, truncated to integers as in the reference (`docs/spec/pages.md#1.3`).
//! Faces are parsed once, on first use; a [`FontBook`] is shared by all conversions.

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

mod bidi;
mod book;
mod bundle;
mod cluster;
mod coverage;
mod effort;
mod error;
mod excerpt;
mod face;
mod glyph;
mod kerning;
mod plain;
mod shaping;

pub use bidi::{Levels, visual_order};
pub use book::FontBook;
pub use error::FontError;
pub use excerpt::{Excerpt, Outcome};
pub use face::{Face, FaceBytes, FaceId, Family, Style, Underline};
pub use glyph::{Glyph, ShapedRun, width};
pub use shaping::{Direction, Shaping};
pub use ttf_parser::OutlineBuilder;
