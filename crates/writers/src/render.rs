//! Texts without their markup, and what is said about wrong markup on the way.

use std::borrow::Cow;

use chordpro_song::markup::{Pictures, Text};
use chordpro_song::{ChordInfo, ChordRef, Diagnostic, Profile, Severity, Song};

use crate::apostrophe::curl;

/// How many diagnostics one document keeps about its markup.
const MOST: usize = 200;

/// Collects what is said while writing.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl Notes {
    /// Adds what is wrong with the markup of a text of `song`.
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

/// A text of `song` at `line` without its markup; wrong markup is noted in the reference profile, symbols are letters in the
/// complete one.
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

/// Whether what stands in brackets was written as an annotation; chords that nobody knows are none.
pub(crate) fn is_written_annotation(chord: &ChordRef) -> bool {
    chord.is_annotation() && chord.name.starts_with('*')
}

/// The text of a chord over the lyrics: its display without markup, annotations with their star. The reference gives
/// unknown chords a star, too.
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

/// The name of a chord as comments show it, in brackets; annotations with their star.
pub(crate) fn push_bracketed(out: &mut String, chord: &ChordRef) {
    out.push('[');
    out.push_str(&chord.name);
    out.push(']');
}
