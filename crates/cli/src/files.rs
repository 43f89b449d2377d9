//! Assets from files, for the user's own songs.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chordpro_engine::{AssetKind, Assets};

use crate::places;

/// Files that songs and configurations name.
pub(crate) struct FileAssets {
    folders: Vec<PathBuf>,
    font_folder: Option<PathBuf>,
}

impl FileAssets {
    /// Assets with this user's resource folders.
    pub(crate) fn new() -> Self {
        FileAssets {
            folders: places::resource_folders(),
            font_folder: std::env::var_os("FONTDIR").map(PathBuf::from),
        }
    }

    /// The candidate paths of a name, best first. A name with a folder is used unchanged; other names are searched beside the
    /// song and in the resource folders.
    fn places(&self, kind: AssetKind, name: &str, beside: Option<&str>) -> Vec<PathBuf> {
        let path = Path::new(name);
        let has_folder = path
            .parent()
            .is_some_and(|parent| !parent.as_os_str().is_empty());
        let next_to_it = beside.map(|song| places::folder_of(song).join(name));
        let mut places: Vec<PathBuf> = Vec::new();
        match kind {
            // Configurations refer to others relative to themselves.
            AssetKind::Config => places.extend(next_to_it.into_iter().chain([path.to_owned()])),
            _ if has_folder => places.extend([path.to_owned()].into_iter().chain(next_to_it)),
            _ => places.extend(next_to_it.into_iter().chain([path.to_owned()])),
        }
        if !path.is_absolute() {
            let subfolders: &[&str] = match kind {
                AssetKind::Image => &["images", "icons"],
                AssetKind::Include => &["include"],
                AssetKind::Config => &["config"],
                AssetKind::Font => &["fonts"],
                AssetKind::Template => &["templates"],
                AssetKind::Style => &["styles"],
                // There is no separate folder for documents.
                _ => &[],
            };
            for subfolder in subfolders {
                places.extend(
                    self.folders
                        .iter()
                        .map(|folder| folder.join(subfolder).join(name)),
                );
            }
            if kind == AssetKind::Font {
                places.extend(self.font_folder.iter().map(|folder| folder.join(name)));
            }
        }
        places
    }
}

impl Assets for FileAssets {
    fn open(&self, kind: AssetKind, name: &str, beside: Option<&str>) -> Option<Arc<[u8]>> {
        if name.is_empty() {
            return None;
        }
        self.places(kind, name, beside)
            .into_iter()
            .filter(|path| path.is_file())
            .find_map(|path| std::fs::read(path).ok())
            .map(Arc::from)
    }

    fn variable(&self, name: &str) -> Option<String> {
        std::env::var(name).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(kind: AssetKind, name: &str) -> Vec<String> {
        let assets = FileAssets {
            folders: vec![PathBuf::from("lib")],
            font_folder: Some(PathBuf::from("fontdir")),
        };
        assets
            .places(kind, name, Some("songs/a.cho"))
            .iter()
            .map(|path| path.display().to_string())
            .collect()
    }

    #[test]
    fn plain_names_are_looked_for_next_to_the_song_first() {
        assert_eq!(
            places(AssetKind::Image, "dot.png"),
            [
                "songs/dot.png",
                "dot.png",
                "lib/images/dot.png",
                "lib/icons/dot.png"
            ]
        );
    }

    #[test]
    fn names_with_a_folder_are_taken_as_they_are_first() {
        let places = places(AssetKind::Image, "pics/dot.png");
        assert_eq!(places.first().map(String::as_str), Some("pics/dot.png"));
    }

    #[test]
    fn fonts_have_a_folder_of_their_own() {
        let places = places(AssetKind::Font, "a.ttf");
        assert_eq!(places.last().map(String::as_str), Some("fontdir/a.ttf"));
    }
}
