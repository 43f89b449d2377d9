//! Chords: name, parts of the name, fingering.

use std::sync::Arc;

use crate::note::Note;
use crate::{Fingering, Notation, Spelling};

/// How strictly chord names are parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Strictness {
    /// Only known extensions.
    #[default]
    Strict,
    /// Any text as extension.
    Relaxed,
}

/// The origin of a chord's fingering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Origin {
    /// Only the name was read; no table knows the chord.
    #[default]
    Parsed,
    /// From the instrument's table, or from a configuration.
    Config,
    /// From `{define}` in the song.
    Song,
    /// From `{chord}` in the song.
    Inline,
    /// In no table; the fingering was computed.
    Generated,
}

/// A chord: its name, the parts of the name, and its fingering if known.
///
/// A table entry whose name does not parse has a name and no parts, or the parts of the chord it copies.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Chord {
    /// The name in its final spelling, after transposing and transcoding.
    pub name: String,
    /// The notation the name is in (`common`, `german`, …).
    pub system: String,
    /// The root; absent for rootless chords (`/G`) and for names that do not parse.
    pub root: Option<Note>,
    /// The quality as written: `m`, `min`, `-`, `dim`, …
    pub quality: String,
    /// The quality in canonical form: empty, `-`, `+`, `0`, `h`.
    pub quality_canonical: String,
    /// The extension as written: `7`, `sus4`, …
    pub extension: String,
    /// The extension in canonical form.
    pub extension_canonical: String,
    /// The bass after the slash.
    pub bass: Option<Note>,
    /// Whether this is a note name only (`settings.notenames`).
    pub is_note: bool,
    /// The fingering, if a table or a definition has one.
    pub fingering: Option<Fingering>,
    /// The chord to show instead of this one (`display`).
    pub display: Option<Arc<Chord>>,
    /// The format string of a definition (`format`).
    pub format: Option<String>,
    /// `Some("0")`: no diagram; any other text is the colour of the diagram.
    pub diagram: Option<String>,
    /// The origin of the chord.
    pub origin: Origin,
    /// The chord before transposing.
    pub untransposed: Option<Arc<Chord>>,
    /// The chord before transcoding.
    pub untranscoded: Option<Arc<Chord>>,
    /// The chord this one was copied from.
    pub copied_from: Option<Arc<Chord>>,
}

impl Chord {
    /// A chord with only a name.
    pub fn named(name: &str, notation: &Notation) -> Self {
        Chord {
            name: name.to_owned(),
            system: notation.name().to_owned(),
            ..Chord::default()
        }
    }

    /// Whether this is a bass without a chord, such as `/G`.
    pub fn is_rootless(&self) -> bool {
        self.root.is_none() && self.bass.is_some()
    }

    /// Whether the name could be parsed: it has a root, or at least a bass.
    pub fn is_parsed(&self) -> bool {
        self.root.is_some() || self.bass.is_some()
    }

    /// Whether it is a minor chord.
    pub fn is_minor(&self) -> bool {
        self.quality_canonical == "-"
    }

    /// Whether the frets are known.
    pub fn has_frets(&self) -> bool {
        self.fingering
            .as_ref()
            .is_some_and(|fingering| !fingering.frets.is_empty())
    }

    /// Whether the chord came from a table: the instrument's, a configuration's or the song's own.
    pub fn is_tabled(&self) -> bool {
        self.origin != Origin::Parsed
    }

    /// The name built from the parts: canonical note names, quality and extension as written, bass as written
    /// (`docs/spec/language.md#7.2.2`).
    pub fn canonical_name(&self, notation: &Notation) -> String {
        let mut name = String::new();
        match &self.root {
            Some(root) => {
                name.push_str(notation.note_name(root.ordinal, Spelling::of(root.modifier)));
            }
            None if self.bass.is_none() => return self.name.clone(),
            None => {}
        }
        if self.is_note {
            name = with_small_initial(&name);
        }
        name.push_str(&self.quality);
        name.push_str(&self.extension);
        if let Some(bass) = &self.bass {
            name.push('/');
            name.push_str(&bass.text);
        }
        name
    }

    /// The name built from the displayed parts: root, quality, extension and bass as written. Lower case degrees stay lower case.
    pub fn shown_name(&self) -> String {
        let mut name = self
            .root
            .as_ref()
            .map_or_else(String::new, |root| root.text.clone());
        name.push_str(&self.quality);
        name.push_str(&self.extension);
        if let Some(bass) = &self.bass {
            name.push('/');
            name.push_str(&bass.text);
        }
        name
    }

    /// A name that is the same in all notations: root, accidental, quality, extension and bass, separated by spaces.
    ///
    /// Rootless chords and notes have none.
    pub fn agnostic(&self) -> Option<String> {
        let root = self.root.as_ref()?;
        if self.is_note {
            return None;
        }
        let mut name = format!(
            " {} {} {} {}",
            root.ordinal, root.modifier, self.quality_canonical, self.extension_canonical
        );
        if let Some(bass) = &self.bass {
            name.push(' ');
            name.push_str(&bass.ordinal.to_string());
        }
        Some(name)
    }

    /// This chord's name with the fingering of `found`, a table entry with the same agnostic name.
    ///
    /// The accidental of the bass stays that of the entry (`docs/spec/language.md#7.4`), which only shows after transcoding.
    #[must_use]
    pub fn named_like(&self, found: &Chord) -> Chord {
        let mut chord = found.clone();
        chord.name.clone_from(&self.name);
        chord.system.clone_from(&self.system);
        chord.root.clone_from(&self.root);
        chord.quality.clone_from(&self.quality);
        chord.extension.clone_from(&self.extension);
        match (&mut chord.bass, &self.bass) {
            (Some(bass), Some(own)) => {
                bass.text.clone_from(&own.text);
                bass.canonical.clone_from(&own.canonical);
            }
            // Other notations read the bass as part of the extension.
            (bass, None) => *bass = None,
            (None, Some(_)) => {}
        }
        chord
    }
}

fn with_small_initial(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first
            .to_lowercase()
            .chain(letters.as_str().chars())
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Chord {
        Notation::common()
            .parse(text, Strictness::Strict)
            .expect("a chord")
    }

    #[test]
    fn the_canonical_name_keeps_quality_extension_and_bass_as_written() {
        let common = Notation::common();
        assert_eq!(parse("Besmin7/As").canonical_name(&common), "Bbmin7/As");
        assert_eq!(parse("/As").canonical_name(&common), "/As");
        assert_eq!(parse("Cmaj").canonical_name(&common), "C");
    }

    #[test]
    fn enharmonic_aliases_share_the_agnostic_name_and_sharps_do_not() {
        assert_eq!(parse("Bes").agnostic(), parse("Bb").agnostic());
        assert_ne!(parse("A#").agnostic(), parse("Bb").agnostic());
        assert_eq!(parse("Cm7/G").agnostic().as_deref(), Some(" 0 0 - 7 7"));
        assert_eq!(parse("/G").agnostic(), None);
    }
}
