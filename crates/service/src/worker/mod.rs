//! Worker processes: the parent serves connections and never converts; each worker does one conversion at a time.
//!
//! A thread cannot be stopped and shares its memory with all others. So whatever touches a client's text runs in a process of its
//! own, which the program starts of itself (`chordpro-api worker`): [`Pool`] starts, feeds, watches and replaces them, [`process`]
//! is their side, [`task`] is what travels between the two, [`frame`] how, and [`sandbox`] what a worker gives up before its first
//! task. The parent takes what a worker sends for untrusted: frames are bounded, values are plain, and headers are made by the parent.

mod archive;
mod child;
mod conversion;
mod convert;
mod diagram;
pub mod frame;
mod outcome;
mod packed_song;
mod panics;
mod pool;
mod preview;
pub mod process;
mod queue;
pub mod sandbox;
mod slot;
mod song_document;
mod song_names;
pub mod task;
mod trial;

pub use child::{ALLOCATOR, WorkerProgram};
pub use outcome::{Done, Lost};
pub use pool::Pool;
pub use queue::Priority;
pub use slot::Sizes;
pub use trial::Trial;
