//! The `{define}` and `{chord}` directives (`docs/spec/language.md#5.8`).

use std::sync::Arc;

use chordpro_chords::{Chord, Fingering, Fret, Origin, Strictness};

use crate::chord_resolver::{Manner, Resolved};
use crate::markup::strip;
use crate::song_reader::{Outcome, SongReader};
use crate::truth::{is_affirmed, is_true};
use crate::{BlockKind, ChordDefinition};

/// Which of the two directives is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// `{define}`.
    Define,
    /// `{chord}`.
    Show,
}

/// What a definition says, as far as it says anything.
#[derive(Debug, Default)]
struct Items {
    base_fret: Option<i64>,
    frets: Option<Vec<Fret>>,
    fingers: Option<Vec<Option<char>>>,
    keys: Option<Vec<i64>>,
    copied: Option<Arc<Chord>>,
    copies_looks: bool,
    display: Option<String>,
    format: Option<String>,
    diagram: Option<String>,
}

impl SongReader<'_, '_> {
    /// `{define: NAME …}`.
    pub(crate) fn define_directive(&mut self, argument: &str) -> Outcome {
        let Some((name, items)) = self.read_definition(argument, Purpose::Define) else {
            return Outcome::Done;
        };
        let mut chord = self.named_chord(&name, Purpose::Define);
        // A transposable chord is stored under its untransposed name, and so is transposed again when it is used.
        let name = bare_name(&name).to_owned();
        chord.name.clone_from(&name);
        chord.origin = Origin::Song;
        self.apply(&mut chord, &items);
        let fault = self.fault(&chord, &items);
        let chord = Arc::new(chord);
        self.lint(|lint| lint.note_definition(&name));
        self.song.defines.push(ChordDefinition {
            name: name.clone(),
            display: items.display.filter(|_| chord.display.is_some()),
            chord: Arc::clone(&chord),
        });
        if let Some(reason) = fault {
            self.source
                .warn("invalid-chord", format!("Invalid chord: {name}: {reason}"));
            return Outcome::Done;
        }
        self.chords.forget_tokens();
        self.chords.chords.insert(name.clone(), Arc::clone(&chord));
        self.chords.definitions.insert(name, chord);
        Outcome::Done
    }

    /// `{chord: NAME …}`: a diagram in place. Directly after another one it joins that.
    pub(crate) fn chord_directive(&mut self, argument: &str) -> Outcome {
        let Some((name, items)) = self.read_definition(argument, Purpose::Show) else {
            return Outcome::Done;
        };
        let mut chord = self.named_chord(&name, Purpose::Show);
        bare_name(&name).clone_into(&mut chord.name);
        chord.origin = Origin::Inline;
        self.apply(&mut chord, &items);
        let count = self.session.inline_chords.get();
        self.session.inline_chords.set(count.saturating_add(1));
        // The leading blank keeps the names apart from those of chords.
        let id = format!(" ch{count:04}");
        self.chords.chords.insert(id.clone(), Arc::new(chord));
        if let Some(last) = self.sections.body.last_block()
            && let BlockKind::Diagrams(ids) = &mut last.kind
        {
            ids.push(id);
        } else {
            self.push(BlockKind::Diagrams(vec![id]));
        }
        Outcome::Done
    }

    /// The chord that a definition is about: the parts of its name, and for `{chord}` the fingering that is known.
    fn named_chord(&mut self, name: &str, purpose: Purpose) -> Chord {
        let manner = if bare_name(name) != name {
            Manner::Used
        } else {
            Manner::Definition
        };
        let chord = match self.resolver().resolve(name, manner) {
            Some(Resolved::Chord(chord)) => Some(chord),
            Some(Resolved::NoChord(name)) => self.chords.known(&name, &self.config),
            None => None,
        };
        let chord = chord.unwrap_or_else(|| Arc::new(Chord::named(name, &self.config.notes)));
        match purpose {
            Purpose::Show => Chord {
                copied_from: chord.is_tabled().then(|| Arc::clone(&chord)),
                ..Chord::clone(&chord)
            },
            Purpose::Define => Chord {
                fingering: None,
                display: None,
                format: None,
                diagram: None,
                copied_from: None,
                ..Chord::clone(&chord)
            },
        }
    }

