//! Reports problems of songs, one finding per line, for editors and hooks:
//!
//! `cargo run -p chordpro-engine --example lint -- one.cho two.cho`
//!
//! Without arguments it reads a song with two mistakes.

use std::error::Error;
use std::fmt::Write;
use std::fs;

use chordpro_engine::{Engine, Format, Input, Request};

const SONG: &str = "{title: Slips}\n{subtitel: One}\n[C]La [Hm]la\n";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    print!("{}", run(&arguments)?);
    Ok(())
}

/// Reads the files in the arguments, and returns the findings.
pub(crate) fn run(arguments: &[String]) -> Result<String, Box<dyn Error>> {
    let mut inputs = Vec::new();
    for file in arguments {
        inputs.push(Input::new(file, fs::read(file)?));
    }
    if inputs.is_empty() {
        inputs.push(Input::new("slips.cho", SONG));
    }
    let mut report = String::new();
    // Strict mode also reports unknown directives.
    let request = Request::book(inputs, Format::Text).strict();
    for finding in Engine::new().lint(&request)? {
        let source = finding.source.as_deref().unwrap_or("book");
        let line = finding.line.unwrap_or(1);
        let column = finding.column.unwrap_or(1);
        let (severity, message) = (finding.severity.name(), &finding.message);
        writeln!(
            report,
            "{source}:{line}:{column}: {severity}: {message} [{}]",
            finding.code
        )?;
        if let Some(hint) = finding.hint {
            writeln!(report, "    {hint}")?;
        }
    }
    Ok(report)
}
