//! The sub-command `config check`: whether the settings are valid, and the values in force.

use std::fmt::Write as _;
use std::process::ExitCode;

use super::flags::Flags;
use super::{print, report, settings};
use crate::operator_files;
use crate::security::api_keys::{KeyEntry, KeySet, parse_key_file};
use crate::security::audit::Audit;
use crate::server::listener::socket_fault;
use crate::server::open_files;
use crate::settings::{ENTRIES, EntryKind, Fault, Settings};
use crate::units::{format_size, round_size};

/// Prints the values in force; exits with 2 if a setting is not valid.
pub(super) fn check(flags: &Flags) -> ExitCode {
    let mut settings = match settings(flags.clone().source()) {
        Ok(settings) => settings,
        Err(code) => return code,
    };
    let faults = faults_of_paths(&settings);
    if !faults.is_empty() {
        report(&faults);
        return ExitCode::from(2);
    }
    let mut text = String::new();
    for warning in &settings.warnings {
        let _ = writeln!(text, "warning: {warning}");
    }
    if let Err(fault) = open_files::bound_connections(&mut settings, open_files::raise()) {
        let _ = writeln!(text, "warning: {fault}");
    }
    let source = flags.clone().source();
    for entry in ENTRIES.iter() {
        let value = match entry.kind {
            EntryKind::Secret => source.shown_secret(entry),
            EntryKind::Plain | EntryKind::Derived => {
                in_force(&settings, entry.name).unwrap_or_else(|| source.shown(entry))
            }
        };
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

/// What of the paths that are opened only when the service starts cannot be used.
fn faults_of_paths(settings: &Settings) -> Vec<Fault> {
    let socket = settings.listen.unix_socket.as_deref();
    let socket = socket.and_then(socket_fault);
    let audit_log = Audit::fault(&settings.access.audit_log);
    [("UNIX_SOCKET", socket), ("AUDIT_LOG", audit_log)]
        .into_iter()
        .filter_map(|(name, fault)| Some(Fault::general(format!("{name}: {}", fault?))))
        .collect()
}

/// How many keys there are, and where they come from.
fn keys(settings: &Settings) -> String {
    let own = &settings.access.keys;
    let in_file: Vec<KeyEntry> = settings
        .keys_file
        .as_deref()
        .and_then(|path| parse_key_file(&operator_files::read_text(path).ok()?).ok())
        .unwrap_or_default();
    let all = KeySet::new(&[own.as_slice(), &in_file].concat());
    format!(
        "keys: {} ({} in variables, {} in API_KEYS_FILE)",
        all.len(),
        own.len(),
        in_file.len()
    )
}

fn summary(settings: &Settings) -> String {
    let resources = &settings.resources;
    let (each, first) = (
        round_size(resources.worker_memory),
        round_size(resources.first_worker_memory),
    );
    let memory = match resources.workers {
        1 => format!("with {first} of memory"),
        _ if first == each => format!("with {each} of memory each"),
        _ => format!("the first with {first} of memory, the others with {each} each"),
    };
    format!(
        "{}\n\
         workers: {}, {memory}\n\
         memory: {} for bodies, {} for documents of at most {}, {} for the response cache\n\
         the settings are valid\n",
        keys(settings),
        resources.workers,
        round_size(resources.body_memory),
        round_size(resources.answer_memory),
        round_size(resources.max_result_size),
        round_size(settings.conversions.cache_size)
    )
}
