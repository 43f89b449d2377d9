//! The program `chordpro`.

fn main() -> std::process::ExitCode {
    chordpro_cli::main()
}
