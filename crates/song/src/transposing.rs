//! The three sources of transposition: the configuration's, the song's directives, and the capo (`docs/spec/language.md#7.7`).

use chordpro_chords::{Key, Transposition};

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
}

impl Transposing {
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
        inner.plus(&self.outer)
    }

    /// How sounding chords are moved: also by the capo.
    pub(crate) fn sound(&self) -> Transposition {
        self.inner
            .plus_semitones(self.capo.unwrap_or(0))
            .plus(&self.outer)
    }

    /// What the directives of the song add up to.
    pub(crate) fn inner(&self) -> &Transposition {
        &self.inner
    }

    /// Whether nothing is transposed, no key is remembered, and no capo is set.
    pub(crate) fn is_idle(&self) -> bool {
        self.inner.is_zero() && self.outer.is_zero() && self.capo.is_none()
    }

    pub(crate) fn set_outer(&mut self, outer: Transposition) {
        self.outer = outer;
        self.update();
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
        self.print = self.inner.plus(&self.outer);
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
        let mut outer = Transposition::parse(&self.config.settings.transpose).unwrap_or_default();
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
