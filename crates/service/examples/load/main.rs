//! A load generator, bounded in time: starts the service that lies beside it, measures it over HTTP, and holds the figures
//! against what the project promises.
//!
//! `load` prints; `load --check` also leaves with 1 where a promise is missed. Every answer of every round is looked at: its
//! status, its length, and that it is the document that was asked for. `load --soak 30` runs a mixture for half an hour and
//! watches the memory.

mod client;
mod crowd;
mod hostile;
mod promises;
mod round;
mod service;
mod soak;
mod stopping;

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;

use promises::Promises;
use round::{Freshness, Round};
use service::Service;

/// Measures the service over HTTP.
#[derive(Debug, Parser)]
struct Options {
    /// Seconds of each round.
    #[arg(long, default_value_t = 4)]
    seconds: u64,
    /// Clients at a time.
    #[arg(long, default_value_t = 16)]
    clients: usize,
    /// Connections that idle beside the load; half of them have had an answer, half have said nothing.
    #[arg(long, default_value_t = 10_000)]
    idle: usize,
    /// Connections whose requests come a byte a second.
    #[arg(long, default_value_t = 1_000)]
    slow: usize,
    /// Leave with 1 where a promise is missed.
    #[arg(long)]
    check: bool,
    /// In place of all rounds: a mixture of requests for so many minutes.
    #[arg(long, value_name = "MINUTES")]
    soak: Option<u64>,
    /// Milliseconds that a client of the soak waits between requests.
    #[arg(long, default_value_t = 0)]
    think: u64,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let options = Options::parse();
    let mut promises = Promises::default();
    match options.soak {
        Some(minutes) => {
            let length = Duration::from_secs(minutes * 60);
            let think = Duration::from_millis(options.think);
            soak::soak(length, options.clients, think, &mut promises)?;
        }
        None => measure(&options, &mut promises)?,
    }
    let are_kept = promises.print();
    Ok(if are_kept || !options.check {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn measure(options: &Options, promises: &mut Promises) -> Result<(), Box<dyn Error>> {
    let length = Duration::from_secs(options.seconds.max(1));
    let service = Service::start(&[])?;
    let ready = service.ready_after.as_secs_f64() * 1e3;
    let idle = service.memory();
    println!("ready after {ready:.0} ms, {idle} MB in memory");
    promises.at_most("ready, ms", ready, 100.0);
    promises.at_most("memory after the first conversion, MB", idle as f64, 70.0);

    let mut most = 0;
    let mut pdf = None;
    for (format, freshness, least, longest) in [
        ("text", Freshness::New, None, None),
        ("html", Freshness::New, Some(10_000.0), None),
        ("pdf", Freshness::New, Some(900.0), Some(40.0)),
        ("pdf", Freshness::Kept, Some(15_000.0), None),
    ] {
        let round = Round::run(&service.address, options.clients, length, format, freshness)?;
        let name = freshness.name(format);
        println!("{name}: {round}; {} MB in memory", service.memory());
        most = most.max(service.memory());
        promises.at_most(
            &format!("{name}, wrong answers"),
            round.failures as f64,
            0.0,
        );
        if let Some(least) = least {
            promises.at_least(&format!("{name}, requests a second"), round.rate(), least);
        }
        if let Some(longest) = longest {
            promises.at_most(&format!("{name}, p99 in ms"), round.at(990), longest);
            pdf = Some(round);
        }
    }
    promises.at_most("memory under load, MB", most as f64, 130.0);
    drop(service);
    if let (Some(pdf), true) = (pdf, options.idle + options.slow > 0) {
        crowd::beside_the_load(options, length, &pdf, promises)?;
    }
    stopping::under_load(options.clients, promises)
}
