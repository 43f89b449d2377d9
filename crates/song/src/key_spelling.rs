//! How transposed chords are spelled, and which key a song is in.

use std::sync::Arc;

use chordpro_chords::{
    Accidentals, Chord, ChordTones, Generator, Key, KeyNaming, KeyShift, MinorKeys, Notation,
    Origin, Semitones, Spelling, Strictness, Transposition, detect_key,
};
use chordpro_config::Config;
use chordpro_config::view::{Extra, MinorDegrees, NoteSpelling};

use crate::options::Profile;

/// The highest fret for a capo: beyond it a guitar has no octave left.
const MAX_CAPO: u8 = 11;
/// How much of a song is looked at for its key, before it is read: lines.
const MAX_SURVEYED: usize = 2000;

/// How the chords of a song are spelled: by its settings, and in its key.
#[derive(Debug, Clone)]
pub(crate) struct KeySpelling<'c> {
    pub(crate) config: &'c Config,
    pub(crate) profile: Profile,
    /// The chord of the key that the song stated last.
    pub(crate) stated: Option<Arc<Chord>>,
}

impl KeySpelling<'_> {
    fn is_complete(&self) -> bool {
        self.profile == Profile::Complete
    }

    /// Whether transposed notes are spelled in the accidentals of the key.
    pub(crate) fn is_by_key(&self) -> bool {
        match self.config.native.spelling {
            NoteSpelling::Key => true,
            NoteSpelling::Reference => false,
            NoteSpelling::Profile => self.is_complete(),
        }
    }

    /// Whether chords without a fingering get one computed.
    pub(crate) fn generates_diagrams(&self) -> bool {
        match self.config.native.generated_diagrams {
            Extra::On => true,
            Extra::Off => false,
            Extra::Profile => self.is_complete(),
        }
    }

    /// A chord of the song, transposed.
    pub(crate) fn transposed(
        &self,
        chord: &Chord,
        by: &Transposition,
        notation: &Notation,
    ) -> Chord {
        self.transposed_again(chord, by, 0, notation)
    }

    /// A chord that is `before` semitones over the one of the song already, transposed further.
    pub(crate) fn transposed_again(
        &self,
        chord: &Chord,
        by: &Transposition,
        before: Semitones,
        notation: &Notation,
    ) -> Chord {
        if !self.is_by_key() {
            return chord.transposed(by, notation);
        }
        match by.forced {
            Accidentals::Sharps => chord.transposed_with(by.amount, Spelling::Sharp, notation),
            Accidentals::Flats => chord.transposed_with(by.amount, Spelling::Flat, notation),
            Accidentals::ByDirection | Accidentals::ByKey => {
                chord.transposed_in_key(&self.key_shift(before, by.amount), notation)
            }
        }
    }

    fn key_shift(&self, before: Semitones, amount: Semitones) -> KeyShift {
        let Some((root, stated)) = self
            .stated
            .as_ref()
            .and_then(|stated| Some((stated.root.as_ref()?, stated)))
        else {
            return KeyShift::without_key(amount);
        };
        let common = Notation::common();
        let naming = KeyNaming {
            flats: self.config.keys.flats,
            force_common: true,
            minor: MinorKeys::Relative,
        };
        let key_at = |moved: Semitones| {
            let tonic = (i64::from(root.ordinal) + i64::from(moved)).rem_euclid(12);
            let tonic = u8::try_from(tonic).unwrap_or(0);
            Key::on(tonic, stated.is_minor(), &common, naming)
        };
        let mut from = key_at(before);
        if before == 0 {
            // As the song writes it: G flat stays apart from F sharp.
            from.is_flat = root.modifier < 0;
        }
        KeyShift::between(&from, &key_at(before.saturating_add(amount)), amount)
    }

    /// The chord in degrees of the song's key, as players count them; `None` where the reference's way is to be gone.
    pub(crate) fn counted(
        &self,
        chord: &Chord,
        notation: &Notation,
        target: &Notation,
    ) -> Option<Chord> {
        let from_relative = match self.config.native.minor_degrees {
            MinorDegrees::Relative => true,
            MinorDegrees::Tonic => false,
            MinorDegrees::Profile if self.is_complete() => true,
            MinorDegrees::Profile => return None,
        };
        let stated = self.stated.as_ref();
        let tonic = match stated.and_then(|key| Some((key.root.clone()?, key.is_minor()))) {
            Some((root, true)) if from_relative => root.relative_major(notation),
            Some((root, _)) => root,
            None => notation.note(notation.note_name(0, Spelling::Sharp))?,
        };
        Some(chord.counted_from(&tonic, notation, target))
    }

    /// Gives a chord a fingering that is computed, where there are to be such.
    pub(crate) fn generate_fingering(&self, chord: &mut Arc<Chord>) {
        if !self.generates_diagrams() || chord.root.is_none() {
            return;
        }
        let (Some(generator), Some(tones)) = (
            Generator::for_tuning(self.config.library.tuning()),
            ChordTones::of(chord),
        ) else {
            return;
        };
        if let Some(generated) = generator.fingering(&tones) {
            let chord = Arc::make_mut(chord);
            chord.fingering = Some(generated.fingering);
            chord.origin = Origin::Generated;
        }
    }
}

