//! The head of a song as ChordPro: preamble, titles, metadata, settings, definitions (`docs/spec/outputs.md#3.1`, `#3.8`).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chordpro_song::Song;

use super::definition;
use crate::apostrophe::push_curled;
use crate::{Variant, WriteOptions};

/// The items with their own directives.
const KNOWN: [&str; 11] = [
    "album",
    "arranger",
    "artist",
    "capo",
    "composer",
    "copyright",
    "duration",
    "lyricist",
    "tempo",
    "time",
    "year",
];

/// Writes everything up to the body.
pub(super) fn write(out: &mut String, song: &Song, options: &WriteOptions) {
    let lines = song.preamble.iter();
    for line in lines.filter(|line| !options.is_complete() || !is_asset_line(line)) {
        out.push_str(line);
        out.push('\n');
    }
    titles(out, song, options);
    metadata(out, song, options);
    settings(out, song, options);
    if options.is_tidy() {
        out.push('\n');
    }
    for define in &song.defines {
        definition::push_define(out, define, song, options);
    }
    if options.is_tidy() && !song.defines.is_empty() {
        out.push('\n');
    }
}

/// Whether a line starts an asset; its data are written from what was read.
pub(super) fn is_asset_line(line: &str) -> bool {
    line.starts_with("##image") || line.starts_with("##asset")
}

fn titles(out: &mut String, song: &Song, options: &WriteOptions) {
    let titles = song.meta.values("title");
    if options.is_complete() {
        for title in titles {
            directive(out, "title", title);
        }
    } else if let Some(title) = titles.first() {
        directive(out, "title", title);
    }
    if titles.is_empty()
        && let Some(title) = &song.title
    {
        directive(out, "title", title);
    }
    for subtitle in &song.subtitles {
        directive(out, "subtitle", subtitle);
    }
}

fn metadata(out: &mut String, song: &Song, options: &WriteOptions) {
    let sorted: BTreeMap<&str, &[String]> = song
        .meta
        .items
        .iter()
        .map(|(name, values)| (name.as_str(), values.as_slice()))
        .collect();
    for name in KNOWN {
        for value in sorted.get(name).copied().unwrap_or_default() {
            directive(out, name, value);
        }
    }
    let mut others: BTreeMap<&str, Vec<&str>> = sorted
        .iter()
        .filter(|(name, _)| !is_left_out(name))
        .map(|(name, values)| (*name, values.iter().map(String::as_str).collect()))
        .collect();
    if options.variant == Variant::MobileSheets {
        others.entry("source").or_insert_with(|| vec!["Lead Sheet"]);
        if let Some(sequence) = &options.sequence {
            others.insert("custom2", vec![sequence]);
        }
    }
    for (name, values) in others {
        for value in values {
            out.push_str("{meta: ");
            out.push_str(name);
            out.push(' ');
            push_curled(out, value);
            out.push_str("}\n");
        }
    }
}

/// Whether an item is written elsewhere or set automatically.
fn is_left_out(name: &str) -> bool {
    KNOWN.contains(&name)
        || matches!(
            name,
            "title" | "subtitle" | "songindex" | "chords" | "numchords"
        )
        || name.starts_with("key")
        || name.starts_with('_')
        || name.starts_with("bookmark")
        || name.contains('.')
}

fn settings(out: &mut String, song: &Song, options: &WriteOptions) {
    let settings = &song.settings;
    if let Some(columns) = settings.columns {
        let _ = writeln!(out, "{{columns: {columns}}}");
    }
    if let Some(position) = &settings.diagram_position {
        directive(out, "diagrams", position);
        // A position by itself would turn diagrams on.
        if options.is_complete() && settings.diagrams == Some(false) {
            directive(out, "diagrams", "off");
        }
    } else if let Some(are_on) = settings.diagrams {
        directive(out, "diagrams", if are_on { "on" } else { "off" });
    }
    if let Some(papersize) = &settings.papersize {
        let name = if options.is_complete() {
            "pagesize"
        } else {
            "papersize"
        };
        directive(out, name, papersize);
    }
    if let Some(titles) = &settings.titles {
        directive(out, "titles", titles);
    }
}

fn directive(out: &mut String, name: &str, value: &str) {
    out.push('{');
    out.push_str(name);
    out.push_str(": ");
    push_curled(out, value);
    out.push_str("}\n");
}
