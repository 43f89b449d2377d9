//! The sub-command `config check`: whether the settings are valid, and the values in force.

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::ArgMatches;

use super::{print, settings, source};
use crate::server::open_files;
use crate::settings::{ENTRIES, EntryKind, Settings};
use crate::units::format_size;

/// Prints the values in force; leaves with 2 where a setting is not valid.
pub(super) fn check(matches: &ArgMatches) -> ExitCode {
    let mut settings = match settings(matches) {
        Ok(settings) => settings,
        Err(code) => return code,
    };
    let mut text = String::new();
    for warning in &settings.warnings {
        let _ = writeln!(text, "warning: {warning}");
    }
    if let Err(fault) = open_files::bound_connections(&mut settings, open_files::raise()) {
        let _ = writeln!(text, "warning: {fault}");
    }
    let source = source(matches);
    for entry in ENTRIES
        .iter()
        .filter(|entry| entry.kind != EntryKind::Secret)
    {
        let value = in_force(&settings, entry.name).unwrap_or_else(|| source.shown(entry));
        let _ = writeln!(text, "{}={value}", entry.name);
    }
    text.push_str(&summary(&settings));
    print(&text);
    ExitCode::SUCCESS
}

/// The value of a setting that follows from others or from the machine where it is not given, or gives way to them.
fn in_force(settings: &Settings, name: &str) -> Option<String> {
    Some(match name {
        "BIND" => settings.listen.bind.to_string(),
        "CORS_ORIGINS" => settings.listen.cors_origins.to_string(),
        "WORKERS" => settings.resources.workers.to_string(),
        "WORKER_MEMORY" => format_size(settings.resources.worker_memory),
        "BODY_MEMORY" => format_size(settings.resources.body_memory),
        "ANSWER_MEMORY" => format_size(settings.resources.answer_memory),
        "MAX_RESULT_SIZE" => format_size(settings.resources.max_result_size),
        "MAX_CONNECTIONS" => settings.connections.max_connections.to_string(),
        _ => return None,
    })
}

fn summary(settings: &Settings) -> String {
    let more = match settings.keys_file {
        Some(_) => ", more from a file",
        None => "",
    };
    format!(
        "keys: {} from settings{more}\n\
         workers: {}, with {} of memory each, the first with {}\n\
         memory: {} for bodies, {} for documents of at most {}, {} for kept answers\n\
         the settings are valid\n",
        settings.access.keys.len(),
        settings.resources.workers,
        format_size(settings.resources.worker_memory),
        format_size(settings.resources.first_worker_memory),
        format_size(settings.resources.body_memory),
        format_size(settings.resources.answer_memory),
        format_size(settings.resources.max_result_size),
        format_size(settings.conversions.cache_size)
    )
}
