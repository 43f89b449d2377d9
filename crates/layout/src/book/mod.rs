//! Books: parts in order, contents, outlines, covers, labels (clauses 2.6 to 2.9).

pub mod assembly;
pub mod collation;
pub mod compact;
pub mod labels;
