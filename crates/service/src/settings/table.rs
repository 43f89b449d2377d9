//! The table of all settings. Flags, checks and the documentation are made from it.

use std::sync::LazyLock;

use super::access::AccessSettings;
use super::connections::ConnectionSettings;
use super::conversions::ConversionSettings;
use super::encryption::{BodyKeySettings, RedisTable, TlsTable};
use super::entry::{Entry, EntryKind};
use super::jobs::JobSettings;
use super::listen::ListenSettings;
use super::log::LogSettings;
use super::memory::MemoryTable;
use super::spans::{CollectorTable, ExportTable, SwitchTable};

/// All settings, in the order in which they are documented. `API_KEY_<anything>` stands beside them.
pub static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    [
        ListenSettings::ENTRIES,
        AccessSettings::ENTRIES,
        ConversionSettings::ENTRIES,
        MemoryTable::ENTRIES,
        ConnectionSettings::ENTRIES,
        LogSettings::ENTRIES,
        TlsTable::ENTRIES,
        RedisTable::ENTRIES,
        JobSettings::ENTRIES,
        BodyKeySettings::ENTRIES,
        CollectorTable::ENTRIES,
        SwitchTable::ENTRIES,
        ExportTable::ENTRIES,
    ]
    .concat()
});

/// The setting called `name`.
pub fn find(name: &str) -> Option<&'static Entry> {
    ENTRIES.iter().find(|entry| entry.name == name)
}

/// The table of settings as Markdown, for `docs/operations/configure.md`.
pub fn markdown_table() -> String {
    let mut table =
        String::from("| setting | default | value | what it is for |\n| --- | --- | --- | --- |\n");
    for entry in ENTRIES.iter() {
        let default = match (entry.kind, entry.default) {
            (EntryKind::Derived, _) => "derived".to_owned(),
            (_, "") => "–".to_owned(),
            (_, text) => format!("`{text}`"),
        };
        table.push_str(&format!(
            "| `{}` | {default} | {} | {} |\n",
            entry.name, entry.valid, entry.description
        ));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Settings, Source};
    use crate::units::{parse_duration, parse_size};

    /// Whether `text` is refused as a value of the setting.
    fn is_refused(entry: &Entry, text: &str) -> bool {
        // Without a collector its settings are not looked at.
        let pairs = [
            ("DEVELOPMENT_MODE", "1"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318"),
            (entry.name, text),
        ];
        let told = format!("{} must be {}", entry.name, entry.valid);
        let faults = Settings::read(Source::from_pairs(&pairs)).err();
        let mut faults = faults.iter().flatten().map(ToString::to_string);
        faults.any(|fault| fault.starts_with(&told))
    }

    #[test]
    fn the_documented_ranges_are_those_in_force() {
        let mut count = 0;
        for entry in ENTRIES.iter() {
            let Some((kind, range)) = entry.valid.split_once(" from ") else {
                continue;
            };
            if entry.name == "OTEL_TRACES_SAMPLER_ARG"
                || (cfg!(not(feature = "otel")) && entry.name.starts_with("OTEL"))
            {
                continue;
            }
            let (least, rest) = range.split_once(" to ").expect(entry.valid);
            let most = rest.split(',').next().expect("an end");
            let (least_number, most_number) = if kind.ends_with("size") {
                (parse_size(least), parse_size(most))
            } else if kind.ends_with("duration") {
                let milliseconds = |text| Some(parse_duration(text)?.as_millis() as u64);
                (milliseconds(least), milliseconds(most))
            } else {
                (least.parse().ok(), most.parse().ok())
            };
            let unit = if kind.ends_with("duration") { "ms" } else { "" };
            let (least_number, most_number) =
                (least_number.expect(least), most_number.expect(most));
            assert!(!is_refused(entry, least), "{}: {least}", entry.name);
            assert!(!is_refused(entry, most), "{}: {most}", entry.name);
            let above = format!("{}{unit}", most_number + 1);
            assert!(is_refused(entry, &above), "{}: {above}", entry.name);
            assert!(is_refused(entry, "99999999999999999999"), "{}", entry.name);
            if let Some(below) = least_number.checked_sub(1) {
                let below = format!("{below}{unit}");
                assert!(is_refused(entry, &below), "{}: {below}", entry.name);
            }
            count += 1;
        }
        assert!(count > 20, "only {count} have a range");
    }
}
