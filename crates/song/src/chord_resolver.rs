//! Resolves the text of a chord to the chord that the song shows (`docs/spec/language.md#7.5`, `#7.6`).

use std::sync::Arc;

use chordpro_chords::{
    Chord, Notation, Origin, Strictness, Transposition, is_no_chord, keyboard_keys, lacks_bass,
};
use chordpro_config::Config;

use crate::bracket_chords::strictness;
use crate::chord_tables::ChordTables;
use crate::findings::SourceLines;
use crate::key_spelling::KeySpelling;
use crate::markup::{ShortCodes, Text};
use crate::transposing::Transposing;
use crate::{ChordInfo, ChordRef, Meta, Profile, display};

/// The notation of the built-in notes.
const COMMON: &str = "common";

/// How a text is resolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// A chord of the song: transposed and transcoded.
    Used,
    /// The name of a definition: as it is.
    Definition,
    /// A key: transcoded only.
    Key,
}

/// What a text stands for.
#[derive(Debug, Clone)]
pub(crate) enum Resolved {
    /// A chord, or a bare note.
    Chord(Arc<Chord>),
    /// `N.C.` and its like.
    NoChord(String),
}

/// Resolves chords with what is in force at one place of the song.
pub(crate) struct ChordResolver<'r, 's, 't> {
    /// The chords so far.
    pub(crate) tables: &'r mut ChordTables,
    /// The configuration in force.
    pub(crate) config: &'r Config,
    /// How chords are moved.
    pub(crate) transposing: &'r Transposing,
    /// The metadata so far: the key is among them.
    pub(crate) meta: &'r Meta,
    /// Whether what the reference gets wrong is put right.
    pub(crate) is_corrected: bool,
    /// The profile that the song is read in.
    pub(crate) profile: Profile,
    /// Where findings go.
    pub(crate) source: &'r mut SourceLines<'s, 't>,
}

