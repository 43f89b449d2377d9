//! The three sources of transposition: the configuration's, the song's directives, and the capo (`docs/spec/language.md#7.7`).

use chordpro_chords::{Key, Transposition};

use crate::key_spelling::transposition_to_key;
use crate::song_reader::{Outcome, SongReader};
use crate::truth::is_set;

/// The transpositions in force.
#[derive(Debug, Clone, Default)]
pub(crate) struct Transposing {
    outer: Transposition,
    inner: Transposition,
    stack: Vec<Transposition>,
    capo: Option<i32>,
    print: Transposition,
    /// The capo asked for instead of the song's.
    given_capo: Option<i32>,
    /// The song's own capo, where another one takes its place.
    own_capo: i32,
    /// Whether the first key that the song states gives way to one that was asked for.
    has_given_key: bool,
}

impl Transposing {
    /// Takes a capo that replaces the song's: the shapes are lower by it, the pitch stays.
    pub(crate) fn give_capo(&mut self, capo: i32) {
        self.given_capo = Some(capo);
        self.capo = (capo != 0).then_some(capo);
        self.update();
    }

    /// Whether the song's own capo is replaced.
    pub(crate) fn replaces_capo(&self) -> bool {
        self.given_capo.is_some()
    }

    /// The song's capo, which is replaced.
    pub(crate) fn set_own_capo(&mut self, capo: i32) {
        self.own_capo = capo;
        self.update();
    }

    /// Says that the key was given; the first one that the song states is passed over.
    pub(crate) fn give_key(&mut self) {
        self.has_given_key = true;
    }

    /// Whether the body begins with a key that no line of the song has stated.
    pub(crate) fn has_given_key(&self) -> bool {
        self.has_given_key
    }

    /// Whether a key that the song states is to be passed over.
    pub(crate) fn take_given_key(&mut self) -> bool {
        std::mem::take(&mut self.has_given_key)
    }

    /// How printed chords are moved: by directives and by the configuration.
    pub(crate) fn print(&self) -> &Transposition {
        &self.print
    }

    /// How printed chords are moved, where they are at all.
    pub(crate) fn effective(&self) -> Option<&Transposition> {
        self.print.is_effective().then_some(&self.print)
    }

    /// How printed chords would be moved with other directives.
    pub(crate) fn print_with(&self, inner: &Transposition) -> Transposition {
        inner.plus(&self.outer_with_capo())
    }

    /// How sounding chords are moved: also by the capo.
    pub(crate) fn sound(&self) -> Transposition {
        self.inner
            .plus_semitones(self.capo.unwrap_or(0))
            .plus(&self.outer_with_capo())
    }

    /// What the directives of the song add up to.
    pub(crate) fn inner(&self) -> &Transposition {
        &self.inner
    }

    /// Whether nothing is transposed, no key is remembered, and no capo is set.
    pub(crate) fn is_idle(&self) -> bool {
        self.inner.is_zero() && self.outer_with_capo().is_zero() && self.capo.is_none()
    }

    pub(crate) fn set_outer(&mut self, outer: Transposition) {
        self.outer = outer;
        self.update();
    }

    /// Whether the song has set a capo.
    pub(crate) fn has_capo(&self) -> bool {
        self.capo.is_some()
    }

    pub(crate) fn set_capo(&mut self, capo: i32) {
        self.capo = Some(capo);
    }

    pub(crate) fn set_key(&mut self, key: Option<Key>) {
        self.inner = self.inner.with_key(key);
        self.update();
    }

    /// Adds a transposition, to be taken back by [`Transposing::pop`].
    pub(crate) fn push(&mut self, transposition: &Transposition) {
        let sum = self.inner.plus(transposition);
        self.stack.push(std::mem::replace(&mut self.inner, sum));
        self.update();
    }

    /// Takes the last transposition back.
    pub(crate) fn pop(&mut self) {
        self.inner = self.stack.pop().unwrap_or_default();
        self.update();
    }

    fn update(&mut self) {
        self.print = self.inner.plus(&self.outer_with_capo());
    }

    /// The configuration's transposition, and that from the song's capo to the one that takes its place.
    fn outer_with_capo(&self) -> Transposition {
        match self.given_capo {
            None => self.outer.clone(),
            Some(capo) => {
                let amount = self.own_capo.saturating_sub(capo);
                self.outer.plus(&Transposition::by(amount))
            }
        }
    }
}

impl SongReader<'_, '_> {
    /// `{transpose: VALUE}`, and `{transpose}`, which takes the last one back.
    pub(crate) fn transpose_directive(&mut self, value: &str) -> Outcome {
        if value.is_empty() {
            self.transposing.pop();
        } else if let Some(transposition) = Transposition::parse(value) {
            if !is_set(value) || transposition.is_zero() {
                return Outcome::Refused;
            }
            self.transposing.push(&transposition);
        } else {
            self.source.warn(
                "invalid-transpose",
                format!("Invalid transpose: \"{value}\" (ignored)"),
            );
            return Outcome::Refused;
        }
        self.chords.forget_tokens();
        self.update_keys();
        Outcome::Done
    }

    /// Takes `settings.transpose` of the configuration in force.
    pub(crate) fn update_outer_transposition(&mut self) {
        let text = self.config.settings.transpose.clone();
        let mut outer = Transposition::parse(&text).unwrap_or_default();
        if !text.is_empty() && Transposition::parse(&text).is_none() {
            match transposition_to_key(&text, self.source.lines.upcoming_text(), &self.config) {
                Some(to_key) => outer = to_key,
                None => self.source.warn(
                    "no-key",
                    format!("Cannot transpose to {text}: the song has neither a key nor chords that show one"),
                ),
            }
        }
        if self.config.settings.transpose_sf_key
            && outer.forced == chordpro_chords::Accidentals::ByDirection
        {
            outer.forced = chordpro_chords::Accidentals::ByKey;
        }
        self.transposing.set_outer(outer);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn transposition(text: &str) -> Transposition {
        Transposition::parse(text).expect("a transposition")
    }

    #[test]
    fn directives_add_up_and_are_taken_back() {
        let mut transposing = Transposing::default();
        transposing.push(&transposition("2"));
        transposing.push(&transposition("-5"));
        assert_eq!(transposing.print().amount, -3);
        transposing.pop();
        assert_eq!(transposing.print().amount, 2);
        transposing.pop();
        transposing.pop();
        assert!(transposing.is_idle());
    }

    #[test]
    fn a_capo_sounds_but_does_not_print() {
        let mut transposing = Transposing::default();
        transposing.set_capo(3);
        assert_eq!(transposing.effective(), None);
        assert_eq!(transposing.sound().amount, 3);
    }
}
