//! The sub-commands: serve (the default), healthcheck, make-key, config check, openapi, audit verify, licences.

mod check;
mod curl;
mod flags;
mod healthcheck;
#[cfg(feature = "redis")]
mod jobs;

use std::io::Write as _;
use std::process::ExitCode;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use chordpro_engine::BUILD;
use clap::{Arg, ArgMatches, Command};
use sd_notify::NotifyState;

pub use curl::curl;
use flags::{Flags, flags};

use crate::app::App;
use crate::routes;
use crate::server::Server;
use crate::server::listener::{self, HandedOver, Listener};
use crate::server::operations_port::OperationsServer;
use crate::server::shutdown::{Stop, Watch, outlive_file_size_limit};
use crate::settings::{Fault, Mode, Settings, Source, table};
use crate::worker::sandbox::Probe;
use crate::worker::{WorkerProgram, process};
use crate::{
    openapi, problem, request::convert_options, security::api_keys, security::audit,
    server::open_files, telemetry::logs, telemetry::metrics,
};

/// Stack of the threads that handle connections; conversions run elsewhere.
const STACK_SIZE: usize = 1 << 20;

/// Threads of the service beside those that handle connections: for the audit log, files, and what comes and goes.
const OTHER_THREADS: usize = 6;

/// How long the first worker may take to start.
const WORKER_START_TIME: Duration = Duration::from_secs(10);

/// Runs what the command line asks for.
pub fn run() -> ExitCode {
    let matches = command().get_matches();
    let flags = Flags::default().with(&matches);
    match matches.subcommand() {
        None => serve(flags.source()),
        Some(("serve", matches)) => serve(flags.with(matches).source()),
        Some(("healthcheck", matches)) => healthcheck::healthcheck(flags.with(matches).source()),
        Some(("config", matches)) => config(flags.with(matches), matches),
        #[cfg(feature = "redis")]
        Some(("jobs", matches)) => match settings(flags.source()) {
            Ok(settings) => jobs::run(settings.redis.as_ref(), matches),
            Err(code) => code,
        },
        Some((name, matches)) => {
            flags.refuse_before(name);
            run_without_settings(name, matches)
        }
    }
}

/// The sub-command `config`: `check`, which is the default, or `table`.
fn config(flags: Flags, matches: &ArgMatches) -> ExitCode {
    match matches.subcommand() {
        Some(("table", matches)) => {
            flags.refuse_before("config table");
            let table = match matches.get_one::<String>("of").map(String::as_str) {
                Some("options") => convert_options::markdown_table(),
                Some("problems") => problem::markdown_table(),
                Some("metrics") => metrics::markdown_table(),
                _ => table::markdown_table(),
            };
            print(&table);
            ExitCode::SUCCESS
        }
        Some((_, matches)) => check::check(&flags.with(matches)),
        None => check::check(&flags),
    }
}

/// The sub-commands to which no setting matters.
fn run_without_settings(name: &str, matches: &ArgMatches) -> ExitCode {
    match name {
        "make-key" => make_key(matches.get_one::<String>("name")),
        "worker" => worker(matches),
        "openapi" => {
            print(&format!("{:#}\n", openapi::describe()));
            ExitCode::SUCCESS
        }
        "licences" => {
            print(&chordpro_engine::licences());
            ExitCode::SUCCESS
        }
        "audit" => {
            let paths = matches
                .subcommand()
                .and_then(|(_, matches)| matches.get_many::<String>("file"));
            verify(paths.into_iter().flatten())
        }
        _ => ExitCode::FAILURE,
    }
}

