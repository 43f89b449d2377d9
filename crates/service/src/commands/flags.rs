//! Settings given as flags. A flag counts at any level of the command line: before the sub-command or after it.

use std::collections::BTreeMap;

use clap::error::ErrorKind;
use clap::{Arg, ArgMatches};

use crate::settings::{ENTRIES, Entry, Source};

/// A flag for every setting.
pub(super) fn flags() -> Vec<Arg> {
    ENTRIES
        .iter()
        .flat_map(|entry| [Some(flag(entry)), file_flag(entry)])
        .flatten()
        .collect()
}

/// The flag for the file that holds a secret.
fn file_flag(entry: &Entry) -> Option<Arg> {
    let name = entry.file_name()?;
    let help = format!("A file that holds {}", entry.name);
    Some(
        Arg::new(name)
            .long(format!("{}-file", entry.flag()))
            .value_name("PATH")
            .help(help),
    )
}

fn flag(entry: &Entry) -> Arg {
    let help = match entry.default {
        "" => entry.description.to_owned(),
        default => format!("{} [default: {default}]", entry.description),
    };
    let flag = Arg::new(entry.name)
        .long(entry.flag())
        .value_name("VALUE")
        .help(help);
    if entry.name == "DEVELOPMENT_MODE" {
        flag.num_args(0..=1).default_missing_value("true")
    } else {
        flag
    }
}

/// The settings given as flags, by the names of their variables.
#[derive(Debug, Clone, Default)]
pub(super) struct Flags(BTreeMap<String, String>);

impl Flags {
    /// Adds the flags of one level of the command line. One that was given at an earlier level ends the program, as one that is
    /// given twice at the same level does.
    pub(super) fn with(mut self, matches: &ArgMatches) -> Self {
        let names = ENTRIES
            .iter()
            .flat_map(|entry| [Some(entry.name.to_owned()), entry.file_name()])
            .flatten();
        for name in names {
            let Some(value) = matches.try_get_one::<String>(&name).ok().flatten() else {
                continue;
            };
            if self.0.insert(name.clone(), value.clone()).is_some() {
                conflict(format!("{} is given more than once", option(&name)));
            }
        }
        self
    }

    /// The environment, and the flags that take precedence over it.
    pub(super) fn source(self) -> Source {
        let mut source = Source::from_environment();
        for (name, value) in self.0 {
            source.set_flag(&name, &value);
        }
        source
    }

    /// Ends the program where a flag was given before a sub-command that takes no settings: ignored, it would look as if it counted.
    pub(super) fn refuse_before(self, sub_command: &str) {
        if let Some(name) = self.0.keys().next() {
            conflict(format!(
                "{} is a setting, and `{sub_command}` takes none",
                option(name)
            ));
        }
    }
}

/// Ends the program as it ends where flags contradict each other.
fn conflict(text: String) -> ! {
    clap::Error::raw(ErrorKind::ArgumentConflict, text + "\n").exit()
}

/// The flag of the variable `name`.
fn option(name: &str) -> String {
    format!("--{}", name.to_ascii_lowercase().replace('_', "-"))
}
