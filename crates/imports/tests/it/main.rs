//! Integration tests of imports: hostile and long sheets give a result or a clear error, in linear time.

mod growth;
mod hostile;
mod mutations;

#[path = "../sheets/archive.rs"]
mod archive;
#[path = "../../../../tests/growth.rs"]
mod linear;
