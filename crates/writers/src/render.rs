//! Removal of markup from texts, and diagnostics about invalid markup.

use std::borrow::Cow;

use chordpro_song::markup::{Pictures, Text};
use chordpro_song::{ChordInfo, ChordRef, Diagnostic, Profile, Severity, Song};

use crate::apostrophe::curl;

/// The maximum number of diagnostics about markup in one document.
const MOST: usize = 200;

/// Collects diagnostics while writing.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Notes {
    /// Reports invalid markup in a text of `song`.
    pub(crate) fn markup(&mut self, text: &Text, pictures: Pictures, song: &Song, line: u32) {
        for fault in text.faults(pictures) {
            self.warn("markup", song, line, fault.to_owned());
        }
    }

    /// Adds a warning about a text of `song`.
    fn warn(&mut self, code: &'static str, song: &Song, line: u32, message: String) {
        if self.diagnostics.len() >= MOST {
            return;
        }
        let mut diagnostic = Diagnostic::new(code, Severity::Warning, message);
        diagnostic.source = Some(song.source.name.clone());
        diagnostic.line = (line > 0).then_some(line);
        self.diagnostics.push(diagnostic);
    }
}

/// A text of `song` at `line` without its markup; the reference profile reports invalid markup, the complete profile writes
/// symbols as characters.
pub(crate) fn plain<'a>(
    text: &'a Text,
    profile: Profile,
    song: &Song,
    line: u32,
    notes: &mut Notes,
) -> Cow<'a, str> {
    if profile == Profile::Complete {
        return text.readable();
    }
    notes.markup(text, Pictures::Unknown, song, line);
    text.plain()
}

/// Whether brackets contain an annotation as written; unknown chords are not annotations.
pub(crate) fn is_written_annotation(chord: &ChordRef) -> bool {
    chord.is_annotation() && chord.name.starts_with('*')
}

/// The text of a chord over the lyrics: its display without markup, annotations with their asterisk. The reference adds an
/// asterisk to unknown chords, too.
pub(crate) fn chord_text(chord: &ChordRef, profile: Profile) -> Cow<'_, str> {
    let text = match profile {
        Profile::Reference => chord.display.plain(),
        Profile::Complete => chord.display.readable(),
    };
    match chord.info {
        ChordInfo::Annotation if profile == Profile::Reference || is_written_annotation(chord) => {
            let mut starred = String::with_capacity(text.len() + 1);
            starred.push('*');
            starred.push_str(&curl(&text));
            Cow::Owned(starred)
        }
        _ if text.contains('\'') => Cow::Owned(curl(&text).into_owned()),
        _ => text,
    }
}

/// Writes the name of a chord in brackets, as comments show it; annotations with their asterisk.
pub(crate) fn push_bracketed(out: &mut String, chord: &ChordRef) {
    out.push('[');
    out.push_str(&chord.name);
    out.push(']');
}
