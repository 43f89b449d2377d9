//! What the service tells its operator: log, metrics, and spans for a collector of OpenTelemetry.

pub mod logs;
pub mod metrics;
pub(crate) mod refusal_log;
pub mod request_id;
pub mod spans;
pub mod trace_context;
