//! RFC 3339 timestamps in UTC, and days.

use std::time::{SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Seconds and milliseconds since 1970, now.
pub fn now() -> (u64, u32) {
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    (since.as_secs(), since.subsec_millis())
}

/// The current time, such as `2026-01-31T12:00:00.000Z`.
pub fn now_text() -> String {
    let (seconds, milliseconds) = now();
    format(seconds, milliseconds)
}

/// Seconds since 1970 of the day that it is now in `zone`, as if its midnight were one of UTC.
pub fn today(zone: &TimeZone) -> i64 {
    day_at(Timestamp::now(), zone)
}

fn day_at(instant: Timestamp, zone: &TimeZone) -> i64 {
    midnight(zone.to_datetime(instant).date()).unwrap_or(0)
}

/// Seconds from 1970 to midnight of `date` in UTC.
fn midnight(date: Date) -> Option<i64> {
    let midnight = date.to_zoned(TimeZone::UTC).ok()?;
    Some(midnight.timestamp().as_second())
}

/// The time `seconds` and `milliseconds` after 1970 began; the beginning of 1970 after year 9999.
pub fn format(seconds: u64, milliseconds: u32) -> String {
    let instant = i64::try_from(seconds)
        .ok()
        .and_then(|seconds| Timestamp::new(seconds, milliseconds.cast_signed() * 1_000_000).ok())
        .unwrap_or(Timestamp::UNIX_EPOCH);
    format!("{instant:.3}")
}

/// Seconds since 1970 of the day that `text` names as `2026-01-31`; negative before. Years count from 1.
pub fn parse_day(text: &str) -> Option<i64> {
    // The library would take a time or a zone after the day as well.
    let date = (text.len() == 10).then(|| text.parse::<Date>().ok())??;
    (date.year() > 0).then(|| midnight(date))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_instants_are_written_in_utc() {
        assert_eq!(format(0, 0), "1970-01-01T00:00:00.000Z");
        assert_eq!(format(951_782_400, 7), "2000-02-29T00:00:00.007Z");
        assert_eq!(format(1_700_000_000, 0), "2023-11-14T22:13:20.000Z");
    }

    #[test]
    fn the_day_is_that_of_the_zone() {
        // Half an hour before midnight of UTC, on the last day of February.
        let instant = Timestamp::from_second(951_868_800 - 1_800).expect("an instant");
        for (zone, day) in [
            ("UTC", "2000-02-29"),
            ("Europe/Berlin", "2000-03-01"),
            ("America/New_York", "2000-02-29"),
            ("Pacific/Kiritimati", "2000-03-01"),
        ] {
            let zone = TimeZone::get(zone).expect("a zone");
            assert_eq!(Some(day_at(instant, &zone)), parse_day(day), "{zone:?}");
        }
    }

    #[test]
    fn days_are_read_and_impossible_ones_refused() {
        assert_eq!(parse_day("2000-02-29"), Some(951_782_400));
        assert_eq!(parse_day("1970-01-01"), Some(0));
        assert_eq!(parse_day("1969-12-31"), Some(-86_400));
        assert_eq!(parse_day("0001-01-01"), Some(-62_135_596_800));
        for wrong in [
            "2001-02-29",
            "2000-13-01",
            "20-1-1",
            "today",
            "2000-1-01",
            "2000-+1-01",
            "0000-01-01",
        ] {
            assert_eq!(parse_day(wrong), None, "{wrong}");
        }
    }
}
