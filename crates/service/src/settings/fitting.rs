//! Whether what is set fits into the container's memory.

use super::Fault;
use super::container::{Container, MIN_WORKER_MEMORY, PARENT};
use super::conversions::ConversionSettings;
use super::memory::{MemoryTable, Resources};
use crate::units::{format_size, round_size};

/// A setting, what it is set to, and the memory that it asks for, in bytes.
struct Share {
    setting: &'static str,
    value: u64,
    memory: u64,
}

/// Checks that the memory that is set fits into the container together with the least that the rest needs. What follows from the
/// container by itself is small enough, or as small as it can be.
///
/// # Errors
/// The setting that asks for most, with its figure.
pub(super) fn check(
    table: &MemoryTable,
    container: &Container,
    conversions: &ConversionSettings,
    resources: &Resources,
) -> Result<(), Fault> {
    let Some(memory) = container.memory else {
        return Ok(());
    };
    let workers = workers(table);
    let needed = [
        PARENT,
        conversions.cache_size,
        resources.body_memory,
        resources.answer_memory,
        workers,
    ];
    let needed = needed.into_iter().fold(0, u64::saturating_add);
    if needed <= memory {
        return check_worker(table, conversions, resources);
    }
    let shares = shares(table, container, conversions, resources, workers);
    let largest = shares.into_iter().max_by_key(|share| share.memory);
    // Without any, the container is too small for the defaults, which are the least there is.
    let Some(largest) = largest else {
        return Ok(());
    };
    let asked = match largest.memory == largest.value {
        true => String::new(),
        false => format!(", which takes {} of memory", round_size(largest.memory)),
    };
    let message = format!(
        "is {}{asked}: the service would need {} in all, but has only {}",
        format_size(largest.value),
        round_size(needed),
        round_size(memory)
    );
    Err(Fault::of(largest.setting, message))
}

/// Checks that the first worker, which has the most memory, can hold what it may have to.
fn check_worker(
    table: &MemoryTable,
    conversions: &ConversionSettings,
    resources: &Resources,
) -> Result<(), Fault> {
    let room = resources
        .first_worker_memory
        .saturating_sub(MIN_WORKER_MEMORY);
    let content = conversions.max_content_size;
    let content = (content > DEFAULT_CONTENT).then_some(content);
    for (setting, value) in [
        ("MAX_CONTENT_SIZE", content),
        ("MAX_RESULT_SIZE", table.max_result_size),
    ] {
        if let Some(value) = value.filter(|value| *value > room) {
            let message = format!(
                "is {}: a worker has room for {} at most (WORKER_MEMORY)",
                format_size(value),
                round_size(room)
            );
            return Err(Fault::of(setting, message));
        }
    }
    Ok(())
}

/// The least memory of all workers: as set, or of one that can hold the largest document.
fn workers(table: &MemoryTable) -> u64 {
    let document = table.max_result_size.unwrap_or(0);
    let each = table.worker_memory.unwrap_or(MIN_WORKER_MEMORY);
    let count = match table.worker_memory {
        Some(_) => table.workers.unwrap_or(1) as u64,
        None => 1,
    };
    each.saturating_mul(count).max(document)
}

/// The settings that were given and ask for more than their defaults do.
fn shares(
    table: &MemoryTable,
    container: &Container,
    conversions: &ConversionSettings,
    resources: &Resources,
    workers: u64,
) -> Vec<Share> {
    let mut shares = Vec::new();
    let mut add = |setting, value: Option<u64>, memory, default| {
        if let Some(value) = value.filter(|_| memory > default) {
            shares.push(Share {
                setting,
                value,
                memory,
            });
        }
    };
    let (bodies, answers) = (resources.body_memory, resources.answer_memory);
    let default_bodies = container.body_memory();
    add(
        "CACHE_SIZE",
        Some(conversions.cache_size),
        conversions.cache_size,
        DEFAULT_CACHE,
    );
    add("BODY_MEMORY", table.body_memory, bodies, default_bodies);
    let content = conversions.max_content_size;
    let grown = table.body_memory.is_none() && content > DEFAULT_CONTENT;
    add(
        "MAX_CONTENT_SIZE",
        grown.then_some(content),
        bodies,
        default_bodies,
    );
    add(
        "ANSWER_MEMORY",
        table.answer_memory,
        answers,
        container.answer_memory(),
    );
    let document = table.max_result_size;
    add(
        "MAX_RESULT_SIZE",
        document,
        answers.max(document.unwrap_or(0)),
        container.answer_memory(),
    );
    add(
        "WORKER_MEMORY",
        table.worker_memory,
        workers,
        MIN_WORKER_MEMORY,
    );
    shares
}

