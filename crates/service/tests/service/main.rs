//! The service as its clients see it: in memory, and over sockets.

mod documentation;
mod examples;
mod routes;
mod sockets;
mod support;
