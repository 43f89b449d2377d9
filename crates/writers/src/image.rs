//! Images in the text formats.

use chordpro_song::{Asset, AssetContent, Picture, Song};

/// The asset of a picture.
pub(crate) fn asset<'a>(song: &'a Song, image: &Picture) -> Option<&'a Asset> {
    song.assets.get(&image.id)
}

/// The source of an image in a word: its file, or a replacement.
pub(crate) fn source_of<'a>(song: &'a Song, image: &'a Picture) -> &'a str {
    match asset(song, image).map(|asset| &asset.content) {
        Some(AssetContent::Bitmap { source, .. } | AssetContent::Missing { source })
            if !source.is_empty() =>
        {
            source
        }
        Some(AssetContent::Delegated {
            source, delegate, ..
        }) => {
            if source.is_empty() {
                delegate
            } else {
                source
            }
        }
        Some(AssetContent::ChordDiagram { name }) => name,
        Some(AssetContent::Bitmap { .. } | AssetContent::Missing { .. }) | None => &image.id,
    }
}

/// Writes an image's source and its options; values with white space are quoted.
pub(crate) fn push_text_image(out: &mut String, source: &str, image: &Picture) {
    out.push_str(source);
    for (key, value) in &image.options {
        out.push(' ');
        let has_blank = key.contains(char::is_whitespace) || value.contains(char::is_whitespace);
        if has_blank {
            out.push('"');
        }
        out.push_str(key);
        out.push('=');
        out.push_str(value);
        if has_blank {
            out.push('"');
        }
    }
}

/// The address of an image for a link: only a web address, or a plain relative name without characters that
/// could end the link.
pub(crate) fn address_of<'a>(song: &'a Song, image: &Picture) -> Option<&'a str> {
    let source = match &asset(song, image)?.content {
        AssetContent::Bitmap { source, .. } | AssetContent::Missing { source } => source.as_str(),
        AssetContent::Delegated { source, .. } => source.as_str(),
        AssetContent::ChordDiagram { .. } => return None,
    };
    let is_web = source.starts_with("https://") || source.starts_with("http://");
    let is_clean = source
        .chars()
        .all(|c| c.is_alphanumeric() || "-._~/%+,=&?#@!$;:".contains(c));
    let is_relative = !source.starts_with('/') && !source.contains(':');
    (!source.is_empty() && is_clean && (is_web || is_relative)).then_some(source)
}
