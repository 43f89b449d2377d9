//! Classification of lines as chords, lyrics, comments, … (`docs/spec/language.md#12.1`, `docs/spec/outputs.md#12.3`).

use chordpro_chords::Notation;

use super::line::CleanLine;
use super::{Classifier, SheetOptions, fingering, tab};

/// The classes of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Blank,
    Directive,
    Comment,
    Fingering,
    Tab,
    Chords,
    Lyrics,
}

/// A line with its class.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) class: Class,
}

pub(super) fn classified(line: CleanLine, notation: &Notation, options: &SheetOptions) -> Line {
    let class = class(&line, notation, options);
    Line {
        text: line.text,
        class,
    }
}

fn class(line: &CleanLine, notation: &Notation, options: &SheetOptions) -> Class {
    let text = line.text.as_str();
    if text.trim().is_empty() {
        return Class::Blank;
    }
    if text.strip_prefix('{').is_some_and(|rest| !rest.is_empty()) {
        return Class::Directive;
    }
    if line.has_marks {
        return Class::Chords;
    }
    match options.classifier {
        Classifier::Percentage => by_percentage(text, notation, options),
        Classifier::Classic => classic(text, notation, options),
    }
}

fn by_percentage(text: &str, notation: &Notation, options: &SheetOptions) -> Class {
    if is_comment(text) {
        return Class::Comment;
    }
    if !fingering::fingerings(text).is_empty() {
        return Class::Fingering;
    }
    if tab::begins_with_strings(text) {
        return Class::Tab;
    }
    let printed = || text.chars().filter(|character| !character.is_whitespace());
    let total = printed().count();
    let share = |is: fn(char) -> bool| printed().filter(|character| is(*character)).count();
    if share(|character| character == '-') == total || share(|character| character == '=') == total
    {
        return Class::Lyrics;
    }
    let tabbed = share(|character| {
        matches!(character, '.' | '-' | '|' | '^' | 'v') || character.is_ascii_digit()
    });
    if is_more_than(tabbed, total, 80) {
        return Class::Tab;
    }
    let strummed = share(|character| matches!(character, '|' | '/' | '_'));
    if strummed.saturating_mul(2) >= total {
        return Class::Tab;
    }
    let words = text.split_whitespace().count();
    let chords = text
        .split_whitespace()
        .filter(|word| is_chord(word, notation, options))
        .count();
    if is_more_than(chords, words, 40) {
        Class::Chords
    } else {
        Class::Lyrics
    }
}

fn is_more_than(part: usize, total: usize, percentage: usize) -> bool {
    part.saturating_mul(100) > total.saturating_mul(percentage)
}

fn classic(text: &str, notation: &Notation, options: &SheetOptions) -> Class {
    let length = text.chars().count();
    let printed = text
        .chars()
        .filter(|character| !character.is_whitespace())
        .count();
    let is_sparse = length >= printed.saturating_mul(2);
    let is_chord = |word| notation.parse(word, options.strictness).is_some();
    if is_sparse || text.split_whitespace().all(is_chord) {
        Class::Chords
    } else {
        Class::Lyrics
    }
}

/// Headings in brackets, lines after a hash, and mail headers.
fn is_comment(text: &str) -> bool {
    let start = text.trim_start();
    let is_heading = start
        .strip_prefix('[')
        .and_then(|rest| rest.char_indices().nth(1).map(|(second, _)| (rest, second)))
        .and_then(|(rest, second)| rest.get(second..))
        .is_some_and(|rest| rest.contains(']'));
    let is_hashed = start.strip_prefix('#').is_some_and(|rest| !rest.is_empty());
    is_heading || is_hashed || is_header(&text.to_lowercase())
}

fn is_header(text: &str) -> bool {
    let sender = ["from", "email", "e-mail"];
    let has_address = sender.iter().any(|word| {
        text.split_once(word).is_some_and(|(_, rest)| {
            let mut letters = rest.chars();
            letters.next();
            letters.as_str().contains('@')
        })
    });
    let has_value = |word: &str| {
        let field = format!("{word}:");
        text.match_indices(&field)
            .next()
            .is_some_and(|(start, _)| text.len() > start.saturating_add(field.len()))
    };
    has_address
        || sender.into_iter().any(has_value)
        || ["date", "subject"].into_iter().any(has_value)
}

