//! What all requests share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use crate::memory::Memory;
use crate::operator_files;
use crate::redis::Shared;
use crate::response::cache::Answers;
use crate::response::headers::Transport;
use crate::security::api_keys::{KeyEntry, KeySet, describe_lines, parse_key_file};
use crate::security::audit::Audit;
use crate::security::key_store::KeyStore;
use crate::security::rate_limiter::Limiter;
use crate::security::request_signature::Nonces;
use crate::security::tls::Tls;
use crate::settings::{Mode, Settings};
use crate::telemetry::metrics::Replacement;
use crate::telemetry::metrics::{Gauges, Metrics};
use crate::telemetry::refusal_log::Overload;
use crate::telemetry::spans::Spans;
use crate::worker::WorkerProgram;
use crate::worker::{Pool, Sizes, Trial};

/// What an answer may have beyond the largest document, in bytes: the frame of a zip.
const ANSWER_MARGIN: u64 = 1 << 20;

/// The service's state. One for each process; requests share it.
#[derive(Debug)]
pub struct App {
    /// The settings in force.
    pub settings: Settings,
    /// The workers.
    pub pool: Pool,
    /// Answers kept.
    pub answers: Answers,
    /// Refusals under overload, for the log.
    pub(crate) overload: Overload,
    /// What is counted.
    pub metrics: Metrics,
    /// The security log.
    pub audit: Audit,
    /// The rate limiter, if there is a limit.
    pub limiter: Option<Limiter>,
    /// Signatures seen lately.
    pub nonces: Nonces,
    /// What replicas share, if Redis is set.
    pub shared: Option<Arc<Shared>>,
    /// What a collector is told, if one is set.
    pub spans: Option<Spans>,
    /// The certificates, if TLS is on.
    pub tls: Option<Tls>,
    /// Whether the engine works.
    pub trial: Trial,
    /// Memory for bodies, from their first byte until they are converted.
    pub body_memory: BodyMemory,
    keys: KeyStore,
    lifetime: Lifetime,
}

/// Memory for bodies.
#[derive(Debug)]
pub struct BodyMemory {
    /// Of clients that are known.
    pub clients: Memory,
    /// Of strangers: bodies that have to be received before it shows whether their client is known.
    pub strangers: Memory,
}

/// How long the service runs, and whether it goes on to do so.
#[derive(Debug)]
struct Lifetime {
    started: Instant,
    is_ready: AtomicBool,
}

impl App {
    /// The state for `settings`: keys read, workers about to start, which are `program`. To be called within a runtime.
    ///
    /// # Errors
    /// Where a file of keys or the audit log cannot be used.
    pub fn new(settings: Settings, program: &WorkerProgram) -> std::io::Result<Arc<Self>> {
        let sizes = Sizes {
            workers: settings.resources.workers,
            queue: settings.conversions.queue_size,
            memory: settings.resources.worker_memory,
            first_memory: settings.resources.first_worker_memory,
        };
        let audit = Audit::open(&settings.access.audit_log).map_err(|error| {
            let target = &settings.access.audit_log;
            let what = format!("AUDIT_LOG: {target} cannot be written: {error}");
            std::io::Error::new(error.kind(), what)
        })?;
        let tls = settings.tls.files.clone().map(Tls::new).transpose();
        let tls = tls.map_err(|fault| std::io::Error::other(fault.to_string()))?;
        let shared = settings.redis.as_ref().and_then(Shared::new).map(Arc::new);
        let spans = settings.spans.as_ref().map(Spans::new).transpose();
        let spans = spans.map_err(std::io::Error::other)?;
        let entries = read_keys(&settings).map_err(|error| {
            let what = format!("API_KEYS_FILE: the file cannot be used: {error}");
            std::io::Error::new(error.kind(), what)
        })?;
        let keys = KeySet::new(&entries);
        // A quarter is enough for signers that send no digest ahead, and takes nothing from all others.
        let for_strangers = settings.resources.body_memory / 4;
        Ok(Arc::new(App {
            pool: Pool::new(
                program,
                sizes,
                settings
                    .resources
                    .max_result_size
                    .saturating_add(ANSWER_MARGIN),
                Memory::new(settings.resources.answer_memory),
            ),
            answers: Answers::new(settings.conversions.cache_size),
            overload: Overload::default(),
            metrics: Metrics::default(),
            audit,
            limiter: settings
                .access
                .rate_limit
                .map(|limit| Limiter::new(limit, shared.clone())),
            nonces: Nonces::new(settings.access.signature_window, shared.clone()),
            shared,
            spans,
            tls,
            trial: Trial::default(),
            body_memory: BodyMemory {
                clients: Memory::new(settings.resources.body_memory - for_strangers),
                strangers: Memory::new(for_strangers),
            },
            keys: KeyStore::new(keys),
            lifetime: Lifetime {
                started: Instant::now(),
                is_ready: AtomicBool::new(true),
            },
            settings,
        }))
    }

