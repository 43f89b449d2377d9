//! What is shown as one: letters with their marks, and emoji that several characters make.

use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

/// A cluster longer than this, in bytes, is taken character by character; the longest emoji of Unicode has 35.
const LONGEST: usize = 96;

/// What several characters make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cluster {
    /// A letter and its marks.
    Letter,
    /// An emoji with a selector, which is the character without it.
    Selected,
    /// An emoji that no font has that has only its parts: a flag, a key, a family, a hand with its colour.
    Joined,
}

impl Cluster {
    /// What a cluster of several characters is; `None` where each of them stands for itself.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let mut characters = text.chars();
        let first = characters.next()?;
        if text.len() > LONGEST || first.is_whitespace() || first.is_control() {
            return None;
        }
        if first >= '\u{2190}' && first.script() == Script::Common {
            return Some(if characters.any(joins) {
                Cluster::Joined
            } else {
                Cluster::Selected
            });
        }
        if matches!(first, '#' | '*' | '0'..='9') && characters.as_str() == "\u{fe0f}\u{20e3}" {
            return Some(Cluster::Joined);
        }
        let is_mark = |character: char| character < '\u{1f000}' && !is_ignorable(character);
        characters.all(is_mark).then_some(Cluster::Letter)
    }
}

/// The clusters of a text, with the bytes at which they begin.
pub(crate) fn clusters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.grapheme_indices(true)
}

/// Whether a character may join others into one emoji, and is to be seen where it does not.
pub(crate) fn joins(character: char) -> bool {
    matches!(character,
        '\u{200d}' | '\u{20e3}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}')
}

/// Whether a character is a mark on letters of Latin, Greek or Cyrillic, or around a character.
pub(crate) fn is_combining(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Whether a character gives an emoji its colour of skin.
fn is_modifier(character: char) -> bool {
    matches!(character, '\u{1f3fb}'..='\u{1f3ff}')
}

/// Whether a character behind the first one of an emoji is left out where no face joins them.
pub(crate) fn is_left_out(character: char) -> bool {
    is_modifier(character) || is_ignorable(character)
}

/// Whether a character is a pictograph, which looks best beside others of the same face.
pub(crate) fn is_pictograph(character: char) -> bool {
    matches!(character, '\u{1f000}'..='\u{1faff}')
}

/// Characters that only direct others and are not shown where the face lacks them.
pub(crate) fn is_ignorable(character: char) -> bool {
    is_bidi_control(character)
        || matches!(character,
            '\u{34f}' | '\u{61c}' | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2065}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}

pub(crate) fn is_bidi_control(character: char) -> bool {
    matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn emoji_letters_and_what_stands_for_itself_are_told_apart() {
        for (text, cluster) in [
            ("e\u{301}", Some(Cluster::Letter)),
            ("\u{915}\u{93f}", Some(Cluster::Letter)),
            ("1\u{fe0f}\u{20e3}", Some(Cluster::Joined)),
            ("1\u{20e3}", Some(Cluster::Letter)),
            ("\u{1f1e9}\u{1f1ea}", Some(Cluster::Joined)),
            ("\u{2764}\u{fe0f}", Some(Cluster::Selected)),
            ("\u{1f44d}\u{1f3fd}", Some(Cluster::Joined)),
            ("\u{1f468}\u{200d}\u{1f467}", Some(Cluster::Joined)),
            ("x\u{200d}", None),
            (" \u{1f3fd}", None),
            ("x\u{1f3fd}", None),
        ] {
            assert_eq!(Cluster::of(text), cluster, "{text:?}");
        }
        assert_eq!(Cluster::of(&"\u{1f468}\u{200d}".repeat(50)), None);
    }
}
