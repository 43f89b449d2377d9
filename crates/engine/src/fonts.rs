//! Fonts of a conversion: the bundled ones, and files named by configurations and songs.

use std::collections::BTreeSet;
use std::sync::Arc;

use chordpro_config::view::FontDescription;
use chordpro_config::{Config, Trust};
use chordpro_fonts::{FontBook, FontError};
use chordpro_layout::element_font::FontElement;
use chordpro_song::{
    AssetKind, Assets, Block, BlockKind, Book, Diagnostic, Severity, StyleProperty,
};

/// The maximum number of font files from assets.
const MOST: usize = 64;

/// The bundled fonts and every font file that `config` and the songs of `book` name, as far as `assets` has it; and the files that
/// are unusable.
pub(crate) fn of(
    book: &Book,
    config: &Config,
    assets: &dyn Assets,
    trust: Trust,
) -> (Arc<FontBook>, Vec<Unusable>) {
    let mut unusable = Vec::new();
    let mut fonts = FontBook::bundled();
    let mut names = BTreeSet::new();
    collect(config, &mut names);
    let mut known: Option<&Arc<Config>> = None;
    for song in &book.songs {
        for config in [&song.initial_config, &song.config] {
            if known.is_none_or(|known| !Arc::ptr_eq(known, config)) {
                collect(config, &mut names);
                known = Some(config);
            }
        }
        let blocks = song.sections.iter().flat_map(|section| &section.blocks);
        names.extend(blocks.filter_map(directive));
    }
    let folders = folders(config, assets);
    // Untrusted font names refer to files in the request, never to paths.
    let is_allowed = |name: &&String| trust == Trust::Trusted || !name.contains(['/', '\\']);
    for name in names.iter().filter(is_allowed).take(MOST) {
        // A file from the assets takes precedence over a bundled one of the same name, in the reference's search order.
        let Some(bytes) = open(name, &folders, assets) else {
            continue;
        };
        match fonts.with_face(name, bytes) {
            Ok((more, _)) => fonts = Arc::new(more),
            // A bundled font has the same name, so nothing is missing.
            Err(_) if fonts.by_file(name).is_some() => {}
            Err(reason) => unusable.push(Unusable {
                name: file_name(name).to_owned(),
                reason,
            }),
        }
    }
    if !config.native.fallback_fonts {
        fonts = Arc::new(fonts.without_fallback());
    }
    (fonts, unusable)
}

/// The font files that the families of `config` name and that nobody has, in order.
pub(crate) fn missing_files(config: &Config, fonts: &FontBook) -> Vec<String> {
    let families = config.pdf.fontconfig.iter();
    let files = families.flat_map(|(_, faces)| faces.values().map(|face| face.file.clone()));
    let missing: BTreeSet<String> = files
        .filter(|file| is_file(file) && fonts.by_file(file).is_none())
        .map(|file| file_name(&file).to_owned())
        .collect();
    missing.into_iter().collect()
}

/// Warnings of elements that ask for families that there are not; they get the usual face.
pub(crate) fn unknown_families(book: &Book, config: &Config) -> Vec<Diagnostic> {
    let mut asked = BTreeSet::new();
    let of_songs = book.songs.iter().map(|song| &*song.initial_config);
    for config in std::iter::once(config).chain(of_songs) {
        for element in FontElement::all() {
            let spec = config.pdf.fonts.get(element.name());
            let Some(spec) = spec.filter(|spec| spec.file.is_none()) else {
                continue;
            };
            let Some(text) = &spec.description else {
                continue;
            };
            let description = FontDescription::parse(text);
            if config.pdf.fontconfig.find(&description).is_none() {
                asked.insert((element.name(), text.clone()));
            }
        }
    }
    let warning = |(element, text): (&str, String)| {
        let message =
            format!("No font found for \"{text}\" (pdf.fonts.{element}); another one is used");
        Diagnostic::new("unknown-font", Severity::Warning, message)
    };
    asked.into_iter().map(warning).collect()
}

/// A font file that exists but is unusable.
pub(crate) struct Unusable {
    /// Its name without folders.
    pub(crate) name: String,
    /// The reason.
    pub(crate) reason: FontError,
}

