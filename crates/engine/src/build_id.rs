//! Which version and build of the engine this is.

/// The version of the engine and of every crate that is released with it.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The build: what the environment variable `CHORDPRO_BUILD` held when the engine was compiled, in releases the commit;
/// `dev` where it held nothing.
pub const BUILD: &str = match option_env!("CHORDPRO_BUILD") {
    Some(build) if !build.is_empty() => build,
    _ => "dev",
};
