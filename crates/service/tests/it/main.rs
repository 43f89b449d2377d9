//! Integration tests of the service: in memory, over sockets, and as a process of its own.

mod access;
mod attacks;
mod batches;
mod bodies;
mod browsers;
mod busy;
mod compression;
mod documentation;
mod documents;
mod encryption;
mod examples;
mod faults;
mod findings;
mod http2;
mod keys;
mod links;
mod log;
mod malformed;
mod players;
mod preview;
mod process;
mod routes;
mod shares;
mod sockets;
#[cfg(feature = "otel")]
mod spans;
mod started;
mod studio;
mod support;
mod tls;
mod watch;
mod workers;
