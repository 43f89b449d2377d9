//! The program `chordpro-api`.

/// Many threads allocate and free at once; this allocator gives memory back and keeps threads apart.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    chordpro_api::commands::run()
}
