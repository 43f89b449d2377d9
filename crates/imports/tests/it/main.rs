//! Hostile and long sheets: an answer or a clear error, in time that grows with the input.

mod growth;
mod hostile;
mod mutations;

#[path = "../sheets/archive.rs"]
mod archive;
#[path = "../../../../tests/growth.rs"]
mod linear;
