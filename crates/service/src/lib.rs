//! The HTTP service `chordpro-api`: songs in, documents out.
//!
//! The way of a request: [`server`] (connections and their limits, [`tls`], [`edge`]), [`exchange`] (id, address, headers, log), [`auth`]
//! (key, signature, rate), then a route: [`convert`], [`lint`], [`diagram`], [`formats`], [`health`], [`page`]. A route
//! reads the body ([`job`], [`body`], [`order`], [`options`]) and hands the work to a process of its own ([`worker`]).

pub(crate) use chordpro_engine::suggestion;

pub mod app;
pub mod audit;
pub mod auth;
pub mod body;
pub mod cache;
pub mod coding;
pub mod commands;
pub mod conditional;
mod connection;
pub mod convert;
pub mod cors;
pub mod date;
pub mod diagram;
pub mod edge;
pub mod envelope;
pub mod exchange;
pub mod faults;
pub mod files;
pub mod formats;
pub mod headers;
pub mod health;
mod http2;
pub mod job;
pub mod jwe;
pub mod keys;
pub mod link;
pub mod lint;
mod listener;
pub mod logs;
pub mod memory;
pub mod metrics;
pub mod multipart;
pub mod naming;
pub mod network;
mod open_files;
pub mod openapi;
pub mod ops;
pub mod options;
pub mod order;
mod overload;
pub mod page;
pub mod prefix;
pub mod presets;
pub mod problem;
pub mod rate;
pub mod refusal;
pub mod request_id;
#[cfg(any(feature = "otel", feature = "redis"))]
pub mod roots;
pub mod router;
pub mod server;
pub mod settings;
pub mod shared;
pub mod shutdown;
pub mod signature;
pub mod socket;
pub mod spans;
pub mod stream;
pub mod tls;
pub mod trace;
pub mod units;
pub mod uploads;
pub mod worker;
pub mod zip;
