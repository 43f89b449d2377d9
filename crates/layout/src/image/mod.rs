//! Pictures: their size, their position, and the sign for those that cannot be shown (`docs/spec/pages.md#7`).

pub mod alert;
pub mod attribute;
pub(crate) mod block;
pub(crate) mod inline;
pub mod placement;
pub mod prepare;
pub mod size;
pub mod svg;
mod svg_limits;
pub mod textblock;
