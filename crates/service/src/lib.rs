//! The HTTP service `chordpro-api`: songs in, documents out.
//!
//! The way of a request: [`server`] accepts connections and limits every wait, [`middleware`] gives the request its identity, its
//! log line and its headers, [`security`] decides who may ask, and a module of [`routes`] answers. A route reads the request
//! ([`request`]), hands the work to a process of its own ([`worker`]), and makes the response ([`response`]). [`telemetry`] counts.

pub(crate) use chordpro_engine::suggestion;

pub mod app;
pub mod commands;
pub mod hex;
pub mod memory;
pub mod middleware;
pub mod openapi;
pub mod operator_files;
pub mod problem;
mod problem_kinds;
mod problem_picture;
pub mod redis;
pub mod request;
pub mod response;
pub mod router;
pub mod routes;
pub mod security;
pub mod server;
pub mod settings;
pub mod telemetry;
pub mod timestamp;
pub mod units;
pub mod worker;
