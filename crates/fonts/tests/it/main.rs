//! Integration tests of the font bundle.

#[cfg(feature = "freefont")]
mod fallback;
#[cfg(feature = "freefont")]
mod metrics;
#[cfg(not(feature = "freefont"))]
mod without_freefont;
