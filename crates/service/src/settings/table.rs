//! The table of all settings. Flags, checks and the documentation are made from it.

use std::sync::LazyLock;

use super::access::AccessSettings;
use super::connections::ConnectionSettings;
use super::conversions::ConversionSettings;
use super::encryption::{BodyKeySettings, RedisTable, TlsTable};
use super::entry::{Entry, EntryKind};
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
