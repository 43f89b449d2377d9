//! The table of options. An option is a row here: its name, its values and how they are set, its description, its examples.
//! What reads options from JSON, queries and forms, `/options`, the page, the description of the API and the documentation
//! follow; the keys of kept answers cover all of [`ConvertOptions`](super::ConvertOptions).

use chordpro_engine::{Diagrams, Profile, SheetFormat};

use super::entry::{Entry, Kind};
use super::values::Packaging;
use crate::response::file_names::Disposition;

const fn entry(
    name: &'static str,
    kind: Kind,
    description: &'static str,
    examples: &'static str,
) -> Entry {
    Entry {
        name,
        kind,
        description,
        examples,
    }
}

/// The notations that `transcode` takes.
const NOTATIONS: &[&str] = &[
    "common",
    "dutch",
    "german",
    "latin",
    "nashville",
    "roman",
    "scandinavian",
    "solfege",
];

/// The formats that `from` takes: those of the engine, as a test checks.
const SHEETS: &[&str] = &[
    "chordpro",
    "chords-over-lyrics",
    "ultimate-guitar",
    "onsong",
    "opensong",
    "openlyrics",
    "songselect",
    "propresenter",
    "planning-center",
    "ireal-pro",
    "musicxml",
    "chordii",
    "songbook",
];

