//! Metadata directives (`docs/spec/language.md#6.1`, `#6.2`, `#6.3`, `docs/spec/configuration.md#9.1`).

use std::sync::Arc;

use chordpro_chords::{Key, KeyNaming, MinorKeys, Notation, Transposition, key_name};
use indexmap::IndexMap;

use crate::chord_resolver::{Manner, Resolved, notation_of};
use crate::key_spelling::{KeySpelling, given_capo};
use crate::song_reader::{Outcome, SongReader, SongStart};
use crate::text::leading_integer;
use crate::truth::is_set;
use crate::{BlockKind, Diagnostic, Severity};

impl SongReader<'_, '_> {
    /// The metadata that a song begins with: the configuration's, the input's, the command line's.
    pub(crate) fn start_metadata(&mut self, start: &SongStart<'_>) {
        for (name, values) in self.config.meta.iter() {
            self.song.meta.set(name, values.clone());
        }
        for (name, value) in &start.input.meta {
            self.song.meta.push(&name.to_lowercase(), value.clone());
        }
        let mut given: IndexMap<String, Vec<String>> = IndexMap::new();
        for (name, value) in &self.session.options.meta {
            given
                .entry(name.to_lowercase())
                .or_default()
                .push(value.clone());
        }
        for (name, values) in given {
            self.song.meta.set(&name, values);
        }
    }

    /// `{meta: NAME VALUE}`.
    pub(crate) fn meta_directive(&mut self, argument: &str) -> Outcome {
        // The name is the first run of other characters than blanks and colons that one of those follows.
        let text = argument.trim_start_matches([' ', ':']);
        let Some((name, value)) = text.split_once([' ', ':']) else {
            if self.source.is_strict() {
                self.source.warn(
                    "incomplete-meta",
                    format!("Incomplete meta directive: meta {argument}"),
                );
            }
            return Outcome::Refused;
        };
        let value = value.trim_start_matches([' ', ':']);
        let name = name.to_lowercase();
        if self.is_lenient() && !value.is_empty() {
            // The reference looks for `{title}` alone.
            match name.as_str() {
                "title" => self.song.title = Some(value.to_owned()),
                "subtitle" => self.song.subtitles.push(value.to_owned()),
                _ => {}
            }
        }
        self.meta_item(&name, value)
    }

    /// `{NAME: VALUE}`.
    pub(crate) fn meta_item(&mut self, name: &str, value: &str) -> Outcome {
        if matches!(name, "user" | "instrument") {
            self.source.warn(
                "configured-metadata",
                format!("\"{name}\" can be set from config only."),
            );
            return Outcome::Done;
        }
        let metadata = std::sync::Arc::clone(&self.config.metadata);
        let mut values: Vec<&str> = if metadata.autosplit && !metadata.separator.is_empty() {
            value.split(metadata.separator.as_str()).collect()
        } else {
            vec![value]
        };
        while values.last().is_some_and(|value| value.is_empty()) {
            values.pop();
        }
        for value in values {
            self.lint(|lint| lint.check_value(name, value));
            match name {
                "key" => {
                    let given = self.transposing.take_given_key();
                    if given || self.key(value) {
                        return Outcome::Done;
                    }
                    continue;
                }
                "capo" => match self.capo(value) {
                    Capo::Stored => {}
                    Capo::Dropped => continue,
                    Capo::Refused => return Outcome::Refused,
                },
                _ => {}
            }
            if metadata.strict && !metadata.keys.iter().any(|key| key == name) {
                if self.source.is_strict() {
                    let message = format!("Unknown metadata item: {name}");
                    let finding = Diagnostic::new("unknown-metadata", Severity::Warning, message);
                    let completed = self.lint(|lint| lint.unknown_item(name, finding.clone()));
                    self.source.add(completed.unwrap_or(finding));
                }
                return Outcome::Refused;
            }
            let value = match name {
                "duration" if is_set(value) => duration(value),
                _ => value.to_owned(),
            };
            self.song.meta.push(name, value);
        }
        Outcome::Done
    }

    /// Sets the key; `false` where the text is no key.
    fn key(&mut self, value: &str) -> bool {
        let text: String = value.chars().filter(|c| !matches!(c, '[' | ']')).collect();
        let resolved = self.resolver().resolve(&text, Manner::Key);
        let notation = self.shown_notation();
        let naming = key_naming(self);
        let key = match &resolved {
            Some(Resolved::Chord(chord)) => {
                let notation = notation_of(chord, &notation);
                Key::of(chord, &notation, naming).map(|key| (chord.clone(), key))
            }
            _ => None,
        };
        let Some((chord, key)) = key else {
            let message = format!("Invalid key: \"{value}\"");
            let mut finding = Diagnostic::new("invalid-key", Severity::Warning, message);
            let fix = self.lint(|lint| lint.key_fix(value));
            finding.fixes.extend(fix.flatten());
            self.source.add(finding);
            return false;
        };
        self.song.meta.push("key", key.name.clone());
        self.song.meta.push("_key", chord.name.clone());
        let printed = if self.transposing.is_idle() {
            self.song.meta.set("key_print", vec![key.name.clone()]);
            self.song.meta.set("key_sound", vec![key.name.clone()]);
            key
        } else {
            self.put_keys(&chord, &notation, naming)
        };
        let name = printed.name.clone();
        self.remember_key(printed);
        self.chords.forget_tokens();
        self.push(BlockKind::Key(name));
        true
    }

