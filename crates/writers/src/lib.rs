//! Text formats of a song: plain text, normalised ChordPro, HTML, Markdown, metadata, JSON.
//!
//! Each format is a module with a function `write`, from a resolved [`Book`](chordpro_song::Book) to [`Written`]. They
//! share the `padding` of chords over lyrics, and the reference's notion of sections. The rules are in
//! `docs/spec/outputs.md`; deliberate differences depend on the [`Profile`].

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

mod apostrophe;
mod grid;
mod image;
mod options;
mod padding;
mod reference_sections;
mod render;
mod settings;
mod sheet;

pub mod cho;
pub mod html;
pub mod json;
pub mod markdown;
pub mod meta;
pub mod openlyrics;
pub mod opensong;
pub mod text;

pub use options::{
    ChordLines, Chords, Comments, Profile, Styles, Tidiness, Variant, WriteOptions, Written,
};
