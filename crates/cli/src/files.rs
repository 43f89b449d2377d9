//! What the user's own songs may see: files.

use std::io;
use std::path::Path;
use std::sync::Arc;

use chordpro_engine::{AssetKind, Assets};

/// Files as the user named them: as given, else next to the song.
pub(crate) struct FileAssets;

impl Assets for FileAssets {
    fn open(&self, _: AssetKind, name: &str, beside: Option<&str>) -> Option<Arc<[u8]>> {
        let beside = beside
            .and_then(|song| Path::new(song).parent())
            .map(|folder| folder.join(name));
        beside
            .into_iter()
            .chain([name.into()])
            .find_map(|path| std::fs::read(path).ok())
            .map(Arc::from)
    }
}

/// The reason of a failure in the words of the operating system, without its number.
pub(crate) fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error")
        .next()
        .unwrap_or_default()
        .to_owned()
}