impl ChordResolver<'_, '_, '_> {
    /// How chords are spelled here.
    fn spelling(&self) -> KeySpelling<'_> {
        KeySpelling {
            config: self.config,
            profile: self.profile,
            stated: self.tables.stated_key(self.meta, self.config),
        }
    }

    /// Resolves a chord text; `None` where it is no chord, which is said once for each text.
    pub(crate) fn resolve(&mut self, text: &str, manner: Manner) -> Option<Resolved> {
        let (text, manner) = match bracketed(text) {
            Some(inner) => (
                inner,
                if manner == Manner::Key {
                    manner
                } else {
                    Manner::Used
                },
            ),
            None => (text, manner),
        };
        let print = match manner {
            Manner::Used => self.transposing.effective().cloned(),
            Manner::Definition | Manner::Key => None,
        };
        let target = match manner {
            Manner::Definition => None,
            Manner::Used | Manner::Key => self.tables.target.clone(),
        };
        let notation = Arc::clone(&self.config.notes);
        // In common names, Do would be a diminished chord.
        let in_target = self.in_namesake(text, target.as_ref(), &notation);
        let is_in_target = in_target.is_some();
        let known = self
            .tables
            .known(text, self.config)
            .filter(|known| !is_in_target && !self.is_misread(text, known, &notation));
        if let Some(chord) = &known
            && chord.display.is_none()
            && chord.format.is_none()
            && is_no_chord(chord, self.config.library.tuning())
        {
            return Some(Resolved::NoChord(chord.name.clone()));
        }
        let is_definition = manner == Manner::Definition;
        let is_changed = print.is_some() || target.is_some();
        let mut chord = known
            .clone()
            .or(in_target)
            .or_else(|| self.parse_chord(text, &notation).map(Arc::new));
        let mut is_fresh = known.is_none();
        if manner == Manner::Used
            && let Some(full) = &mut chord
            && let plain = full.simplified(
                self.config.native.simplify.into(),
                &notation_of(full, &notation),
            )
            && plain.name != full.name
        {
            *full = Arc::new(plain);
            is_fresh = true;
        }
        if (is_definition || is_changed) && !self.is_usable(chord.as_deref()) {
            if let Some(relaxed) = notation.parse(text, Strictness::Relaxed) {
                chord = Some(Arc::new(relaxed));
                is_fresh = true;
            }
            // What is no chord at all is reported as such.
            let is_reported = self.source.is_lint() && chord.is_none();
            if is_changed && !is_reported && !self.is_usable(chord.as_deref()) {
                self.complain_about_change(text, print.is_some(), target.is_some());
            }
        }
        if let (Some(print), Some(plain)) = (&print, &chord)
            && !target.as_ref().is_some_and(|target| target.has_degrees())
        {
            let own = notation_of(plain, &notation);
            chord = Some(Arc::new(self.spelling().transposed(plain, print, &own)));
            is_fresh = true;
        }
        if is_fresh && let Some(fresh) = &mut chord {
            self.finger(fresh);
        }
        if let (Some(target), Some(plain)) = (&target, &chord) {
            let own = notation_of(plain, &notation);
            if own.has_degrees() && own.name() != target.name() {
                self.complain_about_degrees(&own);
            }
            let is_namesake = own.name() == target.name() && own != *target;
            if is_namesake && !is_in_target {
                // By its name alone it would be in the target's notation already.
                let mut foreign = Chord::clone(plain);
                COMMON.clone_into(&mut foreign.system);
                chord = Some(Arc::new(self.transcode(&foreign, &own, target, manner)));
            } else {
                chord = Some(Arc::new(self.transcode(plain, &own, target, manner)));
            }
        }
        let Some(chord) = chord else {
            if !is_definition {
                self.report_no_chord(text, manner);
            }
            return None;
        };
        if self.tables.chords.get(&chord.name) != Some(&chord) {
            self.tables
                .chords
                .insert(chord.name.clone(), Arc::clone(&chord));
        }
        Some(Resolved::Chord(chord))
    }

    /// Whether a table has another chord of this name than the song's notation: in German, `B` is a half tone below `H`.
    /// The reference takes the table's, and the spelling of its transposition too.
    fn is_misread(&self, text: &str, known: &Chord, notation: &Notation) -> bool {
        self.is_corrected
            && known.system != notation.name()
            && notation.parse(text, strictness(self.config)).is_some()
    }

    fn parse_chord(&self, text: &str, notation: &Notation) -> Option<Chord> {
        let strictness = strictness(self.config);
        let strict = notation.parse(text, strictness);
        strict.or_else(|| {
            if self.profile == Profile::Complete
                && let Some(chord) = notation.parse_enharmonic(text)
            {
                return Some(chord);
            }
            if self.config.settings.notenames {
                notation.parse_note_name(text)
            } else {
                None
            }
        })
    }

    /// A chord of the notation to write in, where the song's has the same name and other notes: `notes.system` alone names a
    /// notation without giving its notes.
    fn in_namesake(
        &self,
        text: &str,
        target: Option<&Arc<Notation>>,
        notation: &Arc<Notation>,
    ) -> Option<Arc<Chord>> {
        let target =
            target.filter(|target| target.name() == notation.name() && *target != notation)?;
        let chord = target.parse(text, strictness(self.config))?;
        Some(Arc::new(chord))
    }

    fn is_usable(&self, chord: Option<&Chord>) -> bool {
        chord.is_some_and(|chord| {
            chord.is_parsed() || is_no_chord(chord, self.config.library.tuning())
        })
    }

    fn complain_about_change(&mut self, text: &str, is_transposed: bool, is_transcoded: bool) {
        let what = match (is_transposed, is_transcoded) {
            (true, true) => "transpose/transcode",
            (true, false) => "transpose",
            _ => "transcode",
        };
        self.source.warn(
            "cannot-transpose",
            format!("Cannot parse/{what} chord \"{text}\""),
        );
    }

    /// Gives a chord the fingering that a table has for it, by name or by another spelling of the name.
    fn finger(&self, chord: &mut Arc<Chord>) {
        if chord.is_note {
            return;
        }
        let library = &self.config.library;
        let found = self.tables.definitions.get(&chord.name).or_else(|| {
            if self.spelling().generates_diagrams() {
                library.by_sound(chord)
            } else {
                library.by_chord(chord)
            }
        });
        if let Some(found) = found {
            let mut named = chord.named_like(found);
            named.untransposed.clone_from(&chord.untransposed);
            *chord = Arc::new(named);
        } else if self.is_keyboard() && chord.root.is_some() {
            let keys = keyboard_keys(chord, library.tuning());
            if !keys.is_empty() {
                let chord = Arc::make_mut(chord);
                chord.fingering.get_or_insert_default().keys = Some(keys);
            }
        }
        if !self.is_keyboard() && !chord.has_frets() {
            self.spelling().generate_fingering(chord);
        }
    }

    /// Whether the instrument has keys instead of strings.
    pub(crate) fn is_keyboard(&self) -> bool {
        self.config.instrument.kind.eq_ignore_ascii_case("keyboard")
    }

    fn transcode(
        &mut self,
        chord: &Chord,
        notation: &Notation,
        target: &Notation,
        manner: Manner,
    ) -> Chord {
        let key = if !target.is_movable() || manner == Manner::Key {
            // A key is its own first degree.
            match manner {
                Manner::Key => chord.root.as_ref().map(|_| 0),
                _ => None,
            }
        } else {
            let key = self.key_ordinal();
            if key.is_none() && !self.tables.has_warned_movable {
                self.tables.has_warned_movable = true;
                self.source.warn(
                    "transcode-without-key",
                    format!(
                        "Warning: Transcoding to {} without key may yield unexpected results",
                        target.name()
                    ),
                );
            }
            key
        };
        if target.is_movable()
            && manner != Manner::Key
            && let Some(counted) = self.spelling().counted(chord, notation, target)
        {
            return counted;
        }
        chord.transcoded(notation, target, key)
    }

    /// Says, once a song, that degrees stay what they are. The reference ends.
    fn complain_about_degrees(&mut self, notation: &Notation) {
        if !self.tables.has_warned_degrees {
            self.tables.has_warned_degrees = true;
            self.source.warn(
                "no-transcoding",
                format!("Cannot transcode from {}", notation.name()),
            );
        }
    }

    /// The ordinal of the song's key. The reference looks for the key's common name among the chords that the song stored,
    /// which fails for many keys. A key is stored as a degree of C; a chord that is stored over it has the same name and
    /// so the same ordinal.
    fn key_ordinal(&self) -> Option<u8> {
        let names = match self.profile {
            Profile::Complete => "_key",
            Profile::Reference => "key",
        };
        let key = self.meta.values(names).last()?;
        let stored = self.tables.chords.get(key)?;
        stored.root.as_ref().map(|root| root.ordinal)
    }

    fn report_no_chord(&mut self, text: &str, manner: Manner) {
        if self.tables.unknown.contains(text) {
            return;
        }
        // A bracket that is not closed, and a key that is none, are findings of their own.
        let is_reported = self.source.is_lint() && (text.contains('[') || manner == Manner::Key);
        if !is_spelled_no_chord(text) && !is_reported {
            if self.source.is_lint() {
                self.tables.slips.found(text, self.source.count());
            }
            self.source.warn_with_hint(
                "unknown-chord",
                format!("Unknown chord: \"{text}\""),
                "write [*text] for a text above the lyrics, or define the chord",
            );
        }
        self.tables.unknown.insert(text.to_owned());
    }

    /// A chord of a line: resolved, shown, counted among the used ones. What is no chord becomes an annotation.
    pub(crate) fn chord(&mut self, content: &str) -> ChordRef {
        // Each place of a text that is no chord is noted for its fix.
        let is_noted =
            |token: &ChordRef| self.source.is_lint() && matches!(token.info, ChordInfo::Annotation);
        if let Some(token) = self.tables.tokens.get(content)
            && !is_noted(token)
        {
            return token.clone();
        }
        let said = self.source.count();
        let chord = self.fresh_chord(content);
        if self.source.count() == said {
            self.tables.tokens.insert(content.to_owned(), chord.clone());
        }
        chord
    }

    fn fresh_chord(&mut self, content: &str) -> ChordRef {
        let bare = crate::markup::strip(content);
        let has_markup = bare.len() != content.len();
        let mut name = bare.as_ref();
        if let Some(inner) = parenthesized(name) {
            name = inner;
            if let Some(inner) = parenthesized(name) {
                name = inner;
                self.source.warn(
                    "double-parentheses",
                    format!("Double parens in chord: \"{content}\""),
                );
            }
        }
        let Some(resolved) = self.resolve(name, Manner::Used) else {
            if self.source.is_lint()
                && let Some(place) = self.source.lines.span_of(name)
            {
                let around = self.source.focus;
                self.tables.slips.note(name, place, around);
            }
            return annotation(content, content, ShortCodes::of(self.config));
        };
        if self.source.is_lint() {
            self.tables.slips.note_use(name);
        }
        let format = if has_markup {
            self.format_of_markup(content, name)
        } else {
            (content != name).then(|| content.replacen(name, "%{formatted}", 1))
        };
        self.count(&resolved);
        self.reference(&resolved, format.map(Arc::from))
    }

    /// The format that markup around a chord makes.
    fn format_of_markup(&mut self, content: &str, name: &str) -> Option<String> {
        let plain = format!(">{name}<");
        let parenthesized = format!(">({name})<");
        if content.contains(&plain) {
            Some(content.replacen(&plain, ">%{formatted}<", 1))
        } else if content.contains(&parenthesized) {
            Some(content.replacen(&parenthesized, ">(%{formatted})<", 1))
        } else {
            self.source.warn(
                "invalid-chord-markup",
                format!("Invalid markup in chord: \"{content}\""),
            );
            Some(content.to_owned())
        }
    }

    /// A place of the song where a chord stands.
    fn reference(&self, resolved: &Resolved, format: Option<Arc<str>>) -> ChordRef {
        match resolved {
            Resolved::NoChord(name) => {
                // The reference shows these by their name alone.
                let shown = match &format {
                    Some(format) if self.is_corrected => format.replace("%{formatted}", name),
                    _ => name.clone(),
                };
                let plain = Arc::from(crate::markup::strip(&shown));
                ChordRef {
                    name: Arc::from(name.as_str()),
                    display: Text::new(shown, ShortCodes::of(self.config)),
                    plain,
                    format,
                    info: ChordInfo::NoChord,
                }
            }
            Resolved::Chord(chord) => {
                let shown = display::show(
                    chord,
                    format.as_deref(),
                    spelling_key(self.meta, self.config),
                    self.config,
                );
                ChordRef {
                    name: Arc::from(chord.name.as_str()),
                    display: Text::new(shown.display, ShortCodes::of(self.config)),
                    plain: shown.plain,
                    format,
                    info: if chord.is_note {
                        ChordInfo::Note(Arc::clone(chord))
                    } else {
                        ChordInfo::Chord(Arc::clone(chord))
                    },
                }
            }
        }
    }

    /// Counts a chord among those used, or reports that it has no diagram (`docs/spec/language.md#7.6`).
    fn count(&mut self, resolved: &Resolved) {
        let Resolved::Chord(chord) = resolved else {
            return;
        };
        if chord.is_note || is_no_chord(chord, self.config.library.tuning()) {
            return;
        }
        if self.is_keyboard() {
            self.tables.used.insert(Arc::from(chord.name.as_str()));
        } else if chord.was_tabled() {
            if chord.has_frets()
                && self.tables.used.insert(Arc::from(chord.name.as_str()))
                && chord.origin == Origin::Generated
                && lacks_bass(chord, self.config.library.tuning())
            {
                let name = &chord.name;
                self.source.warn(
                    "diagram-without-bass",
                    format!("No diagram with the bass of {name}: the one of the chord before the slash is shown"),
                );
            }
        } else if chord.root.is_some()
            && !self.is_movable()
            && !self.tables.unknown.contains(&chord.name)
        {
            let name = chord.name.clone();
            let message = if self.spelling().generates_diagrams() {
                format!("No diagram for chord {name}")
            } else {
                format!("Unknown chord: {name}")
            };
            self.source.warn_with_hint(
                "no-fingering",
                message,
                "the chord is shown, but it has no diagram; {define} gives it one",
            );
            self.tables.unknown.insert(name);
        }
    }

    /// Whether the chords that the song shows are relative to its key.
    pub(crate) fn is_movable(&self) -> bool {
        self.tables.shown_notation(self.config).is_movable()
    }

    /// Moves a chord of a recalled chorus; the parentheses and the markup around it stay.
    pub(crate) fn move_chord(&self, place: &mut ChordRef, by: &Transposition) {
        let (ChordInfo::Chord(chord) | ChordInfo::Note(chord)) = &place.info else {
            return;
        };
        if !by.is_effective() {
            return;
        }
        let notation = self.tables.target.as_ref().unwrap_or(&self.config.notes);
        let before = self.transposing.print().amount.saturating_sub(by.amount);
        let own = notation_of(chord, notation);
        let mut moved = Arc::new(self.spelling().transposed_again(chord, by, before, &own));
        self.finger(&mut moved);
        let format = place.format.take();
        *place = self.reference(&Resolved::Chord(moved), format);
    }
}

