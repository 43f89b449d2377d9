//! Chord recognition: which words are chord names.

use std::sync::Arc;

use chordpro_chords::{Notation, Strictness};

/// Distinguishes chords from other words.
#[derive(Debug, Clone)]
pub(crate) struct ChordNames {
    notation: Arc<Notation>,
    strictness: Strictness,
    /// Whether roots are letters, so that the first letter rules out most words.
    has_letters: bool,
}

impl ChordNames {
    pub(crate) fn new(notation: &Arc<Notation>, strictness: Strictness) -> Self {
        ChordNames {
            notation: Arc::clone(notation),
            strictness,
            has_letters: notation.name() == "common",
        }
    }

    /// Whether `word` is the name of a chord.
    pub(crate) fn is_chord(&self, word: &str) -> bool {
        // The longest names have about fifteen letters: `F#m7(b5)/C#`.
        if word.is_empty() || word.len() > 24 {
            return false;
        }
        let first = word.chars().next();
        if self.has_letters && !first.is_some_and(|c| matches!(c, 'A'..='H' | '/')) {
            return false;
        }
        // `Go` and `Do` are words; a diminished chord is written `Gdim` or `G°`.
        if self.has_letters && word.len() == 2 && word.ends_with('o') {
            return false;
        }
        is_chord_like(word) || self.notation.parse(word, self.strictness).is_some()
    }
}

/// The pieces of a name after its root, longer ones first.
const PIECES: &[&str] = &[
    "major", "minor", "maj", "Maj", "MAJ", "min", "Min", "MIN", "dim", "aug", "sus", "add", "omit",
    "alt", "no", "ma", "mi", "M", "m", "b", "#", "♭", "♯", "+", "-", "°", "ø", "Δ", "^", "(", ")",
    ",",
];

/// Whether a word has the form of a chord name, even if no table has it: a root, pieces, a bass.
fn is_chord_like(word: &str) -> bool {
    let (body, bass) = match word.rsplit_once('/') {
        Some((body, bass)) if is_note(bass) => (body, Some(bass)),
        // `C6/9`
        Some((_, bass)) if bass.bytes().all(|b| b.is_ascii_digit()) && !bass.is_empty() => {
            (word, None)
        }
        Some(_) => return false,
        None => (word, None),
    };
    if body.is_empty() {
        return bass.is_some();
    }
    let Some(mut rest) = body.strip_prefix(|c| matches!(c, 'A'..='G')) else {
        return false;
    };
    rest = rest.strip_prefix(['b', '#', '♭', '♯']).unwrap_or(rest);
    let mut depth = 0_i32;
    while !rest.is_empty() {
        let digits = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '/');
        if digits.len() < rest.len() {
            rest = digits;
            continue;
        }
        // `Co7` and `Bh7`: without a number, the letters make words such as `Go`.
        if let Some(after) = rest.strip_prefix(['o', 'h'])
            && after.starts_with(|c: char| c.is_ascii_digit())
        {
            rest = after;
            continue;
        }
        let Some(piece) = PIECES.iter().find(|piece| rest.starts_with(**piece)) else {
            return false;
        };
        depth += match *piece {
            "(" => 1,
            ")" => -1,
            _ => 0,
        };
        if depth < 0 {
            return false;
        }
        rest = rest.get(piece.len()..).unwrap_or("");
    }
    depth == 0 && !body.ends_with([',', '-'])
}

fn is_note(text: &str) -> bool {
    let Some(rest) = text.strip_prefix(|c| matches!(c, 'A'..='H')) else {
        return false;
    };
    matches!(rest, "" | "b" | "#" | "♭" | "♯" | "bb" | "##")
}

/// Whether a word means that no chord is played: `N.C.`, `NC`, `n.c.`.
pub(crate) fn is_no_chord(word: &str) -> bool {
    matches!(
        word.trim_matches(['(', ')', '[', ']']),
        "N.C." | "N.C" | "NC" | "NC." | "n.c." | "n.c"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_from_words() {
        let names = ChordNames::new(&Notation::common(), Strictness::Strict);
        for name in [
            "C",
            "Am",
            "F#m7",
            "Bb",
            "Dsus4",
            "G/B",
            "Cmaj7",
            "E7#9",
            "Am7(b5)",
            "C6/9",
            "Gadd9",
            "D/F#",
            "Cdim7",
            "Co7",
            "A-7",
            "Ebmaj7/Bb",
            "C+",
            "F♯m",
            "/G",
            "Bm7-5",
            "G7sus4",
        ] {
            assert!(names.is_chord(name), "{name}");
        }
        for word in [
            "Go", "Do", "Add", "Bad", "Face", "Hello", "a", "x2", "|", "C/foo", "", "G)", "Beg",
            "Dad", "Egg", "-", "/", "Cab", "Gum",
        ] {
            assert!(!names.is_chord(word), "{word}");
        }
    }
}
