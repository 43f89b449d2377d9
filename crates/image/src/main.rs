//! The program of the container image: service and command line in one file, because they share the engine and its fonts. The name
//! that it is called by selects the program.

use std::ffi::OsStr;
use std::path::Path;
use std::process::ExitCode;

/// The service's choice of allocator, for the same reasons.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// The names of the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Name {
    /// The service.
    Service,
    /// The command line.
    CommandLine,
    /// The health check of compose files that call curl.
    Curl,
}

impl Name {
    fn of(name: &OsStr) -> Self {
        match Path::new(name).file_stem().and_then(OsStr::to_str) {
            Some("chordpro" | "a2crd") => Name::CommandLine,
            Some("curl") => Name::Curl,
            _ => Name::Service,
        }
    }
}

fn main() -> ExitCode {
    let name = std::env::args_os().next().unwrap_or_default();
    match Name::of(&name) {
        Name::Service => chordpro_api::commands::run(),
        Name::CommandLine => chordpro_cli::main(),
        Name::Curl => chordpro_api::commands::curl(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_tells_the_program() {
        for (name, program) in [
            ("chordpro", Name::CommandLine),
            ("/usr/local/bin/chordpro", Name::CommandLine),
            ("a2crd", Name::CommandLine),
            ("curl", Name::Curl),
            ("/usr/local/bin/curl", Name::Curl),
            ("chordpro-api", Name::Service),
            ("/usr/local/bin/chordpro-api", Name::Service),
            ("", Name::Service),
        ] {
            assert_eq!(Name::of(OsStr::new(name)), program, "{name}");
        }
    }
}
