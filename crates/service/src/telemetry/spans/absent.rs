//! What stands for the sending of spans in a program that is built without it.

use super::{RequestSpan, SpanCounts, SpanTarget};

/// Never there: this program was built without OpenTelemetry.
#[derive(Debug)]
pub enum Spans {}

impl Spans {
    /// None.
    ///
    /// # Errors
    /// Always.
    pub fn new(_: &SpanTarget) -> Result<Self, String> {
        Err("has no effect: this program was built without the feature `otel`".to_owned())
    }

    /// Never called.
    pub fn start(&self) {
        match *self {}
    }

    /// Never called.
    pub fn record(&self, _: RequestSpan) {
        match *self {}
    }

    /// Never called.
    pub fn counts(&self) -> SpanCounts {
        match *self {}
    }

    /// Never called.
    pub async fn finish(&self) {
        match *self {}
    }
}
