//! Grapheme clusters: letters with their marks, and emoji of several characters.

use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

/// Clusters longer than this, in bytes, are split into characters; the longest emoji of Unicode has 35.
const LONGEST: usize = 96;

/// The kinds of clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cluster {
    /// A letter with marks.
    Letter,
    /// An emoji with a variation selector; it looks like the character without it.
    Selected,
    /// An emoji that differs from the sum of its parts: a flag, a keycap, a family, a hand with a skin tone.
    Joined,
}

impl Cluster {
    /// The kind of a cluster of several characters; `None` if its characters are independent.
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

/// The clusters of a text, with their start bytes.
pub(crate) fn clusters(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.grapheme_indices(true)
}

/// Whether a character can join others into one emoji, and is visible if it does not.
pub(crate) fn joins(character: char) -> bool {
    matches!(character,
        '\u{200d}' | '\u{20e3}' | '\u{1f1e6}'..='\u{1f1ff}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}')
}

/// Whether a character is a combining mark for Latin, Greek or Cyrillic letters, or an enclosing mark.
pub(crate) fn is_combining(character: char) -> bool {
    matches!(character,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// Whether a character is a skin tone modifier.
fn is_modifier(character: char) -> bool {
    matches!(character, '\u{1f3fb}'..='\u{1f3ff}')
}

/// Whether a character after the first one of an emoji is omitted if no face can join them.
pub(crate) fn is_left_out(character: char) -> bool {
    is_modifier(character) || is_ignorable(character)
}

/// Whether a character is a pictograph, which should come from the same face as its neighbours.
pub(crate) fn is_pictograph(character: char) -> bool {
    matches!(character, '\u{1f000}'..='\u{1faff}')
}

/// Whether a character only affects others and is invisible if the face lacks it.
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
