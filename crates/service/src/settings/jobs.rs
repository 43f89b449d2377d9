//! Jobs: work that Redis keeps until a replica has done it.

use std::time::Duration;

use super::entry::{COUNT, DURATION, group, size};
use super::value::{self, choice, count, plain, positive_duration, secret};
use crate::security::outbound_hosts::OutboundHosts;
use crate::security::sealed::SealKey;
use crate::security::webhook::WebhookSecret;

/// What a replica does with jobs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobPart {
    /// It takes them from clients, and tells what became of them.
    Serve,
    /// It does them.
    Work,
    /// Both.
    Both,
}

group! {
    /// Jobs.
    #[derive(Debug, Clone)]
    pub struct JobSettings {
        part: JobPart = Plain "JOBS" ("both"), "serve, work or both",
            "Whether this replica takes jobs, does them, or both; with REDIS_URL and JOBS_KEY." => choice(PARTS);
        key: Option<SealKey> = Secret "JOBS_KEY" (""), "32 bytes in hexadecimal or base64url",
            "Key with which songs and results are encrypted in Redis, the same at all replicas; without it there are no jobs." => secret(key);
        lease: Duration = Plain "JOBS_LEASE" ("30s"), DURATION,
            "Time after which a job whose replica no longer says that it is at it goes to another." => plain(positive_duration);
        attempts: usize = Plain "JOBS_ATTEMPTS" ("3"), COUNT,
            "How often a job is begun; then it becomes a dead letter." => plain(count);
        keep: Duration = Plain "JOBS_KEEP" ("1d"), DURATION,
            "Time for which jobs and their results stay in Redis." => plain(positive_duration);
        pending: usize = Plain "JOBS_PENDING" ("10000"), COUNT,
            "Jobs of one client that may wait; then 429." => plain(count);
        callback_hosts: OutboundHosts = Plain "CALLBACK_HOSTS" (""), "origins separated by commas, such as https://hooks.example",
            "Where callbacks and results may be sent; nowhere where empty. A name must lead to public addresses; an inner address has to stand here itself." => plain(OutboundHosts::parse);
        callback_secret: Option<WebhookSecret> = Secret "CALLBACK_SECRET" (""), "whsec_ and 24 to 64 bytes in base64",
            "Secret that callbacks are signed with, by Standard Webhooks; without it none are sent." => secret(callback_secret);
        max_result: u64 = Plain "JOBS_MAX_RESULT" ("64MiB"), size!("1B to 500MiB", "16MiB"),
            "Largest result that Redis keeps; a job with a larger one fails." => plain(value::size(1..=500 << 20));
    }
}

const PARTS: &[(&str, JobPart)] = &[
    ("serve", JobPart::Serve),
    ("work", JobPart::Work),
    ("both", JobPart::Both),
];

fn callback_secret(text: &str) -> Result<Option<WebhookSecret>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let secret = WebhookSecret::parse(text);
    secret
        .map(Some)
        .ok_or_else(|| "must be whsec_ and 24 to 64 bytes in base64".to_owned())
}

fn key(text: &str) -> Result<Option<SealKey>, String> {
    if text.is_empty() {
        return Ok(None);
    }
    let key = SealKey::parse(text);
    key.map(Some)
        .ok_or_else(|| "must be 32 bytes in hexadecimal or base64url".to_owned())
}
