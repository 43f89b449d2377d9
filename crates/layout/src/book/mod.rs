//! Books: parts in order, contents, outlines, covers, labels (`docs/spec/pages.md#2.6`, `#2.7`, `#2.8`, `#2.9`).

pub mod assembly;
pub(crate) mod background;
pub(crate) mod binding;
pub mod collation;
pub mod compact;
pub(crate) mod contents;
pub(crate) mod cover;
pub mod entry;
pub mod info;
pub mod labels;
pub(crate) mod matter;
pub mod outline;
pub(crate) mod parts;
mod sharing;
pub(crate) mod songs;
pub mod sorting;
pub(crate) mod values;
