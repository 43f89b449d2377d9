//! Pictures: their size, their place, what stands for those that cannot be shown (clause 7).

pub mod alert;
pub mod attribute;
mod inline;
mod place;
pub mod placement;
pub mod prepare;
pub mod size;
pub mod svg;
