//! What wraps every request: identity, log line, cross-origin rules, base path, encryption of bodies, and the rejections that no
//! route writes.

pub mod base_path;
pub mod cors;
pub mod encryption;
pub(crate) mod refusal_log;
pub mod rejection;
pub mod request_id;
pub mod request_log;
