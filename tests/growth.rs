//! Growth check: whether work takes time in proportion to its input. Shared by the tests of several crates.

use std::time::Duration;

/// The ratio of the longer to the shorter input.
const TIMES: usize = 4;

/// Work faster than this passes, however it grows.
const QUICK: Duration = Duration::from_millis(20);

/// The processor time of this thread, which excludes other load on the machine.
pub(crate) fn computed() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("time goes forward")
}

/// Checks that `work` on `size` bytes of repeated `piece` takes less than eight times as long as on a quarter of them:
/// twice what linear growth takes, and half of what quadratic growth does. Returns the result.
pub(crate) fn linear<T>(piece: &str, size: usize, work: impl Fn(&str) -> T) -> T {
    let long = piece.repeat(size / piece.len());
    let short = piece.repeat(size / piece.len() / TIMES);
    let timed = |text: &str| {
        let start = computed();
        let result = work(text);
        (result, computed().saturating_sub(start).as_secs_f64())
    };
    let mut least = f64::MAX;
    // Caches filled by other tests can slow some measurements down, but hardly five in a row.
    for _ in 0..5 {
        let (_, quarter) = timed(&short);
        let (result, whole) = timed(&long);
        least = least.min(whole / quarter);
        if whole < QUICK.as_secs_f64() || least < (TIMES * 2) as f64 {
            return result;
        }
    }
    panic!("{piece:?}: {TIMES} times the text takes {least:.0} times as long");
}
