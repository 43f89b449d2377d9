//! Images and delegated sections as ChordPro (`docs/spec/outputs.md#3.7`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chordpro_song::{Asset, AssetContent, Budget, Exceeded, Picture, Song, TextBlock};

use crate::WriteOptions;

/// The number of bytes of an image per line.
const BYTES_A_LINE: usize = 57;

/// The lines of the section that an image was made from, if any.
pub(super) fn section<'a>(song: &'a Song, image: &Picture) -> Option<(&'a str, &'a [String])> {
    match &song.assets.get(&image.id)?.content {
        AssetContent::Delegated {
            source,
            delegate,
            data,
        } if source.is_empty() && is_anonymous(&image.id) => Some((delegate, data)),
        _ => None,
    }
}

/// Whether the id was generated.
fn is_anonymous(id: &str) -> bool {
    id.starts_with("_Image")
}

/// Writes an image of the body; `label` is the label of the section that it was made from.
pub(super) fn push_image(
    out: &mut String,
    song: &Song,
    image: &Picture,
    label: Option<&str>,
    options: &WriteOptions,
) {
    let asset = song.assets.get(&image.id);
    if !options.is_complete() {
        push_reference_image(out, asset, image);
        return;
    }
    if let Some((name, data)) = section(song, image) {
        let own = asset.into_iter().flat_map(|asset| asset.options.iter());
        let own = own.filter(|(key, _)| !image.options.contains_key(*key));
        let attributes = image
            .options
            .iter()
            .chain(own)
            .map(|(key, value)| (&**key, &**value))
            .filter(|(key, _)| *key != "label");
        let label = label.map(|label| ("label", label));
        push_section(out, name, data, label.into_iter().chain(attributes));
        return;
    }
    if asset.is_none() && is_anonymous(&image.id) {
        return;
    }
    out.push_str("{image:");
    let source = asset
        .map(|asset| &asset.content)
        .and_then(|content| match content {
            AssetContent::Bitmap { source, .. }
            | AssetContent::Delegated { source, .. }
            | AssetContent::Missing { source } => Some(source.as_str()),
            AssetContent::ChordDiagram { .. } => None,
        });
    let content = asset.map(|asset| &asset.content);
    if let Some(AssetContent::Bitmap {
        source,
        data,
        subtype,
        ..
    }) = content
        && source.is_empty()
        && is_anonymous(&image.id)
    {
        out.push_str(" src=\"");
        push_data_uri(out, data, subtype);
        out.push('"');
    } else {
        match (source, content) {
            (_, Some(AssetContent::ChordDiagram { name })) => push_attribute(out, "chord", name),
            (Some(source), _) if !source.is_empty() && is_anonymous(&image.id) => {
                push_attribute(out, "src", source);
            }
            _ => push_attribute(out, "id", &image.id),
        }
    }
    for (key, value) in &image.options {
        push_attribute(out, key, value);
    }
    out.push_str("}\n");
}

/// Writes an image as the reference does: without the source of data, and with quotes doubled.
fn push_reference_image(out: &mut String, asset: Option<&Asset>, image: &Picture) {
    if let Some(Asset {
        content:
            AssetContent::Delegated {
                source,
                delegate,
                data,
            },
        ..
    }) = asset
        && source.is_empty()
        && delegate == "abc"
    {
        for line in data {
            out.push_str(line);
            out.push('\n');
        }
        return;
    }
    let source = match asset.map(|asset| &asset.content) {
        Some(AssetContent::Bitmap {
            source,
            data,
            subtype,
            ..
        }) if source.is_empty() && is_anonymous(&image.id) => {
            let mut uri = String::new();
            push_data_uri(&mut uri, data, subtype);
            uri
        }
        Some(
            AssetContent::Bitmap { source, .. }
            | AssetContent::Delegated { source, .. }
            | AssetContent::Missing { source },
        ) => source.clone(),
        Some(AssetContent::ChordDiagram { name }) => format!("chord:{name}"),
        None => String::new(),
    };
    out.push_str("{image: ");
    if source.contains(char::is_whitespace) {
        out.push_str("\"\"");
        out.push_str(&source);
        out.push_str("\"\"");
    } else {
        out.push_str(&source);
    }
    for (key, value) in &image.options {
        out.push(' ');
        let quote = if value.contains(char::is_whitespace) {
            "\""
        } else {
            ""
        };
        out.push_str(quote);
        out.push_str(key);
        out.push('=');
        out.push_str(value);
        out.push_str(quote);
    }
    out.push_str("}\n");
}

