//! Chords over lyrics, as in the reference: converts text with chord lines above lyrics lines to ChordPro
//! (`docs/spec/language.md#12`, `docs/spec/outputs.md#12`).

mod assembly;
mod class;
mod fingering;
pub(crate) mod line;
mod merge;
mod tab;

use chordpro_chords::{Notation, Strictness};

use chordpro_song::Profile;

/// Options for reading chords over lyrics.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct SheetOptions {
    /// The tab width in columns (`a2crd.tabstop`); 0 keeps tabs.
    pub tabstop: usize,
    /// Whether the first lines become title and subtitle (`a2crd.infer-titles`).
    pub infer_titles: bool,
    /// How to distinguish chord lines from lyrics.
    pub classifier: Classifier,
    /// How strictly chord names are parsed.
    pub strictness: Strictness,
    /// The profile, which decides whether the reference's losses are kept.
    pub profile: Profile,
}

impl Default for SheetOptions {
    fn default() -> Self {
        SheetOptions {
            tabstop: 8,
            infer_titles: true,
            classifier: Classifier::default(),
            strictness: Strictness::Strict,
            profile: Profile::default(),
        }
    }
}

/// How to distinguish chord lines from lyrics (`a2crd.classifier`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Classifier {
    /// By the proportion of chords among the words; recognises comments, fingerings and tabs.
    #[default]
    Percentage,
    /// By the proportion of blanks; distinguishes only chords and lyrics.
    Classic,
}

impl Classifier {
    /// The classifier called `name`. The caller reports unknown names and uses [`Classifier::Classic`] for them.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "pct_chords" => Some(Classifier::Percentage),
            "classic" => Some(Classifier::Classic),
            _ => None,
        }
    }
}

/// Converts chords over lyrics to ChordPro; the result ends in a line end unless it is empty.
pub fn convert(text: &str, notation: &Notation, options: &SheetOptions) -> String {
    let lines: Vec<class::Line> = line::split(text)
        .map(|line| class::classified(line::clean(line, options.tabstop), notation, options))
        .collect();
    assembly::assemble(&lines, options)
}

/// Whether `text` should be read as chords over lyrics: no line starts with a directive, and some line is not blank
/// (`docs/spec/language.md#1.3`).
pub fn looks_like_it(text: &str) -> bool {
    let mut has_text = false;
    for line in line::split(text) {
        if is_directive(line) {
            return false;
        }
        has_text |= !line.trim().is_empty();
    }
    has_text
}

/// Whether a text has only comment lines and blank lines.
pub fn has_only_comments(text: &str) -> bool {
    line::split(text).all(|line| line.starts_with('#') || line.trim().is_empty())
}

fn is_directive(line: &str) -> bool {
    line.strip_prefix('{').is_some_and(|rest| {
        rest.trim_start()
            .starts_with(|first: char| first.is_alphanumeric() || first == '_')
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growth::linear;

    fn converted(text: &str) -> String {
        let options = SheetOptions {
            profile: Profile::Reference,
            ..SheetOptions::default()
        };
        convert(text, &Notation::common(), &options)
    }

    #[test]
    fn a_song_gets_its_title_and_its_chords_in_place() {
        let text = "\
Swing Low
Traditional

      D          G    D
Swing low, sweet chariot,
                       A7
Comin' for to carry me home.

[Chorus]
Am      C/G    x2
Hello world
G  A

e|--1--2--3--|
B|--1--2--3--|
after
";
        let expected = "\
{title: Swing Low}
{subtitle: Traditional}

Swing [D]low, sweet [G]chari[D]ot,
Comin' for to carry me [A7]home.

{comment: Chorus}
[Am]Hello wo[C/G]rld[x2]
[G][A]

{sot}
e|--1--2--3--|
B|--1--2--3--|
after

{eot}
";
        assert_eq!(converted(text), expected);
    }

    #[test]
    fn comments_fingerings_and_lone_chord_lines_before_the_music() {
        let text = "\
[Intro]
My Song
Am: x02210   D5 x577xx
Words before the music
F
C       G
one two three four
";
        let expected = "\
{comment:[Intro]}
{title: My Song}
{define Am base-fret 0 frets - 0 2 2 1 0}
{define D5 base-fret 5 frets - 1 3 3 - -}
{comment: Words before the music}
F
[C]one two [G]three four
";
        assert_eq!(converted(text), expected);
    }

    #[test]
    fn the_complete_profile_keeps_what_follows_a_tab_and_brackets_lone_chords() {
        let text =
            "Song\n\nF\nC    G\none two\n\n{start_of_tab}\ne|---\n{end_of_tab}\nAfter\nC G\nmore\n";
        let complete = convert(text, &Notation::common(), &SheetOptions::default());
        assert_eq!(
            complete,
            "{title: Song}\n\n[F]\n[C]one t[G]wo\n\n{start_of_tab}\ne|---\n{end_of_tab}\nAfter\n[C]mo[G]re\n"
        );
    }

    #[test]
    fn the_reference_loses_what_follows_a_tab() {
        let text = "Song\n\nC    G\none two\n\n{sot}\ne|---\n{eot}\nAfter\n";
        assert_eq!(
            converted(text),
            "{title: Song}\n\n[C]one t[G]wo\n\n{sot}\ne|---\n{eot}\n"
        );
    }

    #[test]
    fn a_directive_in_the_first_column_makes_it_chordpro() {
        assert!(looks_like_it("Hello [C]world"));
        assert!(looks_like_it(" {title: x}\n"));
        assert!(!looks_like_it("Hello\n{ title: x}\n"));
        assert!(!looks_like_it("\n \n"));
    }

    #[test]
    fn a_long_line_is_read_in_linear_time() {
        for pattern in ["[", "A", "A:", ":", "|", "e|-", "A =", "from@", "C "] {
            let size = 200_000 * pattern.len();
            assert!(!linear(pattern, size, converted).is_empty(), "{pattern}");
        }
    }
}
