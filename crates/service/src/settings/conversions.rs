//! What a conversion may ask for and take.

use std::time::Duration;

use super::entry::{COUNT, DURATION, group, size};
use super::value::{self, GIB, TIB, count, plain, positive_duration};

group! {
    /// What a conversion may ask for and take.
    #[derive(Debug, Clone)]
    pub struct ConversionSettings {
        max_content_size: u64 = Plain "MAX_CONTENT_SIZE" ("1MiB"), size!("1B to 1GiB", "500kB"),
            "Largest request body." => plain(value::size(1..=GIB));
        max_songs: usize = Plain "MAX_SONGS" ("1000"), COUNT,
            "Songs of one request, which become one document or one zip; then 400." => plain(count);
        max_batch: usize = Plain "MAX_BATCH" ("100000"), COUNT,
            "Songs of one batch; those behind them are refused." => plain(count);
        max_link_size: u64 = Plain "MAX_LINK_SIZE" ("8KiB"), size!("1B to 60KiB", "16KiB"),
            "Longest address of a link to a song, from /song/ on; then 414." => plain(value::size(1..=60 << 10));
        request_timeout: Duration = Plain "REQUEST_TIMEOUT" ("30s"), DURATION,
            "Time for a conversion, waiting included; then 503." => plain(positive_duration);
        queue_size: usize = Plain "QUEUE_SIZE" ("256"), COUNT,
            "Conversions that may wait for a worker; then 503." => plain(count);
        cache_size: u64 = Plain "CACHE_SIZE" ("16MiB"), size!("0B to 1TiB", "64MiB"),
            "Memory of the response cache; 0 switches it off." => plain(value::size(0..=TIB));
        max_pages: u64 = Plain "MAX_PAGES" ("2000"), COUNT,
            "Pages of one document; then 422." => plain(count);
    }
}
