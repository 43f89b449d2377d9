//! Images, embedded in the page as `data:` URLs (`docs/spec/outputs.md#4.6`).

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use chordpro_song::{AssetContent, Budget, Exceeded, Picture, Song};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::diagram;
use super::escape::push_attribute;
use crate::WriteOptions;
use crate::image::asset;

/// The characters of an address that are not percent-encoded.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Writes an image; nothing if there is none to show.
pub(super) fn push_picture(
    out: &mut String,
    song: &Song,
    image: &Picture,
    options: &WriteOptions,
    budget: &Budget,
) -> Result<(), Exceeded> {
    let Some(asset) = asset(song, image) else {
        return Ok(());
    };
    match &asset.content {
        AssetContent::Bitmap { data, subtype, .. } => {
            budget.check_bytes((out.len() + data.len() / 3 * 4) as u64)?;
            out.push_str("<div class=\"image\"><img src=\"data:image/");
            let is_word = subtype.bytes().all(|byte| byte.is_ascii_alphanumeric());
            out.push_str(match subtype.as_str() {
                "jpg" => "jpeg",
                subtype if is_word => subtype,
                _ => "png",
            });
            out.push_str(";base64,");
            STANDARD.encode_string(data, out);
            push_rest(out, image, options);
        }
        AssetContent::Delegated { delegate, data, .. } if delegate == "svg" => {
            for svg in svg_elements(&data.join("\n")) {
                out.push_str("<div class=\"image\"><img src=\"data:image/svg+xml,");
                let _ = write!(out, "{}", utf8_percent_encode(svg, KEPT));
                push_rest(out, image, options);
                budget.check_bytes(out.len() as u64)?;
            }
        }
        AssetContent::ChordDiagram { name } => {
            if let Some(chord) = song.chords.get(name) {
                out.push_str("<div class=\"image\">");
                diagram::push_diagram(out, chord, song, &mut diagram::Grid::default());
                out.push_str("</div>\n");
            }
        }
        AssetContent::Delegated { .. } | AssetContent::Missing { .. } => {}
    }
    Ok(())
}

/// Writes the rest of the element: its attributes.
fn push_rest(out: &mut String, image: &Picture, options: &WriteOptions) {
    out.push_str("\" ");
    if options.is_complete() {
        push_sizes(out, image);
    } else {
        for (at, (key, value)) in image
            .options
            .iter()
            .filter(|(key, _)| is_attribute(key))
            .enumerate()
        {
            if at > 0 {
                out.push(' ');
            }
            out.push_str(key);
            out.push_str("=\"");
            push_attribute(out, value);
            out.push('"');
        }
    }
    out.push_str("/></div>\n");
}

/// Whether `key` is safe as an attribute name.
fn is_attribute(key: &str) -> bool {
    !key.get(..2)
        .is_some_and(|start| start.eq_ignore_ascii_case("on"))
        && !matches!(key, "href" | "src" | "srcset" | "style")
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

/// Writes title, size and alignment as HTML attributes.
fn push_sizes(out: &mut String, image: &Picture) {
    let alternative = image
        .options
        .get("title")
        .or_else(|| image.options.get("label"));
    out.push_str("alt=\"");
    push_attribute(out, alternative.map_or("", String::as_str));
    out.push('"');
    let start = out.len();
    out.push_str(" style=\"");
    let inside = out.len();
    for key in ["width", "height"] {
        if let Some(value) = image.options.get(key).filter(|value| is_length(value)) {
            out.push_str(key);
            out.push(':');
            out.push_str(value);
            out.push_str(if value.ends_with('%') { ";" } else { "pt;" });
        }
    }
    let scale = image.options.get("scale").and_then(|scale| {
        let first = scale.split(',').next()?;
        match first.strip_suffix('%') {
            Some(percent) => percent.parse::<f64>().ok().map(|number| number / 100.0),
            None => first.parse::<f64>().ok(),
        }
    });
    if let Some(scale) = scale.filter(|scale| (0.01..=20.0).contains(scale)) {
        let _ = write!(out, "zoom:{scale};");
    }
    if out.len() > inside {
        out.push('"');
    } else {
        out.truncate(start);
    }
    match image.options.get("align").map(String::as_str) {
        Some("left") => out.push_str(" class=\"left\""),
        Some("right") => out.push_str(" class=\"right\""),
        _ => {}
    }
    out.push(' ');
}

fn is_length(value: &str) -> bool {
    let number = value.strip_suffix('%').unwrap_or(value);
    number.len() <= 12
        && number
            .parse::<f64>()
            .is_ok_and(|n| n.is_finite() && n > 0.0)
}

/// The `<svg>` elements of a text; everything around them is dropped.
fn svg_elements(text: &str) -> Vec<&str> {
    const END: &str = "</svg>";
    let mut elements = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find("<svg") {
        let tail = rest.get(start..).unwrap_or_default();
        let Some(end) = tail.find(END) else {
            elements.push(tail);
            break;
        };
        let (element, after) = tail.split_at(end + END.len());
        elements.push(element);
        rest = after;
    }
    if elements.is_empty() && !text.trim().is_empty() {
        elements.push(text);
    }
    elements
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_svg_is_a_picture() {
        assert_eq!(
            svg_elements("<?xml?><svg a/></svg>\n<svg b></svg> x"),
            ["<svg a/></svg>", "<svg b></svg>"]
        );
    }

    #[test]
    fn attributes_that_do_something_are_dropped() {
        assert!(is_attribute("width"));
        assert!(!is_attribute("onload"));
        assert!(!is_attribute("src"));
        assert!(!is_attribute("a b"));
    }
}
