//! Padding of chords and lyrics in text columns (`docs/spec/outputs.md#2.3`).

use unicode_width::UnicodeWidthStr;

/// How to count columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Columns {
    /// One per code point; the text is filled with hyphens wherever the chord is longer, as in the reference.
    CodePoints,
    /// As on a screen: wide characters take two, combining characters none; hyphens only inside words.
    Display,
}

impl Columns {
    /// The width of `text` in columns.
    pub(crate) fn width(self, text: &str) -> usize {
        match self {
            _ if text.is_ascii() => text.len(),
            Columns::CodePoints => text.chars().count(),
            Columns::Display => text.width(),
        }
    }
}

/// A chord line and a lyrics line that grow together.
#[derive(Debug, Clone)]
pub(crate) struct Pair {
    /// The chords.
    pub(crate) chords: String,
    /// The lyrics.
    pub(crate) lyrics: String,
    columns: Columns,
    chords_width: usize,
    lyrics_width: usize,
}

impl Pair {
    /// Two empty lines.
    pub(crate) fn new(columns: Columns) -> Self {
        Pair {
            chords: String::with_capacity(64),
            lyrics: String::with_capacity(96),
            columns,
            chords_width: 0,
            lyrics_width: 0,
        }
    }

    /// Clears both lines.
    pub(crate) fn clear(&mut self) {
        self.chords.clear();
        self.lyrics.clear();
        self.chords_width = 0;
        self.lyrics_width = 0;
    }

    /// Adds the next phrase with its chord and one space after the chord.
    ///
    /// The lines are padded to equal length before the next phrase, so `next` tells whether there is one.
    pub(crate) fn push(&mut self, chord: Option<&str>, phrase: &str, next: Option<&str>) {
        if let Some(chord) = chord {
            self.chords.push_str(chord);
            self.chords.push(' ');
            self.chords_width += self.columns.width(chord) + 1;
        }
        self.lyrics.push_str(phrase);
        self.lyrics_width += self.columns.width(phrase);
        if self.chords_width > self.lyrics_width {
            let fill = self.filler(next);
            let count = self.chords_width - self.lyrics_width;
            self.lyrics.extend(std::iter::repeat_n(fill, count));
            self.lyrics_width = self.chords_width;
        } else {
            let count = self.lyrics_width - self.chords_width;
            self.chords.extend(std::iter::repeat_n(' ', count));
            self.chords_width = self.lyrics_width;
        }
    }

    /// The character that fills the text: hyphens join the parts of a word.
    fn filler(&self, next: Option<&str>) -> char {
        let is_blank = |c: Option<char>| c.is_none_or(char::is_whitespace);
        match self.columns {
            Columns::CodePoints => '-',
            Columns::Display
                if is_blank(self.lyrics.chars().next_back())
                    || is_blank(next.and_then(|next| next.chars().next())) =>
            {
                ' '
            }
            Columns::Display => '-',
        }
    }

    /// Trims the ends of both lines.
    pub(crate) fn trim(&mut self) {
        self.chords.truncate(self.chords.trim_end().len());
        self.lyrics.truncate(self.lyrics.trim_end().len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn padded(columns: Columns, phrases: &[(&str, &str)]) -> (String, String) {
        let mut pair = Pair::new(columns);
        for (at, (chord, phrase)) in phrases.iter().enumerate() {
            let next = phrases.get(at + 1).map(|(_, next)| *next);
            pair.push(Some(*chord).filter(|chord| !chord.is_empty()), phrase, next);
        }
        pair.trim();
        (pair.chords, pair.lyrics)
    }

    #[test]
    fn the_reference_fills_with_hyphens_everywhere() {
        assert_eq!(
            padded(Columns::CodePoints, &[("Cmaj7", "a"), ("D", "b ")]),
            ("Cmaj7 D".into(), "a-----b".into())
        );
        assert_eq!(
            padded(Columns::CodePoints, &[("C", " "), ("D", "")]),
            ("C D".into(), " ---".into())
        );
    }

    #[test]
    fn display_columns_fill_with_hyphens_inside_words_only() {
        assert_eq!(
            padded(
                Columns::Display,
                &[("Cmaj7", "a"), ("D", "b "), ("Em7", "c")]
            ),
            ("Cmaj7 D Em7".into(), "a-----b c".into())
        );
    }

    #[test]
    fn display_columns_count_wide_and_combining_characters() {
        assert_eq!(
            padded(Columns::Display, &[("", "世界 "), ("C", "x")]).0,
            "     C"
        );
        assert_eq!(
            padded(Columns::CodePoints, &[("", "世界 "), ("C", "x")]).0,
            "   C"
        );
    }

    #[test]
    fn an_empty_chord_leaves_the_chord_line_alone() {
        assert_eq!(
            padded(Columns::CodePoints, &[("", "ab "), ("C", "d")]),
            ("   C".into(), "ab d-".into())
        );
    }
}
