//! Chord definitions. Clauses 3.8 and 3.9.

use std::fmt::Write as _;

use chordpro_chords::{Chord, Fingering, Fret, Origin};
use chordpro_song::{ChordDefinition, Song};

use crate::WriteOptions;

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
        push_name(out, display, options);
    }
    if let Some(format) = &chord.format {
        out.push_str(" format \"");
        out.push_str(&format.replace("%{", "\\%{"));
        out.push('"');
    }
    if define.has_base_fret
        && let Some(fingering) = &chord.fingering
    {
        push_fingering(out, fingering, chord.origin, song);
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

/// Writes a chord as a comment line `#{chord: …}`.
pub(super) fn push_comment(out: &mut String, chord: &Chord, song: &Song) {
    out.push('#');
    push_chord(out, chord, song);
}

/// Writes `{chord: …}` without display, format and diagram.
pub(super) fn push_chord(out: &mut String, chord: &Chord, song: &Song) {
    out.push_str("{chord: ");
    out.push_str(&chord.name);
    match &chord.fingering {
        Some(fingering) => push_fingering(out, fingering, chord.origin, song),
        // What the reference writes for a chord that no table knows.
        None => out.push_str(" base-fret "),
    }
    out.push_str("}\n");
}

/// A name; in quotes where it would fall apart.
fn push_name(out: &mut String, name: &str, options: &WriteOptions) {
    let is_quoted = options.is_complete() && name.contains(|c: char| c.is_whitespace() || c == ':');
    if is_quoted {
        out.push('"');
    }
    out.push_str(name);
    if is_quoted {
        out.push('"');
    }
}

fn push_fingering(out: &mut String, fingering: &Fingering, origin: Origin, song: &Song) {
    if is_keyboard(song) {
        if let Some(keys) = &fingering.keys {
            out.push_str(" keys");
            for key in keys {
                let _ = write!(out, " {key}");
            }
        }
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
        let unset = match origin {
            Origin::Config | Origin::Parsed => 'x',
            Origin::Song | Origin::Inline => 'N',
        };
        out.push_str(" fingers");
        for finger in &fingering.fingers {
            out.push(' ');
            out.push(finger.unwrap_or(unset));
        }
    }
}

/// Whether the instrument has keys and no strings.
fn is_keyboard(song: &Song) -> bool {
    crate::settings::is_keyboard(&song.config)
}
