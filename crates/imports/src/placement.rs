//! Chord placement: inserts the chords of one line into the lyrics of the next, each before its syllable.

use crate::chord_line::{ChordLine, Mark, PlacedMark, column_width, written};

/// The lyrics with the chords above them inserted.
///
/// A chord goes before the character in its column. Sheets are often a column off: a chord above the space before a word, or above
/// the word's first consonants, belongs to the word. Gaps in the lyrics that make room for wide chords are closed.
pub(crate) fn place(chords: &ChordLine, lyrics: &str) -> String {
    let text: Vec<char> = lyrics.trim_end().chars().collect();
    let marks: Vec<&PlacedMark> = chords
        .marks
        .iter()
        .filter(|placed| placed.mark != Mark::Bar)
        .collect();
    let positions = positions(&text, &marks);
    let mut line = String::with_capacity(lyrics.len() + marks.len() * 6);
    let mut pending = marks.iter().zip(&positions).peekable();
    let indent = text.iter().take_while(|c| c.is_whitespace()).count();
    let has_pickup = positions.first().is_some_and(|first| *first < indent);
    let mut after_blank = !has_pickup;
    for (index, c) in text.iter().enumerate() {
        while let Some((placed, _)) = pending.next_if(|(_, position)| **position <= index) {
            line.extend(written(&placed.mark));
            after_blank = false;
        }
        if !c.is_whitespace() {
            line.push(*c);
            after_blank = false;
        } else if !after_blank {
            line.push(' ');
            after_blank = true;
        }
    }
    for (placed, _) in pending {
        if !line.is_empty() && !line.ends_with(' ') {
            line.push(' ');
        }
        line.extend(written(&placed.mark));
    }
    line
}

/// The index of the character that each mark precedes; the number of characters for marks after the lyrics.
fn positions(text: &[char], marks: &[&PlacedMark]) -> Vec<usize> {
    let mut positions = Vec::with_capacity(marks.len());
    let (mut column, mut index) = (0_usize, 0_usize);
    let mut least = 0_usize;
    for placed in marks {
        while column < placed.column
            && let Some(c) = text.get(index)
        {
            column += column_width(*c);
            index += 1;
        }
        // A mark in the middle of a wide character, or before a zero-width one.
        while text.get(index).is_some_and(|c| column_width(*c) == 0) {
            index += 1;
        }
        let position = if column < placed.column {
            text.len()
        } else {
            snapped(text, index, least)
        };
        positions.push(position);
        least = position + 1;
    }
    positions
}

/// The start of the syllable that a chord before `index` belongs to, but not before `least`, the position of the previous chord.
fn snapped(text: &[char], index: usize, least: usize) -> usize {
    let is_blank = |at: usize| text.get(at).is_none_or(|c| c.is_whitespace());
    if is_blank(index) {
        let is_last_blank = index < text.len() && !is_blank(index + 1);
        return if is_last_blank { index + 1 } else { index };
    }
    // Onsets have at most three letters, four with an apostrophe: "'spl".
    let back = (1..=4)
        .take_while(|back| {
            index
                .checked_sub(*back)
                .and_then(|at| text.get(at))
                .is_some_and(|c| is_consonant(*c))
        })
        .count();
    let start = index - back;
    let is_onset = back > 0
        && start.checked_sub(1).is_none_or(|before| {
            is_blank(before) || text.get(before).is_some_and(|c| is_opening(*c))
        })
        && text
            .iter()
            .skip(index)
            .take_while(|c| c.is_alphabetic())
            .any(|c| is_vowel(*c));
    if is_onset && start >= least {
        start
    } else {
        index
    }
}

/// A character that can start a word but is not a letter.
fn is_opening(c: char) -> bool {
    matches!(
        c,
        '(' | '"' | '\'' | '“' | '‘' | '„' | '«' | '¿' | '¡' | '-'
    )
}

fn is_consonant(c: char) -> bool {
    c.is_alphabetic()
        && !is_vowel(c)
        && (c.is_ascii() || ('à'..='ʯ').contains(&c) || ('Ѐ'..='ӿ').contains(&c))
}

fn is_vowel(c: char) -> bool {
    const VOWELS: &str = "aeiouyàáâãäåæèéêëìíîïòóôõöøùúûüýÿœāēīōūąęěıíőűůаеёиоуыэюяіїє";
    c.to_lowercase().any(|c| VOWELS.contains(c))
}

#[cfg(test)]
mod tests {
    use chordpro_chords::{Notation, Strictness};

    use super::*;
    use crate::chord_name::ChordNames;

    fn placed(chords: &str, lyrics: &str) -> String {
        let names = ChordNames::new(&Notation::common(), Strictness::Strict);
        place(&ChordLine::parse(chords, &names).expect("chords"), lyrics)
    }

    #[test]
    fn chords_stand_before_their_syllables() {
        assert_eq!(
            placed("G             D/F#", "Here are some words to sing"),
            "[G]Here are some [D/F#]words to sing"
        );
        assert_eq!(placed("C   Gm", "Hello wörld"), "[C]Hell[Gm]o wörld");
    }

    #[test]
    fn a_column_off_is_still_the_word() {
        assert_eq!(placed("    G", "one two"), "one [G]two");
        assert_eq!(placed("   G", "one two"), "one [G]two");
        assert_eq!(placed("      G", "one two"), "one [G]two");
        assert_eq!(placed("       G", "one woman"), "one wom[G]an");
        assert_eq!(placed("     G", "one two"), "one [G]two");
        assert_eq!(placed("    D G", "one strong"), "one [D]st[G]rong");
    }

    #[test]
    fn chords_behind_the_lyrics_keep_their_distance() {
        assert_eq!(placed("C        G  D", "short"), "[C]short [G] [D]");
        assert_eq!(placed("C    G", "short"), "[C]short [G]");
    }

    #[test]
    fn gaps_for_chords_close() {
        assert_eq!(
            placed("Em         C      N.C.", "Here are a few    more"),
            "[Em]Here are a [C]few [N.C.]more"
        );
        assert_eq!(placed("C     G", "one         two"), "[C]one [G] two");
    }

    #[test]
    fn an_indent_is_kept_where_a_chord_stands_over_it() {
        assert_eq!(placed("    G", "    one"), "[G]one");
        assert_eq!(placed("D   G", "    one"), "[D] [G]one");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(placed("C   G", "漢字漢字"), "[C]漢字[G]漢字");
    }
}
