//! How the text of a setting becomes its value: readers for the macro `group`, and parsers.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use super::entry::Entry;
use super::source::Source;
use crate::units::{parse_duration, parse_size};

/// Reads a setting by `parse`; its default where it is blank.
pub(super) fn plain<T>(
    parse: impl Fn(&str) -> Option<T>,
) -> impl Fn(&mut Source, &Entry) -> Option<T> {
    move |source, entry| source.take(entry, &parse)
}

/// Reads a setting by `parse`; `None` where it is blank, since its default follows from others.
pub(super) fn optional<T>(
    parse: impl Fn(&str) -> Option<T>,
) -> impl Fn(&mut Source, &Entry) -> Option<Option<T>> {
    move |source, entry| match source.has(entry.name) {
        true => source.take(entry, &parse).map(Some),
        false => Some(None),
    }
}

/// Reads a secret by `parse`, which says what is wrong.
pub(super) fn secret<T>(
    parse: impl Fn(&str) -> Result<T, String>,
) -> impl Fn(&mut Source, &Entry) -> Option<T> {
    move |source, entry| source.take_secret(entry.name, &parse)
}

/// Reads the path of a file, perhaps none.
#[expect(
    clippy::unnecessary_wraps,
    reason = "all readers of a group have one form"
)]
pub(super) fn path(source: &mut Source, entry: &Entry) -> Option<Option<PathBuf>> {
    Some(source.path(entry.name))
}

/// Reads what is in a file, perhaps none.
pub(super) fn content(source: &mut Source, entry: &Entry) -> Option<Option<Vec<u8>>> {
    source.content(entry.name)
}

/// One of the words of `choices`, in any case.
pub(super) fn choice<T: Copy>(
    choices: &[(&'static str, T)],
) -> impl Fn(&mut Source, &Entry) -> Option<T> {
    plain(|text| {
        let mut found = choices
            .iter()
            .filter(|(word, _)| word.eq_ignore_ascii_case(text));
        found.next().map(|(_, value)| *value)
    })
}

/// What the standard library parses.
pub(super) fn parsed<T: FromStr>(text: &str) -> Option<T> {
    text.parse().ok()
}

/// The text itself.
#[expect(clippy::unnecessary_wraps, reason = "all parsers have one form")]
pub(super) fn text(text: &str) -> Option<String> {
    Some(text.to_owned())
}

/// What `parse` reads, or `None` for the word "off" in any case.
pub(super) fn unless_off<T>(
    parse: impl Fn(&str) -> Option<T>,
) -> impl Fn(&str) -> Option<Option<T>> {
    move |text| match text.eq_ignore_ascii_case("off") {
        true => Some(None),
        false => parse(text).map(Some),
    }
}

/// A yes or no. What the older service did not know it took for no; a slip of the pen that opens the service or leaves it closed
/// unnoticed is refused here instead.
pub(super) fn switch(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "on" => Some(true),
        "false" | "0" | "no" | "off" | "" => Some(false),
        _ => None,
    }
}

/// A number from 1 to a million: more is a slip of the pen.
pub(super) fn count<T: FromStr + TryInto<u64> + Copy>(text: &str) -> Option<T> {
    parsed::<T>(text).filter(|count| {
        let count: Option<u64> = (*count).try_into().ok();
        count.is_some_and(|count| (1..=1_000_000).contains(&count))
    })
}

/// Sizes in bytes, for the ends of ranges.
pub(super) const GIB: u64 = 1 << 30;
pub(super) const TIB: u64 = 1 << 40;

/// A size within these bounds, in bytes.
pub(super) fn size(range: RangeInclusive<u64>) -> impl Fn(&str) -> Option<u64> {
    move |text| parse_size(text).filter(|size| range.contains(size))
}

/// Longest duration of a setting: more is a slip of the pen, and an end of time that no clock reaches.
const LONGEST: Duration = Duration::from_secs(86_400);

/// A duration, perhaps none.
pub(super) fn duration(text: &str) -> Option<Duration> {
    parse_duration(text).filter(|duration| *duration <= LONGEST)
}

/// A duration longer than none.
pub(super) fn positive_duration(text: &str) -> Option<Duration> {
    duration(text).filter(|duration| !duration.is_zero())
}