/// The key that the spelling of some roots depends on, where that is asked for.
pub(crate) fn spelling_key<'m>(meta: &'m Meta, config: &Config) -> Option<&'m str> {
    if config.settings.enharmonic_transpose {
        return None;
    }
    meta.values("key").last().map(String::as_str)
}

/// The notation that a chord is in. A chord that a table knows by its name is in the table's, whatever the song's `notation`:
/// in German, `B` is the table's chord and `H` the song's.
pub(crate) fn notation_of(chord: &Chord, notation: &Arc<Notation>) -> Arc<Notation> {
    if chord.system == notation.name() {
        return Arc::clone(notation);
    }
    Notation::builtin(&chord.system).unwrap_or_else(|| Arc::clone(notation))
}

/// An annotation: `name` as written, `text` as shown.
pub(crate) fn annotation(name: &str, text: &str, codes: ShortCodes<'_>) -> ChordRef {
    ChordRef {
        name: Arc::from(name),
        plain: Arc::from(crate::markup::strip(text)),
        display: Text::new(text, codes),
        format: None,
        info: ChordInfo::Annotation,
    }
}

fn bracketed(text: &str) -> Option<&str> {
    text.strip_prefix('[')?.strip_suffix(']')
}

fn parenthesized(text: &str) -> Option<&str> {
    text.strip_prefix('(')?.strip_suffix(')')
}

/// `N.C.`, `nc` and the like.
fn is_spelled_no_chord(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(['n', 'N']) else {
        return false;
    };
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    rest.strip_prefix(['c', 'C'])
        .is_some_and(|rest| rest.is_empty() || rest == ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_chord_has_many_spellings() {
        for text in ["NC", "N.C.", "n.c", "nc."] {
            assert!(is_spelled_no_chord(text), "{text}");
        }
        for text in ["N", "N.C..", "NCx", "C"] {
            assert!(!is_spelled_no_chord(text), "{text}");
        }
    }
}
