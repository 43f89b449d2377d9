//! Version and build of the engine.

/// The version of the engine and of all crates released with it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The build: the value of the environment variable `CHORDPRO_BUILD` at compile time, in releases the commit;
/// `dev` if it was empty.
pub const BUILD: &str = match option_env!("CHORDPRO_BUILD") {
    Some(build) if !build.is_empty() => build,
    _ => "dev",
};