fn is_chord(word: &str, notation: &Notation, options: &SheetOptions) -> bool {
    notation.parse(word, options.strictness).is_some() || is_chord_like(word)
}

/// Whether a word looks like a chord although the notation does not have it.
fn is_chord_like(word: &str) -> bool {
    let body = word.rsplit_once('/').map_or(word, |(body, _)| body);
    let Some(rest) = body.strip_prefix(|first| matches!(first, 'A'..='G')) else {
        return false;
    };
    let rest = rest.to_lowercase();
    let rest = without_one(&rest, &["b", "#", "flat", "sharp"]);
    let rest = without_one(rest, &["minor", "major"]);
    let rest = without_one(rest, &["min", "maj"]);
    let rest = without_one(rest, &["m", "dim", "0", "o", "aug", "+"]);
    let mut rest = rest.trim_start_matches(|digit: char| digit.is_ascii_digit());
    loop {
        let mut group = rest;
        loop {
            let shorter = without_one(group, &["b", "#", "+", "-", "flat", "sharp", "sus", "add"]);
            if shorter.len() == group.len() {
                break;
            }
            group = shorter;
        }
        match group.strip_prefix(|digit: char| digit.is_ascii_digit()) {
            Some(after) => rest = after,
            None => break,
        }
    }
    rest.chars()
        .all(|character| character.is_ascii_digit() || matches!(character, '#' | 'b' | '-'))
}

fn without_one<'a>(text: &'a str, prefixes: &[&str]) -> &'a str {
    prefixes
        .iter()
        .find_map(|prefix| text.strip_prefix(prefix))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::super::line;
    use super::*;

    fn class_of(text: &str) -> Class {
        let options = SheetOptions::default();
        classified(line::clean(text, 8), &Notation::common(), &options).class
    }

    #[test]
    fn each_class_has_its_looks() {
        for (text, expected) in [
            ("  \t", Class::Blank),
            ("{title: x}", Class::Directive),
            ("{", Class::Lyrics),
            ("[Chorus]", Class::Comment),
            (" # remark", Class::Comment),
            ("#", Class::Lyrics),
            ("[]", Class::Lyrics),
            ("[]]", Class::Comment),
            ("From: me", Class::Comment),
            ("e-mail me @ home", Class::Comment),
            ("Subject:", Class::Lyrics),
            ("Am: x02210", Class::Fingering),
            ("e|--1--2--3--|", Class::Tab),
            ("--------", Class::Lyrics),
            ("====", Class::Lyrics),
            ("1 2 . . - v", Class::Tab),
            ("/ / / _ a", Class::Tab),
            ("Am  C/G   x2", Class::Chords),
            ("A foo bar", Class::Lyrics),
            ("[ch]foo[/ch] bar baz", Class::Chords),
            ("Hello world", Class::Lyrics),
        ] {
            assert_eq!(class_of(text), expected, "{text}");
        }
    }

    #[test]
    fn words_may_look_like_chords() {
        for word in [
            "Cmaj7+9",
            "Bbminor",
            "Asus4add9",
            "F#dim7b5",
            "C/foo",
            "E7-9",
        ] {
            assert!(is_chord_like(word), "{word}");
        }
        for word in ["Hello", "And", "Coda", "NC", "|", "x2", "am"] {
            assert!(!is_chord_like(word), "{word}");
        }
    }

    #[test]
    fn the_classic_classifier_counts_blanks() {
        let options = SheetOptions {
            classifier: Classifier::Classic,
            ..SheetOptions::default()
        };
        let class_of = |text| classified(line::clean(text, 8), &Notation::common(), &options).class;
        assert_eq!(class_of("foo         bar"), Class::Chords);
        assert_eq!(class_of("C G"), Class::Chords);
        assert_eq!(class_of("[Chorus]"), Class::Lyrics);
    }
}