impl Unusable {
    pub(crate) fn diagnostic(&self) -> Diagnostic {
        Diagnostic::new(
            "unusable-font",
            Severity::Warning,
            format!("{}: {}", self.name, self.reason),
        )
    }
}

/// The name of a file without its folders, which must not be disclosed.
fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The folders of `pdf.fontdir`, which untrusted input cannot set; `~` is the user's home.
fn folders(config: &Config, assets: &dyn Assets) -> Vec<String> {
    let expanded = |folder: &String| match folder.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => {
            format!("{}{rest}", assets.variable("HOME").unwrap_or_default())
        }
        _ => folder.clone(),
    };
    config.pdf.fontdir.iter().map(expanded).collect()
}

/// Opens a font file: from the configured folders, else from the default ones.
fn open(name: &str, folders: &[String], assets: &dyn Assets) -> Option<Arc<[u8]>> {
    let is_relative = !name.starts_with('/');
    folders
        .iter()
        .filter(|_| is_relative)
        .find_map(|folder| assets.open(AssetKind::Font, &format!("{folder}/{name}"), None))
        .or_else(|| assets.open(AssetKind::Font, name, None))
}

fn collect(config: &Config, names: &mut BTreeSet<String>) {
    let fonts = config
        .tree()
        .as_map()
        .and_then(|tree| tree.get("pdf")?.as_map()?.get("fonts")?.as_map());
    let elements = fonts.into_iter().flat_map(|fonts| fonts.keys());
    let elements = elements.filter_map(|name| config.pdf.fonts.get(name)?.file.clone());
    let families = config
        .pdf
        .fontconfig
        .iter()
        .flat_map(|(_, faces)| faces.values());
    let families = families.map(|face| face.file.clone());
    names.extend(elements.chain(families).filter(|name| is_file(name)));
}

/// The file named by `{textfont: file.ttf}` and similar directives.
fn directive(block: &Block) -> Option<String> {
    let BlockKind::Change(change) = &block.kind else {
        return None;
    };
    let value = change.value.as_deref()?;
    (change.property == StyleProperty::Font && is_file(value)).then(|| value.to_owned())
}

fn is_file(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".ttf") || name.ends_with(".otf")
}

#[cfg(test)]
mod tests {
    use chordpro_config::NoHost;
    use chordpro_song::NoAssets;

    use super::*;

    /// A user with a font in one folder.
    struct User;

    impl Assets for User {
        fn open(&self, kind: AssetKind, name: &str, _: Option<&str>) -> Option<Arc<[u8]>> {
            let is_there = kind == AssetKind::Font && name == "/home/ann/fonts/Mine.ttf";
            is_there.then(|| Arc::from(*b"a font"))
        }

        fn variable(&self, name: &str) -> Option<String> {
            (name == "HOME").then(|| "/home/ann".to_owned())
        }
    }

    fn config(folders: &str) -> Config {
        let defines = [("pdf.fontdir".to_owned(), folders.to_owned())];
        let (config, _) = Config::load(&[], &defines, Trust::Trusted, &NoHost).expect("folders");
        config
    }

    #[test]
    fn fonts_are_looked_for_in_the_folders_of_the_configuration() {
        let folders = folders(&config("[\"/nowhere\" \"~/fonts\"]"), &User);
        assert_eq!(folders, ["/nowhere", "/home/ann/fonts"]);
        assert!(open("Mine.ttf", &folders, &User).is_some());
        assert!(open("Other.ttf", &folders, &User).is_none());
        assert!(open("Mine.ttf", &folders, &NoAssets).is_none());
    }

    #[test]
    fn files_that_fonts_and_songs_name_are_asked_for() {
        let mut names = BTreeSet::new();
        let defines = [
            ("pdf.fonts.text.file", "Mine.ttf"),
            ("pdf.fonts.chord", "Other.otf 12"),
            ("pdf.fonts.tab", "Courier 9"),
        ]
        .map(|(path, value)| (path.to_owned(), value.to_owned()));
        let (config, _) = Config::load(&[], &defines, Trust::Trusted, &NoHost).expect("fonts");
        collect(&config, &mut names);
        assert!(
            names.contains("Mine.ttf") && names.contains("Other.otf"),
            "{names:?}"
        );
        assert!(names.iter().all(|name| is_file(name)), "{names:?}");
    }
}