/// The defaults of `CACHE_SIZE` and `MAX_CONTENT_SIZE`, in bytes.
const DEFAULT_CACHE: u64 = 16 << 20;
const DEFAULT_CONTENT: u64 = 1 << 20;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Source;

    const MIB: u64 = 1 << 20;

    /// What is wrong with these settings in a container with so many MiB.
    fn fault(mebibytes: u64, pairs: &[(&str, &str)]) -> Option<String> {
        let mut source = Source::from_pairs(pairs);
        let conversions = ConversionSettings::read(&mut source).expect("valid");
        let table = MemoryTable::read(&mut source).expect("valid");
        let container = Container {
            cores: 2,
            memory: Some(mebibytes * MIB),
        };
        let resources = Resources::new(&table, &container, &conversions).expect("valid");
        let checked = check(&table, &container, &conversions, &resources);
        checked.err().map(|fault| fault.to_string())
    }

    #[test]
    fn what_the_container_cannot_hold_is_a_fault_with_its_setting_and_figure() {
        for (pairs, beginning) in [
            (
                &[("MAX_RESULT_SIZE", "512MiB")][..],
                "MAX_RESULT_SIZE is 512MiB, which takes 1",
            ),
            (
                &[("MAX_CONTENT_SIZE", "100MiB")],
                "MAX_CONTENT_SIZE is 100MiB, which takes 800",
            ),
            (&[("WORKER_MEMORY", "100GiB")], "WORKER_MEMORY is 100GiB: "),
            (
                &[("WORKER_MEMORY", "300MiB"), ("WORKERS", "4")],
                "WORKER_MEMORY is 300MiB, which takes 1.2GiB",
            ),
            (&[("CACHE_SIZE", "1TiB")], "CACHE_SIZE is 1TiB: "),
            (&[("BODY_MEMORY", "600MiB")], "BODY_MEMORY is 600MiB: "),
            (
                &[("ANSWER_MEMORY", "600MiB"), ("CACHE_SIZE", "32MiB")],
                "ANSWER_MEMORY is 600MiB: ",
            ),
        ] {
            let text = fault(512, pairs).expect(beginning);
            assert!(text.starts_with(beginning), "{text}");
            assert!(text.ends_with("but has only 512MiB"), "{text}");
        }
    }

    #[test]
    fn what_no_worker_can_hold_is_a_fault_too() {
        let large = [("MAX_CONTENT_SIZE", "1GiB")];
        assert_eq!(
            fault(24 << 10, &large).as_deref(),
            Some("MAX_CONTENT_SIZE is 1GiB: a worker has room for 1000MiB at most (WORKER_MEMORY)")
        );
        let large = [("MAX_CONTENT_SIZE", "1GiB"), ("WORKER_MEMORY", "2GiB")];
        assert_eq!(fault(24 << 10, &large), None);
        let small = [("MAX_RESULT_SIZE", "32MiB"), ("WORKER_MEMORY", "48MiB")];
        let text = fault(512, &small).expect("too large");
        assert!(text.starts_with("MAX_RESULT_SIZE is 32MiB: "), "{text}");
    }

    #[test]
    fn what_fits_and_what_the_service_chooses_itself_is_no_fault() {
        for mebibytes in [32, 64, 128, 512, 24 << 10] {
            assert_eq!(fault(mebibytes, &[]), None, "{mebibytes}");
            assert_eq!(fault(mebibytes, &[("WORKERS", "8")]), None, "{mebibytes}");
            let small = [("MAX_CONTENT_SIZE", "512KiB"), ("CACHE_SIZE", "0")];
            assert_eq!(fault(mebibytes, &small), None, "{mebibytes}");
        }
        assert_eq!(fault(512, &[("MAX_CONTENT_SIZE", "8MiB")]), None);
        assert_eq!(
            fault(512, &[("WORKER_MEMORY", "128MiB"), ("WORKERS", "2")]),
            None
        );
    }
}