/// Writes image data into the `{image}` directive as a `data:` URL.
fn push_data_uri(out: &mut String, data: &[u8], subtype: &str) {
    out.push_str("data:image/");
    out.push_str(if subtype == "jpg" { "jpeg" } else { subtype });
    out.push_str(";base64,");
    STANDARD.encode_string(data, out);
}

/// ` key="value"`, escaped.
fn push_attribute(out: &mut String, key: &str, value: &str) {
    out.push(' ');
    out.push_str(key);
    out.push_str("=\"");
    for c in value.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '"' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}

/// Writes a section that is kept as data.
pub(super) fn push_text_block(out: &mut String, block: &TextBlock) {
    let options = block.options.iter();
    push_section(
        out,
        &block.name,
        &block.data,
        options.map(|(key, value)| (&**key, &**value)),
    );
}

fn push_section<'a>(
    out: &mut String,
    name: &str,
    data: &[String],
    attributes: impl Iterator<Item = (&'a str, &'a str)>,
) {
    out.push_str("{start_of_");
    out.push_str(name);
    for (key, value) in attributes {
        push_attribute(out, key, value);
    }
    out.push_str("}\n");
    for line in data {
        out.push_str(line);
        out.push('\n');
    }
    out.push_str("{end_of_");
    out.push_str(name);
    out.push_str("}\n");
}

/// Writes the data embedded in the song (`##image`, `##asset`).
pub(super) fn push_assets(out: &mut String, song: &Song, budget: &Budget) -> Result<(), Exceeded> {
    let is_own = |id: &str, asset: &Asset| !is_anonymous(id) && asset.line > 0;
    for (id, asset) in song.assets.iter().filter(|(id, asset)| is_own(id, asset)) {
        match &asset.content {
            AssetContent::Bitmap { source, data, .. } if source.is_empty() => {
                push_asset_head(out, "##image:", id, asset);
                for bytes in data.chunks(BYTES_A_LINE) {
                    out.push_str("# ");
                    STANDARD.encode_string(bytes, out);
                    out.push('\n');
                }
            }
            AssetContent::Delegated {
                source,
                delegate,
                data,
            } if source.is_empty() => {
                if asset.context.is_empty() {
                    push_asset_head(out, "##asset:", id, asset);
                    for line in data {
                        out.push_str("# ");
                        out.push_str(line);
                        out.push('\n');
                    }
                } else {
                    let options = asset.options.iter().filter(|(key, _)| *key != "id");
                    let attributes = options.map(|(key, value)| (&**key, &**value));
                    push_section(
                        out,
                        delegate,
                        data,
                        std::iter::once(("id", id.as_str())).chain(attributes),
                    );
                }
            }
            _ => {}
        }
        budget.check_bytes(out.len() as u64)?;
    }
    Ok(())
}

fn push_asset_head(out: &mut String, keyword: &str, id: &str, asset: &Asset) {
    out.push_str(keyword);
    push_attribute(out, "id", id);
    if let AssetContent::Delegated { delegate, .. } = &asset.content
        && !asset.options.contains_key("type")
    {
        push_attribute(out, "type", delegate);
    }
    for (key, value) in asset.options.iter().filter(|(key, _)| *key != "id") {
        push_attribute(out, key, value);
    }
    out.push('\n');
}
