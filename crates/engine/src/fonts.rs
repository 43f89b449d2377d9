//! The fonts of a conversion: the bundle, and files that configurations and songs ask for.

use std::collections::BTreeSet;
use std::sync::Arc;

use chordpro_config::Config;
use chordpro_fonts::FontBook;
use chordpro_song::{AssetKind, Assets, Book, ControlProperty, Element, ElementKind};

/// At most as many font files are taken from outside.
const MOST: usize = 64;

/// The bundle with every font file that `config` and the songs of `book` name, and that `assets` has.
///
/// Files that are no fonts are left out: who asks for them is told that there is no such font.
pub(crate) fn of(book: &Book, config: &Config, assets: &dyn Assets) -> Arc<FontBook> {
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
        names.extend(song.body.iter().filter_map(directive));
    }
    for name in names.iter().take(MOST) {
        // A file of the bundle's own name from outside wins, as the reference looks there first.
        if let Some(bytes) = assets.open(AssetKind::Font, name, None)
            && let Ok((more, _)) = fonts.with_face(name, bytes)
        {
            fonts = Arc::new(more);
        }
    }
    if config.native.fallback_fonts {
        fonts
    } else {
        Arc::new(fonts.without_fallback())
    }
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

/// The file that `{textfont: file.ttf}` and its like ask for.
fn directive(element: &Element) -> Option<String> {
    let ElementKind::Control(control) = &element.kind else {
        return None;
    };
    let value = control.value.as_deref()?;
    (control.property == ControlProperty::Font && is_file(value)).then(|| value.to_owned())
}

fn is_file(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".ttf") || name.ends_with(".otf")
}
