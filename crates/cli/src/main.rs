//! `chordpro`: songs from files to documents.

mod arguments;
mod files;

use std::process::ExitCode;
use std::sync::Arc;

use chordpro_engine::{Engine, Input, Request};

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{}", failure.message);
            ExitCode::from(failure.status)
        }
    }
}

/// A message for the terminal and the exit status that goes with it.
struct Failure {
    message: String,
    status: u8,
}

fn run() -> Result<(), Failure> {
    let arguments = arguments::parse(std::env::args().skip(1))?;
    let mut inputs = Vec::new();
    for name in &arguments.inputs {
        let content = std::fs::read(name).map_err(|error| Failure {
            message: format!("{name}: {}", files::reason(&error)),
            status: 2,
        })?;
        inputs.push(Input::new(name, content));
    }
    let request = Request {
        inputs,
        options: arguments.options,
        assets: Arc::new(files::FileAssets),
        ..Request::new(Vec::new(), arguments.format)
    };
    let artifact = Engine::new().convert(&request).map_err(|error| Failure {
        message: error.to_string(),
        status: 255,
    })?;
    for diagnostic in &artifact.diagnostics {
        eprintln!("{}", diagnostic.text());
    }
    std::fs::write(&arguments.output, &artifact.bytes).map_err(|error| Failure {
        message: format!("{}: {}", arguments.output, files::reason(&error)),
        status: 2,
    })
}
