//! Chords in brackets, such as `[Am7]` and unlike `[Chorus]`: what tells a song from a sheet with chords over its lyrics.

use chordpro_chords::{Notation, Strictness};
use chordpro_config::{Config, view};

/// How strictly chord names are read (`settings.chordnames`).
pub fn strictness(config: &Config) -> Strictness {
    match config.settings.chordnames {
        view::Chordnames::Strict => Strictness::Strict,
        view::Chordnames::Relaxed => Strictness::Relaxed,
    }
}

/// Whether some line of `text` holds a chord of `notation` in brackets.
///
/// Text like that is ChordPro without directives, not chords over lyrics; the reference does not look for it.
pub fn has_bracket_chords(text: &str, notation: &Notation, strictness: Strictness) -> bool {
    text.split(['\n', '\r']).any(|line| {
        line.split('[').skip(1).any(|piece| {
            piece
                .split_once(']')
                .is_some_and(|(name, _)| notation.parse(name, strictness).is_some())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growth::linear;

    fn has(text: &str) -> bool {
        has_bracket_chords(text, &Notation::common(), Strictness::Strict)
    }

    #[test]
    fn only_real_chords_in_brackets_count() {
        assert!(has("[Chorus]\nHello [Am7]world"));
        assert!(!has("[Chorus]\nAm7\nHello world"));
    }

    #[test]
    fn a_long_line_is_read_in_linear_time() {
        for pattern in ["[", "A", "[A", "]"] {
            assert!(!linear(pattern, 200_000 * pattern.len(), has), "{pattern}");
        }
    }
}
