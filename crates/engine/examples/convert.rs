//! Converts a song to the format of the output file's extension:
//!
//! `cargo run -p chordpro-engine --example convert -- song.cho song.pdf`
//!
//! Without arguments it prints a song as text, two semitones up.

use std::error::Error;
use std::fs;
use std::path::Path;

use chordpro_engine::{Engine, Format, Request};

const SONG: &str = "{title: Amazing Grace}\n\n\
    [C]Amazing grace, how [F]sweet the [C]sound\n\
    That saved a wretch like [G]me\n";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    println!("{}", run(&arguments)?);
    Ok(())
}

/// Runs with the given arguments, and returns the text to print.
pub(crate) fn run(arguments: &[String]) -> Result<String, Box<dyn Error>> {
    let engine = Engine::new();
    let [song, output] = arguments else {
        let artifact = engine.convert(&Request::new(SONG, Format::Text).transpose(2))?;
        return Ok(String::from_utf8(artifact.bytes)?);
    };
    let suffix = Path::new(output)
        .extension()
        .and_then(|suffix| suffix.to_str());
    let format = suffix
        .and_then(Format::from_name)
        .ok_or("no format has this suffix")?;
    let artifact = engine.convert(&Request::new(fs::read(song)?, format))?;
    fs::write(output, &artifact.bytes)?;
    Ok(format!(
        "{output}: {} bytes, {} pages",
        artifact.bytes.len(),
        artifact.pages
    ))
}
