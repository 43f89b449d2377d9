//! Links to the style sheets of `html.styles` (`docs/spec/outputs.md#4.2`).

use chordpro_config::Config;
use chordpro_song::{AssetKind, Assets};

use super::escape::{push_attribute, push_style_sheet};

/// The style sheets of a configuration, in order: medium (`default` for none) and file.
pub(super) fn sheets(config: &Config) -> Vec<(&str, &str)> {
    let styles = &config.html.styles;
    let mut others: Vec<(&str, &str)> = styles
        .iter()
        .filter(|(key, _)| !matches!(key.as_str(), "embed" | "default"))
        .map(|(key, file)| (key.as_str(), file.as_str()))
        .collect();
    others.sort_unstable();
    styles
        .get("default")
        .map(|file| ("default", file.as_str()))
        .into_iter()
        .chain(others)
        .filter(|(_, file)| !file.is_empty())
        .collect()
}

/// Writes the style sheets: embedded ones first, if that is requested and they are found, then links.
pub(super) fn push_sheets(out: &mut String, config: &Config, assets: &dyn Assets) {
    let is_embedding = config
        .html
        .styles
        .get("embed")
        .is_some_and(|value| !matches!(value.as_str(), "" | "0" | "false"));
    let (embedded, linked): (Vec<_>, Vec<_>) = sheets(config)
        .into_iter()
        .map(|(medium, file)| {
            let css = is_embedding
                .then(|| assets.open(AssetKind::Style, file, None))
                .flatten();
            (medium, file, css)
        })
        .partition(|(_, _, css)| css.is_some());
    for (medium, _, css) in embedded {
        push_embedded(out, medium, &css.unwrap_or_default());
    }
    for (medium, file, _) in linked {
        push_link(out, medium, file);
    }
}

fn push_embedded(out: &mut String, medium: &str, css: &[u8]) {
    out.push_str("<style type=\"text/css\" ");
    if medium != "default" {
        push_medium(out, medium);
    }
    out.push_str(">\n");
    let css = String::from_utf8_lossy(css);
    push_style_sheet(out, &css);
    if !css.ends_with('\n') {
        out.push('\n');
    }
    out.push_str("</style>\n");
}

fn push_link(out: &mut String, medium: &str, file: &str) {
    out.push_str("<link rel=\"stylesheet\" href=\"");
    push_attribute(out, file);
    out.push('"');
    if medium != "default" {
        out.push(' ');
        push_medium(out, medium);
    }
    out.push_str(">\n");
}

fn push_medium(out: &mut String, medium: &str) {
    out.push_str("media=\"");
    push_attribute(out, medium);
    out.push('"');
}

/// Writes one style sheet: embedded if it is found, else as a link.
pub(super) fn push_sheet(out: &mut String, medium: &str, file: &str, assets: &dyn Assets) {
    match assets.open(AssetKind::Style, file, None) {
        Some(css) => push_embedded(out, medium, &css),
        None => push_link(out, medium, file),
    }
}
