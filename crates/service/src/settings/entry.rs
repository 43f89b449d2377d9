//! A setting, and the macro that defines a group of them: each one once, with its field, its type, the environment variable, the
//! default, what is valid, what it is for, and how its text is read.

/// One setting.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The environment variable.
    pub name: &'static str,
    /// The default as users would write it; empty where there is none.
    pub default: &'static str,
    /// What a value may be, to follow "must be".
    pub valid: &'static str,
    /// What it is for.
    pub description: &'static str,
    /// How it may be given.
    pub kind: EntryKind,
}

/// How a setting may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryKind {
    /// By its variable or its flag.
    Plain,
    /// As [`EntryKind::Plain`]; its default follows from the container or from other settings.
    Derived,
    /// As [`EntryKind::Plain`], and never shown; also as `<NAME>_FILE`, the path of a file that holds the value.
    Secret,
}

impl Entry {
    /// The variable that names a file with the value, where the setting is a secret.
    pub fn file_name(&self) -> Option<String> {
        (self.kind == EntryKind::Secret).then(|| format!("{}_FILE", self.name))
    }

    /// The flag: `--max-content-size` for `MAX_CONTENT_SIZE`, without the dashes in front.
    pub fn flag(&self) -> String {
        self.name.to_ascii_lowercase().replace('_', "-")
    }
}

pub(super) const COUNT: &str = "a whole number from 1 to 1000000";
pub(super) const DURATION: &str = "a duration from 1ms to 1d, such as 500ms or 2m";
pub(super) const DURATION_OR_NONE: &str = "a duration from 0s to 1d, such as 500ms or 2m";
pub(super) const MILLISECONDS: &str =
    "milliseconds from 1 to 86400000, or a duration with its unit such as 10s";
pub(super) const NETWORKS: &str =
    "networks or addresses separated by commas, such as 10.0.0.0/8,192.0.2.7";
pub(super) const FILE: &str = "the path of a file";

/// What a size may be: its range, and an example within it.
macro_rules! size {
    ($range:literal, $example:literal) => {
        concat!("a size from ", $range, ", such as ", $example)
    };
}
pub(super) use size;

/// Defines a struct of settings, its rows of the table and how it is read.
macro_rules! group {
    ($(#[$meta:meta])* $vis:vis struct $group:ident {
        $($field:ident: $type:ty = $kind:ident $name:literal ($default:literal), $valid:expr, $description:literal => $read:expr;)*
    }) => {
        $(#[$meta])*
        $vis struct $group {
            $(#[doc = concat!("`", $name, "`: ", $description)] $vis $field: $type,)*
        }

        impl $group {
            /// The rows of the table.
            pub(super) const ENTRIES: &[$crate::settings::Entry] = &[$($crate::settings::Entry {
                name: $name,
                default: $default,
                valid: $valid,
                description: $description,
                kind: $crate::settings::EntryKind::$kind,
            }),*];

            /// Reads the settings; `None` where one has a fault, which is noted. All are read, so that all faults are found.
            pub(super) fn read(source: &mut $crate::settings::Source) -> Option<Self> {
                let mut entries = Self::ENTRIES.iter();
                $(let $field: Option<$type> = entries.next().and_then(|entry| ($read)(source, entry));)*
                Some($group { $($field: $field?,)* })
            }
        }
    };
}
pub(super) use group;
