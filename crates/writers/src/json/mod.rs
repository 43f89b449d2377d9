//! The song as data, for programs. The reference has no such format; ours is described in `docs/json.md`, and its schema
//! is [`SCHEMA`].

mod body;
mod emit;
mod line;

use chordpro_chords::{Chord, Fret};
use chordpro_song::{Book, Budget, Exceeded, Song};

use crate::{WriteOptions, Written};
use body::push_body;
use emit::Json;

/// The version of the format. It grows when something is renamed, removed or means something else; what is merely added
/// leaves it as it is.
pub const VERSION: u32 = 1;

/// The JSON schema of the format.
pub const SCHEMA: &str = include_str!("../../data/song.schema.json");

/// Writes all songs of `book`. The profile has no influence.
///
/// # Errors
/// A limit of the budget was exceeded.
pub fn write(book: &Book, _options: &WriteOptions, budget: &Budget) -> Result<Written, Exceeded> {
    let mut text = String::with_capacity(8 << 10);
    let mut json = Json::new(&mut text);
    json.object();
    json.member("format", "chordpro-book");
    json.key("version").number(VERSION);
    json.key("songs").list();
    for song in &book.songs {
        push_song(&mut json, song, budget)?;
    }
    json.end_list();
    json.end_object();
    text.push('\n');
    budget.check_bytes(text.len() as u64)?;
    Ok(Written {
        text,
        diagnostics: Vec::new(),
    })
}

fn push_song(json: &mut Json<'_>, song: &Song, budget: &Budget) -> Result<(), Exceeded> {
    budget.at_song(song.index);
    json.object();
    json.optional("title", song.title.as_deref());
    json.key("subtitles").strings(&song.subtitles);
    json.key("metadata").object();
    for (name, values) in song.meta.items.iter().filter(|(name, _)| is_public(name)) {
        json.key(name).strings(values);
    }
    json.end_object();
    json.member("notation", &song.system);
    json.key("source").object();
    json.member("name", &song.source.name);
    json.key("line").number(song.source.line);
    json.end_object();
    push_settings(json, song);
    json.key("body");
    push_body(json, song, &song.body, budget)?;
    json.key("chords").object();
    for (id, chord) in &song.chords {
        json.key(id);
        push_chord(json, chord);
    }
    json.end_object();
    if let Some(diagrams) = &song.diagrams {
        json.key("diagrams").strings(&diagrams.chords);
    }
    json.end_object();
    Ok(())
}

/// Whether a metadata item is meant for users.
fn is_public(name: &str) -> bool {
    !name.starts_with('_') && !name.starts_with("chordpro.") && !name.starts_with("bookmark")
}

fn push_settings(json: &mut Json<'_>, song: &Song) {
    let settings = &song.settings;
    json.key("settings").object();
    json.optional("titles", settings.titles.as_deref());
    if let Some(columns) = settings.columns {
        json.key("columns").number(columns);
    }
    json.optional("paperSize", settings.papersize.as_deref());
    if let Some(diagrams) = settings.diagrams {
        json.key("diagrams").boolean(diagrams);
    }
    json.optional("diagramPosition", settings.diagram_position.as_deref());
    json.end_object();
}

/// A chord of the song's table: its parts and its fingering.
fn push_chord(json: &mut Json<'_>, chord: &Chord) {
    json.object();
    json.member("name", &chord.name);
    if let Some(root) = &chord.root {
        json.member("root", &root.text);
        json.member("quality", &chord.quality);
        json.member("extension", &chord.extension);
    }
    if let Some(bass) = &chord.bass {
        json.member("bass", &bass.text);
    }
    if let Some(fingering) = &chord.fingering {
        if !fingering.frets.is_empty() {
            json.key("baseFret").number(fingering.base_fret);
            json.key("frets").list();
            for fret in &fingering.frets {
                match fret {
                    Fret::Muted => json.null(),
                    Fret::At(fret) => json.number(*fret),
                }
            }
            json.end_list();
        }
        if fingering.fingers.iter().any(Option::is_some) {
            json.key("fingers").list();
            for finger in &fingering.fingers {
                match finger {
                    None | Some('x') => json.null(),
                    Some(finger) => json.string(finger.encode_utf8(&mut [0; 4])),
                }
            }
            json.end_list();
        }
        if let Some(keys) = &fingering.keys {
            json.key("keys").list();
            for key in keys {
                json.number(*key);
            }
            json.end_list();
        }
    }
    json.end_object();
}
