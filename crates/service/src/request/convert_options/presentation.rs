//! How options are shown to people: labels, groups, and the settings of the configuration that they stand for.

use serde_json::{Map, Value, json};

use super::entry::{Entry, Kind};
use crate::request::preset_cards;

/// How an option is shown.
struct Row {
    name: &'static str,
    label: &'static str,
    group: &'static str,
    /// The settings that it sets; none where it is no setting.
    settings: &'static [&'static str],
}

/// The groups, in the order in which they are shown.
pub const GROUPS: [&str; 5] = ["music", "page", "letters", "diagrams", "book"];

const fn row(
    name: &'static str,
    label: &'static str,
    group: &'static str,
    settings: &'static [&'static str],
) -> Row {
    Row {
        name,
        label,
        group,
        settings,
    }
}

#[rustfmt::skip]
const ROWS: &[Row] = &[
    row("transpose", "Transpose", "music", &["settings.transpose"]),
    row("key", "Key", "music", &["native.key"]),
    row("capo", "Capo", "music", &["native.capo"]),
    row("decapo", "Capo taken off", "music", &["settings.decapo"]),
    row("simplify", "Simpler chords", "music", &["native.simplify"]),
    row("spelling", "Sharps or flats", "music", &["native.spelling"]),
    row("transcode", "Notation", "music", &["settings.transcode"]),
    row("minor", "Degrees in minor keys", "music", &["native.minor-degrees"]),
    row("config", "Presets", "page", &[]),
    row("lyrics_only", "Lyrics only", "page", &["settings.lyrics-only"]),
    row("single_space", "Tight lines without chords", "page", &[]),
    row("vertical_space", "Space between lines", "letters", &["pdf.spacing.lyrics"]),
    row("diagrams", "Chord diagrams", "diagrams", &["diagrams.show"]),
    row("title", "Title of the book", "book", &[]),
    row("subtitle", "Subtitle of the book", "book", &[]),
    row("contents", "Table of contents", "book", &[]),
    row("start_page", "First page number", "book", &[]),
    row("meta", "Metadata of all songs", "book", &[]),
    row("separate", "A document for each song", "book", &[]),
    row("today", "Date", "book", &[]),
    row("strict", "Strict reading", "music", &["settings.strict"]),
    row("fragment", "Part of a song", "music", &[]),
    row("chords_over_lyrics", "Chords over lyrics", "music", &[]),
    row("from", "Format of the songs", "music", &[]),
    row("profile", "Profile", "page", &[]),
    row("page", "Page of the picture", "page", &[]),
    row("resolution", "Dots per inch", "page", &[]),
    row("styles", "Style sheet in HTML", "page", &[]),
    row("disposition", "Shown or kept by browsers", "page", &[]),
    row("filename", "Name of the file", "page", &[]),
];

/// Labels of values that are not their own.
const VALUES: &[(&str, &str)] = &[
    ("none", "As written"),
    ("extensions", "Without extensions"),
    ("extensions-and-basses", "Without extensions and basses"),
    ("key", "By key"),
    ("reference", "As ChordPro"),
    ("complete", "Complete"),
    ("relative", "From the relative major"),
    ("tonic", "From the tonic"),
    ("chordpro", "ChordPro"),
    ("onsong", "OnSong"),
    ("opensong", "OpenSong"),
    ("openlyrics", "OpenLyrics"),
    ("songselect", "SongSelect"),
    ("propresenter", "ProPresenter"),
    ("ireal-pro", "iReal Pro"),
    ("musicxml", "MusicXML"),
    ("songbook", "SongBook"),
];

/// The members that say how an option is shown: `label`, `group`, `order`, `values`, `min`, `max`, `step`, `config`.
pub(super) fn members(entry: &Entry) -> Map<String, Value> {
    let place = ROWS.iter().position(|row| row.name == entry.name);
    let row = place.and_then(|place| ROWS.get(place));
    let label = row.map_or_else(|| in_words(entry.name), |row| row.label.to_owned());
    let group = row.map_or("page", |row| row.group);
    let mut members = Map::from_iter([
        ("label".to_owned(), label.into()),
        ("group".to_owned(), group.into()),
        ("order".to_owned(), place.unwrap_or(ROWS.len()).into()),
        (
            "config".to_owned(),
            json!(row.map_or(&[][..], |row| row.settings)),
        ),
    ]);
    if let Some(values) = entry.kind.values() {
        let is_preset = matches!(entry.kind, Kind::Config { .. });
        let labelled = |value: &&str| {
            let label = if is_preset {
                preset_cards::label(value)
            } else {
                value_label(value)
            };
            json!({ "value": value, "label": label })
        };
        members.insert("values".to_owned(), values.iter().map(labelled).collect());
    }
    if let Some((least, most)) = entry.kind.bounds() {
        members.insert("min".to_owned(), least);
        members.insert("max".to_owned(), most);
        let step = match entry.kind {
            Kind::Integer { .. } => json!(1),
            _ => json!(0.5),
        };
        members.insert("step".to_owned(), step);
    }
    members
}

fn value_label(value: &str) -> String {
    let known = VALUES.iter().find(|(name, _)| *name == value);
    known.map_or_else(|| in_words(value), |(_, label)| (*label).to_owned())
}

/// A name as words: `ultimate-guitar` as `Ultimate guitar`.
fn in_words(name: &str) -> String {
    let mut words = name.replace(['-', '_'], " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::request::convert_options::ENTRIES;

    #[test]
    fn every_option_has_a_label_and_a_group() {
        for entry in ENTRIES {
            let rows = ROWS.iter().filter(|row| row.name == entry.name);
            assert_eq!(rows.count(), 1, "{}", entry.name);
        }
        for row in ROWS {
            assert!(GROUPS.contains(&row.group), "{}", row.name);
            assert!(
                ENTRIES.iter().any(|entry| entry.name == row.name),
                "{}",
                row.name
            );
        }
    }

    #[test]
    fn values_have_labels_in_words() {
        assert_eq!(value_label("ultimate-guitar"), "Ultimate guitar");
        assert_eq!(value_label("musicxml"), "MusicXML");
        let config = ENTRIES.iter().find(|entry| entry.name == "config");
        let shown = members(config.expect("the option of presets"));
        let values = shown["values"].as_array().expect("values");
        assert!(values.contains(&json!({ "value": "notes:german", "label": "German" })));
    }
}
