//! What the service tells its operator: log, metrics, and spans for a collector of OpenTelemetry.

pub mod logs;
pub mod metrics;
pub mod spans;
pub mod trace_context;
