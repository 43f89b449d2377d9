//! Jobs in Redis: a hash each, a stream for each priority, a stream of dead letters, and for each client the jobs that it has waiting.

use std::time::{Duration, Instant};

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, ErrorKind, RedisError, RedisResult, Script};
use tokio::sync::Mutex;

use super::connection::{cause, client};
use super::job_scripts::{BEGIN, BURY, DUE, FINISH, NOTE, POSTPONE, REVIVE, TAKE};
use super::{Accepted, JobAway, JobNote, SharedPlace, Taken};

/// Entries of a stream: the place of each, and its fields with their values.
type Entries = Vec<(String, Option<Vec<String>>)>;

/// The group of all replicas that do jobs.
const GROUP: &str = "workers";

/// The streams, the one that comes first in front.
pub(crate) const STREAMS: [&str; 2] = ["chordpro-api:jobs:first", "chordpro-api:jobs:then"];

/// The stream of dead letters.
const DEAD: &str = "chordpro-api:jobs:dead";

/// The jobs whose clients are to be told, by when.
const CALLBACKS: &str = "chordpro-api:jobs:callbacks";

/// Most dead letters that are kept.
const MAX_DEAD: usize = 10_000;

/// Time between two attempts to reach Redis.
const PAUSE: Duration = Duration::from_millis(500);

/// Least time for Redis to answer what is asked of jobs, which are larger than counts.
const PATIENCE: Duration = Duration::from_secs(5);

/// Jobs in Redis.
pub struct JobStore {
    client: Client,
    patience: Duration,
    connection: Mutex<Kept>,
    /// What this replica is called among those that do jobs.
    consumer: String,
}

/// The connection, or when it could last not be made.
#[derive(Default)]
struct Kept {
    connection: Option<MultiplexedConnection>,
    failed: Option<Instant>,
}

impl std::fmt::Debug for JobStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("JobStore").finish_non_exhaustive()
    }
}

fn job(id: &str) -> String {
    format!("chordpro-api:job:{id}")
}

fn waiting(owner: &str) -> String {
    format!("chordpro-api:jobs-of:{owner}")
}

impl JobStore {
    /// Jobs at `place`, none of which is looked at yet.
    pub fn new(place: &SharedPlace) -> Option<Self> {
        let mut random = [0; 8];
        getrandom::fill(&mut random).ok()?;
        Some(JobStore {
            client: client(place)?,
            patience: place.timeout.max(PATIENCE),
            connection: Mutex::default(),
            consumer: crate::hex::hex(&random),
        })
    }

    /// The connection, made anew where there is none. On the way the groups are made, and a Redis that keeps nothing is warned about.
    async fn connection(&self) -> RedisResult<MultiplexedConnection> {
        let mut kept = self.connection.lock().await;
        if let Some(connection) = &kept.connection {
            return Ok(connection.clone());
        }
        // Whoever has waited for an attempt that failed does not wait for another.
        if kept.failed.is_some_and(|failed| failed.elapsed() < PAUSE) {
            return Err(RedisError::from((ErrorKind::Io, "not reached lately")));
        }
        let made = self.connect().await;
        kept.failed = made.is_err().then(Instant::now);
        kept.connection = made.as_ref().ok().cloned();
        made
    }

