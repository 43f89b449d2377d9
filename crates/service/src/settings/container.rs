//! What the container grants, and how workers share it.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

const MIB: u64 = 1 << 20;

/// What the parent needs beside kept answers and bodies: its program's data, connections, answers on their way.
pub(super) const PARENT: u64 = 32 * MIB;

/// A worker with less than this cannot convert a page with pictures; with less memory in all there are fewer workers.
const COMFORTABLE: u64 = 64 * MIB;

/// A worker with less than this does not start.
pub const MIN_WORKER_MEMORY: u64 = 24 * MIB;

/// No conversion that is any use needs more.
const MAX_WORKER_MEMORY: u64 = 1024 * MIB;

/// Bodies have at most this by default, and documents as much.
const MAX_REQUEST_MEMORY: u64 = 256 * MIB;

/// Cores and memory of the container, or of the machine where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Container {
    /// Cores, a share of one counting as one.
    pub cores: usize,
    /// Bytes of memory; `None` where the system does not tell.
    pub memory: Option<u64>,
}

impl Container {
    /// What the kernel says of this process's control groups, versions 1 and 2.
    pub fn detect() -> Self {
        Container {
            cores: thread::available_parallelism().map_or(1, usize::from),
            memory: memory_limit(Path::new("/")),
        }
    }

    /// The default of `BODY_MEMORY`: a sixteenth of the memory.
    pub fn body_memory(&self) -> u64 {
        self.share(16)
    }

    /// The default of `ANSWER_MEMORY`: an eighth of the memory.
    pub fn answer_memory(&self) -> u64 {
        self.share(8)
    }

    fn share(&self, part: u64) -> u64 {
        self.memory.map_or(MAX_REQUEST_MEMORY, |memory| {
            (memory / part).min(MAX_REQUEST_MEMORY)
        })
    }

    /// How workers share what the parent leaves: `workers` and `worker_memory` as set, or as derived where they are not.
    /// Where an equal share would be small, the first worker has three quarters of all, or what the least for each of the
    /// others leaves, for what is too large for them: a book of 700 songs takes some 180 MiB.
    pub fn sizes(
        &self,
        workers: Option<usize>,
        worker_memory: Option<u64>,
        parent: u64,
    ) -> (usize, u64, u64) {
        let Some(memory) = self.memory else {
            let memory = worker_memory.unwrap_or(MAX_WORKER_MEMORY);
            return (workers.unwrap_or(self.cores), memory, memory);
        };
        let rest = memory
            .saturating_sub(PARENT + parent)
            .max(MIN_WORKER_MEMORY);
        let fitting = usize::try_from(rest / worker_memory.unwrap_or(COMFORTABLE)).unwrap_or(1);
        let workers = workers.unwrap_or_else(|| self.cores.min(fitting.max(1)));
        if let Some(memory) = worker_memory {
            return (workers, memory, memory);
        }
        let count = workers as u64;
        let equal = rest / count;
        let least = MIN_WORKER_MEMORY * (count - 1);
        let large = (rest / 4 * 3).min(rest.saturating_sub(least));
        let first = equal.max(large).min(MAX_WORKER_MEMORY);
        let others = match count {
            1 => first,
            _ => ((rest - first) / (count - 1)).clamp(MIN_WORKER_MEMORY, MAX_WORKER_MEMORY),
        };
        if equal >= MAX_WORKER_MEMORY {
            return (workers, MAX_WORKER_MEMORY, MAX_WORKER_MEMORY);
        }
        (workers, others, first.max(MIN_WORKER_MEMORY))
    }
}

/// The least of all limits that hold for this process, in the file system at `root`.
fn memory_limit(root: &Path) -> Option<u64> {
    let read = |path: PathBuf| fs::read_to_string(path).ok();
    let groups = read(root.join("proc/self/cgroup")).unwrap_or_default();
    let mut limits = Vec::new();
    for line in groups.lines() {
        let mut fields = line.splitn(3, ':');
        let (Some(_), Some(controllers), Some(group)) =
            (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let (base, file) = if controllers.is_empty() {
            ("sys/fs/cgroup", "memory.max")
        } else if controllers.split(',').any(|name| name == "memory") {
            ("sys/fs/cgroup/memory", "memory.limit_in_bytes")
        } else {
            continue;
        };
        let base = root.join(base);
        // Every group up to the root limits what is below it. In a container its own group is mounted at the root.
        for group in Path::new(group.trim_start_matches('/')).ancestors() {
            let limit =
                read(base.join(group).join(file)).and_then(|text| text.trim().parse::<u64>().ok());
            limits.extend(limit);
        }
    }
    let machine = read(root.join("proc/meminfo")).and_then(|text| {
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("MemTotal:"))?;
        line.trim().strip_suffix(" kB")?.parse::<u64>().ok()
    });
    limits.extend(machine.map(|kibibytes| kibibytes.saturating_mul(1024)));
    limits.into_iter().min()
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn container(cores: usize, mebibytes: u64) -> Container {
        Container {
            cores,
            memory: Some(mebibytes * MIB),
        }
    }

    #[test]
    fn all_that_is_handed_out_fits_into_the_container() {
        for mebibytes in [128, 256, 512, 1024, 24 << 10] {
            for (cores, set) in [(1, None), (2, None), (16, None), (2, Some(2)), (2, Some(8))] {
                let container = container(cores, mebibytes);
                let parent = container.body_memory() + container.answer_memory() + 16 * MIB;
                let (workers, memory, first) = container.sizes(set, None, parent);
                let all = PARENT + parent + first + memory * (workers as u64 - 1);
                let is_tight = set == Some(8) && mebibytes < 300;
                assert!(
                    is_tight || all <= mebibytes * MIB,
                    "{mebibytes} MiB, {workers} workers: {all}"
                );
                assert!(first >= memory && memory >= MIN_WORKER_MEMORY);
            }
        }
        assert_eq!(container(2, 128).sizes(None, None, 32 * MIB).0, 1);
        assert_eq!(container(2, 256).sizes(None, None, 48 * MIB).0, 2);
    }

    #[test]
    fn limits_of_both_versions_are_found() {
        let root = std::env::temp_dir().join(format!("container-{}", std::process::id()));
        let file = |path: &str, text: &str| {
            let path = root.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("written");
        };
        file("proc/meminfo", "MemTotal:       16384 kB\nMemFree: 1 kB\n");
        file("proc/self/cgroup", "0::/a/b\n");
        assert_eq!(memory_limit(&root), Some(16 * MIB));
        file("sys/fs/cgroup/a/memory.max", "8388608\n");
        file("sys/fs/cgroup/a/b/memory.max", "max\n");
        assert_eq!(memory_limit(&root), Some(8 * MIB));
        file("proc/self/cgroup", "7:cpu:/x\n5:memory,misc:/docker/1\n");
        file("sys/fs/cgroup/memory/memory.limit_in_bytes", "4194304\n");
        assert_eq!(memory_limit(&root), Some(4 * MIB));
        fs::remove_dir_all(&root).expect("removed");
    }
}
