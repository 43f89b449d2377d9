//! Queries about configurations and options.

use std::sync::Arc;

use chordpro_chords::{Key, Notation, Transposition};
use chordpro_config::Config;

use crate::configuration::AssetHost;
use crate::{Assets, Diagnostic, Engine, Error, Request};

impl Engine {
    /// The configuration that a request's songs start with, and its diagnostics.
    ///
    /// # Errors
    /// [`Error::Config`] and [`Error::Option`].
    pub fn configuration(
        &self,
        request: &Request,
    ) -> Result<(Arc<Config>, Vec<Diagnostic>), Error> {
        let mut diagnostics = Vec::new();
        let config = self.config(request, &mut diagnostics)?;
        Ok((config, diagnostics))
    }
}

/// The configuration file `name` rewritten as relaxed JSON with comments, without merging.
///
/// # Errors
/// [`Error::Config`] if `content` is not a configuration.
pub fn converted_config(name: &str, content: &[u8], assets: &dyn Assets) -> Result<String, Error> {
    Ok(chordpro_config::print::converted(
        name,
        content,
        &AssetHost(assets),
    )?)
}

/// Whether `text` is a transposition, such as `2`, `-3` or `+1s`, or a target key.
pub fn is_transposition(text: &str) -> bool {
    Transposition::parse(text).is_some() || is_key(text)
}

/// Whether `text` is a key, such as `Bb` or `F#m`.
pub fn is_key(text: &str) -> bool {
    Key::parse(text, &Notation::common()).is_some()
}

/// Whether `name` is a built-in preset, such as `ukulele` or `notes:german`.
pub fn is_preset(name: &str) -> bool {
    chordpro_config::preset(name).is_some()
}
