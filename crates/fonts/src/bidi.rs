//! Bidirectional text: the directions within a line, by the Unicode Bidirectional Algorithm.

use std::borrow::Cow;
use std::ops::Range;

use unicode_bidi::{Level, ParagraphBidiInfo};

use crate::coverage;
use crate::shaping::{Direction, Shaping};
use crate::{FontBook, ShapedRun};

/// The bidi levels of a line: odd levels run from right to left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Levels {
    levels: Vec<Level>,
    base: Level,
}

impl Levels {
    /// The levels of `text`, a line of a paragraph with the given base direction.
    pub fn of(text: &str, is_backward: bool) -> Self {
        let base = if is_backward {
            Level::rtl()
        } else {
            Level::ltr()
        };
        let text = as_notes(text);
        let info = ParagraphBidiInfo::new(&text, Some(base));
        let (levels, _) = info.visual_runs(0..text.len());
        Levels { levels, base }
    }

    /// The level of the character at a byte; beyond the text, the paragraph level.
    pub fn at(&self, byte: usize) -> u8 {
        self.levels.get(byte).unwrap_or(&self.base).number()
    }

    /// The level between two characters, at a byte: the lower of their levels.
    pub fn between(&self, byte: usize) -> u8 {
        let before = byte
            .checked_sub(1)
            .map_or(self.base.number(), |byte| self.at(byte));
        before.min(self.at(byte))
    }

    /// The runs of `range` with one direction, in logical order, with their levels.
    pub fn runs(&self, range: Range<usize>) -> Vec<(Range<usize>, u8)> {
        let mut runs: Vec<(Range<usize>, u8)> = Vec::new();
        for byte in range {
            let level = self.at(byte);
            match runs.last_mut() {
                Some((run, last)) if *last == level => run.end = byte + 1,
                _ => runs.push((byte..byte + 1, level)),
            }
        }
        runs
    }
}

/// A text of the same length in which the accidentals of notes and chords (F#, B♭) are replaced by letters, so that they stay
/// behind their note; as symbols they would not if right-to-left letters follow.
fn as_notes(text: &str) -> Cow<'_, str> {
    if !text.contains(['#', '♭', '♯', '♮', '°']) {
        return Cow::Borrowed(text);
    }
    let mut is_note = false;
    let letters = text.chars().map(|character| {
        let letter = match character {
            '#' if is_note => 'a',
            '°' if is_note => 'ª',
            '♭' | '♯' | '♮' if is_note => 'ℓ',
            other => other,
        };
        is_note = letter.is_ascii_alphanumeric();
        letter
    });
    Cow::Owned(letters.collect())
}

/// The visual order, from left to right, of pieces with these levels.
pub fn visual_order(levels: &[u8]) -> Vec<usize> {
    let levels: Vec<Level> = levels
        .iter()
        .map(|level| Level::new(*level).unwrap_or(Level::ltr()))
        .collect();
    ParagraphBidiInfo::reorder_visual(&levels)
}

impl FontBook {
    /// Whether some of `text` may be set from right to left; cheap if there is none.
    pub fn may_run_backward(&self, text: &str, shaping: &Shaping) -> bool {
        if text.is_ascii() {
            return false;
        }
        let is_possible = match shaping {
            Shaping::Plain => self.has_fallback(),
            Shaping::Full { direction, .. } => *direction != Direction::LeftToRight,
        };
        is_possible && text.chars().any(coverage::may_run_right_to_left)
    }

    /// Whether the paragraph `text` runs from right to left: by its first letter, unless a direction is set.
    pub fn is_backward(&self, text: &str, shaping: &Shaping) -> bool {
        let is_asked_for = matches!(
            shaping,
            Shaping::Full {
                direction: Direction::RightToLeft,
                ..
            }
        );
        self.may_run_backward(text, shaping)
            && (is_asked_for
                || unicode_bidi::get_base_direction(text) == unicode_bidi::Direction::Rtl)
    }

    /// The glyphs of a single-direction part of `text`, in visual order; letters join with the text around the part.
    pub fn shape_part(
        &self,
        face: crate::FaceId,
        text: &str,
        range: Range<usize>,
        is_backward: bool,
        shaping: &Shaping,
    ) -> Vec<ShapedRun> {
        crate::shaping::shape_part(self, face, text, range, is_backward, shaping)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_at_the_border_of_two_directions_belongs_to_the_outer_one() {
        let levels = Levels::of("אב cd", true);
        assert_eq!(levels.runs(0..7), [(0..5, 1), (5..7, 2)]);
        assert_eq!((levels.between(5), levels.between(6)), (1, 2));
        assert_eq!((levels.between(0), levels.between(7)), (1, 1));
    }

    #[test]
    fn accidentals_stay_behind_their_notes() {
        for (text, note) in [("א F# ב", 3..5), ("א B♭ ב", 3..7), ("Amא B♭", 5..9)] {
            let levels = Levels::of(text, true);
            assert!(note.clone().all(|byte| levels.at(byte) == 2), "{text}");
        }
        assert_eq!(Levels::of("א # ב", true).at(3), 1, "no note");
        assert_eq!(Levels::of("א ab! ב", true).at(5), 1, "no accidental");
    }

    #[test]
    fn words_of_the_other_direction_keep_their_order() {
        assert_eq!(visual_order(&[1, 2, 2, 1]), [3, 1, 2, 0]);
        assert_eq!(visual_order(&[0, 1, 1, 0]), [0, 2, 1, 3]);
    }

    #[test]
    fn the_first_letter_says_which_way_a_paragraph_runs() {
        let book = FontBook::bundled();
        let is_backward = |text: &str| book.is_backward(text, &Shaping::Plain);
        assert!(is_backward("1, שיר song"));
        assert!(!is_backward("song שיר"));
        assert!(!book.without_fallback().is_backward("שיר", &Shaping::Plain));
    }
}
