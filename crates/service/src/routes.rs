//! The routes, a module each; [`conversion`] has what those share that run a conversion in a worker.

pub mod chords;
pub mod conversion;
pub mod convert;
pub mod diagrams;
pub mod docs;
pub mod formats;
pub mod health;
pub mod import;
pub mod inspect;
pub mod links;
pub mod lint;
pub mod oembed;
pub mod presets;
pub mod preview;
pub mod song_link;
pub mod studio;