    fn apply(&self, chord: &mut Chord, items: &Items) {
        if let Some(copied) = &items.copied {
            chord.fingering.clone_from(&copied.fingering);
            chord.copied_from = Some(Arc::clone(copied));
            if items.copies_looks {
                chord.display.clone_from(&copied.display);
                chord.format.clone_from(&copied.format);
            }
        }
        // A defined chord has a base fret, if nothing else.
        let fingering = chord.fingering.get_or_insert_with(Fingering::default);
        if let Some(base) = items.base_fret {
            fingering.base_fret = u8::try_from(base).unwrap_or(u8::MAX).max(1);
        }
        if let Some(frets) = &items.frets {
            fingering.frets.clone_from(frets);
        }
        if let Some(fingers) = &items.fingers {
            fingering.fingers.clone_from(fingers);
        }
        if let Some(keys) = &items.keys {
            let keys = keys.iter().map(|key| u8::try_from(*key).unwrap_or(u8::MAX));
            fingering.keys = Some(keys.collect());
        }
        if let Some(display) = &items.display {
            let display = self
                .chords
                .known(display, &self.config)
                .or_else(|| self.parse_display(display));
            chord.display = display;
        }
        if let Some(format) = &items.format {
            chord.format = Some(format.clone());
        }
        if let Some(diagram) = &items.diagram {
            chord.diagram = Some(diagram.clone());
        }
    }

    fn parse_display(&self, name: &str) -> Option<Arc<Chord>> {
        let notation = &self.config.notes;
        notation.parse(name, Strictness::Relaxed).map(Arc::new)
    }

    /// What makes a definition unusable for the table of chords.
    fn fault(&self, chord: &Chord, items: &Items) -> Option<String> {
        let strings = self.config.library.tuning().strings();
        if let Some(base) = items.base_fret
            && base > 23
        {
            return Some(format!("base-fret {base} out of range"));
        }
        if let Some(fingering) = &chord.fingering {
            if !fingering.frets.is_empty() && fingering.frets.len() != strings {
                return Some(format!("{} strings", fingering.frets.len()));
            }
            if !fingering.fingers.is_empty() && fingering.fingers.len() != strings {
                return Some(format!("{} strings for fingers", fingering.fingers.len()));
            }
        }
        let key = items.keys.iter().flatten().find(|key| **key >= 24)?;
        Some(format!("invalid key \"{key}\""))
    }

    /// Reads name and items; what is wrong is said, and nothing is defined.
    fn read_definition(&mut self, argument: &str, purpose: Purpose) -> Option<(String, Items)> {
        let words = split_words(argument.trim());
        let Some((name, rest)) = words.split_first() else {
            self.source
                .warn("invalid-definition", "Invalid chord definition: (no name)");
            return None;
        };
        if name.starts_with('[') && name.ends_with(']') {
            if !rest.is_empty() {
                self.source.warn(
                    "transposable-with-attributes",
                    format!("Transposable chord {name} does not allow attributes"),
                );
            }
            return Some((name.clone(), Items::default()));
        }
        let mut reading = Reading {
            argument: &words,
            rest,
            strings: self.config.library.tuning().strings(),
            items: Items::default(),
        };
        while let Some((item, rest)) = reading.rest.split_first() {
            reading.rest = rest;
            if let Err(complaint) = self.definition_item(item, &mut reading, purpose) {
                self.source.warn("invalid-definition", complaint);
                return None;
            }
        }
        Some((name.clone(), reading.items))
    }

