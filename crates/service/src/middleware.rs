//! What wraps every request: log line, authentication, cross-origin rules, base path, receiving and decrypting bodies, and the
//! rejections that no route writes.

pub mod authentication;
pub mod base_path;
pub mod body;
pub mod cors;
pub mod encryption;
pub mod rejection;
pub mod request_log;
pub mod request_outcome;
