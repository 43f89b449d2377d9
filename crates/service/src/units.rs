//! Sizes and durations as people write them: `1MiB`, `500 kB`, `30s`, `2m`.

use std::time::Duration;

/// The number of bytes that `text` stands for: a whole number with an optional unit, `B`, `kB`, `MB`, `GB` (powers of
/// 1000) or `K`, `M`, `G`, `KiB`, `MiB`, `GiB` (powers of 1024), and so on to `TiB`. ASCII case does not matter.
pub fn parse_size(text: &str) -> Option<u64> {
    let (number, unit) = split(text)?;
    let factor: u64 = match unit.to_ascii_lowercase().as_str() {
        "" | "b" => 1,
        "kb" => 1_000,
        "mb" => 1_000_000,
        "gb" => 1_000_000_000,
        "tb" => 1_000_000_000_000,
        "k" | "kib" => 1 << 10,
        "m" | "mib" => 1 << 20,
        "g" | "gib" => 1 << 30,
        "t" | "tib" => 1 << 40,
        _ => return None,
    };
    number.checked_mul(factor)
}

/// The duration that `text` stands for: a whole number with an optional unit, `ms`, `s`, `m`, `h` or `d`; seconds
/// without one.
pub fn parse_duration(text: &str) -> Option<Duration> {
    let (number, unit) = split(text)?;
    let milliseconds: u64 = match unit.to_ascii_lowercase().as_str() {
        "ms" => 1,
        "" | "s" | "sec" => 1_000,
        "m" | "min" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        _ => return None,
    };
    number.checked_mul(milliseconds).map(Duration::from_millis)
}

fn split(text: &str) -> Option<(u64, &str)> {
    let text = text.trim();
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok()?, unit.trim()))
}

/// `size` in the largest binary unit of which it has at least one, with at most one digit after the point: for people.
pub fn round_size(size: u64) -> String {
    for (shift, unit) in [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")] {
        let factor = 1_u64 << shift;
        if size >= factor {
            let tenths = (u128::from(size) * 10 + u128::from(factor) / 2) / u128::from(factor);
            return match tenths % 10 {
                0 => format!("{}{unit}", tenths / 10),
                tenth => format!("{}.{tenth}{unit}", tenths / 10),
            };
        }
    }
    format!("{size}B")
}

/// `size` in the largest binary unit that divides it.
pub fn format_size(size: u64) -> String {
    for (shift, unit) in [(40, "TiB"), (30, "GiB"), (20, "MiB"), (10, "KiB")] {
        let factor = 1_u64 << shift;
        if size >= factor && size.is_multiple_of(factor) {
            return format!("{}{unit}", size / factor);
        }
    }
    format!("{size}B")
}

/// `duration` in the largest unit that divides it.
pub fn format_duration(duration: Duration) -> String {
    let milliseconds = duration.as_millis();
    for (factor, unit) in [
        (86_400_000, "d"),
        (3_600_000, "h"),
        (60_000, "m"),
        (1_000, "s"),
    ] {
        if milliseconds >= factor && milliseconds.is_multiple_of(factor) {
            return format!("{}{unit}", milliseconds / factor);
        }
    }
    format!("{milliseconds}ms")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_take_decimal_and_binary_units() {
        assert_eq!(parse_size("1048576"), Some(1 << 20));
        assert_eq!(parse_size("1MiB"), Some(1 << 20));
        assert_eq!(parse_size(" 2 mb "), Some(2_000_000));
        assert_eq!(parse_size("8K"), Some(8192));
        assert_eq!(parse_size("MiB"), None);
        assert_eq!(parse_size("1 parsec"), None);
        assert_eq!(parse_size("99999999999GiB"), None);
    }

    #[test]
    fn durations_without_a_unit_are_seconds() {
        assert_eq!(parse_duration("30"), Some(Duration::from_secs(30)));
        assert_eq!(parse_duration("250ms"), Some(Duration::from_millis(250)));
        assert_eq!(parse_duration("2m"), Some(Duration::from_secs(120)));
        assert_eq!(parse_duration("-1s"), None);
    }

    #[test]
    fn what_is_formatted_reads_back() {
        for size in [0, 1, 1023, 1024, 1 << 20, 3 << 30] {
            assert_eq!(parse_size(&format_size(size)), Some(size));
        }
        for seconds in [0, 1, 60, 90, 3600, 86_400] {
            let duration = Duration::from_secs(seconds);
            assert_eq!(parse_duration(&format_duration(duration)), Some(duration));
        }
    }
}
