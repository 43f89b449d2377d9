//! The connection to Redis, which comes back by itself.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisError, RedisResult, Script, TlsCertificates};
use tokio::time::Instant;
use tokio_rustls::rustls::crypto::ring;

use super::job_store::JobStore;
use super::{Ahead, Away, SharedPlace};
use crate::security::root_certificates;

/// GCRA with the clock of Redis, so that those of the replicas do not matter. The same arithmetic as in `rate.rs`:
/// whole microseconds, which Lua's numbers hold exactly until the year 2255.
const COUNT: &str = r"
    local time = redis.call('TIME')
    local now = time[1] * 1000000 + time[2]
    local interval, tolerance = tonumber(ARGV[1]), tonumber(ARGV[2])
    local arrival = math.max(tonumber(redis.call('GET', KEYS[1]) or now), now)
    local ahead = arrival - now
    if ahead > tolerance then
        return {0, ahead}
    end
    local due = string.format('%.0f', arrival + interval)
    redis.call('SET', KEYS[1], due, 'PX', math.ceil((ahead + interval) / 1000))
    return {1, ahead}
";

/// Time between two attempts to reach Redis.
const PAUSE: Duration = Duration::from_millis(500);

/// Time between two lines of the log that say that Redis is still away.
const REMINDER: Duration = Duration::from_secs(60);

/// Least time for a connection to be made.
const PATIENCE: Duration = Duration::from_secs(1);

pub(super) fn client(place: &SharedPlace) -> Option<Client> {
    if !place.url.starts_with("rediss://") {
        return Client::open(place.url.as_str()).ok();
    }
    // The library takes whatever provider the process has; this is the one that the service itself uses.
    let _ = ring::default_provider().install_default();
    // Without any the library takes Mozilla's.
    let certificates = TlsCertificates {
        client_tls: None,
        root_cert: place.roots.clone().or_else(root_certificates::system_pem),
    };
    // An address that switches the check of certificates off is none that we take.
    if place.url.contains('#') {
        return None;
    }
    Client::build_with_tls(place.url.as_str(), certificates).ok()
}

/// Why Redis does not do what it is asked for: what the system says of the connection, else only the category of the error, since a
/// message of the server may hold names of keys.
pub(super) fn cause(error: &RedisError) -> String {
    if error.is_io_error() {
        error.to_string()
    } else {
        error.category().to_owned()
    }
}

/// A connection to Redis that comes back by itself.
pub struct Shared {
    link: Arc<Link>,
    count: Script,
    jobs: JobStore,
}

struct Link {
    client: Client,
    timeout: Duration,
    connection: Mutex<Option<MultiplexedConnection>>,
    is_reaching: AtomicBool,
    failures: AtomicU64,
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared")
            .field("is_up", &self.is_up())
            .finish_non_exhaustive()
    }
}

impl Shared {
    /// A connection that is not made yet.
    pub fn new(place: &SharedPlace) -> Option<Self> {
        Some(Shared {
            link: Arc::new(Link {
                client: client(place)?,
                timeout: place.timeout,
                connection: Mutex::new(None),
                is_reaching: AtomicBool::new(false),
                failures: AtomicU64::new(0),
            }),
            count: Script::new(COUNT),
            jobs: JobStore::new(place)?,
        })
    }

    /// Jobs.
    pub fn jobs(&self) -> &JobStore {
        &self.jobs
    }

    /// Makes the connection; where that fails, a task goes on trying.
    pub async fn connect(&self) {
        if let Err(error) = self.link.connect().await {
            tracing::warn!(
                cause = cause(&error),
                "Redis cannot be reached: this process counts for itself"
            );
            self.link.lose();
        }
    }

    /// Whether Redis answered lately.
    pub fn is_up(&self) -> bool {
        self.link.current().is_some()
    }

    /// How often Redis did not answer.
    pub fn failures(&self) -> u64 {
        self.link.failures.load(Ordering::Relaxed)
    }

    /// Counts a request of `client`, where requests are `interval` microseconds apart, and may come `tolerance`
    /// microseconds early.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn count(&self, client: &str, interval: u64, tolerance: u64) -> Result<Ahead, Away> {
        let mut connection = self.link.take_up()?;
        let mut call = self.count.key(format!("chordpro-api:rate:{client}"));
        call.arg(interval).arg(tolerance);
        let outcome: RedisResult<(u8, u64)> = call.invoke_async(&mut connection).await;
        let (is_allowed, microseconds) = self.link.judge(outcome)?;
        Ok(Ahead {
            is_allowed: is_allowed == 1,
            microseconds,
        })
    }

    /// Whether the nonce of `client` was still unused; from now on, for so long, it is not.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn spend(&self, client: &str, nonce: &str, lifetime: Duration) -> Result<bool, Away> {
        let mut connection = self.link.take_up()?;
        let mut call = redis::cmd("SET");
        call.arg(format!("chordpro-api:nonce:{client}:{nonce}"))
            .arg(1)
            .arg("NX")
            .arg("PX")
            .arg(u64::try_from(lifetime.as_millis()).unwrap_or(u64::MAX));
        let outcome: RedisResult<Option<String>> = call.query_async(&mut connection).await;
        Ok(self.link.judge(outcome)?.is_some())
    }
}

impl Link {
    fn current(&self) -> Option<MultiplexedConnection> {
        self.connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    fn replace(&self, connection: Option<MultiplexedConnection>) -> bool {
        let mut current = self
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let had = current.is_some();
        *current = connection;
        had
    }

    /// The connection; where there is none, a task tries to make one.
    fn take_up(self: &Arc<Self>) -> Result<MultiplexedConnection, Away> {
        self.current().ok_or_else(|| {
            self.reach();
            Away
        })
    }

    fn judge<T>(self: &Arc<Self>, outcome: RedisResult<T>) -> Result<T, Away> {
        outcome.map_err(|error| {
            if self.replace(None) {
                tracing::warn!(
                    cause = cause(&error),
                    "Redis does not answer: this process counts for itself"
                );
            }
            self.lose();
            Away
        })
    }

    fn lose(self: &Arc<Self>) {
        self.failures.fetch_add(1, Ordering::Relaxed);
        self.reach();
    }

    /// Starts to try to connect until that succeeds, or nobody needs it any more.
    fn reach(self: &Arc<Self>) {
        if self.is_reaching.swap(true, Ordering::AcqRel) {
            return;
        }
        let link = Arc::downgrade(self);
        let since = Instant::now();
        let mut told = since;
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(PAUSE).await;
                let Some(link) = Weak::upgrade(&link) else {
                    return;
                };
                let Err(error) = link.connect().await else {
                    link.is_reaching.store(false, Ordering::Release);
                    tracing::info!("Redis answers again");
                    return;
                };
                if told.elapsed() >= REMINDER {
                    told = Instant::now();
                    tracing::warn!(
                        cause = cause(&error),
                        seconds = since.elapsed().as_secs(),
                        "Redis is still away: this process counts for itself"
                    );
                }
            }
        });
    }

    async fn connect(&self) -> RedisResult<()> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.timeout.max(PATIENCE)))
            .set_response_timeout(Some(self.timeout));
        let connection = self
            .client
            .get_multiplexed_async_connection_with_config(&config)
            .await?;
        redis::cmd("PING")
            .exec_async(&mut connection.clone())
            .await?;
        self.replace(Some(connection));
        Ok(())
    }
}
