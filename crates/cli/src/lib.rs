//! `chordpro`: songs from files to documents, with the options of the reference.

mod configs;
mod conversion;
mod dump;
mod failure;
mod filelist;
mod files;
mod fixing;
mod help;
mod import;
mod invocation;
mod lint;
mod naming;
mod option;
mod output;
mod parser;
mod places;
mod reading;
mod task;
mod user;

use std::path::Path;
use std::process::ExitCode;

use failure::Failure;
use invocation::Program;

/// The main function: reads the process's command line, converts, and returns the exit status.
pub fn main() -> ExitCode {
    match run() {
        Ok(status) => ExitCode::from(status),
        Err(failure) => {
            if !failure.message.is_empty() {
                eprintln!("{}", failure.message.trim_end());
            }
            ExitCode::from(failure.status)
        }
    }
}

fn run() -> Result<u8, Failure> {
    let mut arguments = std::env::args_os().map(|argument| {
        argument.into_string().map_err(|argument| {
            Failure::refused(format!("{}: not UTF-8", argument.to_string_lossy()))
        })
    });
    let program = match arguments.next() {
        Some(Ok(name))
            if Path::new(&name)
                .file_stem()
                .is_some_and(|stem| stem == "a2crd") =>
        {
            Program::Import
        }
        _ => Program::ChordPro,
    };
    let mut arguments = arguments.collect::<Result<Vec<String>, Failure>>()?;
    // The commands `import` and `lint`; a file of that name is `./import`.
    if let Some(first) = arguments.first_mut()
        && matches!(first.as_str(), "import" | "lint")
    {
        first.insert_str(0, "--");
    }
    conversion::run(invocation::read(arguments, program)?)
}