    async fn connect(&self) -> RedisResult<MultiplexedConnection> {
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.patience))
            .set_response_timeout(Some(self.patience));
        let mut connection = self
            .client
            .get_multiplexed_async_connection_with_config(&config)
            .await?;
        for stream in STREAMS {
            let mut call = redis::cmd("XGROUP");
            call.arg("CREATE")
                .arg(stream)
                .arg(GROUP)
                .arg("0")
                .arg("MKSTREAM");
            let made: RedisResult<()> = call.query_async(&mut connection).await;
            if let Err(error) = made
                && error.code() != Some("BUSYGROUP")
            {
                return Err(error);
            }
        }
        let info: RedisResult<String> = redis::cmd("INFO")
            .arg("persistence")
            .query_async(&mut connection)
            .await;
        if info.is_ok_and(|info| info.contains("aof_enabled:0")) {
            tracing::warn!("Redis keeps no append-only file: jobs are lost when it stops");
        }
        Ok(connection)
    }

    /// What Redis said, or why it did not; a connection that is broken is given up.
    async fn judged<T>(&self, outcome: RedisResult<T>) -> Result<T, JobAway> {
        let error = match outcome {
            Ok(value) => return Ok(value),
            Err(error) => error,
        };
        if is_full(&error) {
            tracing::warn!("Redis is full: it takes no jobs");
            return Err(JobAway::Full);
        }
        // A Redis that was emptied has no groups: they are made with the next connection.
        self.connection.lock().await.connection = None;
        tracing::warn!(cause = cause(&error), "Redis does not answer about jobs");
        Err(JobAway::Away)
    }

    /// Runs `script` over these keys and values.
    async fn script<T: redis::FromRedisValue>(
        &self,
        script: &str,
        keys: &[&str],
        values: &[&[u8]],
    ) -> Result<T, JobAway> {
        let script = Script::new(script);
        let mut call = script.prepare_invoke();
        for key in keys {
            call.key(*key);
        }
        for value in values {
            call.arg(*value);
        }
        let outcome = async {
            let mut connection = self.connection().await?;
            call.invoke_async(&mut connection).await
        };
        let outcome = outcome.await;
        self.judged(outcome).await
    }

    /// Runs one command.
    async fn command<T: redis::FromRedisValue>(&self, command: &redis::Cmd) -> Result<T, JobAway> {
        let outcome = async {
            let mut connection = self.connection().await?;
            command.query_async(&mut connection).await
        };
        let outcome = outcome.await;
        self.judged(outcome).await
    }

    /// Takes a job in: `order` is what is to be done, and `callback` where its end is told, if not nowhere, both encrypted; `owner` who sees it. It is kept for so long, and refused where its owner
    /// has `most` waiting.
    ///
    /// # Errors
    /// Redis does not answer, or has no room.
    pub async fn take(
        &self,
        (id, owner): (&str, &str),
        (order, callback): (&[u8], &[u8]),
        is_first: bool,
        (keep, most): (Duration, usize),
    ) -> Result<Accepted, JobAway> {
        let [first, then] = STREAMS;
        let stream = if is_first { first } else { then };
        let (keep, most) = (keep.as_millis().to_string(), most.to_string());
        let values = [
            id.as_bytes(),
            owner.as_bytes(),
            order,
            keep.as_bytes(),
            most.as_bytes(),
            callback,
        ];
        let keys = [&*job(id), &waiting(owner), stream];
        let (outcome, _): (String, String) = self.script(TAKE, &keys, &values).await?;
        Ok(match outcome.as_str() {
            "full" => Accepted::TooMany,
            "known" => Accepted::Known,
            _ => Accepted::Taken,
        })
    }

    /// What is known of a job of `owner`; `None` where it has none such.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn look_up(&self, id: &str, owner: &str) -> Result<Option<JobNote>, JobAway> {
        let mut call = redis::cmd("HMGET");
        call.arg(job(id))
            .arg(&["owner", "state", "stream", "entry", "songs", "cause"]);
        type Fields = [Option<String>; 6];
        let fields: Vec<Option<String>> = self.command(&call).await?;
        let fields = Fields::try_from(fields).unwrap_or_default();
        let [known_owner, state, stream, entry, songs, cause] = fields;
        let Some(state) = state.filter(|_| known_owner.as_deref() == Some(owner)) else {
            return Ok(None);
        };
        let mut ahead = 0;
        if let (true, Some(stream), Some(entry)) = (state == "queued", stream, entry) {
            let mut call = redis::cmd("XRANGE");
            call.arg(stream).arg("-").arg(entry).arg("COUNT").arg(1001);
            let before: Entries = self.command(&call).await?;
            ahead = before.len().saturating_sub(1);
        }
        Ok(Some(JobNote {
            state,
            ahead,
            songs: songs.and_then(|songs| songs.parse().ok()).unwrap_or(0),
            cause,
        }))
    }

    /// The encrypted result of a job; `None` where there is none.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn result(&self, id: &str) -> Result<Option<Vec<u8>>, JobAway> {
        let mut call = redis::cmd("HGET");
        call.arg(job(id)).arg("result");
        self.command(&call).await
    }

    /// Forgets a job and its result. One that is at work is done for nobody.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn forget(&self, id: &str, owner: &str) -> Result<(), JobAway> {
        let mut call = redis::cmd("HMGET");
        call.arg(job(id)).arg(&["stream", "entry"]);
        let place: Vec<Option<String>> = self.command(&call).await?;
        if let [Some(stream), Some(entry)] = place.as_slice() {
            for name in ["XACK", "XDEL"] {
                let mut call = redis::cmd(name);
                call.arg(stream);
                if name == "XACK" {
                    call.arg(GROUP);
                }
                call.arg(entry);
                let _: i64 = self.command(&call).await?;
            }
        }
        let mut call = redis::cmd("ZREM");
        call.arg(waiting(owner)).arg(id);
        let _: i64 = self.command(&call).await?;
        let mut call = redis::cmd("DEL");
        call.arg(job(id));
        let _: i64 = self.command(&call).await?;
        Ok(())
    }

    /// Up to `count` jobs that nobody has begun, those that come first in front.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn next(&self, count: usize) -> Result<Vec<Taken>, JobAway> {
        let mut taken = Vec::new();
        for stream in STREAMS {
            let left = count - taken.len();
            if left == 0 {
                break;
            }
            let mut call = redis::cmd("XREADGROUP");
            call.arg("GROUP").arg(GROUP).arg(&self.consumer);
            call.arg("COUNT")
                .arg(left)
                .arg("STREAMS")
                .arg(stream)
                .arg(">");
            let read: Option<Vec<(String, Entries)>> = self.command(&call).await?;
            for (_, entries) in read.into_iter().flatten() {
                taken.extend(named(stream, entries));
            }
        }
        Ok(taken)
    }

    /// Up to `count` jobs of replicas that have not said for `lease` that they are at them.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn abandoned(&self, count: usize, lease: Duration) -> Result<Vec<Taken>, JobAway> {
        let mut taken = Vec::new();
        for stream in STREAMS {
            let mut call = redis::cmd("XAUTOCLAIM");
            call.arg(stream).arg(GROUP).arg(&self.consumer);
            call.arg(u64::try_from(lease.as_millis()).unwrap_or(u64::MAX));
            call.arg("0-0").arg("COUNT").arg(count);
            let claimed: (String, Entries, Vec<String>) = self.command(&call).await?;
            taken.extend(named(stream, claimed.1));
        }
        Ok(taken)
    }

    /// How often a job has been begun, this time included.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn attempts(&self, taken: &Taken) -> Result<u64, JobAway> {
        let mut call = redis::cmd("XPENDING");
        call.arg(taken.stream).arg(GROUP);
        call.arg(&taken.entry).arg(&taken.entry).arg(1);
        let pending: Vec<(String, String, u64, u64)> = self.command(&call).await?;
        Ok(pending.first().map_or(1, |(.., times)| *times))
    }

    /// Begins with a job: who sees it, and what is to be done, encrypted; `None` where it was dropped or is done.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn begin(&self, id: &str) -> Result<Option<(String, Vec<u8>)>, JobAway> {
        let (owner, order): (Option<String>, Option<Vec<u8>>) =
            self.script(BEGIN, &[&job(id)], &[]).await?;
        Ok(owner.zip(order))
    }

    /// Says that a job is still being done, and how many of its songs are.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn renew(&self, taken: &Taken, songs: u64) -> Result<(), JobAway> {
        let mut call = redis::cmd("XCLAIM");
        call.arg(taken.stream).arg(GROUP).arg(&self.consumer).arg(0);
        call.arg(&taken.entry).arg("JUSTID");
        let _: Vec<String> = self.command(&call).await?;
        let key = job(&taken.id);
        let songs = songs.to_string();
        let _: i64 = self.script(NOTE, &[&key], &[songs.as_bytes()]).await?;
        Ok(())
    }

    /// Notes the encrypted result of a job, for so long.
    ///
    /// # Errors
    /// Redis does not answer, or has no room.
    pub async fn finish(
        &self,
        taken: &Taken,
        owner: &str,
        result: &[u8],
        keep: Duration,
    ) -> Result<(), JobAway> {
        let keys = [&*job(&taken.id), &waiting(owner), taken.stream, CALLBACKS];
        let keep = keep.as_millis().to_string();
        let values = [
            taken.id.as_bytes(),
            taken.entry.as_bytes(),
            b"done",
            result,
            keep.as_bytes(),
        ];
        let _: i64 = self.script(FINISH, &keys, &values).await?;
        Ok(())
    }

    /// Makes a dead letter of a job.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn bury(&self, taken: &Taken, owner: &str, cause: &str) -> Result<(), JobAway> {
        let keys = [
            &*job(&taken.id),
            &waiting(owner),
            taken.stream,
            DEAD,
            CALLBACKS,
        ];
        let most = MAX_DEAD.to_string();
        let values = [
            taken.id.as_bytes(),
            taken.entry.as_bytes(),
            cause.as_bytes(),
            most.as_bytes(),
        ];
        let _: i64 = self.script(BURY, &keys, &values).await?;
        Ok(())
    }

    /// Up to `count` callbacks that are due, which for `lease` are this replica's: the job, where its end is told, encrypted, its state, and
    /// how often that was tried, this time included.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn due(
        &self,
        count: usize,
        lease: Duration,
    ) -> Result<Vec<(String, Vec<u8>, String, u32)>, JobAway> {
        let (count, lease) = (count.to_string(), lease.as_secs().to_string());
        let values = [count.as_bytes(), lease.as_bytes()];
        self.script(DUE, &[CALLBACKS], &values).await
    }

    /// Has a callback be due again after `pause`; without one it is done with.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn postpone(&self, id: &str, pause: Option<Duration>) -> Result<(), JobAway> {
        let pause = pause.map_or_else(String::new, |pause| pause.as_secs().to_string());
        let values = [id.as_bytes(), pause.as_bytes()];
        let _: i64 = self.script(POSTPONE, &[CALLBACKS], &values).await?;
        Ok(())
    }

    /// The dead letters, the oldest first: the place of each among them, its job, and why.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn dead(&self) -> Result<Vec<(String, String, String)>, JobAway> {
        let mut call = redis::cmd("XRANGE");
        call.arg(DEAD).arg("-").arg("+");
        let entries: Vec<(String, Vec<String>)> = self.command(&call).await?;
        let letters = entries
            .into_iter()
            .filter_map(|(entry, fields)| match fields.as_slice() {
                [_, id, _, cause] => Some((entry, id.clone(), cause.clone())),
                _ => None,
            });
        Ok(letters.collect())
    }

    /// Sends the dead letters of this job again, or drops them with the job; whether there was one.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn settle(&self, id: &str, is_sent_again: bool) -> Result<bool, JobAway> {
        let mut was_there = false;
        for (entry, of, _) in self.dead().await? {
            if of == id {
                let mut call = redis::cmd("XDEL");
                call.arg(DEAD).arg(entry);
                let _: i64 = self.command(&call).await?;
                was_there = true;
            }
        }
        if is_sent_again {
            let revived: i64 = self.script(REVIVE, &[&job(id)], &[id.as_bytes()]).await?;
            return Ok(was_there && revived == 1);
        }
        let mut call = redis::cmd("DEL");
        call.arg(job(id));
        let _: i64 = self.command(&call).await?;
        Ok(was_there)
    }

    /// How many jobs are in the streams, and how many dead letters there are.
    ///
    /// # Errors
    /// Redis does not answer.
    pub async fn lengths(&self) -> Result<(u64, u64), JobAway> {
        let mut counts = [0; 3];
        for (count, stream) in counts.iter_mut().zip(STREAMS.into_iter().chain([DEAD])) {
            *count = self.command(redis::cmd("XLEN").arg(stream)).await?;
        }
        let [first, then, dead] = counts;
        Ok((first + then, dead))
    }
}

/// The jobs that entries of a stream name. One whose entry was deleted is none.
fn named(stream: &'static str, entries: Entries) -> impl Iterator<Item = Taken> {
    entries.into_iter().filter_map(move |(entry, fields)| {
        let id = fields?.into_iter().nth(1)?;
        Some(Taken { id, stream, entry })
    })
}

/// Whether Redis has no room, as its answer says by itself or within a script.
fn is_full(error: &RedisError) -> bool {
    error.code() == Some("OOM")
        || error.kind() != ErrorKind::Io && error.to_string().contains("OOM command not allowed")
}
