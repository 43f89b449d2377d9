//! Songs that ask for much more memory than they have bytes end at the limit of memory, and say so.

use chordpro_engine::{ConfigSource, Engine, Error, Format, Limit, Limits, Request};
use libtest_mimic::{Failed, Trial};

/// Makes a hostile request.
type Maker = fn() -> Request;

/// What a conversion may hold by its limits, and what it may have taken beside that by then.
const LIMIT: u64 = 64 << 20;
const BESIDE: u64 = 96 << 20;

/// The title is in the footer of each page.
fn long_title() -> Request {
    let title = "x".repeat(60_000);
    let pages = "{np}\nx\n".repeat(1900);
    Request::new(format!("{{title: {title}}}\n{pages}"), Format::Pdf)
}

/// The footer is many times the title.
fn footer_of_titles() -> Request {
    let title = "x".repeat(120);
    let pages = "{np}\nx\n".repeat(1500);
    let footer = "%{title}".repeat(500);
    let settings =
        format!(r#"{{"pdf": {{"formats": {{"default": {{"footer": ["", "{footer}", ""]}}}}}}}}"#);
    Request::new(format!("{{title: {title}}}\n{pages}"), Format::Pdf)
        .config(ConfigSource::text("mine.json", &settings))
}

fn check(make: fn() -> Request) -> Result<(), Failed> {
    let engine = Engine::new();
    let mut request = make();
    let mut limits = Limits::default();
    limits.memory = LIMIT;
    request.limits = limits;
    let mut result = None;
    let memory = allocation_counter::measure(|| result = Some(engine.convert(&request)));
    match result {
        Some(Err(Error::Exceeded(e))) if (e.limit, e.allowed) == (Limit::Memory, LIMIT) => {}
        Some(Err(other)) => return Err(format!("another error: {other}").into()),
        _ => return Err("no error".into()),
    }
    if memory.bytes_max > LIMIT + BESIDE {
        return Err(format!("takes {} MiB", memory.bytes_max >> 20).into());
    }
    Ok(())
}

/// A test for each kind.
pub(crate) fn tests() -> Vec<Trial> {
    let kinds: [(&str, Maker); 2] = [
        ("a long title on every page", long_title),
        ("a footer of many titles", footer_of_titles),
    ];
    kinds
        .into_iter()
        .map(|(name, make)| Trial::test(format!("limits/{name}"), move || check(make)))
        .collect()
}
