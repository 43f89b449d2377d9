//! Layout: pages of placed items from songs. Pure: painters walk what this crate places, and never measure or decide.

pub mod page;

pub use page::*;