/// The transposition from the song's key to the one that `target` names; `None` where the song, whose text is still to be read, shows
/// no key.
pub(crate) fn transposition_to_key(
    target: &str,
    text: &str,
    config: &Config,
) -> Option<Transposition> {
    let target = Key::parse(target, &config.notes)?;
    let tonic = surveyed_tonic(text, config)?;
    // The shorter way: at most a tritone up, less than one down.
    let up = (i32::from(target.ordinal) - i32::from(tonic)).rem_euclid(12);
    Some(Transposition::by(if up > 6 { up - 12 } else { up }))
}

/// The tonic of the first key of a song, before it is read: what is stated, else what its chords show.
fn surveyed_tonic(text: &str, config: &Config) -> Option<u8> {
    let notation = &config.notes;
    if let Some(key) = Key::parse(&config.native.key, notation) {
        return Some(key.ordinal);
    }
    let mut chords = Vec::new();
    for line in text.lines().take(MAX_SURVEYED) {
        let line = line.trim();
        if line.starts_with("{new_song") || line.starts_with("{ns") {
            break;
        }
        if let Some(key) = stated_key(line).and_then(|key| Key::parse(key, notation)) {
            return Some(key.ordinal);
        }
        let names = line
            .split('[')
            .skip(1)
            .filter_map(|rest| rest.split_once(']'));
        chords.extend(names.filter_map(|(name, _)| notation.parse(name, Strictness::Strict)));
    }
    detect_key(&chords).map(|key| key.tonic)
}

/// The fret of the capo that `native.capo` asks for; `None` where there is none.
///
/// # Errors
/// What the setting says instead, where it is no fret.
pub(crate) fn given_capo(config: &Config) -> Result<Option<u8>, String> {
    let text = config.native.capo.trim();
    if text.is_empty() {
        return Ok(None);
    }
    text.parse::<u8>()
        .ok()
        .filter(|capo| *capo <= MAX_CAPO)
        .map(Some)
        .ok_or_else(|| {
            format!("Invalid capo: \"{text}\" (ignored); it is a fret from 0 to {MAX_CAPO}")
        })
}

/// The key that a line states.
fn stated_key(line: &str) -> Option<&str> {
    let inner = line.strip_prefix('{')?.strip_suffix('}')?.trim_start();
    let inner = inner
        .strip_prefix("meta")
        .map_or(inner, |rest| rest.trim_start_matches([':', ' ']));
    let value = inner.strip_prefix("key")?;
    value
        .starts_with([':', ' '])
        .then(|| value.trim_matches([':', ' ']))
}

#[cfg(test)]
mod tests {
    use super::stated_key;

    #[test]
    fn keys_are_stated_in_two_ways() {
        assert_eq!(stated_key("{key: Bb}"), Some("Bb"));
        assert_eq!(stated_key("{key Bb}"), Some("Bb"));
        assert_eq!(stated_key("{meta: key Bb}"), Some("Bb"));
        assert_eq!(stated_key("{keys: Bb}"), None);
        assert_eq!(stated_key("[G]key: Bb"), None);
    }
}