    /// Computes the printed and the sounding key from the key as written.
    fn put_keys(
        &mut self,
        chord: &chordpro_chords::Chord,
        notation: &Arc<Notation>,
        naming: KeyNaming,
    ) -> Key {
        let notation = &notation_of(chord, notation);
        let moved = |by: &Transposition| self.spelling().transposed(chord, by, notation);
        let print = moved(self.transposing.print());
        let sound = key_name(&moved(&self.transposing.sound()), notation, naming);
        let key = Key::of(&print, notation, naming);
        let name = key_name(&print, notation, naming);
        self.song.meta.set("key_print", vec![name.clone()]);
        self.song.meta.set("key_sound", vec![sound]);
        key.unwrap_or(Key {
            name,
            ordinal: 0,
            is_minor: false,
            is_flat: false,
        })
    }

    fn remember_key(&mut self, key: Key) {
        self.sections.chorus.set_key(Some(key.clone()));
        self.transposing.set_key(Some(key));
    }

    /// Computes the keys again, after a transposition.
    pub(crate) fn update_keys(&mut self) {
        let Some(chord) = self.last_key_chord() else {
            return;
        };
        let notation = self.shown_notation();
        let printed = self.put_keys(&chord, &notation, key_naming(self));
        let name = printed.name.clone();
        self.transposing.set_key(Some(printed));
        // The text formats do not keep the transposition: the key that is printed from here on is noted.
        if self.is_corrected() {
            match self.sections.body.last_block().map(|block| &mut block.kind) {
                Some(BlockKind::Key(last)) => *last = name,
                _ => self.push(BlockKind::Key(name)),
            }
        }
    }

    /// How chords are spelled here.
    pub(crate) fn spelling(&self) -> KeySpelling<'_> {
        KeySpelling {
            config: &self.config,
            profile: self.session.options.profile,
            stated: self.last_key_chord(),
        }
    }

    /// The key as the song last gave it.
    fn last_key_chord(&self) -> Option<std::sync::Arc<chordpro_chords::Chord>> {
        self.chords.stated_key(&self.song.meta, &self.config)
    }

    fn shown_notation(&self) -> std::sync::Arc<Notation> {
        std::sync::Arc::clone(self.chords.shown_notation(&self.config))
    }

    /// Sets the capo; tells what becomes of the value.
    fn capo(&mut self, value: &str) -> Capo {
        if self.transposing.has_capo() && !self.transposing.replaces_capo() {
            self.source.warn(
                "several-capos",
                "Multiple capo settings may yield surprising results.",
            );
        }
        if !is_set(value) {
            return Capo::Dropped;
        }
        if self.config.settings.decapo {
            return match self.transpose_directive(value) {
                Outcome::Refused => Capo::Refused,
                _ => Capo::Dropped,
            };
        }
        if self.transposing.replaces_capo() {
            self.transposing.set_own_capo(leading_integer(value));
            self.chords.forget_tokens();
            self.update_keys();
            return Capo::Dropped;
        }
        self.transposing.set_capo(leading_integer(value));
        if let Some(chord) = self.last_key_chord() {
            let notation = notation_of(&chord, &self.shown_notation());
            let sound = self.transposing.sound();
            let sounding = self.spelling().transposed(&chord, &sound, &notation);
            let sound = key_name(&sounding, &notation, key_naming(self));
            self.song.meta.set("key_sound", vec![sound]);
        }
        Capo::Stored
    }
}

/// Takes the key and the capo that were asked for.
pub(crate) fn take_given_key_and_capo(reader: &mut SongReader<'_, '_>) {
    let config = Arc::clone(&reader.config);
    match given_capo(&config) {
        Ok(None) => {}
        Ok(Some(capo)) => {
            reader.transposing.give_capo(capo.into());
            if capo > 0 {
                reader.song.meta.set("capo", vec![capo.to_string()]);
            }
        }
        Err(message) => reader.source.warn("invalid-capo", message),
    }
    if !config.native.key.is_empty() && reader.key(&config.native.key) {
        reader.transposing.give_key();
    }
}

/// How keys are named.
fn key_naming(reader: &SongReader<'_, '_>) -> KeyNaming {
    let is_relative = reader.is_corrected() || reader.spelling().is_by_key();
    KeyNaming {
        flats: reader.config.keys.flats,
        force_common: reader.config.keys.force_common,
        minor: if is_relative {
            MinorKeys::Relative
        } else {
            MinorKeys::LikeReference
        },
    }
}

/// What becomes of the value of a capo.
enum Capo {
    /// It is stored.
    Stored,
    /// Nothing is stored: there is none, or the chords are transposed instead.
    Dropped,
    /// It is no transposition, where the chords were to be transposed.
    Refused,
}

/// A duration in hours, minutes and seconds, without leading zeros.
fn duration(value: &str) -> String {
    let mut total: u64 = 0;
    let Some(start) = value.find(|c: char| c.is_ascii_digit()) else {
        return String::new();
    };
    let mut rest = value.get(start..).unwrap_or_default();
    // At most hours, minutes and seconds.
    for part in 0..3 {
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (digits, after) = rest.split_at(end);
        if digits.is_empty() {
            break;
        }
        total = total
            .saturating_mul(if part == 0 { 1 } else { 60 })
            .saturating_add(digits.parse().unwrap_or(0));
        match after.strip_prefix(':') {
            Some(next) if next.starts_with(|c: char| c.is_ascii_digit()) => rest = next,
            _ => break,
        }
    }
    let (hours, minutes, seconds) = (total / 3_600, total / 60 % 60, total % 60);
    format!("{hours}:{minutes:02}:{seconds:02}")
        .trim_start_matches(['0', ':'])
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn durations_are_written_with_colons() {
        for (given, expected) in [
            ("245", "4:05"),
            ("3:45", "3:45"),
            ("1:02:03", "1:02:03"),
            ("0:05", "5"),
            ("about 3:45 long", "3:45"),
            ("abc", ""),
        ] {
            assert_eq!(duration(given), expected, "{given}");
        }
    }
}
