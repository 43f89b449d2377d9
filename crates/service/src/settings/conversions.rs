//! What a conversion may ask for and take.

use std::time::Duration;

use super::entry::{COUNT, DURATION, SIZE, group};
use super::value::{count, parsed, plain, positive_duration, positive_size};
use crate::units::parse_size;

group! {
    /// What a conversion may ask for and take.
    #[derive(Debug, Clone)]
    pub struct ConversionSettings {
        max_content_size: u64 = Plain "MAX_CONTENT_SIZE" ("1MiB"), SIZE,
            "Largest request body." => plain(positive_size);
        request_timeout: Duration = Plain "REQUEST_TIMEOUT" ("30s"), DURATION,
            "Time for a conversion, waiting included; then 503." => plain(positive_duration);
        queue_size: usize = Plain "QUEUE_SIZE" ("256"), COUNT,
            "Conversions that may wait for a worker; then 503." => plain(count);
        cache_size: u64 = Plain "CACHE_SIZE" ("16MiB"), SIZE,
            "Memory for answers that may be asked for again; 0 keeps none." => plain(parse_size);
        max_pages: u64 = Plain "MAX_PAGES" ("2000"), COUNT,
            "Pages of one document; then 422." => plain(|text| parsed(text).filter(|pages| *pages > 0));
    }
}
