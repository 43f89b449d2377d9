//! Making responses: the cache of documents, compression, conditional requests, file names, archives and common headers.

pub mod cache;
pub mod compression;
pub mod conditional;
pub mod file_names;
pub mod headers;
pub mod streamed;
pub mod zip;