    fn definition_item(
        &mut self,
        item: &str,
        reading: &mut Reading<'_>,
        purpose: Purpose,
    ) -> Result<(), String> {
        match item {
            "base-fret" => reading.base_fret(),
            "frets" => reading.frets(),
            "fingers" => reading.fingers(),
            "keys" => reading.keys(),
            "copy" | "copyall" => {
                let name = reading.next();
                self.chords.slips.note_use(&name);
                let chord = self.chords.known(&name, &self.config);
                let chord = chord.ok_or_else(|| format!("Unknown chord to copy: {name}"))?;
                reading.items.copied = Some(chord);
                reading.items.copies_looks = item == "copyall";
                Ok(())
            }
            "display" => {
                let written = reading.required(item)?;
                let plain = strip(&written).into_owned();
                if plain != written {
                    self.source.warn(
                        "markup-in-display",
                        "\"display\" should not contain markup, use \"format\"",
                    );
                }
                reading.items.display = Some(plain);
                Ok(())
            }
            "format" => {
                // Percent signs are protected so that they survive the substitution of the argument.
                reading.items.format = Some(reading.required(item)?.replace("\\%", "%"));
                Ok(())
            }
            "diagram" => self.diagram_item(reading, purpose),
            _ => Err(reading.invalid(item)),
        }
    }

    fn diagram_item(&mut self, reading: &mut Reading<'_>, purpose: Purpose) -> Result<(), String> {
        let value = reading.required("diagram")?;
        if is_affirmed(&value) {
            return Ok(());
        }
        if is_true(&value) {
            reading.items.diagram = Some(value);
            return Ok(());
        }
        if purpose == Purpose::Show {
            self.source
                .warn("useless-diagram", "Useless diagram suppression");
            return Err(reading.invalid(&value));
        }
        reading.items.diagram = Some("0".to_owned());
        Ok(())
    }
}

/// A definition while its items are read.
struct Reading<'w> {
    argument: &'w [String],
    rest: &'w [String],
    strings: usize,
    items: Items,
}

impl Reading<'_> {
    /// The word that the item `name` asks for.
    fn required(&mut self, name: &str) -> Result<String, String> {
        if self.rest.is_empty() {
            return Err(self.invalid(name));
        }
        Ok(self.next())
    }

    /// The next word; empty where there is none.
    fn next(&mut self) -> String {
        match self.rest.split_first() {
            Some((word, rest)) => {
                self.rest = rest;
                word.clone()
            }
            None => String::new(),
        }
    }

    fn base_fret(&mut self) -> Result<(), String> {
        let value = self.next();
        let is_number = !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit());
        if !is_number {
            return Err(format!("Invalid base-fret value: {value}"));
        }
        self.items.base_fret = Some(value.parse().unwrap_or(i64::MAX));
        Ok(())
    }

    fn frets(&mut self) -> Result<(), String> {
        let frets = self.take(fret);
        if frets.len() != self.strings {
            return Err(format!(
                "Incorrect number of fret positions ({}, should be {})",
                frets.len(),
                self.strings
            ));
        }
        self.items.frets = Some(frets);
        Ok(())
    }

    fn fingers(&mut self) -> Result<(), String> {
        let fingers = self.take(finger);
        if fingers.len() != self.strings {
            return Err(format!(
                "Incorrect number of finger settings ({}, should be {})",
                fingers.len(),
                self.strings
            ));
        }
        self.items.fingers = Some(fingers);
        Ok(())
    }

    fn keys(&mut self) -> Result<(), String> {
        let mut keys = Vec::new();
        while let Some((word, rest)) = self.rest.split_first()
            && word.bytes().all(|b| b.is_ascii_digit())
        {
            keys.push(word.parse().unwrap_or(i64::MAX));
            self.rest = rest;
        }
        if keys.is_empty() {
            return Err("Invalid or missing keys".to_owned());
        }
        self.items.keys = Some(keys);
        Ok(())
    }

    /// Takes words as long as they mean something, one for each string at most.
    fn take<T>(&mut self, read: fn(&str) -> Option<T>) -> Vec<T> {
        let mut values = Vec::new();
        while values.len() < self.strings
            && let Some((word, rest)) = self.rest.split_first()
            && let Some(value) = read(word)
        {
            values.push(value);
            self.rest = rest;
        }
        values
    }

    /// The definition with the word that is wrong marked: the last one taken.
    fn invalid(&self, word: &str) -> String {
        let at = self
            .argument
            .len()
            .saturating_sub(self.rest.len())
            .saturating_sub(1);
        let marked: Vec<String> = self
            .argument
            .iter()
            .enumerate()
            .map(|(index, other)| {
                if index == at {
                    format!(">>> {word} <<<")
                } else {
                    other.clone()
                }
            })
            .collect();
        format!("Invalid chord definition: {}", marked.join(" "))
    }
}

