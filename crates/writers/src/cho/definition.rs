//! Chord definitions and diagram comments as ChordPro (`docs/spec/outputs.md#3.8`, `#3.9`).

use std::collections::HashSet;
use std::fmt::Write as _;

use chordpro_chords::{Chord, Fingering, Fret, Origin, keyboard_keys};
use chordpro_song::{ChordDefinition, Song};

use crate::WriteOptions;
use crate::settings::is_keyboard;

/// The finger of a string that a chord table crosses out.
const CROSSED: char = 'x';

/// Writes `{define: …}`.
pub(super) fn push_define(
    out: &mut String,
    define: &ChordDefinition,
    song: &Song,
    options: &WriteOptions,
) {
    let chord = &define.chord;
    out.push_str("{define: ");
    push_name(out, &define.name, options);
    if let Some(display) = &define.display {
        out.push_str(" display ");
        push_quoted(out, display, needs_quotes(display));
    }
    if let Some(format) = &chord.format {
        out.push_str(" format \"");
        out.push_str(&format.replace("%{", "\\%{"));
        out.push('"');
    }
    if let Some(fingering) = &chord.fingering {
        // Read back, a crossed-out finger is a missing one.
        let crossed = if options.is_complete() { 'N' } else { CROSSED };
        push_fingering(out, fingering, crossed, song);
    }
    match chord.diagram.as_deref() {
        None | Some("on" | "true" | "1") => {}
        Some("" | "0" | "off" | "false") => out.push_str(" diagram off"),
        Some(color) => {
            out.push_str(" diagram ");
            out.push_str(color);
        }
    }
    out.push_str("}\n");
}

/// Whether to write the keys of a chord, if the instrument is a keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keys {
    /// With keys.
    Written,
    /// Without keys.
    LeftOut,
}

/// Chords that stand for another chord and, after transposing, have a name that the song had not used before: the
/// reference has no keys for them.
pub(super) fn names_without_keys(song: &Song) -> HashSet<&str> {
    let mut known = HashSet::new();
    let mut without = HashSet::new();
    for chord in song.chords.values() {
        if let Some(before) = &chord.untransposed {
            known.insert(before.name.as_str());
            if !known.contains(chord.name.as_str()) {
                without.insert(chord.name.as_str());
            }
        }
    }
    without
}

/// Writes a chord as a comment line `#{chord: …}`, under its name in the source.
pub(super) fn push_comment(out: &mut String, chord: &Chord, song: &Song, keys: Keys) {
    let name = match chord.origin {
        Origin::Inline => chord.untransposed.as_deref().unwrap_or(chord),
        Origin::Parsed | Origin::Config | Origin::Song | Origin::Generated => chord,
    };
    out.push_str("#{chord: ");
    out.push_str(&name.name);
    if !is_keyboard(&song.config) {
        push_strings(out, chord, song);
    } else if keys == Keys::Written {
        push_keys(out, keyboard_keys(chord, song.config.library.tuning()));
    }
    out.push_str("}\n");
}

/// Writes `{chord: …}` with the fingering, so that it does not depend on chord tables.
pub(super) fn push_chord(out: &mut String, chord: &Chord, song: &Song, options: &WriteOptions) {
    out.push_str("{chord: ");
    push_name(out, &chord.name, options);
    if let Some(fingering) = &chord.fingering {
        push_fingering(out, fingering, 'N', song);
    }
    out.push_str("}\n");
}

fn push_strings(out: &mut String, chord: &Chord, song: &Song) {
    match (&chord.fingering, chord.origin) {
        (Some(fingering), _) => push_fingering(out, fingering, CROSSED, song),
        (None, Origin::Song | Origin::Inline) => out.push_str(" base-fret 1"),
        // The reference's output for a chord that is in no table.
        (None, Origin::Parsed | Origin::Config | Origin::Generated) => out.push_str(" base-fret "),
    }
}

fn push_keys(out: &mut String, keys: Vec<u8>) {
    if keys.is_empty() {
        return;
    }
    out.push_str(" keys");
    for key in keys {
        let _ = write!(out, " {key}");
    }
}

/// Writes a name, in quotes if it would otherwise be split.
fn push_name(out: &mut String, name: &str, options: &WriteOptions) {
    push_quoted(out, name, options.is_complete() && needs_quotes(name));
}

fn needs_quotes(name: &str) -> bool {
    name.contains(|c: char| c.is_whitespace() || c == ':')
}

fn push_quoted(out: &mut String, name: &str, is_quoted: bool) {
    if is_quoted {
        out.push('"');
    }
    out.push_str(name);
    if is_quoted {
        out.push('"');
    }
}

fn push_fingering(out: &mut String, fingering: &Fingering, crossed: char, song: &Song) {
    if is_keyboard(&song.config) {
        push_keys(out, fingering.keys.clone().unwrap_or_default());
        return;
    }
    let _ = write!(out, " base-fret {}", fingering.base_fret.max(1));
    if !fingering.frets.is_empty() {
        out.push_str(" frets");
        for fret in &fingering.frets {
            match fret {
                Fret::Muted => out.push_str(" N"),
                Fret::At(fret) => {
                    let _ = write!(out, " {fret}");
                }
            }
        }
    }
    if !fingering.fingers.is_empty() {
        out.push_str(" fingers");
        for finger in &fingering.fingers {
            out.push(' ');
            out.push(match finger {
                Some(CROSSED) => crossed,
                Some(finger) => *finger,
                None => 'N',
            });
        }
    }
}
