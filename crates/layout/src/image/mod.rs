//! Pictures: their size, their position, and the sign for those that cannot be shown (`docs/spec/pages.md#7`).

pub mod alert;
pub mod attribute;
mod inline;
mod place;
pub mod placement;
pub mod prepare;
pub mod size;
pub mod svg;
mod svg_limits;
