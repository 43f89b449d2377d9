//! Process metrics, under the names of Prometheus's own client libraries. Memory and processor time include the worker processes,
//! which do the work; everything else is about the main process. Linux only.

use std::fs;
use std::sync::atomic::{AtomicU64, Ordering};

use rustix::param::{clock_ticks_per_second, page_size};
use rustix::process::{Resource, getrlimit};

use super::exposition::Page;

/// The fields of `/proc/<pid>/stat` after the name of the program, which may itself hold blanks and brackets.
struct Stat(Vec<u64>);

impl Stat {
    /// `process` is a process id, or `self`.
    fn read(process: &str) -> Option<Self> {
        Self::parse(&fs::read_to_string(format!("/proc/{process}/stat")).ok()?)
    }

    fn parse(text: &str) -> Option<Self> {
        let (_, rest) = text.rsplit_once(')')?;
        // Letters and negative numbers are none of those that are looked at.
        let fields = rest.split_whitespace();
        Some(Stat(
            fields.map(|field| field.parse().unwrap_or(0)).collect(),
        ))
    }

    /// The field with this number in proc_pid_stat(5), where the state of the process is the third.
    fn field(&self, number: usize) -> Option<u64> {
        self.0.get(number.checked_sub(3)?).copied()
    }

    /// Clock ticks on a processor, user and system, including those of children that have ended.
    fn ticks(&self) -> Option<u64> {
        (14..=17).map(|number| self.field(number)).sum()
    }
}

/// The most processor time of the service that was exposed so far, in clock ticks: a counter may not fall.
static MAX_TICKS: AtomicU64 = AtomicU64::new(0);

/// Clock ticks of the main process, whose own are `main`, and of its live `workers`.
///
/// A worker that ends between the two readings is in neither; the last value then stands until the next reading, which has it among
/// the children that have ended.
fn ticks_with_workers(main: u64, workers: &[u32]) -> u64 {
    let live = workers
        .iter()
        .filter_map(|id| Stat::read(&id.to_string())?.ticks());
    let now = main + live.sum::<u64>();
    MAX_TICKS.fetch_max(now, Ordering::Relaxed).max(now)
}

/// Writes what the system says about the process and its `workers`, which are process ids.
pub(super) fn expose(page: &mut Page, workers: &[u32]) {
    let Some(stat) = Stat::read("self") else {
        return;
    };
    let seconds = |ticks: u64| ticks as f64 / clock_ticks_per_second().max(1) as f64;
    if let Some(ticks) = stat.ticks() {
        let ticks = ticks_with_workers(ticks, workers);
        page.single("process_cpu_seconds_total", seconds(ticks));
    }
    if let Ok(files) = fs::read_dir("/proc/self/fd") {
        // Reading the folder is itself an open file.
        page.single("process_open_fds", files.count().saturating_sub(1));
    }
    if let Some(most) = getrlimit(Resource::Nofile).current {
        page.single("process_max_fds", most);
    }
    if let Some(threads) = stat.field(20) {
        page.single("process_threads", threads);
    }
    if let Some(bytes) = stat.field(23) {
        page.single("process_virtual_memory_bytes", bytes);
    }
    if let Some(most) = getrlimit(Resource::As).current {
        page.single("process_virtual_memory_max_bytes", most);
    }
    if let Some(pages) = stat.field(24) {
        let bytes = pages.saturating_mul(page_size() as u64);
        let workers = workers.iter().filter_map(|id| unshared_memory(*id));
        page.single(
            "process_resident_memory_bytes",
            bytes + workers.sum::<u64>(),
        );
    }
    if let (Some(boot), Some(ticks)) = (boot_time(), stat.field(22)) {
        page.single("process_start_time_seconds", boot as f64 + seconds(ticks));
    }
}

/// When the machine was started, in seconds since 1970.
fn boot_time() -> Option<u64> {
    let text = fs::read_to_string("/proc/stat").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("btime "))?;
    line.trim().parse().ok()
}

/// The resident memory of a process without what it shares with others, such as the program itself, in bytes. `None` if there is no
/// such process, or the system does not say (Linux does).
pub(crate) fn unshared_memory(process: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/statm")).ok()?;
    let mut fields = text
        .split(' ')
        .skip(1)
        .map(|pages| pages.parse::<u64>().ok());
    let (resident, shared) = (fields.next()??, fields.next()??);
    resident
        .saturating_sub(shared)
        .checked_mul(page_size() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_behind_a_name_with_brackets() {
        let line = "42 (a) b) c) S 1 2 3 0 -1 5 6 7 8 9 10 20 30 40 20 0 17 0 900 4096 2 18446744073709551615";
        let stat = Stat::parse(line).expect("fields");
        assert_eq!(stat.ticks(), Some(100));
        assert_eq!(stat.field(20), Some(17));
        assert_eq!(stat.field(22), Some(900));
        assert_eq!(stat.field(23), Some(4096));
        assert_eq!(stat.field(24), Some(2));
    }
}
