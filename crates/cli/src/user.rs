//! The user's name, and the local date.

use std::env;
use std::time::{SystemTime, UNIX_EPOCH};

/// The short and the full name of the user, if known.
pub(crate) fn names() -> Option<(String, String)> {
    let name = ["USER", "LOGNAME"]
        .into_iter()
        .find_map(|variable| env::var(variable).ok().filter(|name| !name.is_empty()))?;
    let accounts = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    let full = full_name(&accounts, &name).unwrap_or_else(|| name.clone());
    Some((name, full))
}

fn full_name(accounts: &str, name: &str) -> Option<String> {
    let account = accounts
        .lines()
        .find(|line| line.split(':').next() == Some(name))?;
    let full = account.split(':').nth(4)?.split(',').next()?.trim();
    (!full.is_empty()).then(|| full.to_owned())
}

/// Seconds since 1970 in local time; `SOURCE_DATE_EPOCH` takes precedence, for reproducible documents.
pub(crate) fn today() -> i64 {
    if let Some(seconds) = env::var("SOURCE_DATE_EPOCH")
        .ok()
        .and_then(|text| text.parse().ok())
    {
        return seconds;
    }
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .ok()
        .and_then(|passed| i64::try_from(passed.as_secs()).ok())
        .unwrap_or(0);
    let zone = zone_file().and_then(|path| std::fs::read(path).ok());
    let offset = zone.and_then(|zone| offset_at(&zone, now)).unwrap_or(0);
    now.saturating_add(offset)
}

fn zone_file() -> Option<String> {
    match env::var("TZ") {
        Ok(zone) if zone.is_empty() => None,
        Ok(zone) => {
            let zone = zone.trim_start_matches(':');
            // A time zone is a name below the zoneinfo folder.
            let is_name = !zone.starts_with('/') && !zone.contains("..");
            is_name.then(|| format!("/usr/share/zoneinfo/{zone}"))
        }
        Err(_) => Some("/etc/localtime".to_owned()),
    }
}

/// The offset of local time from UTC at `now` in seconds, from a zone file in the TZif format (RFC 8536), version 1 block.
fn offset_at(zone: &[u8], now: i64) -> Option<i64> {
    let number = |offset: usize| -> Option<i64> {
        let bytes = zone.get(offset..offset.checked_add(4)?)?;
        Some(i32::from_be_bytes(bytes.try_into().ok()?).into())
    };
    let count = |offset: usize| usize::try_from(number(offset)?).ok();
    if zone.get(..4)? != b"TZif" {
        return None;
    }
    let (transitions, types) = (count(32)?, count(36)?);
    let times = 44usize;
    let indices = times.checked_add(transitions.checked_mul(4)?)?;
    let records = indices.checked_add(transitions)?;
    let passed = (0..transitions)
        .take_while(|index| {
            times
                .checked_add(index.saturating_mul(4))
                .and_then(number)
                .is_some_and(|time| time <= now)
        })
        .count();
    let index = match passed.checked_sub(1) {
        Some(last) => usize::from(*zone.get(indices.checked_add(last)?)?),
        None => 0,
    };
    if index >= types {
        return None;
    }
    number(records.checked_add(index.checked_mul(6)?)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_full_name_stands_in_the_fifth_field() {
        let accounts = "root:x:0:0:root:/root:/bin/sh\nann:x:1:1:Ann Smith,,,:/home/ann:/bin/sh\nbob:x:2:2::/:/bin/sh\n";
        assert_eq!(full_name(accounts, "ann").as_deref(), Some("Ann Smith"));
        assert_eq!(full_name(accounts, "bob"), None);
    }

    #[test]
    fn the_offset_is_that_of_the_last_transition() {
        let mut zone = b"TZif1".to_vec();
        zone.resize(32, 0);
        for number in [1u32, 2, 0] {
            zone.extend(number.to_be_bytes());
        }
        zone.extend(1000i32.to_be_bytes());
        zone.push(1);
        for offset in [3600i32, 7200] {
            zone.extend(offset.to_be_bytes());
            zone.extend([0, 0]);
        }
        assert_eq!(offset_at(&zone, 999), Some(3600));
        assert_eq!(offset_at(&zone, 1000), Some(7200));
        assert_eq!(offset_at(b"TZif", 0), None);
    }
}