/// All options, in the order in which they are documented.
pub const ENTRIES: &[Entry] = &[
    entry(
        "transpose",
        Kind::Transposition {
            set: |options, text| options.engine.transpose = Some(text),
        },
        "Moves all chords by so many semitones, or to a key; a suffix s, f or k asks for sharps, flats, or those of the key.",
        r#"[2, -3, "4f", "Bb"]"#,
    ),
    entry(
        "key",
        Kind::Key {
            set: |options, key| options.define("native.key", &key),
        },
        "The key of songs that state none, or a wrong one; nothing moves.",
        r#"["G", "F#m"]"#,
    ),
    entry(
        "capo",
        Kind::Integer {
            least: 0,
            most: 11,
            set: |options, n| options.define("native.capo", &n.to_string()),
        },
        "Puts the capo at another fret: the shapes change, the pitch stays. Not together with decapo.",
        "[3, 0]",
    ),
    entry(
        "simplify",
        Kind::Choice {
            values: &["none", "extensions", "extensions-and-basses"],
            set: |options, how| options.define("native.simplify", how),
        },
        "Shows simpler chords: without extensions that the harmony does not need, or without basses as well.",
        r#"["extensions"]"#,
    ),
    entry(
        "spelling",
        Kind::Choice {
            values: &["key", "reference"],
            set: |options, how| options.define("native.spelling", how),
        },
        "Spells transposed notes in the accidentals of the key, or as the reference; by the profile where absent.",
        r#"["key"]"#,
    ),
    entry(
        "minor",
        Kind::Choice {
            values: &["relative", "tonic"],
            set: |options, how| options.define("native.minor-degrees", how),
        },
        "From where degrees count in minor keys: Am in A minor is 6m from the relative major, 1m from the tonic.",
        r#"["tonic"]"#,
    ),
    entry(
        "config",
        Kind::Config {
            set: |options, configs| options.engine.configs = configs,
        },
        "Presets by name, later ones win; in an array also configurations as objects.",
        r#"["ukulele", "ukulele,modern3", ["guitar", "modern2"], [{"settings": {"lyrics-only": true}}]]"#,
    ),
    entry(
        "meta",
        Kind::Meta {
            set: |options, meta| options.engine.meta = meta,
        },
        "Metadata for every song: names to texts, numbers, or arrays of those.",
        r#"[{"artist": "Traditional", "tempo": "120"}]"#,
    ),
    entry(
        "diagrams",
        Kind::Boolean {
            set: |options, yes| {
                options.engine.diagrams = Some(if yes { Diagrams::All } else { Diagrams::None });
            },
        },
        "Chord diagrams: false leaves them out, true puts them in as configured.",
        "[true, false]",
    ),
    entry(
        "transcode",
        Kind::Choice {
            values: NOTATIONS,
            set: |options, name| options.engine.transcode = Some(name.to_owned()),
        },
        "Writes chords in another notation.",
        r#"["german", "nashville", "roman"]"#,
    ),
    entry(
        "lyrics_only",
        Kind::Boolean {
            set: |options, yes| options.engine.lyrics_only = yes,
        },
        "Leaves chords out.",
        "[true]",
    ),
    entry(
        "decapo",
        Kind::Boolean {
            set: |options, yes| options.engine.decapo = yes,
        },
        "Turns a capo into a transposition.",
        "[true]",
    ),
    entry(
        "single_space",
        Kind::Boolean {
            set: |options, yes| options.engine.single_space = yes,
        },
        "Leaves out the chord line above lyrics without chords.",
        "[true]",
    ),
    entry(
        "strict",
        Kind::Boolean {
            set: |options, yes| options.engine.strict = yes,
        },
        "Says more about what is odd.",
        "[true]",
    ),
    entry(
        "fragment",
        Kind::Boolean {
            set: |options, yes| options.engine.fragment = yes,
        },
        "The text is part of a song: it needs no title.",
        "[true]",
    ),
    entry(
        "chords_over_lyrics",
        Kind::Boolean {
            set: |options, yes| {
                options.engine.from = Some(if yes {
                    SheetFormat::ChordsOverLyrics
                } else {
                    SheetFormat::ChordPro
                });
            },
        },
        "true reads chords above lyrics, false ChordPro; without it the text decides. The same as from.",
        "[true, false]",
    ),
    entry(
        "from",
        Kind::Choice {
            values: SHEETS,
            set: |options, name| options.engine.from = SheetFormat::from_name(name),
        },
        "The format of the songs; without it ChordPro, and in the profile complete whatever they show for certain.",
        r#"["onsong", "openlyrics", "ireal-pro"]"#,
    ),
    entry(
        "profile",
        Kind::Choice {
            values: &["complete", "reference"],
            set: |options, name| {
                options.engine.profile = if name == "reference" {
                    Profile::Reference
                } else {
                    Profile::Complete
                }
            },
        },
        "complete, or reference for text formats exactly as ChordPro 6.101.0 writes them.",
        r#"["complete", "reference"]"#,
    ),
    entry(
        "title",
        Kind::Text {
            set: |options, text| options.engine.title = Some(text.to_owned()),
        },
        "Title of a song book, for its cover.",
        r#"["Our songs"]"#,
    ),
    entry(
        "subtitle",
        Kind::Text {
            set: |options, text| options.engine.subtitle = Some(text.to_owned()),
        },
        "Subtitle of a song book.",
        r#"["Summer camp"]"#,
    ),
    entry(
        "contents",
        Kind::Boolean {
            set: |options, yes| options.engine.contents = Some(yes),
        },
        "Table of contents: true makes one, false none; without it, where there is more than one song.",
        "[true, false]",
    ),
    entry(
        "start_page",
        Kind::Integer {
            least: 1,
            most: 100_000,
            set: |options, n| options.engine.start_page = u32::try_from(n).ok(),
        },
        "Number of the first song's page.",
        "[1, 5]",
    ),
    entry(
        "vertical_space",
        Kind::Number {
            least: -100.0,
            most: 1000.0,
            set: |options, n| options.engine.vertical_space = Some(n),
        },
        "Points added to every line of lyrics.",
        "[2.5]",
    ),
    entry(
        "page",
        Kind::Page {
            set: |options, page| options.engine.page = Some(page),
        },
        "Which page svg and png show, from 1; all gives a zip of every page.",
        r#"[1, 2, "all"]"#,
    ),
    entry(
        "resolution",
        Kind::Number {
            least: 20.0,
            most: 600.0,
            set: |options, n| options.engine.resolution = Some(n),
        },
        "Dots per inch of png, from 20 to 600.",
        "[96, 150]",
    ),
    entry(
        "today",
        Kind::Day {
            set: |options, day| options.engine.today = Some(day),
        },
        "The date for %{today}; without it the day of the request.",
        r#"["2026-01-31"]"#,
    ),
    entry(
        "styles",
        Kind::Boolean {
            set: |options, yes| {
                options
                    .engine
                    .backend
                    .push(("styles".to_owned(), u8::from(yes).to_string()));
            },
        },
        "HTML carries its style sheet; false leaves it out, for pages with their own.",
        "[true, false]",
    ),
    entry(
        "separate",
        Kind::Boolean {
            set: |options, yes| {
                options.packaging = if yes {
                    Packaging::Separate
                } else {
                    Packaging::Document
                }
            },
        },
        "One document for each song of the request, in a zip.",
        "[true]",
    ),
    entry(
        "disposition",
        Kind::Choice {
            values: &["attachment", "inline"],
            set: |options, name| {
                options.disposition = if name == "inline" {
                    Disposition::Inline
                } else {
                    Disposition::Attachment
                }
            },
        },
        "What browsers do with the document: attachment keeps it as a file, inline shows it.",
        r#"["attachment", "inline"]"#,
    ),
    entry(
        "filename",
        Kind::FileName {
            set: |options, name| options.file_name = Some(name),
        },
        "Name of the file in Content-Disposition; the suffix of the format is added where it is missing.",
        r#"["setlist", "setlist.pdf"]"#,
    ),
];
