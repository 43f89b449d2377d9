//! The service as its clients see it: in memory, and over sockets.

mod attacks;
mod bodies;
mod busy;
mod compression;
mod documentation;
mod encryption;
mod examples;
mod keys;
mod malformed;
mod routes;
mod sockets;
#[cfg(feature = "otel")]
mod spans;
mod started;
mod support;
mod tls;
mod watch;
