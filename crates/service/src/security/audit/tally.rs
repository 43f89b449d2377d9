//! Events that strangers cause are counted together: the first of a kind from an address has its line at once, and those that
//! follow within a minute have one line with their count. So nobody fills the disk by being refused.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv6Addr};
use std::time::{Duration, Instant};

use super::Event;

/// How long events of one kind are counted together.
pub(super) const WINDOW: Duration = Duration::from_secs(60);

/// Kinds of events, addresses included, that are told apart within a window.
const MAX_KINDS: usize = 256;

/// Stands for the address of those beyond.
const OTHERS: &str = "others";

/// What was counted within the window that runs.
#[derive(Debug, Default)]
pub(super) struct Tally {
    due: Option<Instant>,
    counts: BTreeMap<(String, Vec<(String, String)>), Count>,
}

#[derive(Debug)]
struct Count {
    since: String,
    further: u64,
}

impl Tally {
    /// When the window ends; `None` while none runs.
    pub(super) fn due(&self) -> Option<Instant> {
        self.due
    }

    /// The event, if it is to be written now; else it is counted.
    pub(super) fn admit(&mut self, event: Event, now: Instant) -> Option<Event> {
        if !event.is_of_client() {
            return Some(event);
        }
        self.due.get_or_insert(now + WINDOW);
        let mut details = grouped(&event.details);
        let mut key = (event.name.clone(), details.clone());
        let is_known = self.counts.contains_key(&key);
        let is_over = !is_known && self.counts.len() >= MAX_KINDS;
        if is_over {
            details.retain(|(name, _)| name != "client" && name != "remote");
            details.push(("remote".to_owned(), OTHERS.to_owned()));
            key = (event.name.clone(), details);
        }
        let count = self.counts.entry(key).or_insert_with(|| Count {
            since: event.time.clone(),
            further: 0,
        });
        if is_known || is_over {
            count.further += 1;
            return None;
        }
        Some(event)
    }

    /// Ends the window: the lines for what was counted, made at `time`.
    pub(super) fn close(&mut self, time: &str) -> Vec<Event> {
        self.due = None;
        let counts = std::mem::take(&mut self.counts).into_iter();
        let counted = counts.filter(|(_, count)| count.further > 0);
        let lines = counted.map(|((name, details), count)| Event {
            time: time.to_owned(),
            name,
            details,
            count: Some((count.further, count.since)),
        });
        lines.collect()
    }
}

/// Details with the network in place of an address of version 6, of which one customer has many.
fn grouped(details: &[(String, String)]) -> Vec<(String, String)> {
    let group = |(name, value): &(String, String)| {
        let network = match value.parse() {
            Ok(IpAddr::V6(address)) if name == "remote" => {
                let bits = address.to_bits() & (u128::MAX << 64);
                format!("{}/64", Ipv6Addr::from_bits(bits))
            }
            _ => value.clone(),
        };
        (name.clone(), network)
    };
    details.iter().map(group).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(address: &str) -> Event {
        let details = [("remote", address), ("cause", "unknown key")];
        Event::new("key refused", &details)
    }

    #[test]
    fn refusals_of_one_address_are_counted_together() {
        let (mut tally, now) = (Tally::default(), Instant::now());
        let addresses = ["192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.1"];
        let written = addresses.map(|address| tally.admit(refused(address), now).is_some());
        assert_eq!(written, [true, false, true, false]);
        assert_eq!(tally.due(), Some(now + WINDOW));
        let lines = tally.close("later");
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].details[0].1, "192.0.2.1");
        assert_eq!(lines[0].count.as_ref().map(|(count, _)| *count), Some(2));
        assert!(tally.close("later").is_empty() && tally.due().is_none());
        assert!(tally.admit(refused("192.0.2.1"), now).is_some());
    }

    #[test]
    fn a_network_of_version_6_counts_as_one_address() {
        let (mut tally, now) = (Tally::default(), Instant::now());
        assert!(tally.admit(refused("2001:db8::1"), now).is_some());
        assert!(tally.admit(refused("2001:db8::ffff:2"), now).is_none());
        assert!(tally.admit(refused("2001:db8:0:1::1"), now).is_some());
        assert_eq!(tally.close("later")[0].details[0].1, "2001:db8::/64");
    }

    #[test]
    fn many_addresses_make_few_lines() {
        let (mut tally, now) = (Tally::default(), Instant::now());
        let addresses = (0..10_000_u32).map(|n| std::net::Ipv4Addr::from_bits(n).to_string());
        let written = addresses.filter(|address| tally.admit(refused(address), now).is_some());
        assert_eq!(written.count(), MAX_KINDS);
        let lines = tally.close("later");
        assert_eq!(lines.len(), 1);
        assert!(
            lines[0]
                .details
                .contains(&("remote".into(), "others".into()))
        );
        let count = lines[0].count.as_ref().map(|(count, _)| *count);
        assert_eq!(count, Some(10_000 - MAX_KINDS as u64));
    }

    #[test]
    fn events_of_the_operator_are_written_each() {
        let (mut tally, now) = (Tally::default(), Instant::now());
        for _ in 0..3 {
            assert!(
                tally
                    .admit(Event::new("key set changed", &[("keys", "2")]), now)
                    .is_some()
            );
        }
        assert_eq!(tally.due(), None);
    }
}
