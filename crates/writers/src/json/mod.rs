//! JSON output: the song as data. The reference has no such format; ours is described in `docs/json.md`, and its schema
//! is [`SCHEMA`].

mod body;
mod emit;
mod line;
mod text;

use std::borrow::Cow;

use chordpro_chords::{Chord, Fret, Origin, keyboard_keys};
use chordpro_song::{Book, Budget, Exceeded, Song, markup};

use crate::{WriteOptions, Written};
use body::push_body;
use emit::Json;
use text::push_text;

/// The version of the format. It increases when a member is renamed or removed or changes its meaning, but not when one is
/// added.
pub const VERSION: u32 = 2;

/// The JSON schema of the format.
pub const SCHEMA: &str = include_str!("../../data/song.schema.json");

/// Writes all songs of `book`. The profile has no effect.
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
    if let Some(title) = &song.title {
        push_text(json, "title", &song.text(title));
    }
    push_plain(json, "subtitles", &song.subtitles);
    json.key("metadata").object();
    for (name, values) in song.meta.items.iter().filter(|(name, _)| is_public(name)) {
        push_plain(json, name, values);
    }
    json.end_object();
    push_key(json, song);
    json.key("transposed").number(song.transposed);
    json.member("notation", &song.system);
    push_instrument(json, song);
    json.key("source").object();
    json.member("name", &song.source.name);
    json.key("line").number(song.source.line);
    json.end_object();
    push_settings(json, song);
    json.key("body");
    push_body(json, song, &song.sections, budget)?;
    json.key("chords").object();
    for (id, chord) in &song.chords {
        json.key(id);
        push_chord(json, song, chord);
    }
    json.end_object();
    if let Some(diagrams) = &song.diagrams {
        json.key("diagrams").strings(&diagrams.chords);
    }
    json.end_object();
    Ok(())
}

/// Texts without their markup.
fn push_plain(json: &mut Json<'_>, name: &str, texts: &[String]) {
    json.key(name).list();
    for text in texts {
        json.string(&markup::readable(text));
    }
    json.end_list();
}

/// Writes the last key: as written, as printed, and as sounding with the capo.
fn push_key(json: &mut Json<'_>, song: &Song) {
    let last = |name: &str| song.meta.values(name).last().map(String::as_str);
    let Some(written) = last("key") else { return };
    json.key("key").object();
    json.member("written", written);
    json.optional("printed", last("key_print"));
    json.optional("sounding", last("key_sound"));
    json.end_object();
}

/// Writes the instrument, and its tuning if it has strings.
fn push_instrument(json: &mut Json<'_>, song: &Song) {
    let instrument = &song.config.instrument;
    json.key("instrument").object();
    json.member("type", &instrument.kind);
    json.member("description", &instrument.description);
    json.end_object();
    if !is_keyboard(song) && !song.config.tuning.is_empty() {
        json.key("tuning").strings(song.config.tuning.iter());
    }
}

fn is_keyboard(song: &Song) -> bool {
    song.config.instrument.kind == "keyboard"
}

/// Whether a metadata item is public.
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
fn push_chord(json: &mut Json<'_>, song: &Song, chord: &Chord) {
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
    }
    push_keys(json, song, chord);
    if chord.origin == Origin::Generated {
        json.key("generated").boolean(true);
    }
    json.end_object();
}

/// Writes the keyboard keys: always for keyboards, otherwise only those in the chord's definition.
fn push_keys(json: &mut Json<'_>, song: &Song, chord: &Chord) {
    let fingering = chord.fingering.as_ref();
    let defined = fingering.and_then(|fingering| fingering.keys.as_deref());
    let keys: Cow<'_, [u8]> = if is_keyboard(song) {
        let keys = keyboard_keys(chord, song.config.library.tuning());
        if keys.is_empty() && defined.is_none() {
            return;
        }
        keys.into()
    } else {
        let Some(keys) = defined else { return };
        keys.into()
    };
    json.key("keys").list();
    for key in keys.iter() {
        json.number(*key);
    }
    json.end_list();
}
