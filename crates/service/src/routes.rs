//! The routes, a module each; [`conversion`] has what those share that run a conversion in a worker.

pub mod batch;
pub mod chords;
pub mod conversion;
pub mod convert;
pub mod diagrams;
pub mod docs;
pub mod formats;
pub mod health;
pub mod import;
pub mod inspect;
#[cfg(feature = "redis")]
pub mod jobs;
#[cfg(not(feature = "redis"))]
#[path = "routes/jobs_absent.rs"]
pub mod jobs;
pub mod links;
pub mod lint;
pub mod oembed;
pub mod presets;
pub mod preview;
pub mod separate;
pub mod song_link;
pub mod studio;
