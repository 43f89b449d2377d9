//! Whether work takes time in proportion to its input: a module of the tests of several crates.

use std::time::Duration;

/// The longer input is so many times as long as the shorter one.
const TIMES: usize = 4;

/// Work that takes less is quick enough, however it grows.
const QUICK: Duration = Duration::from_millis(20);

/// The time that this thread has computed: what else runs on the machine does not count.
pub(crate) fn computed() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("time goes forward")
}

/// Checks that `work` on `size` bytes of `piece` after `piece` takes less than eight times as long as on a quarter of them:
/// twice what linear growth takes, and half of what quadratic growth does. Gives what comes out.
pub(crate) fn linear<T>(piece: &str, size: usize, work: impl Fn(&str) -> T) -> T {
    let long = piece.repeat(size / piece.len());
    let short = piece.repeat(size / piece.len() / TIMES);
    let timed = |text: &str| {
        let start = computed();
        let result = work(text);
        (result, computed().saturating_sub(start).as_secs_f64())
    };
    let mut least = f64::MAX;
    // Caches that others fill slow some measurements down, but hardly five in a row.
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
