//! The program `chordpro-api`.

/// Many threads allocate and free at once: docs/performance.md compares allocators.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    chordpro_api::commands::run()
}
