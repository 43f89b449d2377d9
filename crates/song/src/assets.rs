//! What a song may see besides its own text: images, included files, configurations, fonts.

use std::sync::Arc;

/// What a name stands for, so that a provider can look in the right place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AssetKind {
    /// A picture for `{image}` or `<img>`.
    Image,
    /// A song fragment for `##include`.
    Include,
    /// A configuration named by a song (`##config`) or lying beside it.
    Config,
    /// A font file.
    Font,
    /// A PDF document: cover, matter, page background.
    Document,
    /// A page template, a song itself.
    Template,
    /// A style sheet for HTML.
    Style,
}

/// The only way from the engine to anything outside the request.
pub trait Assets: Send + Sync {
    /// The bytes of the asset called `name`, or `None` where there is none that the song may see.
    ///
    /// `beside` is the name of the song that asks, for providers that look next to it.
    fn open(&self, kind: AssetKind, name: &str, beside: Option<&str>) -> Option<Arc<[u8]>>;

    /// The variable of the environment called `name`, for configurations in the form of properties. None, unless a provider
    /// knows them.
    fn variable(&self, _name: &str) -> Option<String> {
        None
    }
}

/// The provider that has nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoAssets;

impl Assets for NoAssets {
    fn open(&self, _: AssetKind, _: &str, _: Option<&str>) -> Option<Arc<[u8]>> {
        None
    }
}
