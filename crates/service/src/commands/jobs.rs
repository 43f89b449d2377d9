//! `chordpro-api jobs`: the dead letters of Redis, to be seen, sent again, or dropped.

use std::process::ExitCode;

use clap::{Arg, ArgMatches, Command};

use crate::redis::job_store::JobStore;
use crate::redis::{JobAway, SharedPlace};

/// The sub-command.
pub(super) fn command() -> Command {
    let one = |name: &'static str, about: &'static str| {
        let id = Arg::new("id").required(true).help("The job, or all");
        Command::new(name).about(about).arg(id)
    };
    Command::new("jobs")
        .about("Shows the jobs in Redis that were given up, and settles them")
        .subcommand_required(true)
        .subcommand(
            Command::new("list")
                .about("Prints the jobs that were given up, one a line: its id and why"),
        )
        .subcommand(one("retry", "Sends a job that was given up again"))
        .subcommand(one("drop", "Forgets a job that was given up"))
}

/// Runs it on the Redis at `place`.
pub(super) fn run(place: Option<&SharedPlace>, matches: &ArgMatches) -> ExitCode {
    let Some(store) = place.and_then(JobStore::new) else {
        eprintln!("chordpro-api: jobs are kept in Redis: REDIS_URL is not set");
        return ExitCode::from(2);
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let outcome = runtime.map(|runtime| runtime.block_on(settle(&store, matches)));
    match outcome {
        Ok(Ok(text)) => {
            super::print(&text);
            ExitCode::SUCCESS
        }
        Ok(Err(JobAway::Full)) => failed("Redis is full"),
        Ok(Err(JobAway::Away)) => failed("Redis does not answer"),
        Err(error) => failed(&error.to_string()),
    }
}

fn failed(why: &str) -> ExitCode {
    eprintln!("chordpro-api: {why}");
    ExitCode::FAILURE
}

async fn settle(store: &JobStore, matches: &ArgMatches) -> Result<String, JobAway> {
    let dead = store.dead().await?;
    let Some((name, matches)) = matches.subcommand() else {
        return Ok(String::new());
    };
    if name == "list" {
        let (waiting, _) = store.lengths().await?;
        let lines = dead.iter().map(|(_, id, cause)| format!("{id}  {cause}\n"));
        let count = dead.len();
        return Ok(format!(
            "{waiting} in the queue, {count} given up\n{}",
            lines.collect::<String>()
        ));
    }
    let wanted = matches.get_one::<String>("id").map_or("", String::as_str);
    let mut text = String::new();
    for (_, id, _) in &dead {
        if (wanted == "all" || wanted == id) && store.settle(id, name == "retry").await? {
            text.push_str(&format!("{id}\n"));
        }
    }
    Ok(text)
}
