//! The memory that requests hold in the parent: bodies and documents.

use super::container::Container;
use super::source::Source;
use crate::memory::Memory;
use crate::units::parse_size;

/// Largest document by default, where there is memory for it.
const LARGE_RESULT: u64 = 64 << 20;

/// A body of the largest size has to find room even in the quarter for strangers, where one has half.
const BODIES: u64 = 8;

/// A document of the largest size has to find room, where one client has half.
const DOCUMENTS: u64 = 2;

/// What a request costs besides its bytes, with room to spare.
const MARGIN: u64 = 8192;

/// `BODY_MEMORY`, `ANSWER_MEMORY` and `MAX_RESULT_SIZE`; what is missing has a fault.
pub(super) struct RequestMemory {
    pub(super) bodies: Option<u64>,
    pub(super) answers: Option<u64>,
    pub(super) max_result_size: Option<u64>,
}

impl RequestMemory {
    /// What is set, and what follows from the container's memory and from each other where it is not.
    pub(super) fn read(
        source: &mut Source,
        container: &Container,
        max_content_size: Option<u64>,
    ) -> Self {
        let least_bodies = max_content_size
            .unwrap_or(0)
            .saturating_add(MARGIN)
            .saturating_mul(BODIES);
        let bodies =
            set(source, "BODY_MEMORY").unwrap_or(Some(container.body_memory().max(least_bodies)));
        if bodies.is_some_and(|bodies| bodies < least_bodies) {
            source.fault(
                "BODY_MEMORY",
                "must be at least eight times MAX_CONTENT_SIZE, and 64KiB",
            );
        }
        let result = set(source, "MAX_RESULT_SIZE");
        let wanted = result.flatten().unwrap_or(0);
        let least_answers = wanted.saturating_add(MARGIN).saturating_mul(DOCUMENTS);
        let answers = set(source, "ANSWER_MEMORY")
            .unwrap_or(Some(container.answer_memory().max(least_answers)));
        if answers.is_some_and(|answers| answers < least_answers) {
            source.fault(
                "ANSWER_MEMORY",
                "must be at least twice MAX_RESULT_SIZE, and 16KiB",
            );
        }
        let most = Memory::largest_share(answers.unwrap_or(0)).saturating_sub(MARGIN);
        RequestMemory {
            bodies,
            answers,
            max_result_size: result.unwrap_or(Some(LARGE_RESULT.min(most.max(1)))),
        }
    }
}

/// The setting called `name`, where it is set.
fn set(source: &mut Source, name: &str) -> Option<Option<u64>> {
    source
        .has(name)
        .then(|| source.take(name, |text| parse_size(text).filter(|size| *size > 0)))
}
