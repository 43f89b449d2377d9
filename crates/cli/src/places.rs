//! Search path: the user's folder, and resource folders.

use std::env;
use std::path::{Path, PathBuf};

/// The user's folder: `$XDG_CONFIG_HOME/chordpro`, else the first of the default ones that exists.
pub(crate) fn user_folder() -> Option<PathBuf> {
    if let Some(base) = env::var_os("XDG_CONFIG_HOME").filter(|base| !base.is_empty()) {
        return Some(Path::new(&base).join("chordpro"));
    }
    let home = PathBuf::from(env::var_os("HOME").filter(|home| !home.is_empty())?);
    [home.join(".config/chordpro"), home.join(".chordpro")]
        .into_iter()
        .find(|folder| folder.is_dir())
}

/// The resource folders in search order: `CHORDPRO_LIB`, then the user's folder.
pub(crate) fn resource_folders() -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = env::var_os("CHORDPRO_LIB")
        .map(|list| env::split_paths(&list).collect())
        .unwrap_or_default();
    folders.retain(|folder| !folder.as_os_str().is_empty());
    folders.extend(user_folder());
    folders
}

/// The folder of a song, from its name; empty for the working folder.
pub(crate) fn folder_of(song: &str) -> &Path {
    Path::new(song).parent().unwrap_or_else(|| Path::new(""))
}
