//! Workers and memory: what is set, and what follows from the container where it is not.

use super::Fault;
use super::container::{Container, MIN_WORKER_MEMORY};
use super::conversions::ConversionSettings;
use super::entry::{group, size};
use super::value::{self, GIB, TIB, optional, parsed};
use crate::memory::Memory;

/// More workers than this are a slip of the pen.
const MAX_WORKERS: usize = 1024;

/// Largest document by default, where there is memory for it.
const LARGE_RESULT: u64 = 64 << 20;

/// A body of the largest size has to find room even in the quarter for strangers, where one has half.
const BODIES: u64 = 8;

/// A document of the largest size has to find room, where one client has half.
const DOCUMENTS: u64 = 2;

/// What a request costs besides its bytes, with room to spare.
const MARGIN: u64 = 8192;

group! {
    /// Workers and memory as set.
    pub(super) struct MemoryTable {
        workers: Option<usize> = Derived "WORKERS" (""), "a whole number from 1 to 1024",
            "Worker processes, one conversion at a time in each; by default the cores of the container, fewer where its memory is small."
            => optional(|text| parsed(text).filter(|count| (1..=MAX_WORKERS).contains(count)));
        worker_memory: Option<u64> = Derived "WORKER_MEMORY" (""), size!("24MiB to 1TiB", "64MiB"),
            "Memory of each worker process; by default what the container's memory leaves, in equal shares, or three quarters of it for the first worker where those would be small."
            => optional(value::size(MIN_WORKER_MEMORY..=TIB));
        body_memory: Option<u64> = Derived "BODY_MEMORY" (""), size!("1B to 1TiB", "64MiB"),
            "Memory for all bodies together, from their arrival until they are converted; then 503. A quarter is for signed requests whose \
             client is not known yet. One client has at most half of the rest. By default a sixteenth of the container's memory, at most 256MiB, but never less than eight bodies of MAX_CONTENT_SIZE."
            => optional(value::size(1..=TIB));
        answer_memory: Option<u64> = Derived "ANSWER_MEMORY" (""), size!("1B to 1TiB", "64MiB"),
            "Memory for all documents together until their clients have taken them; then 503. One client has at most half. By default an \
             eighth of the container's memory, at most 256MiB, but never less than two documents of MAX_RESULT_SIZE if that is set."
            => optional(value::size(1..=TIB));
        max_result_size: Option<u64> = Derived "MAX_RESULT_SIZE" (""), size!("1B to 1GiB", "64MiB"),
            "Size of one document; then 422. By default 64MiB, or half of ANSWER_MEMORY where that is less."
            => optional(value::size(1..=GIB));
    }
}

/// Workers, and how the memory of the container is shared. All sizes are in bytes.
#[derive(Debug, Clone)]
pub struct Resources {
    /// `WORKERS`, or as many as the container's cores and memory allow.
    pub workers: usize,
    /// `WORKER_MEMORY`, or the share of the container's memory: for each worker but the first.
    pub worker_memory: u64,
    /// For the first worker.
    pub first_worker_memory: u64,
    /// `BODY_MEMORY`, or the share of the container's memory.
    pub body_memory: u64,
    /// `ANSWER_MEMORY`, or the share of the container's memory.
    pub answer_memory: u64,
    /// `MAX_RESULT_SIZE`, or what a client may have of `ANSWER_MEMORY`.
    pub max_result_size: u64,
}

impl Resources {
    /// What `table` sets, and what follows from the container's memory and from each other where it does not.
    ///
    /// # Errors
    /// Memory that is too small for what it has to hold.
    pub(super) fn new(
        table: &MemoryTable,
        container: &Container,
        conversions: &ConversionSettings,
    ) -> Result<Self, Fault> {
        let (body_memory, answer_memory) = request_memory(table, container, conversions)?;
        let parent = conversions.cache_size + body_memory + answer_memory;
        let (workers, worker_memory, first_worker_memory) =
            container.sizes(table.workers, table.worker_memory, parent);
        let most = Memory::largest_share(answer_memory).saturating_sub(MARGIN);
        Ok(Resources {
            workers,
            worker_memory,
            first_worker_memory,
            body_memory,
            answer_memory,
            max_result_size: table
                .max_result_size
                .unwrap_or(LARGE_RESULT.min(most.max(1))),
        })
    }
}

/// Memory for bodies and for documents.
fn request_memory(
    table: &MemoryTable,
    container: &Container,
    conversions: &ConversionSettings,
) -> Result<(u64, u64), Fault> {
    let room = |bytes: u64, count: u64| bytes.saturating_add(MARGIN).saturating_mul(count);
    let least_bodies = room(conversions.max_content_size, BODIES);
    let bodies = table.body_memory;
    let bodies = bodies.unwrap_or(container.body_memory().max(least_bodies));
    if bodies < least_bodies {
        return Err(Fault::of(
            "BODY_MEMORY",
            "must be at least eight times MAX_CONTENT_SIZE, and 64KiB",
        ));
    }
    let least_answers = room(table.max_result_size.unwrap_or(0), DOCUMENTS);
    let answers = table.answer_memory;
    let answers = answers.unwrap_or(container.answer_memory().max(least_answers));
    if answers < least_answers {
        return Err(Fault::of(
            "ANSWER_MEMORY",
            "must be at least twice MAX_RESULT_SIZE, and 16KiB",
        ));
    }
    Ok((bodies, answers))
}
