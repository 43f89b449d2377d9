//! The process as the system sees it, under the names that Prometheus's own clients use. Linux alone tells.

use std::fs;

use rustix::param::{clock_ticks_per_second, page_size};
use rustix::process::{Resource, getrlimit};

use super::exposition::Page;

/// The fields of `/proc/self/stat` behind the name of the program, which may itself hold blanks and brackets.
struct Stat(Vec<u64>);

impl Stat {
    fn read() -> Option<Self> {
        Self::parse(&fs::read_to_string("/proc/self/stat").ok()?)
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

    /// Clock ticks on a processor: as itself and for the system, with those of workers that have ended.
    fn ticks(&self) -> Option<u64> {
        (14..=17).map(|number| self.field(number)).sum()
    }
}

/// Writes what the system tells of the process.
pub(super) fn expose(page: &mut Page) {
    let Some(stat) = Stat::read() else {
        return;
    };
    let seconds = |ticks: u64| ticks as f64 / clock_ticks_per_second().max(1) as f64;
    if let Some(ticks) = stat.ticks() {
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
        page.single("process_resident_memory_bytes", bytes);
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

/// The resident memory of the process, where the system says so (Linux).
pub fn resident_memory() -> Option<u64> {
    let pages = Stat::read()?.field(24)?;
    pages.checked_mul(page_size() as u64)
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