/// Writes `text` to standard output. A reader that has seen enough closes the pipe; that is no fault.
fn print(text: &str) {
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// What the help says below the flags.
const AFTER_HELP: &str = "Every setting is also an environment variable: PORT, API_KEYS, … A flag takes precedence over its variable, before or after the sub-command.";

fn command() -> Command {
    let check = sub(
        "check",
        "Says whether the settings are valid, and shows them",
    );
    let table = sub("table", "Prints a table of the documentation");
    let verify = sub("verify", "Finds lines of an audit log that were changed");
    let command = Command::new("chordpro-api");
    #[cfg(feature = "redis")]
    let command = command.subcommand(jobs::command());
    command
        .version(version())
        .about("Converts ChordPro songs over HTTP")
        .after_help(AFTER_HELP)
        // A value may follow `--development-mode`, but the name of a sub-command is none.
        .subcommand_precedence_over_arg(true)
        .args(flags())
        .subcommand(sub("serve", "Serves (the default)").args(flags()))
        .subcommand(
            sub(
                "healthcheck",
                "Checks a running service; exits with 0 if it is healthy",
            )
            .args(flags()),
        )
        .subcommand(
            sub("make-key", "Prints a new API key")
                .arg(Arg::new("name").help("The client's name, printed as name=key")),
        )
        .subcommand(
            sub("config", "Checks the settings")
                .args(flags())
                .subcommand(check.args(flags()))
                .subcommand(
                    table.arg(Arg::new("of").help("settings, options, problems or metrics")),
                ),
        )
        .subcommand(
            sub("worker", "Converts for the service that starts it")
                .hide(true)
                .arg(
                    Arg::new("memory")
                        .long("memory")
                        .value_name("BYTES")
                        .value_parser(clap::value_parser!(u64))
                        .default_value("268435456"),
                )
                .arg(Arg::new("probe").long("probe").value_parser(Probe::NAMES)),
        )
        .subcommand(sub(
            "openapi",
            "Prints the description for programs, as GET /openapi.json serves it",
        ))
        .subcommand(sub(
            "licences",
            "Prints the licences of the program and of what is inside it",
        ))
        .subcommand(
            sub("audit", "Works on an audit log")
                .subcommand_required(true)
                .subcommand(
                    verify.arg(
                        Arg::new("file")
                            .required(true)
                            .num_args(1..)
                            .help("The log, or its pieces, the oldest first"),
                    ),
                ),
        )
}

/// What `--version` prints behind the name: the version, and the build on a line of its own.
fn version() -> String {
    format!("{}\nbuild {BUILD}", env!("CARGO_PKG_VERSION"))
}

fn sub(name: &'static str, about: &'static str) -> Command {
    Command::new(name).about(about)
}

fn settings(source: Source) -> Result<Settings, ExitCode> {
    Settings::read(source).map_err(|faults| {
        report(&faults);
        ExitCode::from(2)
    })
}

fn report(faults: &[Fault]) {
    eprintln!("chordpro-api: the settings are not valid:");
    for fault in faults {
        eprintln!("  - {fault}");
    }
}

fn serve(source: Source) -> ExitCode {
    let settings = match settings(source) {
        Ok(settings) => settings,
        Err(code) => return code,
    };
    // Before there are threads: the variables that tell of it are taken away.
    let socket = listener::handed_over();
    let writer = logs::LogWriter::to_stdout();
    let subscriber = logs::subscriber(settings.log.format, settings.log.level, writer.clone());
    let _ = tracing::subscriber::set_global_default(subscriber);
    std::panic::set_hook(Box::new(|panic| {
        // Where, but not what: the message may hold a piece of a song.
        let place = panic
            .location()
            .map(|place| format!("{}:{}", place.file(), place.line()));
        tracing::error!(place, "panic");
    }));
    let threads = settings.resources.workers.clamp(1, 8);
    let runtime = try_threads(threads + OTHER_THREADS).and_then(|()| {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(threads)
            .thread_name("serve")
            .thread_stack_size(STACK_SIZE)
            .enable_all()
            .build()
    });
    let outcome = socket.and_then(|socket| runtime?.block_on(listen(settings, socket)));
    if let Err(error) = &outcome {
        tracing::error!(cause = %error, "the service could not start");
        eprintln!("chordpro-api: the service could not start: {error}");
    }
    writer.flush();
    if outcome.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Starts `count` threads for a moment. The runtime would panic where the system refuses one.
fn try_threads(count: usize) -> std::io::Result<()> {
    let gate = Mutex::new(());
    thread::scope(|scope| {
        let closed = gate.lock();
        let started = (0..count).try_for_each(|_| {
            let passes = || drop(gate.lock());
            let thread = thread::Builder::new().stack_size(64 << 10);
            thread.spawn_scoped(scope, passes).map(drop)
        });
        drop(closed);
        started
    })
    .map_err(|error| {
        let what = format!(
            "WORKERS: the system starts too few threads (a pids limit, or that of a user's processes): {error}"
        );
        std::io::Error::new(error.kind(), what)
    })
}

async fn listen(mut settings: Settings, socket: Option<HandedOver>) -> std::io::Result<()> {
    open_files::bound_connections(&mut settings, open_files::raise())?;
    for warning in &settings.warnings {
        tracing::warn!("{warning}");
    }
    if settings.access.mode == Mode::Development {
        tracing::warn!(
            "DEVELOPMENT MODE: no API key is asked for; never run like this where others can connect"
        );
    }
    outlive_file_size_limit()?;
    let (stop, watch) = (Stop::begin()?, Watch::begin(&settings)?);
    let app = App::new(settings, &WorkerProgram::this())?;
    let server = match socket {
        Some(socket) => Server::on(app.clone(), Listener::take(socket)?),
        None => Server::bind(app.clone()).await?,
    };
    app.pool.ready(WORKER_START_TIME).await?;
    let address = server.place();
    if let Some(operations) = OperationsServer::bind(app.clone()).await? {
        tracing::info!(operations = %operations.address()?, "listening for operators");
        tokio::spawn(operations.serve());
    }
    app.audit.event(
        "start",
        &[
            ("version", env!("CARGO_PKG_VERSION")),
            ("build", BUILD),
            ("keys", &app.keys().len().to_string()),
        ],
    );
    tracing::info!(
        address,
        version = env!("CARGO_PKG_VERSION"),
        build = BUILD,
        keys = app.keys().len(),
        workers = app.settings.resources.workers,
        worker_memory = app.settings.resources.worker_memory,
        confinement = app.pool.confinement().unwrap_or_default().to_string(),
        "listening"
    );
    tokio::spawn(watch.keep(app.clone()));
    routes::jobs::begin(&app);
    tell_manager(NotifyState::Ready);
    let stop = async {
        stop.asked().await;
        tell_manager(NotifyState::Stopping);
    };
    server.serve(stop).await;
    app.audit.event("stop", &[]);
    app.audit.flush();
    tracing::info!("stopped");
    Ok(())
}

/// Tells the service manager that started the service what it is at (`sd_notify`), where it wants to know.
fn tell_manager(state: NotifyState<'_>) {
    if let Err(error) = sd_notify::notify(&[state]) {
        tracing::debug!(cause = %error, "the service manager cannot be told");
    }
}

/// The other side of [`crate::worker`], or a trial of its sandbox.
fn worker(matches: &ArgMatches) -> ExitCode {
    let memory = matches.get_one("memory").copied().unwrap_or(u64::MAX);
    let probe = matches.get_one::<String>("probe");
    let Some(probe) = probe.and_then(|name| Probe::named(name)) else {
        return process::run(memory);
    };
    match probe.run(memory) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("chordpro-api: the sandbox could not be entered: {error}");
            ExitCode::FAILURE
        }
    }
}