/// The name without the brackets that make it transposable.
fn bare_name(name: &str) -> &str {
    name.strip_prefix('[')
        .and_then(|name| name.strip_suffix(']'))
        .unwrap_or(name)
}

fn fret(word: &str) -> Option<Fret> {
    match word {
        "-" | "x" | "X" | "N" => Some(Fret::Muted),
        _ => {
            let digits = word.strip_prefix('-').unwrap_or(word);
            let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            is_number.then(|| Fret::from_number(word.parse().unwrap_or(i64::MAX)))
        }
    }
}

fn finger(word: &str) -> Option<Option<char>> {
    if word.bytes().all(|b| b.is_ascii_digit()) && !word.is_empty() {
        return Some(word.chars().last());
    }
    let mut letters = word.chars();
    let letter = letters.next()?;
    if letters.next().is_some() {
        return None;
    }
    match letter {
        '-' | 'x' | 'N' | 'X' => Some(None),
        'A'..='M' | 'O'..='W' | 'Y' | 'Z' => Some(Some(letter)),
        _ => None,
    }
}

/// Words between blanks and colons; quotes group and go, a backslash protects. Where a quote is not closed, quotes mean
/// nothing.
fn split_words(text: &str) -> Vec<String> {
    quoted_words(text).unwrap_or_else(|| {
        text.split(is_separator)
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    })
}

fn is_separator(c: char) -> bool {
    c == ':' || c.is_whitespace()
}

fn quoted_words(text: &str) -> Option<Vec<String>> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match (c, quote) {
            ('\\', _) => {
                let next = characters.next()?;
                let word = word.get_or_insert_default();
                // Protected percent signs are restored with their item.
                if next == '%' {
                    word.push('\\');
                }
                word.push(next);
            }
            (c, Some(open)) if c == open => quote = None,
            (c, Some(_)) => word.get_or_insert_default().push(c),
            ('"' | '\'', None) => {
                word.get_or_insert_default();
                quote = Some(c);
            }
            (c, None) if is_separator(c) => words.extend(word.take()),
            (c, None) => word.get_or_insert_default().push(c),
        }
    }
    if quote.is_some() {
        return None;
    }
    words.extend(word);
    Some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_colons_separate_words() {
        assert_eq!(split_words("Am: base-fret 1"), ["Am", "base-fret", "1"]);
        assert_eq!(
            split_words("X format \"a b\" copy C"),
            ["X", "format", "a b", "copy", "C"]
        );
        assert_eq!(split_words("X \"a b"), ["X", "\"a", "b"]);
    }

    #[test]
    fn strings_are_fretted_or_muted() {
        assert_eq!(fret("3"), Some(Fret::At(3)));
        for word in ["-", "x", "X", "N", "-1"] {
            assert_eq!(fret(word), Some(Fret::Muted), "{word}");
        }
        assert_eq!(fret("fingers"), None);
    }

    #[test]
    fn fingers_are_digits_or_letters() {
        assert_eq!(finger("2"), Some(Some('2')));
        assert_eq!(finger("T"), Some(Some('T')));
        assert_eq!(finger("N"), Some(None));
        assert_eq!(finger("t"), None);
    }
}
