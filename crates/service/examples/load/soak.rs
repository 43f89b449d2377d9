//! A mixture of requests for a long time, while the memory is watched.

use std::error::Error;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::client::{Connection, ConvertRequest};
use crate::hostile;
use crate::promises::Promises;
use crate::service::Service;

/// How often memory is looked at.
const INTERVAL: Duration = Duration::from_secs(5);

/// Requests after which a client takes a new connection.
const CONNECTION: u64 = 200;

/// Most that the last quarter may have over the quarter before it, in megabytes.
const BOUND: f64 = 4.0;

/// Time between two hostile requests.
const PAUSE: Duration = Duration::from_secs(1);

/// Runs the mixture, with a hostile client beside.
pub(crate) fn soak(
    length: Duration,
    clients: usize,
    think: Duration,
    promises: &mut Promises,
) -> Result<(), Box<dyn Error>> {
    let service = Service::start(&[("REQUEST_TIMEOUT", "10s")])?;
    let (right, wrong) = (AtomicU64::new(0), AtomicU64::new(0));
    let (hostile, cut_off) = (AtomicU64::new(0), AtomicU64::new(0));
    let begun = Instant::now();
    let end = begun + length;
    let client = |first: u64| {
        let mut number = first;
        while Instant::now() < end {
            let Ok(mut connection) = Connection::open(&service.address) else {
                wrong.fetch_add(1, Ordering::Relaxed);
                continue;
            };
            for _ in 0..CONNECTION {
                let is_right = connection
                    .ask(&mixture(number))
                    .is_ok_and(|answer| answer.is_right);
                let counter = if is_right { &right } else { &wrong };
                counter.fetch_add(1, Ordering::Relaxed);
                number += clients as u64;
                thread::sleep(think);
                if !is_right || Instant::now() >= end {
                    break;
                }
            }
        }
    };
    let attacker = || {
        let mut orders = hostile::orders().into_iter().cycle();
        while Instant::now() < end {
            let Some(order) = orders.next() else { return };
            let answer = Connection::open(&service.address)
                .and_then(|mut connection| connection.ask(&ConvertRequest::hostile(&order)));
            hostile.fetch_add(1, Ordering::Relaxed);
            cut_off.fetch_add(u64::from(answer.is_err()), Ordering::Relaxed);
            thread::sleep(PAUSE);
        }
    };
    let (client, attacker) = (&client, &attacker);
    let samples = thread::scope(|scope| {
        scope.spawn(attacker);
        for first in 0..clients as u64 {
            scope.spawn(move || client(first));
        }
        let mut samples = Vec::new();
        while Instant::now() < end {
            thread::sleep(INTERVAL.min(end.saturating_duration_since(Instant::now())));
            samples.push(service.memory_in_kilobytes());
            if samples.len() % 12 == 0 {
                println!(
                    "{} min: {} MB in memory, {} answers, {} wrong; {} hostile requests",
                    begun.elapsed().as_secs() / 60,
                    service.memory(),
                    right.load(Ordering::Relaxed),
                    wrong.load(Ordering::Relaxed),
                    hostile.load(Ordering::Relaxed)
                );
            }
        }
        samples
    });
    let quarter = samples.len() / 4;
    let mean = |from: usize, to: usize| {
        let part = samples.get(from..to).unwrap_or_default();
        part.iter().sum::<u64>() as f64 / part.len().max(1) as f64 / 1024.0
    };
    let (third, last) = (
        mean(2 * quarter, 3 * quarter),
        mean(3 * quarter, samples.len()),
    );
    let most = samples.iter().max().copied().unwrap_or(0) / 1024;
    println!(
        "{} answers, {} wrong; {} hostile requests, {} without an answer; {third:.1} MB in the third quarter, {last:.1} MB in the last, {most} MB at most",
        right.load(Ordering::Relaxed),
        wrong.load(Ordering::Relaxed),
        hostile.load(Ordering::Relaxed),
        cut_off.load(Ordering::Relaxed)
    );
    promises.at_most(
        "hostile requests without an answer",
        cut_off.into_inner() as f64,
        0.0,
    );
    promises.at_least("right answers of the soak", right.into_inner() as f64, 1.0);
    promises.at_most("wrong answers of the soak", wrong.into_inner() as f64, 0.0);
    promises.at_most(
        "growth in the second half of the soak, MB",
        last - third,
        BOUND,
    );
    Ok(())
}

/// One of several kinds of requests; most of them are new songs.
fn mixture(number: u64) -> ConvertRequest {
    match number % 16 {
        0..=5 => ConvertRequest::page("pdf", number),
        6..=8 => ConvertRequest::page("html", number),
        9 => ConvertRequest::page("svg", number),
        10 => ConvertRequest::page("text", number),
        11 => ConvertRequest::page("pdf", 0),
        12 => ConvertRequest::get("/diagrams/Am7.svg"),
        13 => ConvertRequest::post("/lint", r#"{"content": "{title: A}\n[C]La [Xyz]la"}"#, 200),
        14 => ConvertRequest::post(
            "/convert",
            r#"{"content": "x", "output_format": "doc"}"#,
            400,
        ),
        _ => ConvertRequest::post("/convert", "no JSON", 400),
    }
}
