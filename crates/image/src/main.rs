//! The program of the container image: service and command line share their engine and fonts, and so one file. The name by
//! which it is called tells which of them is meant.

use std::ffi::OsStr;
use std::path::Path;
use std::process::ExitCode;

/// The service's choice of allocator, for the same reasons.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let name = std::env::args_os().next().unwrap_or_default();
    if is_command_line(&name) {
        chordpro_cli::main()
    } else {
        chordpro_api::commands::run()
    }
}

/// Whether `name` is one of the command line's.
fn is_command_line(name: &OsStr) -> bool {
    Path::new(name)
        .file_stem()
        .is_some_and(|stem| stem == "chordpro" || stem == "a2crd")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_the_program() {
        for name in ["chordpro", "/usr/local/bin/chordpro", "a2crd"] {
            assert!(is_command_line(OsStr::new(name)), "{name}");
        }
        for name in ["chordpro-api", "/usr/local/bin/chordpro-api", ""] {
            assert!(!is_command_line(OsStr::new(name)), "{name}");
        }
    }
}
