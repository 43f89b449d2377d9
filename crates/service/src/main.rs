//! The program `chordpro-api`.

mod commands;

/// Many threads allocate and free at once; this allocator gives memory back and keeps threads apart.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    commands::run()
}