fn make_key(name: Option<&String>) -> ExitCode {
    if let Some(name) = name.filter(|name| !api_keys::is_name(name)) {
        eprintln!(
            "chordpro-api: {name:?} is no name: it must be 1 to 64 letters, digits, hyphens, underscores or full stops"
        );
        return ExitCode::from(2);
    }
    match (api_keys::make_key(), name) {
        (Ok(key), None) => print(&format!("{key}\n")),
        (Ok(key), Some(name)) => print(&format!("{name}={key}\n")),
        (Err(error), _) => {
            eprintln!("chordpro-api: the system gives no randomness: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn verify<'a>(paths: impl Iterator<Item = &'a String>) -> ExitCode {
    let (mut chain, mut count) = (audit::Chain::default(), 0);
    for path in paths {
        match std::fs::read_to_string(path).map(|log| chain.follow(&log)) {
            Ok(Ok(lines)) => count += lines,
            Ok(Err(line)) => {
                eprintln!(
                    "chordpro-api: {path}: line {line} was changed, or lines before it are missing"
                );
                return ExitCode::FAILURE;
            }
            Err(error) => {
                eprintln!("chordpro-api: {path}: the log cannot be read: {error}");
                return ExitCode::FAILURE;
            }
        }
    }
    let mut text = format!("{count} lines, none changed or missing\n");
    if let (Some(begin), Some(end)) = (chain.begin(), chain.end()) {
        if begin.is_origin() {
            text.push_str("it begins with the first line of its chain\n");
        } else {
            text.push_str(&format!(
                "it begins with line {} of its chain; the piece before it ends with the digest {}\n",
                begin.sequence + 1,
                begin.digest
            ));
        }
        text.push_str(&format!(
            "it ends with line {}, digest {}\n",
            end.sequence + 1,
            end.digest
        ));
    }
    if chain.lost() > 0 {
        text.push_str(&format!(
            "{} lines could not be written (event \"lines lost\")\n",
            chain.lost()
        ));
    }
    print(&text);
    ExitCode::SUCCESS
}
