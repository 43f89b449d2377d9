//! Layout: pages of placed items from songs. Pure: painters walk what this crate places, and never measure or decide.

pub mod book;
pub mod colour;
pub mod diagram;
pub mod drawings;
pub mod dump;
pub mod element_font;
pub mod geometry;
pub mod grid;
pub mod image;
pub mod page;
pub mod studio;
pub mod textblock;
pub mod textline;
pub mod typeface;
pub mod typeset;
mod wrap;

pub use page::*;