    /// The keys in force.
    pub fn keys(&self) -> Arc<KeySet> {
        self.keys.current()
    }

    /// Reads the keys again. A set that cannot be read, or is empty where keys are needed, leaves the old one in force.
    ///
    /// # Errors
    /// Why the old keys stay.
    pub fn reload_keys(&self) -> Result<usize, String> {
        self.keys.replace(self.read_keys_again())
    }

    fn read_keys_again(&self) -> Result<KeySet, String> {
        let entries = read_keys(&self.settings).map_err(|error| match error.kind() {
            std::io::ErrorKind::InvalidData => error.to_string(),
            _ => format!(
                "the file of keys cannot be read: {}",
                operator_files::describe(&error)
            ),
        })?;
        let keys = KeySet::new(&entries);
        if keys.is_empty() && self.settings.access.mode == Mode::Production {
            return Err("the file holds no key".to_owned());
        }
        warn_of_short(&entries);
        Ok(keys)
    }

    /// How answers reach clients.
    pub fn transport(&self) -> Transport {
        match self.tls {
            Some(_) => Transport::Tls,
            None => Transport::Plain,
        }
    }

    /// The scheme of addresses that lead here.
    pub fn scheme(&self) -> &'static str {
        match self.transport() {
            Transport::Tls => "https",
            Transport::Plain => "http",
        }
    }

    /// Whether new requests should come here.
    pub fn is_ready(&self) -> bool {
        self.lifetime.is_ready.load(Ordering::Relaxed)
    }

    /// Says that no new requests should come.
    pub fn retire(&self) {
        self.lifetime.is_ready.store(false, Ordering::Relaxed);
    }

    /// What is measured at this moment.
    pub fn gauges(&self) -> Gauges {
        Gauges {
            busy: self.pool.busy(),
            workers: self.pool.running(),
            replaced: Replacement::ALL.map(|reason| self.pool.replaced(reason)),
            queued: self.pool.queued(),
            cache_bytes: self.answers.size(),
            body_bytes: self.body_memory.clients.held() + self.body_memory.strangers.held(),
            answer_bytes: self.pool.answer_memory().held(),
            keys: self.keys().len(),
            audit_lost: self.audit.lost(),
            are_keys_stale: self.keys.are_stale(),
            redis: self
                .shared
                .as_ref()
                .map(|shared| (shared.is_up(), shared.failures())),
            spans: self.spans.as_ref().map(Spans::counts),
            certificate_expiry: self.tls.as_ref().map(Tls::expiry),
            uptime: self.lifetime.started.elapsed().as_secs(),
        }
    }
}

fn warn_of_short(entries: &[KeyEntry]) {
    for key in entries.iter().filter(|key| key.is_short()) {
        tracing::warn!(
            client = key.client().name(),
            "this key is shorter than 16 characters; make a longer one with `chordpro-api make-key`"
        );
    }
}

/// The keys of the settings and of the file that they name.
fn read_keys(settings: &Settings) -> std::io::Result<Vec<KeyEntry>> {
    let mut entries = settings.access.keys.clone();
    if let Some(path) = &settings.keys_file {
        let text = operator_files::read_text(path)?;
        let more = parse_key_file(&text).map_err(|faults| {
            let text = describe_lines(&faults).join("; ");
            std::io::Error::new(std::io::ErrorKind::InvalidData, text)
        })?;
        entries.extend(more);
    }
    Ok(entries)
}
